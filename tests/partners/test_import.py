"""A file of contacts, from its dry run to its undoing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.partners.domain import contacts, imports
from maillage.partners.domain.imports.steps import forget_import_files
from maillage.partners.models import Function, Import, ImportedRow, Organisation, Person
from tests.partners.factories import make_contact, make_exchange, make_organisation
from tests.partners.files import HEADER, checked, csv_of, started, told, written

CCAS = "CCAS de Sources;;;Léa;Martin;directrice;lea@ccas.example;03 99 00 00 01"
CLUB = "Club des Sources;Association;Employeurs;Max;Roy;président;max@club.example;"


def state_of_all() -> list:
    """Every fact that an import may touch."""
    return [list(model.everywhere.order_by("pk").values()) for model in (Organisation, Person, Function)]


def people() -> list[tuple]:
    rows = Function.everywhere.order_by("organisation__name", "person__full_name")
    return list(rows.values_list("organisation__name", "person__full_name", "person__email", "title"))


# The dry run


def test_the_dry_run_says_line_by_line_and_writes_nothing(cast):
    batch = checked(cast.pays, cast.theo, csv_of(CCAS, "", CLUB))

    assert told(batch) == [
        (
            2,
            "add",
            (
                "Ajoute « CCAS de Sources » (CCAS ou CIAS, Action sociale). Ajoute Léa Martin. "
                "Léa Martin : directrice, « CCAS de Sources ». Nature devinée du nom : CCAS ou CIAS."
            ),
        ),
        (
            4,
            "add",
            (
                "Ajoute « Club des Sources » (Association, Employeurs). Ajoute Max Roy. "
                "Max Roy : président, « Club des Sources »."
            ),
        ),
    ]
    assert state_of_all() == [[], [], []]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (";;;Léa;Martin;;;", "Colonne « Nom de la structure » : il manque le nom de la structure"),
        ("CCAS;;;Léa;Martin;;lea@@ccas;", "Colonne « Mail » : « lea@@ccas » n’est pas une adresse"),
        ("CCAS;Zorglub;;;;;;", "Colonne « Nature » : « Zorglub » n’est pas une nature connue"),
        ("CCAS;;Zorglub;;;;;", "Colonne « Sphère » : « Zorglub » n’est pas une sphère connue"),
        ("Les Amis;;;;;;;", "rien ne dit la nature de « Les Amis »"),
        (f"CCAS;;;Léa;{'x' * 150};;;", "ce texte dépasse 150 signes"),
    ],
)
def test_a_wrong_line_says_its_column_and_what_to_do(cast, line, why):
    batch = checked(cast.pays, cast.theo, csv_of(line))

    ((number, state, notes),) = told(batch)

    assert (number, state, why in notes) == (2, "error", True)


@pytest.mark.parametrize(
    ("siret", "why"),
    [
        ("732 829 320 00074", ""),
        ("73282932000075", "n’existe pas"),
        ("7,32829E+13", "le tableur a arrondi ce numéro"),
    ],
)
def test_a_siret_is_checked(cast, siret, why):
    batch = checked(cast.pays, cast.theo, csv_of(f"CCAS;{siret}", header="Structure;SIRET"))

    ((_, state, notes),) = told(batch)

    assert (state == "error", why in notes) == (bool(why), True)


def test_what_nothing_says_is_asked_once_for_the_file(cast):
    batch = checked(
        cast.pays, cast.theo, csv_of("Les Amis;;;;;;;"), default_kind="association", default_sphere="users"
    )
    imports.write_import(batch, by=cast.theo)

    assert list(Organisation.everywhere.values_list("name", "kind", "sphere")) == [
        ("Les Amis", "association", "users")
    ]


def test_one_structure_on_several_lines_is_one(cast):
    written(
        cast.pays, cast.theo, csv_of(CCAS, "Ccas de SOURCES;;;Zoé;Petit;adjointe;zoe@ccas.example;", CCAS)
    )

    assert people() == [
        ("CCAS de Sources", "Léa Martin", "lea@ccas.example", "directrice"),
        ("CCAS de Sources", "Zoé Petit", "zoe@ccas.example", "adjointe"),
    ]


def test_names_civilities_places_and_phones_are_put_in_order(cast):
    header = "Structure;Nature;Sphère;Contact;Portable;Adresse;CP;Ville"
    written(
        cast.pays,
        cast.theo,
        csv_of("CCAS;;;Mme Léa MARTIN;639980000;1 rue Basse;1234;Ailleurs", header=header),
    )

    partner, person = Organisation.everywhere.get(), Person.everywhere.get()
    assert (person.full_name, person.phone, partner.address) == (
        "Léa MARTIN",
        "0639980000",
        "1 rue Basse\n01234 Ailleurs",
    )


def test_a_commune_of_the_territory_is_recognised(cast):
    written(cast.pays, cast.theo, csv_of("CCAS;SOURCES", header="Structure;Ville"))

    assert Organisation.everywhere.get().commune == cast.pays.communes.get()


def test_people_from_a_file_bear_what_the_law_asks(cast):
    batch = written(cast.pays, cast.theo, csv_of(CCAS), legal_basis="legitimate_interest")

    person = Person.everywhere.get()
    assert (person.origin, person.legal_basis, person.collected_on, person.notice_given_on) == (
        "import",
        "legitimate_interest",
        batch.collected_on,
        None,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_a_dry_run_costs_the_same_for_one_line_or_three(cast, django_assert_num_queries, count):
    make_contact(make_organisation(cast.pays))
    batch = checked(cast.pays, cast.theo, csv_of(*[CCAS, CLUB, CCAS.replace("Léa", "Zoé")][:count]))

    with django_assert_num_queries(5):
        imports.plan_of(batch)


# Doubles


def questions(batch) -> list[tuple]:
    return [(each.key, each.reason, each.existing, each.choice) for each in imports.plan_of(batch).questions]


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("merge", ["Mission locale du Sourçois"]),
        ("add", ["Mission locale Sourcoise", "Mission locale du Sourçois"]),
        ("skip", ["Mission locale du Sourçois"]),
    ],
)
def test_a_likely_double_is_settled_before_anything_is_written(cast, choice, names):
    known = make_organisation(cast.pays, "Mission locale du Sourçois")
    batch = checked(
        cast.pays, cast.theo, csv_of("Mission locale Sourcoise;;;Léa;Martin;;lea@ml.example;", CLUB)
    )

    assert questions(batch) == [("o2", "noms semblables", "déjà chez vous", "")]
    with pytest.raises(DomainError, match="à trancher"):
        imports.write_import(batch, by=cast.theo)
    imports.choose(batch, {"o2": choice}, by=cast.theo)
    imports.write_import(batch, by=cast.theo)

    assert (
        list(Organisation.everywhere.exclude(name="Club des Sources").values_list("name", flat=True)) == names
    )
    assert known.functions(manager="everywhere").count() == (choice == "merge")


def test_doubles_inside_the_file_are_asked_too(cast):
    batch = checked(
        cast.pays, cast.theo, csv_of("Mission locale du Sourçois;;;;;;;", "Mission locale Sourcoise;;;;;;;")
    )

    assert questions(batch) == [("o3", "noms semblables", "ligne 2 du fichier", "")]
    imports.choose(batch, {}, rest="merge", by=cast.theo)
    imports.write_import(batch, by=cast.theo)
    assert Organisation.everywhere.get().name == "Mission locale du Sourçois"


def test_schools_with_close_names_are_two(cast):
    make_organisation(cast.pays, "Lycée Jean Moulin", kind="school")
    make_organisation(cast.pays, "École 1", kind="school")
    batch = checked(cast.pays, cast.theo, csv_of("Collège Jean Moulin;;;;;;;", "École 2;;;;;;;"))

    assert questions(batch) == []


def test_homonyms_of_two_communes_may_both_stay(cast):
    make_organisation(cast.pays, "CCAS", commune=cast.pays.communes.get(), siret="73282932000074")
    batch = checked(cast.pays, cast.theo, csv_of("CCAS;35600000000048", header="Structure;SIRET"))

    assert questions(batch) == [
        ("o2", "même nom, mais un autre lieu ou un autre SIRET", "déjà chez vous", "")
    ]
    imports.choose(batch, {"o2": "add"}, by=cast.theo)
    imports.write_import(batch, by=cast.theo)
    assert list(Organisation.everywhere.values_list("name", flat=True)) == ["CCAS", "CCAS (2)"]


@pytest.mark.parametrize(("file_prevails", "phone"), [(True, "03 99 00 00 02"), (False, "03 99 00 00 01")])
def test_where_both_speak_who_prevails_was_asked(cast, file_prevails, phone):
    make_organisation(cast.pays, "CCAS", phone="03 99 00 00 01", email="")
    content = csv_of("CCAS;03 99 00 00 02;accueil@ccas.example", header="Structure;Téléphone;Mail")
    written(cast.pays, cast.theo, content, file_prevails=file_prevails)

    partner = Organisation.everywhere.get()
    assert (partner.phone, partner.email) == (phone, "accueil@ccas.example")


def test_an_address_under_another_name_is_asked(cast):
    make_contact(make_organisation(cast.pays), "Zoé Petit", email="lea@ccas.example")
    batch = checked(cast.pays, cast.theo, csv_of(CCAS))

    assert questions(batch) == [("p2", "même courriel, autre nom", "déjà chez vous", "")]
    imports.choose(batch, {"p2": "add"}, by=cast.theo)
    imports.write_import(batch, by=cast.theo)
    assert list(Person.everywhere.values_list("full_name", "email")) == [
        ("Léa Martin", ""),
        ("Zoé Petit", "lea@ccas.example"),
    ]


def test_an_opposition_is_never_undone_by_a_file(cast):
    day = timezone.localdate() - timedelta(days=9)
    make_contact(make_organisation(cast.pays, "CCAS de Sources"), email="lea@ccas.example", opposed_on=day)
    written(cast.pays, cast.theo, csv_of(CCAS + "9"))

    assert (Person.everywhere.get().opposed_on, Person.everywhere.get().phone) == (day, "03 99 00 00 019")


# Writing


def test_a_second_click_writes_nothing_more(cast):
    batch = checked(cast.pays, cast.theo, csv_of(CCAS))
    same = Import.everywhere.get(pk=batch.pk)
    imports.write_import(batch, by=cast.theo)

    with pytest.raises(DomainError, match="déjà écrit"):
        imports.write_import(same, by=cast.aicha)

    assert (Organisation.everywhere.count(), Person.everywhere.count()) == (1, 1)
    assert Entry.everywhere.filter(verb="a repris un fichier de contacts").count() == 1


def test_what_changed_since_the_dry_run_is_read_again_first(cast):
    batch = checked(cast.pays, cast.theo, csv_of(CCAS))
    seen = imports.plan_of(batch).fingerprint
    make_organisation(cast.pays, "CCAS de Sources", kind="ccas", sphere="social")

    with pytest.raises(DomainError, match="ont changé depuis cette vérification"):
        imports.write_import(batch, seen=seen, by=cast.theo)
    imports.write_import(batch, seen=imports.plan_of(batch).fingerprint, by=cast.theo)

    assert Organisation.everywhere.count() == 1


def test_lines_that_were_written_are_not_kept_those_left_out_are(cast):
    batch = written(cast.pays, cast.theo, csv_of(CCAS, "Truc;Zorglub;;;;;;"))

    assert (batch.rows, [(number, cells[0]) for number, cells, _ in batch.left]) == ([], [(3, "Truc")])


def test_the_journal_tells_of_the_file_and_names_nobody(cast):
    written(cast.pays, cast.theo, csv_of(CCAS))

    line = Entry.everywhere.get(verb="a repris un fichier de contacts")
    assert (line.actor, line.details["people_added"]) == (cast.theo, 1)
    assert "Martin" not in str(line.details) + line.target_name


def test_nothing_to_write_is_said(cast):
    written(cast.pays, cast.theo, csv_of(CCAS))

    with pytest.raises(DomainError, match="n’ajoute et ne change rien"):
        written(cast.pays, cast.theo, csv_of(CCAS))


# Undoing


def test_undoing_puts_everything_back(cast):
    partner = make_organisation(cast.pays, "CCAS de Sources", phone="03 99 00 00 09")
    make_contact(partner, "Léa Martin", email="lea@ccas.example", phone="")
    before = state_of_all()
    content = csv_of(CCAS, CLUB, "CCAS de Sources;;;Zoé;Petit;;;")
    batch = written(cast.pays, cast.theo, content)
    assert state_of_all() != before

    assert imports.undo_import(batch, by=cast.theo) == 0

    assert state_of_all() == before
    with pytest.raises(DomainError, match="n’est plus annulable"):
        imports.undo_import(batch, by=cast.theo)


def test_undoing_keeps_what_somebody_changed_or_used_since(cast):
    batch = written(cast.pays, cast.theo, csv_of(CCAS, CLUB, "Amicale;Association;Usagers;;;;;"))
    contacts.verify_person(Person.everywhere.get(full_name="Léa Martin"), by=cast.aicha)
    make_exchange(Organisation.everywhere.get(name="Amicale"))

    assert imports.undo_import(batch, by=cast.theo) == 4

    assert people() == [("CCAS de Sources", "Léa Martin", "lea@ccas.example", "directrice")]
    assert list(Organisation.everywhere.values_list("name", flat=True)) == ["Amicale", "CCAS de Sources"]
    kept = ImportedRow.everywhere.exclude(kept_because="").order_by("kept_because")
    assert [(str(row.record), row.kept_because) for row in kept] == [
        ("Léa Martin", "modifié depuis l’import"),
        ("CCAS de Sources", "tient à une fiche gardée"),
        ("directrice, CCAS de Sources", "tient à une fiche gardée"),
        ("Amicale", "utilisé depuis l’import"),
    ]


def test_a_value_changed_again_since_is_kept(cast):
    person = make_contact(make_organisation(cast.pays, "CCAS de Sources"), email="lea@ccas.example", phone="")
    batch = written(cast.pays, cast.theo, csv_of(CCAS))
    Person.everywhere.filter(pk=person.pk).update(phone="06 39 98 77 77")

    imports.undo_import(batch, by=cast.theo)

    person.refresh_from_db()
    assert person.phone == "06 39 98 77 77"


def test_an_import_is_undone_within_three_months(cast):
    batch = written(cast.pays, cast.theo, csv_of(CCAS))
    Import.everywhere.update(written_at=timezone.now() - timedelta(days=91))
    batch.refresh_from_db()

    with pytest.raises(DomainError, match="n’est plus annulable"):
        imports.undo_import(batch, by=cast.theo)

    forget_import_files()
    assert list(ImportedRow.everywhere.order_by().values_list("before", "after").distinct()) == [({}, {})]


def test_waiting_files_are_forgotten_after_a_month(cast):
    old, young = started(cast.pays, cast.theo, csv_of(CCAS)), started(cast.pays, cast.theo, csv_of(CLUB))
    Import.everywhere.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))

    assert forget_import_files() == 1

    assert list(Import.everywhere.order_by("pk").values_list("state", flat=True)) == ["dropped", "to_match"]
    assert (Import.everywhere.get(pk=old.pk).rows, len(Import.everywhere.get(pk=young.pk).rows)) == ([], 1)


def test_a_person_who_is_erased_leaves_waiting_files_too(cast):
    batch = started(cast.pays, cast.theo, csv_of(CCAS, CLUB.replace("max@club.example", "bruno@example.org")))

    assert imports.forget_in_files(cast.bruno) == 1

    batch.refresh_from_db()
    assert [row[1][0] for row in batch.rows] == ["CCAS de Sources"]


# Columns


def test_the_columns_must_make_sense(cast):
    batch = started(cast.pays, cast.theo, csv_of(CCAS))
    facts = {"legal_basis": "public_task", "collected_on": timezone.localdate(), "by": cast.theo}

    with pytest.raises(DomainError, match="Dites quelle colonne donne le nom"):
        imports.match_columns(batch, columns=[""] * 8, **facts)
    with pytest.raises(DomainError, match="Deux colonnes disent « Partenaire »"):
        imports.match_columns(batch, columns=["name"] * 8, **facts)
    late = facts | {"collected_on": timezone.localdate() + timedelta(days=1)}
    with pytest.raises(DomainError, match="dans le futur"):
        imports.match_columns(batch, columns=batch.columns, **late)
    imports.match_columns(batch, columns=batch.columns, **facts)
    imports.write_import(batch, by=cast.theo)
    with pytest.raises(DomainError, match="déjà écrit ou abandonné"):
        imports.match_columns(batch, columns=batch.columns, **facts)


def test_a_file_of_headers_alone_is_refused(cast):
    with pytest.raises(DomainError, match="n’a que des en-têtes"):
        started(cast.pays, cast.theo, HEADER.encode())
