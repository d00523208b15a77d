"""Files that people bring: what they are is read in their octets, never in their name; what hides something is refused."""

import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from maillage.common.errors import DomainError
from maillage.common.images import IMAGES, without_traces

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
ROOM = 120  # letters of a name
MOST_PARTS = 3_000  # of an office archive
MOST_UNPACKED = 200 * MEGABYTE
MOST_RATIO = 100  # unpacked to packed, for the whole of an archive that is not small
SMALL = 5 * MEGABYTE
HEAD = 1024
OPEN_XML = "application/vnd.openxmlformats-officedocument."
TEXT = "text/plain"

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
# What runs, or is read as a page, when it is opened: refused even as the middle part of a name.
RUNS = re.compile(
    r"exe|bat|cmd|msi|msp|scr|pif|cpl|dll|sys|jar|ps1|psm1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|lnk|url|scf|reg|inf"
    r"|dmg|pkg|sh|bash|zsh|py|pyc|pl|rb|php|phtml|asp|aspx|jsp|html|htm|xhtml|shtml|svg|svgz|swf|xml|xsl|iso|img"
    r"|docm|dotm|xlsm|xltm|xlam|pptm|potm|ppam"
)
MACROS = re.compile(r"vbaproject\.bin$|^basic/|^scripts/|/activex/|/macrosheets/", re.IGNORECASE)
MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|\?php|\?xml)", re.IGNORECASE)
FAR_TEMPLATE = re.compile(
    rb"attachedTemplate[^>]*TargetMode=.External|TargetMode=.External[^>]*attachedTemplate"
)

REFUSED = (
    "Ce fichier n’est ni un PDF, ni un document LibreOffice ou Office, ni une image, ni un texte simple. "
    "Enregistrez-le en PDF, puis déposez-le à nouveau."
)
DOUBLE = (
    "Ce fichier en cache un autre (une page, un programme ou une archive). "
    "Imprimez-le en PDF depuis votre logiciel, puis déposez ce PDF."
)
BOMB = "Une fois déplié, ce fichier est démesuré. Enregistrez-le en PDF, ou en plusieurs parties."
DAMAGED = "Ce fichier est abîmé, ou protégé par un mot de passe."
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)


@dataclass(frozen=True)
class Received:
    """A file as it will be kept: `told` is what was taken out of it, in French words."""

    name: str
    media_type: str
    ending: str
    content: bytes
    told: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        return len(self.content)


def receive(upload, name: str = "") -> Received:
    """Check a file as Django hands it over (name, size, read twice). `name` is the one to show, if any was typed."""
    refuse_name(upload.name)
    refuse_name(name)
    refuse_too_large(upload)
    media_type, ending = nature_of(upload)
    upload.seek(0)
    content, told = upload.read(), ""
    refuse_double(content, media_type)
    if media_type in IMAGES:
        content, told = without_traces(content, media_type)
    return Received(clean_name(name or upload.name, ending), media_type, ending, content, told)


def refuse_too_large(upload) -> None:
    if upload.size > LARGEST:
        raise DomainError(
            "Ce fichier dépasse 20 Mo. Réduisez ses images, ou déposez-le en plusieurs parties."
        )


def refuse_name(name: str) -> None:
    """A name that lies on what the file is: hidden signs that turn the reading round, a program behind « .pdf »."""
    if any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in name):
        raise DomainError(
            "Le nom de ce fichier contient un caractère invisible. Renommez-le, puis déposez-le."
        )
    for part in name.lower().split(".")[1:]:
        if RUNS.fullmatch(part.rstrip()):
            raise DomainError(
                f"Un fichier « .{part.strip()} » ne se dépose pas ici : il peut s’exécuter, ou cacher une page. "
                "Enregistrez le document en PDF."
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
    upload.seek(0)
    if is_plain_text(upload.read()):
        return TEXT, ".txt"
    raise DomainError(REFUSED)


def is_plain_text(content: bytes) -> bool:
    """Words and nothing else: no NUL, no control sign, no page, no program."""
    if not content.strip() or content[:2] in {b"#!", b"MZ", b"\xff\xfe", b"\xfe\xff"}:
        return False
    if MARKUP.search(content) or content.startswith((b"{\\rtf", b"<", b"\xef\xbb\xbf<")):
        return False
    return not re.search(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]", content)


def refuse_double(content: bytes, media_type: str) -> None:
    """One file that two programs read differently: PDF and page, image and script, PDF and archive."""
    if media_type == "application/pdf":
        ends = content.rstrip(b"\0\r\n \t").endswith(b"%%EOF")
        if MARKUP.search(content[:HEAD]) or zipfile.is_zipfile(io.BytesIO(content)) or not ends:
            raise DomainError(DOUBLE)
    elif media_type in IMAGES and zipfile.is_zipfile(io.BytesIO(content)):
        raise DomainError(DOUBLE)


def nature_of_archive(upload) -> tuple[str, str]:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            names = [part.filename for part in archive.infolist()]
            refuse_bomb(archive)
            if any(MACROS.search(name) for name in names) or says_macros(archive, names):
                raise DomainError("Ce fichier contient des macros. Enregistrez-le sans elles, ou en PDF.")
            if "mimetype" in names and archive.getinfo("mimetype").file_size < ROOM:
                media_type = archive.read("mimetype").decode("ascii", "replace").strip()
                if media_type in OPEN_DOCUMENT:
                    return media_type, OPEN_DOCUMENT[media_type]
    except UNREADABLE:
        raise DomainError(DAMAGED) from None  # damaged, locked, or packed in a way that we cannot read
    if "[Content_Types].xml" in names:
        for folder, nature in OFFICE_FOLDERS.items():
            if any(name.startswith(folder) for name in names):
                return nature
    raise DomainError(REFUSED)


def refuse_bomb(archive: zipfile.ZipFile) -> None:
    """Sizes are those that the archive announces; Python reads no octet beyond them."""
    parts = archive.infolist()
    unpacked, packed = (sum(getattr(part, size) for part in parts) for size in ("file_size", "compress_size"))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise DomainError(BOMB)
    if unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1):
        raise DomainError(BOMB)
    if len({part.filename for part in parts}) < len(parts) or any(part.flag_bits & 1 for part in parts):
        raise DomainError(DAMAGED)
    if any(part.filename.startswith("/") or ".." in part.filename.split("/") for part in parts):
        raise DomainError(DOUBLE)
    if any(part.filename.rsplit(".", 1)[-1].lower() in {"exe", "dll", "js", "vbs", "lnk"} for part in parts):
        raise DomainError(DOUBLE)


def says_macros(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """OOXML names its macros in its table of contents; a template fetched from afar brings them in later."""
    told = {
        "[Content_Types].xml": re.compile(rb"macroEnabled", re.IGNORECASE),
        "word/_rels/settings.xml.rels": FAR_TEMPLATE,
    }
    return any(name in names and sign.search(archive.read(name)) for name, sign in told.items())


def clean_name(name: str, ending: str) -> str:
    """A name fit for a screen and a disk: no folder, no control character, the ending that its content asks for."""
    stem = re.split(r"[\\/]", name)[-1]
    stem = "".join(sign for sign in stem if sign.isprintable() and sign not in '<>:"|?*')
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem).strip(" .")[:ROOM].strip()
    return f"{stem or 'document'}{ending}"
