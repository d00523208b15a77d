"""The screens and the command by which a file of contacts comes in."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from maillage.partners.domain import imports
from maillage.partners.models import Import, Organisation, Person
from tests.partners.factories import make_contact, make_organisation
from tests.partners.files import checked, csv_of, written

CCAS = "CCAS de Sources;;;Léa;Martin;directrice;lea@ccas.example;03 99 00 00 01"
GENERAL = {"legal_basis": "public_task", "collected_on": "2026-01-06", "file_prevails": "1"}


def url(name, *args):
    return reverse(f"partners:{name}", args=["pays-des-sources", *args])


def text_of(response) -> str:
    return response.content.decode()


def columns_of(batch) -> dict:
    return GENERAL | {f"column_{rank}": name for rank, name in enumerate(batch.columns)}


def test_a_file_goes_from_the_upload_to_its_undoing(client, cast):
    client.force_login(cast.theo)
    content = csv_of(CCAS, "Truc;Zorglub;;;;;;")

    columns = client.post(url("imports"), {"file": SimpleUploadedFile("a.csv", content)}, follow=True)
    batch = Import.everywhere.get()
    check = client.post(url("import_columns", batch.pk), columns_of(batch), follow=True)
    seen = {"seen": check.context["plan"].fingerprint}
    done = client.post(url("import_write", batch.pk), seen, follow=True)
    again = client.post(url("import_write", batch.pk), seen, follow=True)
    left = client.get(url("import_left", batch.pk))
    undone = client.post(url("import_undo", batch.pk), follow=True)

    assert "Que contient chaque colonne" in text_of(columns)
    assert "rien n’est écrit pour l’instant" in text_of(check)
    assert [word in text_of(done) for word in ("C’est écrit.", "Annuler tout l’import", "Zorglub")] == [
        True
    ] * 3
    assert "déjà écrit" in text_of(again)
    assert left.content.decode().startswith("\ufeffNom de la structure;Nature")
    assert "Rien : tout est comme avant" in text_of(undone)
    assert (Organisation.everywhere.count(), Person.everywhere.count()) == (0, 0)


def test_what_cannot_be_read_is_said_beside_the_file(client, cast):
    client.force_login(cast.theo)

    page = client.post(url("imports"), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})

    assert (page.status_code, "C’est un PDF" in text_of(page)) == (200, True)
    assert not Import.everywhere.exists()


def test_a_column_said_twice_is_refused_on_the_form(client, cast):
    batch = checked(cast.pays, cast.theo, csv_of(CCAS))
    client.force_login(cast.theo)

    page = client.post(url("import_columns", batch.pk), columns_of(batch) | {"column_1": "name"})

    assert "Deux colonnes disent « Partenaire »" in text_of(page)


def test_doubles_are_shown_side_by_side_and_settled(client, cast):
    make_organisation(cast.pays, "Centre des Sources", phone="03 99 00 00 01")
    make_organisation(cast.pays, "Amicale Sourçoise", phone="03 99 00 00 02")
    lines = ("Centre de la Source;Association;Santé;;;;;", "Amicale Sourçois;Association;Santé;;;;;")
    batch = checked(cast.pays, cast.theo, csv_of(*lines))
    client.force_login(cast.theo)

    page = text_of(client.get(url("import_check", batch.pk)))
    assert [word in page for word in ("Ligne 2 : noms semblables", "03 99 00 00 01", "Écrire dans")] == [
        True,
        True,
        False,
    ]
    one = client.post(url("import_choose", batch.pk), {"double-o2": "skip"}, follow=True)
    rest = client.post(url("import_choose", batch.pk), {"reste": "merge"}, follow=True)

    assert "Il reste 1 doublon à trancher" in text_of(one)
    assert "Écrire dans" in text_of(rest)
    batch.refresh_from_db()
    assert batch.choices == {"o2": "skip", "o3": "merge"}


def test_the_lines_may_be_narrowed_to_one_state(client, cast):
    batch = checked(cast.pays, cast.theo, csv_of(CCAS, "Truc;Zorglub;;;;;;"))
    client.force_login(cast.theo)

    page = client.get(url("import_check", batch.pk), {"voir": "error"})

    assert [each.line.number for each in page.context["page"]] == [3]


def test_each_state_leads_to_its_own_page(client, cast):
    batch = checked(cast.pays, cast.theo, csv_of(CCAS))
    client.force_login(cast.theo)

    assert client.get(url("import", batch.pk))["Location"] == url("import_check", batch.pk)
    client.post(url("import_drop", batch.pk))
    assert client.get(url("import_check", batch.pk))["Location"] == url("import", batch.pk)
    assert client.get(url("import_columns", batch.pk))["Location"] == url("import", batch.pk)
    assert "a été abandonné" in text_of(client.get(url("import", batch.pk)))
    assert "déjà écrit ou abandonné" in text_of(client.post(url("import_drop", batch.pk), follow=True))
    assert "n’est plus à vérifier" in text_of(client.post(url("import_choose", batch.pk), follow=True))


def test_what_an_undoing_keeps_is_listed(client, cast):
    batch = written(cast.pays, cast.theo, csv_of(CCAS))
    Person.everywhere.update(phone="06 39 98 00 00")
    imports.undo_import(batch, by=cast.theo)
    client.force_login(cast.theo)

    page = text_of(client.get(url("import", batch.pk)))

    assert "modifié depuis l’import" in page
    assert "tient à une fiche gardée" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_files_costs_the_same_for_one_or_three(client, cast, django_assert_num_queries, count):
    for _ in range(count):
        checked(cast.pays, cast.theo, csv_of(CCAS))
    client.force_login(cast.theo)

    with django_assert_num_queries(7):
        client.get(url("imports"))


# By command


def run(*words) -> str:
    out = StringIO()
    call_command("contacts", *words, stdout=out)
    return out.getvalue()


def test_the_command_says_and_writes_only_when_told(cast, tmp_path):
    file = tmp_path / "contacts.csv"
    file.write_bytes(csv_of(CCAS, "Truc;Zorglub;;;;;;"))
    here = ("--authority", "pays-des-sources")

    dry = run("import", str(file), "--dry-run", *here)
    assert "Ligne 3 (à corriger) : Colonne « Nature »" in dry
    assert dry.endswith("Rien n’est écrit : ajoutez --write.\n")
    assert not Import.everywhere.exists()
    told = json.loads(run("import", str(file), "--json", *here))
    assert (told["written"], [line["state"] for line in told["lines"]]) == (False, ["add", "error"])
    assert run("import", str(file), "--write", *here).endswith("C’est écrit.\n")
    assert Person.everywhere.get().full_name == "Léa Martin"


def test_the_command_asks_which_authority(cast, tmp_path):
    with pytest.raises(
        CommandError, match="Dites laquelle avec --authority : pays-d-ailleurs, pays-des-sources"
    ):
        run("import", "x.csv")
    with pytest.raises(CommandError, match="Aucune autorité n’a l’adresse « zzz »"):
        run("import", "x.csv", "--authority", "zzz")
    with pytest.raises(CommandError, match="ne peut être lu"):
        run("import", str(tmp_path / "x.csv"), "--authority", "pays-des-sources")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods", "vcf"])
def test_the_command_writes_the_list(cast, tmp_path, ending):
    make_contact(make_organisation(cast.pays))
    file = tmp_path / f"liste.{ending}"

    told = run("export", "--authority", "pays-des-sources", "--format", ending, "--output", str(file))

    assert told == f"1 partenaires écrits dans {file}.\n"
    assert "Léa Martin" in run("import", str(file), "--authority", "pays-d-ailleurs", "--json")
