import json

import pytest
from django.core.management import CommandError, call_command

from maillage.territories.domain import loading
from maillage.territories.models import Commune
from tests.territories.factories import make_commune
from tests.territories.packages import write_packages

pytestmark = pytest.mark.django_db


def told(capsys, *command, **options) -> str:
    call_command(*command, **options)
    return capsys.readouterr().out


def test_territories_loads_once_and_says_what(capsys, monkeypatch, tmp_path):
    sources = write_packages(tmp_path)
    monkeypatch.setattr(loading, "installed_sources", lambda: sources)

    first, second = told(capsys, "territories"), told(capsys, "territories")

    assert first.startswith("COG 2026 chargé en ")
    assert first.endswith(
        " s : 5 communes, 1 EPCI, 2 mairies (dont 1 points corrigés), 1 communes sans contour.\n"
    )
    assert second == "COG 2026 est déjà chargé (--reload pour le charger de nouveau).\n"


def test_territories_reloads_when_asked(capsys, monkeypatch, tmp_path):
    sources = write_packages(tmp_path)
    monkeypatch.setattr(loading, "installed_sources", lambda: sources)
    told(capsys, "territories")
    Commune.objects.update(name="Gribouille")

    assert told(capsys, "territories", reload=True).startswith("COG 2026 chargé")
    assert Commune.objects.get(pk="54001").name == "Amont"


def test_territories_refuses_in_one_line_without_its_packages(settings, tmp_path):
    settings.NODE_MODULES = tmp_path

    with pytest.raises(CommandError, match="lancez « make setup »"):
        call_command("territories")


def test_territory_answers_as_a_table(capsys):
    make_commune("54329", "Lunéville", population=18_262, postcodes="54300")

    assert told(capsys, "territory", "lunvile") == (
        "commune     54329         18262  Lunéville (Département 54, 54300)\n"
    )


def test_territory_answers_in_json(capsys):
    make_commune("54329", "Lunéville", population=18_262, postcodes="54300")

    assert json.loads(told(capsys, "territory", "lunvile", "--json")) == [
        {
            "level": "commune",
            "code": "54329",
            "name": "Lunéville",
            "detail": "Département 54, 54300",
            "population": 18_262,
            "kind": "commune",
        }
    ]


def test_territory_keeps_to_a_level_and_a_limit(capsys):
    make_commune("54329", "Lunéville", population=1)
    make_commune("54330", "Lunéville-Basse", population=2)

    answer = told(capsys, "territory", "54", "--level", "commune", "--limit", "1")

    assert answer == "commune     54330             2  Lunéville-Basse (Département 54)\n"


def test_territory_refuses_what_it_cannot_find():
    with pytest.raises(CommandError, match="Aucun territoire n’est chargé"):
        call_command("territory", "lunéville")
    make_commune()
    with pytest.raises(CommandError, match="Aucun lieu ne ressemble à « zzzz »"):
        call_command("territory", "zzzz")
