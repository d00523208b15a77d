"""Tables as people make them: every encoding, separator and software, and files that must be refused."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from maillage.common.errors import DomainError
from maillage.common.spreadsheet import to_ods, to_xlsx
from maillage.common.tables import MOST_LINES, read_table
from maillage.partners.queries.cards import FILLED, read_cards
from maillage.partners.queries.columns import guess, split_header

LINES = [["Structure", "Ville"], ["École d’été", "Épinal"]]


def rows(content) -> list[tuple[int, list[str]]]:
    return read_table(content).rows


def xlsx(*lines, merged=(), sheets=()) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    for cells in merged:
        book.active.merge_cells(cells)
    for title in sheets:
        book.create_sheet(title).append(["autre"])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_encoding_and_separator(encoding, separator):
    text = "\r\n".join(separator.join(line) for line in LINES)

    assert rows(text.encode(encoding)) == [(1, LINES[0]), (2, LINES[1])]


def test_a_comma_inside_an_address_is_no_separator():
    content = "Nom;Adresse\nCCAS;1, rue Basse, Épinal\nMJC;2, rue Haute\n".encode()

    assert rows(content)[1] == (2, ["CCAS", "1, rue Basse, Épinal"])


def test_a_quoted_cell_may_hold_line_breaks_and_lines_keep_their_numbers():
    content = b'Nom;Adresse\nCCAS;"1 rue Basse\n88000 Epinal"\n\n;;\nMJC;"dite ""la M"""\n'

    assert rows(content) == [
        (1, ["Nom", "Adresse"]),
        (2, ["CCAS", "1 rue Basse\n88000 Epinal"]),
        (6, ["MJC", 'dite "la M"']),
    ]


def test_excel_says_its_separator_and_old_macs_end_lines_their_way():
    assert rows(b"sep=,\nNom,Ville\nCCAS,Epinal\n") == [(2, ["Nom", "Ville"]), (3, ["CCAS", "Epinal"])]
    assert rows(b"Nom;Ville\rCCAS;Epinal\r") == [(1, ["Nom", "Ville"]), (2, ["CCAS", "Epinal"])]


def test_control_signs_go_and_it_is_said():
    table = read_table(b"Nom;Ville\nCC\x00AS;Epinal\n")

    assert (table.rows[1], table.told) == (
        (2, ["CCAS", "Epinal"]),
        ["Des signes illisibles ont été retirés."],
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b";;\n;\n", "aucune ligne remplie"),
        (b"Nom\n" + b"x" * (5 * 1024 * 1024), "dépasse 5 Mo"),
        (b"%PDF-1.7", "C’est un PDF"),
        (b"\xd0\xcf\x11\xe0rest", "ancien fichier Excel"),
        (bytes(range(32)) * 50, "n’est pas un tableau"),
        (b'Nom;Ville\nCCAS;"Epinal\n' + b"ligne\n" * 50, "Ligne 2, colonne 2 : la case n’en finit pas"),
        (b"PK\x03\x04 nothing", "abîmé"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content, words):
    with pytest.raises(DomainError, match=words):
        read_table(content)


def test_a_file_of_too_many_lines_is_refused():
    with pytest.raises(DomainError, match="plus de 20"):
        read_table(b"a\n" * (MOST_LINES + 100))


def archive(**parts) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (archive(xl__workbook_xml=b"0" * 130_000_000), "démesuré"),
        (archive(xl__workbook_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "code inattendu"),
        (archive(photo=b"x"), "archive, pas un tableau"),
    ],
)
def test_bombs_and_other_archives_are_refused(content, words):
    with pytest.raises(DomainError, match=words):
        read_table(content)


def test_a_sheet_gives_dates_numbers_and_formulas_as_text():
    from datetime import date  # noqa: PLC0415

    content = xlsx(["Nom", "Depuis", "SIRET", "Calcul"], ["CCAS", date(2026, 1, 6), 73282932000074.0, "=1+1"])

    assert rows(content)[1] == (2, ["CCAS", "06/01/2026", "73282932000074", "=1+1"])


def test_merged_cells_say_the_same_on_each_line():
    content = xlsx(
        ["Structure", "Contact"], ["CCAS", "Léa"], [None, "Max"], merged=["A2:A3"], sheets=["Autre"]
    )
    table = read_table(content)

    assert table.rows[1:] == [(2, ["CCAS", "Léa"]), (3, ["CCAS", "Max"])]
    assert table.told == ["Seule la feuille « Sheet » est lue ; 1 autre feuille du fichier ne l’a pas été."]


@pytest.mark.parametrize("write", [to_xlsx, to_ods])
def test_what_we_write_we_read(write):
    lines = [
        ("Nom", "Adresse", "Note"),
        ("=CCAS", "1 rue Basse\n88000 Épinal", "<&> dit"),
        ("", "", "fin"),
    ]

    assert rows(write(lines)) == [
        (1, ["Nom", "Adresse", "Note"]),
        (2, ["=CCAS", "1 rue Basse\n88000 Épinal", "<&> dit"]),
        (3, ["", "", "fin"]),
    ]


def test_others_read_our_ods():
    from odfdo import Document  # noqa: PLC0415

    table = Document(BytesIO(to_ods([("Nom", "Ville"), ("École", "Épinal")]))).body.get_table(0)

    assert table.get_values() == [["Nom", "Ville"], ["École", "Épinal"]]


def ods(body: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = f'<office:document-content {spaces}><table:table table:name="F">{body}</table:table></office:document-content>'
    return archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=content.encode())


def test_an_ods_with_repeated_and_merged_cells():
    def cell(text, more=""):
        return (
            f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
        )

    first = cell("CCAS", ' table:number-rows-spanned="2"') + cell("Léa")
    second = "<table:covered-table-cell/>" + cell("Max")
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    body = (
        f"<table:table-row>{first}</table:table-row><table:table-row>{second}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
    )

    assert rows(ods(body)) == [(1, ["CCAS", "Léa"]), (2, ["CCAS", "Max"])]


# Headers


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            "Nom de la structure;Civilité;Prénom;NOM;Mail;Tél. portable;Fonction;Code postal;Ville;SIRET;Couleur",
            "name civility first_name last_name person_email person_mobile title postal_code city siret -",
        ),
        ("Nom;Adresse;Téléphone;Mail", "name address phone email"),
        ("Structure;Nom;Tél;E-mail;Téléphone standard", "name full_name person_phone person_email phone"),
        ("Raison sociale;Adresse 1;Adresse 2;CP", "name address address postal_code"),
        ("Organisme;Prenom;Nom;Fonctoin", "name first_name last_name title"),
        (
            "Name;Given Name;Family Name;Organization 1 - Name;Organization 1 - Title;E-mail 1 - Value;Phone 1 - Value",
            "full_name first_name last_name name title person_email person_phone",
        ),
        (
            "Société;Prénom;Nom;Titre1;Rue (bureau);Ville (bureau);Tél. mobile;Adresse de messagerie",
            "name first_name last_name title address city person_mobile person_email",
        ),
    ],
)
def test_columns_are_guessed_from_their_words(header, found):
    assert " ".join(name or "-" for name in guess(header.split(";"))) == found


def test_a_column_of_civilities_is_no_function():
    assert guess(["Structure", "Titre", "Nom"], [["CCAS", "Mme", "Martin"]]) == [
        "name",
        "civility",
        "full_name",
    ]


def test_titles_above_the_header_are_passed_and_groups_are_read():
    table = [
        (1, ["Annuaire 2026 de nos partenaires"]),
        (3, ["Structure", "", "Contact"]),
        (4, ["Nom", "Ville", "Nom", "Prénom", "Mail", "Mail"]),
        (5, ["CCAS", "Épinal", "Martin", "Léa", "lea@x.example"]),
    ]

    header, below, above = split_header(table)

    assert header == [
        "Nom de la structure",
        "Ville",
        "Nom Contact",
        "Prénom",
        "Mail Contact",
        "Mail Contact (2)",
    ]
    assert guess(header)[:4] == ["name", "city", "last_name", "first_name"]
    assert ([number for number, _ in below], above) == ([5], 2)


# vCards


def card(text: str) -> dict:
    table = read_cards(text.encode())
    cells = table.rows[0][1]
    return {name: value for name, value in zip(FILLED, cells, strict=False) if value}


OUTLOOK = """BEGIN:VCARD
VERSION:2.1
N;LANGUAGE=fr;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Lef=E8vre;Am=E9lie
FN;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Am=E9lie Lef=E8vre
ORG;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Mission locale;P=F4le =
mobilit=E9
TITLE:Conseill\u00e8re
TEL;WORK;VOICE:03 99 00 12 34
TEL;CELL;VOICE:06 39 98 00 00
TEL;WORK;FAX:03 99 00 99 99
ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;1 rue Basse=0D=0AB=C3=A2timent B;Sources;;54999;France
EMAIL;PREF;INTERNET:Amelie@Mission.example
PHOTO;ENCODING=BASE64;TYPE=JPEG:
 /9j/4AAQSkZJRgABAQ

END:VCARD
"""
APPLE = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//macOS 14.5//EN
N:;;;;
FN:Garage solidaire
ORG:Garage solidaire;
item1.EMAIL;type=INTERNET;type=pref:contact@garage.example
item1.X-ABLabel:_$!<Work>!$_
TEL;type=WORK;type=VOICE;type=pref:03 99 00 00 01
X-ABShowAs:COMPANY
item2.URL;type=pref:https\\://garage.example
END:VCARD
"""
NEXTCLOUD = """BEGIN:VCARD
VERSION:4.0
FN:Dr Zoé Petit\\, maire
N:Petit;Zoé;;Dr;
ORG:Mairie de Sources
ROLE:maire
TEL;VALUE=uri;TYPE="cell,voice":tel:+33-6-39-98-00-01
TEL;TYPE="work,voice";PREF=1:+33 3 99 00 00 02
EMAIL;TYPE=home:perso@example.org
EMAIL;TYPE=work;PREF=1:maire@sources.example
NOTE:Une très longue note qui passe à la ligne\\, et continue sur la
  suivante.
END:VCARD
"""
GOOGLE = """BEGIN:VCARD
VERSION:3.0
FN:Max Roy
N:Roy;Max;;;
EMAIL;TYPE=INTERNET;TYPE=WORK:max@club.example
TEL;TYPE=CELL:0639980003
ORG:Club d'entreprises
TITLE:Président
ADR;TYPE=HOME:;;3 rue Privée;Ailleurs;;88000;France
ADR;TYPE=WORK:;Bât. A;2 rue Haute;Sources;;54999;France
END:VCARD
"""


def test_a_card_of_outlook():
    assert card(OUTLOOK) == {
        "name": "Mission locale – Pôle mobilité",
        "address": "1 rue Basse\nBâtiment B",
        "postal_code": "54999",
        "city": "Sources",
        "first_name": "Amélie",
        "last_name": "Lefèvre",
        "title": "Conseillère",
        "person_email": "Amelie@Mission.example",
        "person_phone": "03 99 00 12 34",
        "person_mobile": "06 39 98 00 00",
    }


def test_a_company_of_apple():
    assert card(APPLE) == {
        "name": "Garage solidaire",
        "email": "contact@garage.example",
        "phone": "03 99 00 00 01",
        "website": "https://garage.example",
    }


def test_a_card_of_nextcloud():
    found = card(NEXTCLOUD)

    assert found.pop("notes", "") == ""  # a note on a person is not taken up
    assert found == {
        "name": "Mairie de Sources",
        "first_name": "Zoé",
        "last_name": "Petit",
        "title": "maire",
        "person_email": "maire@sources.example",
        "person_phone": "+33 3 99 00 00 02",
        "person_mobile": "+33-6-39-98-00-01",
    }


def test_a_card_of_google_gives_the_place_of_work():
    found = card(GOOGLE)

    assert (found["address"], found["city"], found["person_mobile"]) == (
        "Bât. A\n2 rue Haute",
        "Sources",
        "0639980003",
    )


def test_several_cards_bear_the_line_where_they_begin():
    table = read_cards((GOOGLE + "\n" + NEXTCLOUD).encode())

    assert [number for number, _ in table.rows] == [1, 13]


def test_an_unfinished_card_is_refused():
    with pytest.raises(DomainError, match="Ligne 1 : cette fiche vCard ne se termine pas"):
        read_cards(b"BEGIN:VCARD\nFN:Max Roy\n")
