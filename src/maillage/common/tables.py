"""Read a table from whatever file people have: CSV of any make, XLSX, ODS. A file that cannot be read is refused in one
French sentence that says where and what to do. Nothing in a file is ever run: a formula is its last result, or its text.
"""

import csv
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from maillage.common.errors import DomainError

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 20_000
MOST_COLUMNS = 100
MOST_UNPACKED = 120 * 1024 * 1024
MOST_PARTS = 500
LONGEST_CELL = 10_000
LONGEST_QUOTE = 40  # lines: beyond, a quotation mark was never closed
SEPARATORS = ";,\t|"
LOOKED_AT = 50  # lines, to guess the separator

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
ACCENTED = re.compile(r"[éèêëàâäçôöîïùûüœ’]")
CAPITALS = re.compile(r"[ÉÈÊÀÂÇÔÎŒ«»°€–]")
QUOTED_FORMULA = re.compile(r"^'(?=[=@\t+-])")
NOT_TABLES = {
    b"%PDF": "un PDF",
    b"\xff\xd8\xff": "une image",
    b"\x89PNG": "une image",
    b"GIF8": "une image",
    b"{\\rtf": "un texte mis en forme (RTF)",
    b"<": "une page web ou du XML",
    b"{": "du JSON",
    b"[{": "du JSON",
    b'["': "du JSON",
    b"dn: ": "un export LDIF",
}
# What spreadsheets write where a formula failed, in English and in French.
FAILED = {
    *("#N/A", "#N/D", "#REF!", "#DIV/0!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#NUM!", "#NOMBRE!"),
    *("#NULL!", "#NUL!", "#SPILL!", "#CALC!"),
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass
class Table:
    """Lines that hold something, each with its number in the file; `told` is what the reader had to arrange."""

    format: str
    rows: list[tuple[int, list[str]]]
    told: list[str] = field(default_factory=list)


def read_table(content: bytes) -> Table:
    refuse_size(content)
    if content.startswith(b"PK"):
        return read_archive(content)
    refuse_other_files(content)
    return read_csv(content)


def refuse_size(content: bytes) -> None:
    if not content.strip():
        raise DomainError("Ce fichier est vide : choisissez-en un autre.")
    if len(content) > MOST_BYTES:
        raise DomainError("Ce fichier dépasse 5 Mo : coupez-le en deux, ou retirez ses images.")


def refuse_other_files(content: bytes) -> None:
    if content.startswith(OLD_OFFICE):
        raise DomainError(
            "C’est un ancien fichier Excel (.xls), ou un fichier protégé par un mot de passe : "
            "ouvrez-le et enregistrez-le en .xlsx, sans mot de passe."
        )
    head = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, what in NOT_TABLES.items():
        if head.startswith(mark):
            raise DomainError(f"C’est {what}, pas un tableau : enregistrez vos contacts en CSV, XLSX ou ODS.")


def tidy(rows, told: list[str]) -> list[tuple[int, list[str]]]:
    """Cells as text without control signs, lines without empty ends, no empty line; within the limits."""
    kept, cleaned, failed = [], False, False
    for number, cells in rows:
        failed = failed or not FAILED.isdisjoint(cells)
        cells = ["" if cell in FAILED else cell for cell in cells]  # noqa: PLW2901  the cell is read as empty
        texts = [CONTROL.sub("", cell) for cell in cells[:MOST_COLUMNS]]
        cleaned = cleaned or texts != cells[:MOST_COLUMNS]
        texts = [
            QUOTED_FORMULA.sub(
                "", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
            ).strip()
            for text in texts
        ]
        while texts and not texts[-1]:
            texts.pop()
        refuse_long_cell(number, texts)
        if texts:
            kept.append((number, texts))
        if len(kept) > MOST_LINES + LOOKED_AT:
            raise too_many()
    if not kept:
        raise DomainError("Ce fichier n’a aucune ligne remplie : choisissez-en un autre.")
    if cleaned:
        told.append("Des signes illisibles ont été retirés.")
    if failed:
        told.append("Des cases où une formule a échoué (#N/A, #REF!…) sont lues comme vides.")
    return kept


def too_many() -> DomainError:
    return DomainError("Ce fichier a plus de 20\u202f000 lignes : coupez-le en plusieurs fichiers.")


def refuse_long_cell(number: int, cells: list[str]) -> None:
    for rank, cell in enumerate(cells, 1):
        if len(cell) > LONGEST_CELL or cell.count("\n") > LONGEST_QUOTE:
            raise DomainError(
                f"Ligne {number}, colonne {rank} : la case n’en finit pas. "
                "Un guillemet y est sans doute ouvert et jamais fermé : fermez-le, ou retirez-le."
            )


# CSV


def read_csv(content: bytes) -> Table:
    text, encoding = decode(content)
    told = [] if encoding in {"UTF-8", "UTF-16"} else [f"Le fichier est écrit en {encoding}."]
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    skipped = 0
    if found := re.match(r"sep=(.)\n", text, re.IGNORECASE):
        separator, text, skipped = found[1], text[found.end() :], 1
    else:
        separator = separator_of(text)
    return Table("csv", tidy(csv_lines(text, separator, skipped), told), told)


def csv_lines(text: str, separator: str, skipped: int = 0):
    """Each record with the line where it begins: a quoted cell may hold line breaks."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            yield begins + skipped, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise DomainError(
            f"Ligne {begins + skipped} : la ligne est illisible. Un guillemet y est sans doute mal fermé : corrigez-le."
        ) from error


def decode(content: bytes) -> tuple[str, str]:
    """UTF-8 where it can be; otherwise the table of signs, Windows' or the old Mac's, that gives the most French."""
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return content[2:].decode(name, "replace"), "UTF-16"
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if content[first:4:2] == b"\x00\x00" and content[1 - first : 2 - first] != b"\x00":
            return content.decode(name, "replace"), "UTF-16"
    refuse_binary(content)
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    windows, mac = content.decode("cp1252", "replace"), content.decode("mac_roman")
    return (mac, "Mac") if frenchness(mac) > frenchness(windows) else (windows, "Windows (CP1252)")


def refuse_binary(content: bytes) -> None:
    strange = len(re.findall(rb"[\x00-\x08\x0e-\x1f]", content[:100_000]))
    if strange > max(10, len(content[:100_000]) // 100):
        raise DomainError("Ce n’est pas un tableau : enregistrez vos contacts en CSV, XLSX, ODS ou vCard.")


def frenchness(text: str) -> float:
    return len(ACCENTED.findall(text)) + len(CAPITALS.findall(text)) / 4


def separator_of(text: str) -> str:
    """The sign that cuts the first lines into the same number of cells most often."""
    head = "\n".join(text.split("\n")[:LOOKED_AT])

    def steadiness(separator: str) -> tuple[int, int]:
        widths = Counter(len(cells) for _, cells in csv_lines(head, separator) if len(cells) > 1)
        if not widths:
            return 0, 0
        width, times = widths.most_common(1)[0]
        return times, width

    return max(SEPARATORS, key=steadiness)


# Archives: XLSX and ODS are zipped XML


def read_archive(content: bytes) -> Table:
    from maillage.common import sheets  # noqa: PLC0415  drags in openpyxl, which only these files need

    try:
        with ZipFile(BytesIO(content)) as archive:
            names = refuse_bomb(archive)
            if "xl/workbook.xml" in names:
                return sheets.read_xlsx(content, archive)
            if "content.xml" in names and b"spreadsheet" in archive.read(
                "mimetype" if "mimetype" in names else "META-INF/manifest.xml"
            ):
                return sheets.read_ods(archive)
    except DomainError:
        raise
    except (
        BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        SyntaxError,
        OSError,
        EOFError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise DomainError(
            "Ce fichier est abîmé : ouvrez-le dans un tableur, enregistrez-le de nouveau, puis déposez-le."
        ) from error
    raise DomainError(
        "Ce fichier est une archive, pas un tableau : déposez un CSV, un XLSX, un ODS ou un vCard."
    )


def refuse_bomb(archive: ZipFile) -> set[str]:
    """Sizes are announced by the archive, and Python reads no byte beyond them."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise DomainError(
            "Une fois déplié, ce fichier est démesuré : enregistrez seulement la feuille des contacts."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise DomainError("Ce fichier est protégé par un mot de passe : enregistrez-le sans mot de passe.")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                head = opened.read(2_000)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head or head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
                raise DomainError(
                    "Ce fichier contient un code inattendu : enregistrez-le de nouveau depuis un tableur."
                )
    return {part.filename for part in parts}
