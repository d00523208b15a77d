"""Images that people bring: drawn anew, so that nothing travels with them but what is seen."""

import io
import warnings

from maillage.common.errors import DomainError

IMAGES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
MOST_PIXELS = 50_000_000
GPS = 0x8825
TAKEN_OUT = "Données de l’appareil retirées de la photo"
PLACE_TAKEN_OUT = "Position GPS et données de l’appareil retirées de la photo"
TOO_LARGE = "Cette image a plus de 50 millions de points. Réduisez-la, puis déposez-la."
UNREADABLE = "Cette image est abîmée, ou n’est pas celle que son contenu annonce. Enregistrez-la à nouveau."


def without_traces(content: bytes, media_type: str) -> tuple[bytes, str]:
    """The same image upright, without EXIF, place, comment or anything stuck to it; and what was taken out.

    Whatever was hidden before or after the picture is gone too, since only its pixels are kept.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  for those who bring pictures

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is ours
            image = Image.open(io.BytesIO(content), formats=[IMAGES[media_type]])
            if image.width * image.height > MOST_PIXELS:
                raise DomainError(TOO_LARGE)
            exif = image.getexif()
            told = PLACE_TAKEN_OUT if exif.get_ifd(GPS) else TAKEN_OUT if len(exif) else ""
            out = io.BytesIO()
            upright = ImageOps.exif_transpose(image)
            kept = {"icc_profile": profile} if (profile := image.info.get("icc_profile")) else {}
            upright.info = {}
            upright.save(out, IMAGES[media_type], **(WAYS.get(media_type, {}) | kept))
    except Image.DecompressionBombError:
        raise DomainError(TOO_LARGE) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise DomainError(UNREADABLE) from None
    return out.getvalue(), told


WAYS = {"image/jpeg": {"quality": 90, "exif": b""}, "image/webp": {"quality": 90, "exif": b""}}
