"""Files of contacts as each software writes them: from their bytes to what the dry run would keep."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from maillage.common.errors import DomainError
from maillage.common.tables import read_table
from maillage.partners.domain import imports
from maillage.partners.models import Organisation, Person
from maillage.partners.queries.columns import guess, split_header
from tests.partners.files import checked, started, told, written

OUTLOOK_FR = (
    (
        "Titre;Prénom;Nom;Société;Service;Titre1;Rue (bureau);Rue (bureau) 2;Ville (bureau);Code postal (bureau);"
        "Rue (domicile);Ville (domicile);Code postal (domicile);Télécopie (bureau);Téléphone (bureau);Tél. mobile;"
        "Téléphone (domicile);Adresse de messagerie;Type de messagerie;Nom complet de l'adresse de messagerie;"
        "Adresse de messagerie 2;Page Web;Notes;Catégories"
    ),
    (
        "Mme;Zoé;Lefèvre;Mission locale;Accueil;Conseillère;1 rue Basse;;Sources;54999;9 rue Privée;Ailleurs;54000;"
        "03 99 00 00 09;03 99 00 00 01;06 39 98 00 01;03 99 11 11 11;zoe@ml.example;SMTP;Zoé Lefèvre (zoe@ml.example);"
        "zoe2@ml.example;www.ml.example;Aime les chats;Partenaire"
    ),
)
OUTLOOK_EN = (
    (
        "First Name,Last Name,Title,E-mail Address,E-mail 2 Address,Home Phone,Business Phone,Mobile Phone,Business Fax,"
        "Web Page,Company,Job Title,Department,Business Street,Business City,Business Postal Code,Home Street,Home City,"
        "Home Postal Code,Notes"
    ),
    (
        "Zoé,Lefèvre,Mrs,zoe@ml.example,,03 99 11 11 11,03 99 00 00 01,06 39 98 00 01,,www.ml.example,Mission locale,"
        "Conseillère,Accueil,1 rue Basse,Sources,54999,9 rue Privée,Ailleurs,54000,Aime les chats"
    ),
)
GOOGLE_2023 = (
    (
        "Name,Given Name,Family Name,Name Prefix,Notes,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,"
        "Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,"
        "Address 1 - City,Address 1 - Postal Code,Organization 1 - Name,Organization 1 - Title,Website 1 - Value"
    ),
    (
        "Zoé Lefèvre,Zoé,Lefèvre,,Aime les chats,* myContacts,* Work,zoe@ml.example,Work,03 99 00 00 01,Mobile,"
        '06 39 98 00 01,Work,"1 rue Basse\n54999 Sources",1 rue Basse,Sources,54999,Mission locale,Conseillère,'
        "https://www.ml.example"
    ),
)
GOOGLE_2024 = (
    (
        "First Name,Middle Name,Last Name,Name Prefix,File As,Organization Name,Organization Title,Notes,Labels,"
        "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,"
        "Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Website 1 - Value"
    ),
    (
        "Zoé,,Lefèvre,,,Mission locale,Conseillère,Aime les chats,* myContacts,Work,zoe@ml.example,Work,03 99 00 00 01,"
        "Mobile,06 39 98 00 01,1 rue Basse,Sources,54999,https://www.ml.example"
    ),
)
THUNDERBIRD_EN = (
    (
        "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Work Phone,Home Phone,Fax Number,"
        "Mobile Number,Home Address,Home City,Home ZipCode,Work Address,Work Address 2,Work City,Work ZipCode,Job Title,"
        "Department,Organization,Web Page 1,Web Page 2,Notes"
    ),
    (
        "Zoé,Lefèvre,Zoé L.,,zoe@ml.example,,03 99 00 00 01,,,06 39 98 00 01,9 rue Privée,Ailleurs,54000,1 rue Basse,,"
        "Sources,54999,Conseillère,Accueil,Mission locale,https://www.ml.example,,Aime les chats"
    ),
)
THUNDERBIRD_FR = (
    (
        "Prénom,Nom de famille,Nom à afficher,Adresse électronique principale,Tél. professionnel,Tél. personnel,Portable,"
        "Adresse privée,Ville,Code postal,Pays,Adresse professionnelle,Ville,Code postal,Pays,Profession,Service,Société,"
        "Site web 1,Notes"
    ),
    (
        "Zoé,Lefèvre,Zoé L.,zoe@ml.example,03 99 00 00 01,03 99 11 11 11,06 39 98 00 01,9 rue Privée,Ailleurs,54000,"
        "France,1 rue Basse,Sources,54999,France,Conseillère,Accueil,Mission locale,https://www.ml.example,Aime les chats"
    ),
)


@pytest.mark.parametrize(
    ("lines", "encoding"),
    [
        (OUTLOOK_FR, "cp1252"),
        (OUTLOOK_EN, "utf-8-sig"),
        (GOOGLE_2023, "utf-8"),
        (GOOGLE_2024, "utf-8"),
        (THUNDERBIRD_EN, "utf-16"),
        (THUNDERBIRD_FR, "utf-8"),
    ],
    ids=["outlook-fr", "outlook-en", "google-2023", "google-2024", "thunderbird-en", "thunderbird-fr"],
)
def test_an_address_book_gives_the_person_at_work_and_nothing_of_their_home(cast, lines, encoding):
    written(cast.pays, cast.theo, "\r\n".join(lines).encode(encoding))

    person = Person.everywhere.get()
    assert (person.full_name, person.email, person.phone) == (
        "Zoé Lefèvre",
        "zoe@ml.example",
        "03 99 00 00 01 / 06 39 98 00 01",
    )
    partner = Organisation.everywhere.get()
    assert (partner.name, partner.address, partner.website.removesuffix("/"), partner.notes) == (
        "Mission locale",
        "1 rue Basse\n54999 Sources",
        "https://www.ml.example",
        "",
    )
    assert partner.commune == cast.pays.communes.get()
    assert partner.functions(manager="everywhere").get().title == "Conseillère"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><table><tr><td>Structure</td></tr></table>", "page web ou du XML"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "page web ou du XML"),
        (b'[{"structure": "CCAS"}]', "du JSON"),
        (b"dn: cn=Zoe,mail=zoe@ml.example\ncn: Zoe\n", "un export LDIF"),
        (b"GIF89a\x01\x00\x01\x00", "une image"),
        (b"Structure;Mail\n", "que des en-têtes"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(cast, content, words):
    with pytest.raises(DomainError, match=words):
        started(cast.pays, cast.theo, content)


def test_a_file_without_headers_keeps_its_first_line(cast):
    batch = started(cast.pays, cast.theo, b"CCAS;zoe@ml.example\nMJC;max@ml.example")

    assert (batch.header, batch.columns, len(batch.rows)) == (["Colonne 1", "Colonne 2"], ["", ""], 2)
    assert batch.told == ["Aucun en-tête reconnu : dites ce que contient chaque colonne."]


def test_a_column_whose_cells_are_no_nature_is_not_taken_for_one():
    assert guess(["Structure", "Catégories"], [["CCAS", "Partenaire"]]) == ["name", ""]
    assert guess(["Structure", "Type"], [["Les Amis", "Association"]]) == ["name", "kind"]


def test_utf_16_without_its_mark_is_read_both_ways():
    for encoding in ("utf-16-le", "utf-16-be"):
        assert read_table("Nom;Ville\nCCAS;Épinal".encode(encoding)).rows[1] == (2, ["CCAS", "Épinal"])


# Numbers as spreadsheets spoil them


@pytest.mark.parametrize(
    ("cells", "state", "said"),
    [
        ("CCAS;5580501600015;;", "add", "SIRET 5580501600015 lu 05580501600015"),
        ("CCAS;732829320;;", "add", "c’est un SIREN, pas un SIRET"),
        ("CCAS;7,32829E+13;;", "error", "le tableur a arrondi ce numéro (« 7,32829E+13 »)"),
        ("CCAS;;3,83E+08;", "error", "Colonne « Téléphone » : le tableur a arrondi ce numéro"),
        ("CCAS;;n.c.;", "add", "« n.c. » n’est pas un numéro de téléphone : laissé de côté."),
        ("CCAS;;;45352", "add", "45352 lu 01/03/2024"),
        ("CCAS;;;mars 2024", "error", "« mars 2024 » n’est pas une date"),
    ],
)
def test_what_a_spreadsheet_spoilt_is_mended_or_said(cast, cells, state, said):
    content = f"Structure;SIRET;Téléphone;Vérifié le;Nom du contact\n{cells};Léa Martin".encode()

    ((_, found, notes),) = told(checked(cast.pays, cast.theo, content))

    assert (found, said in notes) == (state, True), notes


@pytest.mark.parametrize(
    ("written_as", "kept"),
    [
        ("383000001", "0383000001"),
        ("33383000001", "+33383000001"),
        ("03 83 00 00 01 ::: 06 39 98 00 00", "03 83 00 00 01 / 06 39 98 00 00"),
        ("3949", "3949"),
    ],
)
def test_a_phone_number_gets_its_head_back(cast, written_as, kept):
    written(cast.pays, cast.theo, f"Structure;Téléphone\nCCAS;{written_as}".encode())

    assert Organisation.everywhere.get().phone == kept


def test_a_code_of_commune_gets_its_zero_back(cast):
    commune = cast.pays.communes.get()
    commune.pk, commune.name = "01004", "Ambérieu"
    commune.save(force_insert=True)
    cast.pays.communes.add(commune)

    written(cast.pays, cast.theo, b"Structure;Code INSEE\nCCAS;1004")

    assert Organisation.everywhere.get().commune_id == "01004"


# Workbooks


def saved(book) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_that_begins_with_instructions():
    book = Workbook()
    book.active.title = "Lisez-moi"
    for line in ("Mode d’emploi", "Une ligne par contact"):
        book.active.append([line])
    contacts = book.create_sheet("Contacts")
    contacts.append(["Structure", "Mail"])
    contacts.append(["CCAS", "a@b.example"])

    table = read_table(saved(book))

    assert table.rows == [(1, ["Structure", "Mail"]), (2, ["CCAS", "a@b.example"])]
    assert table.told == [
        "Seule la feuille « Contacts » est lue ; 1 autre feuille du fichier ne l’a pas été."
    ]


def test_failed_formulas_are_empty_and_formulas_without_result_are_told():
    book = Workbook()
    book.active.append(["Structure", "SIRET", "Nom"])
    book.active.append(["CCAS", "#N/A", '=PROPER("zoé")'])

    table = read_table(saved(book))

    assert table.rows[1] == (2, ["CCAS", "", '=PROPER("zoé")'])
    assert [words.split()[1] for words in table.told] == ["formules", "cases"]


def test_a_damaged_workbook_is_refused_in_words():
    content = saved(Workbook())

    for damaged in (content[: len(content) // 2], content[:600] + bytes(50) + content[650:]):
        with pytest.raises(DomainError, match="abîmé"):
            read_table(damaged)


def test_a_cell_filled_far_below_is_refused_in_words():
    book = Workbook()
    book.active["A1"], book.active["A300001"] = "Structure", "loin"

    with pytest.raises(DomainError, match="supprimez les lignes vides"):
        read_table(saved(book))


def ods(body: str, styles: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr(
            "content.xml", f"<office:document-content {spaces}>{styles}{body}</office:document-content>"
        )
    return content.getvalue()


def ods_row(*cells: str, more="") -> str:
    said = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row {more}>{said}</table:table-row>"


def test_a_hidden_sheet_of_libreoffice_is_not_read():
    styles = (
        '<office:automatic-styles><style:style style:name="ta1" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    hidden = (
        f'<table:table table:name="Caché" table:style-name="ta1">{ods_row("Nom", "Mail") * 3}</table:table>'
    )
    shown = f'<table:table table:name="F">{ods_row("Structure", "Mail")}{ods_row("CCAS", "a@b.example")}</table:table>'

    assert read_table(ods(hidden + shown, styles)).rows[1] == (2, ["CCAS", "a@b.example"])


def test_a_date_that_is_none_is_read_as_it_is_shown():
    bad = '<table:table-cell office:value-type="date" office:date-value="x"><text:p>hier</text:p></table:table-cell>'
    body = f"{ods_row('Structure', 'Depuis')}<table:table-row>{bad}</table:table-row>"

    assert read_table(ods(f'<table:table table:name="F">{body}</table:table>')).rows[1] == (2, ["hier"])


def test_a_line_repeated_without_end_is_refused():
    repeated = ods_row("CCAS", more='table:number-rows-repeated="190000"')

    with pytest.raises(DomainError, match="plus de 20"):
        read_table(ods(f'<table:table table:name="F">{ods_row("Structure")}{repeated}</table:table>'))


def test_a_title_and_empty_lines_above_the_headers():
    empty = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    body = f"{empty}{ods_row('Annuaire')}{ods_row('Structure', 'Mail')}{ods_row('CCAS', 'a@b.example')}"
    header, below, above = split_header(
        read_table(ods(f'<table:table table:name="F">{body}</table:table>')).rows
    )

    assert (header, below, above) == (["Structure", "Mail"], [(6, ["CCAS", "a@b.example"])], 1)


# Cards

CARD = "BEGIN:VCARD\nVERSION:3.0\n{}\nEND:VCARD\n"
ZOE = CARD.format("FN:Zoé Petit\nN:Petit;Zoé;;;\nORG:Club d’été\nEMAIL:z@b.example")


def facts_of(cast, content: bytes) -> dict:
    (outcome,) = imports.plan_of(checked(cast.pays, cast.theo, content, default_kind="association")).outcomes
    return {**outcome.line.organisation, **outcome.line.contact}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_a_card_in_any_encoding_and_line_end(cast, encoding, ending):
    found = facts_of(cast, ZOE.replace("\n", ending).encode(encoding))

    assert (found["name"], found["full_name"], found["email"]) == ("Club d’été", "Zoé Petit", "z@b.example")


def test_an_old_card_with_soft_breaks_inside_a_letter_and_no_table_of_signs(cast):
    content = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Lef=C3=\r\n=A8vre;Zo=C3=A9\r\n"
        b"ORG;ENCODING=QUOTED-PRINTABLE:P=F4le\r\nPHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\r\n SkZJ\r\n\r\nEND:VCARD\r\n"
    )

    found = facts_of(cast, content)

    assert (found["name"], found["full_name"]) == ("Pôle", "Zoé Lefèvre")


def test_a_card_folded_inside_a_letter(cast):
    content = b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Petit;Zo\xc3\r\n \xa9;;;\r\nORG:CCAS\r\nEND:VCARD\r\n"

    assert facts_of(cast, content)["full_name"] == "Zoé Petit"


def test_the_phone_of_work_stays_beside_a_preferred_mobile(cast):
    content = CARD.format(
        "N:Roy;Max;;;\nORG:Club\nTEL;TYPE=HOME:03 99 11 11 11\nTEL;TYPE=CELL,pref:06 39 98 00 01\n"
        "TEL;TYPE=work;VALUE=uri:tel:0399000001;ext=12\nEMAIL;TYPE=HOME:p@h.example\nEMAIL;TYPE=WORK:w@b.example"
    )
    found = facts_of(cast, content.encode())

    assert (found["phone"], found["email"]) == ("0399000001 poste 12 / 06 39 98 00 01", "w@b.example")


def test_a_group_of_addresses_is_no_person(cast):
    group = CARD.format("FN:Amis\nX-ADDRESSBOOKSERVER-KIND:group\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1")
    batch = started(cast.pays, cast.theo, (ZOE + group).encode())

    assert (len(batch.rows), batch.told) == (
        1,
        ["1 groupe d’adresses : passé, car ce n’est pas une personne."],
    )
