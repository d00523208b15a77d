"""Files that people bring: what they are is read in their first octets, never in their name."""

import re
import zipfile

from maillage.common.errors import DomainError

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
ROOM = 120  # letters of a name
OPEN_XML = "application/vnd.openxmlformats-officedocument."

# The first octets of a file → its type and the ending of its name.
SIGNATURES = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"GIF87a", "image/gif", ".gif"),
    (b"GIF89a", "image/gif", ".gif"),
)
# What an office archive holds → its type and ending: ODF says it in its first entry, OOXML by its folders.
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.graphics": ".odg",
}
OFFICE_FOLDERS = {
    "word/": (f"{OPEN_XML}wordprocessingml.document", ".docx"),
    "xl/": (f"{OPEN_XML}spreadsheetml.sheet", ".xlsx"),
    "ppt/": (f"{OPEN_XML}presentationml.presentation", ".pptx"),
}
REFUSED = (
    "Ce fichier n’est ni un PDF, ni un document LibreOffice ou Office, ni une image. "
    "Enregistrez-le en PDF, puis déposez-le à nouveau."
)


def refuse_too_large(upload) -> None:
    if upload.size > LARGEST:
        raise DomainError(
            "Ce fichier dépasse 20 Mo. Réduisez ses images, ou déposez-le en plusieurs parties."
        )


def nature_of(upload) -> tuple[str, str]:
    """The type of a file and the ending that its name should have, from what it holds."""
    upload.seek(0)
    head = upload.read(16)
    for octets, media_type, ending in SIGNATURES:
        if head.startswith(octets):
            return media_type, ending
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp", ".webp"
    if head.startswith(b"PK\x03\x04"):
        return nature_of_archive(upload)
    raise DomainError(REFUSED)


def nature_of_archive(upload) -> tuple[str, str]:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            names = archive.namelist()
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise DomainError("Ce fichier contient des macros. Enregistrez-le sans elles, ou en PDF.")
            if "mimetype" in names and archive.getinfo("mimetype").file_size < ROOM:
                media_type = archive.read("mimetype").decode("ascii", "replace").strip()
                if media_type in OPEN_DOCUMENT:
                    return media_type, OPEN_DOCUMENT[media_type]
    except (zipfile.BadZipFile, RuntimeError):  # damaged, locked, or packed in a way that we cannot read
        raise DomainError("Ce fichier est abîmé, ou protégé par un mot de passe.") from None
    if "[Content_Types].xml" in names:
        for folder, nature in OFFICE_FOLDERS.items():
            if any(name.startswith(folder) for name in names):
                return nature
    raise DomainError(REFUSED)


def clean_name(name: str, ending: str) -> str:
    """A name fit for a screen and a disk: no folder, no control character, the ending that its content asks for."""
    stem = re.split(r"[\\/]", name)[-1]
    stem = "".join(sign for sign in stem if sign.isprintable() and sign not in '<>:"|?*')
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem).strip(" .")[:ROOM].strip()
    return f"{stem or 'document'}{ending}"
