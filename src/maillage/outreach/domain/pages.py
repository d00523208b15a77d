"""Pictures, news and posters."""

import io
import secrets

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.common.uploads import nature_of, refuse_too_large
from maillage.journal.domain import record
from maillage.outreach.models import News, Picture, Poster

LARGEST_SIDE = 1200  # pixels: twice the width of a letter
MOST_PIXELS = 50_000_000
NOT_A_PICTURE = "Cette image ne s’ouvre pas. Enregistrez-la en JPEG ou en PNG, puis déposez-la à nouveau."


@transaction.atomic
def add_picture(authority, upload, *, alt: str, by) -> Picture:
    """Drawn anew, no larger than needed: what a camera or a stranger hid in the file stays behind."""
    if not alt.strip():
        raise DomainError("Décrivez l’image en une phrase, pour qui ne la voit pas.")
    refuse_too_large(upload)
    media_type, _ = nature_of(upload)
    if not media_type.startswith("image/"):
        raise DomainError(NOT_A_PICTURE)
    drawn, size, kind = redrawn(upload)
    picture = Picture(
        authority=authority,
        token=secrets.token_hex(12),
        media_type=f"image/{kind}",
        width=size[0],
        height=size[1],
        alt=alt.strip(),
        added_by=by,
    )
    picture.file.save(f"{secrets.token_hex(12)}.{kind}", ContentFile(drawn), save=False)
    picture.save()
    record("a ajouté une image", actor=by, authority=authority, target=picture)
    return picture


def redrawn(upload) -> tuple[bytes, tuple[int, int], str]:
    """Its octets, its size and « jpeg » or « png »: the two that every mail client shows."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  for those who add a picture

    upload.seek(0)
    try:
        with Image.open(upload, formats=["JPEG", "PNG", "GIF", "WEBP"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise DomainError("Cette image est démesurée : réduisez-la à 5 000 pixels de large au plus.")
            image = ImageOps.exif_transpose(image)  # noqa: PLW2901  turned as it was taken
            image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            is_clear = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
            image = image.convert("RGBA" if is_clear else "RGB")  # noqa: PLW2901  same
            out = io.BytesIO()
            if is_clear:
                image.save(out, "PNG", optimize=True)
            else:
                image.save(out, "JPEG", quality=82, optimize=True)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise DomainError(NOT_A_PICTURE) from error
    return out.getvalue(), image.size, "png" if is_clear else "jpeg"


@transaction.atomic
def write_news(authority, *, news: News | None = None, by, **facts) -> News:
    """`facts` are the fields of a piece of news; a new one stays hidden until it is published."""
    picture = facts.get("picture")
    if picture and picture.authority_id != authority.pk:
        raise DomainError("Cette image est d’un autre territoire.")
    news = news or News(authority=authority, written_by=by)
    for name, value in facts.items():
        setattr(news, name, value)
    news.save()
    record("a écrit une actualité", actor=by, authority=authority, target=news)
    return news


@transaction.atomic
def publish_news(news: News, *, by) -> None:
    if not News.everywhere.filter(pk=news.pk, published_at=None).update(published_at=timezone.now()):
        raise DomainError("Cette actualité est déjà publiée.")
    record("a publié une actualité", actor=by, authority=news.authority, target=news)


@transaction.atomic
def withdraw_news(news: News, *, by) -> None:
    if not News.everywhere.filter(pk=news.pk).published().update(published_at=None):
        raise DomainError("Cette actualité n’est pas publiée.")
    record("a retiré une actualité", actor=by, authority=news.authority, target=news)


@transaction.atomic
def write_poster(authority, *, poster: Poster | None = None, by, **facts) -> Poster:
    poster = poster or Poster(authority=authority)
    for name, value in facts.items():
        setattr(poster, name, value)
    if not poster.path.startswith(f"/{authority.slug}/"):
        raise DomainError("Le QR code mène à une page de votre site public.")
    poster.save()
    record("a écrit une affiche", actor=by, authority=authority, target=poster)
    return poster


@transaction.atomic
def drop_poster(poster: Poster, *, by) -> None:
    record("a supprimé une affiche", actor=by, authority=poster.authority, target=poster)
    poster.delete()
