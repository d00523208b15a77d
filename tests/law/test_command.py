import io
import json

import pytest
from django.core.management import CommandError, call_command

from maillage.law.enums import GroupKind
from tests.law.test_api import SHORT, WITHOUT_UNION, ask


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "composition.json"
    path.write_text(json.dumps(WITHOUT_UNION), encoding="utf-8")
    return str(path)


def run(*args) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("law", "check", *args, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def refusal(*args) -> tuple[int, str]:
    with pytest.raises(CommandError) as error:
        run(*args)
    return error.value.returncode, str(error.value)


def test_the_answer_is_that_of_the_api(client, db, file):
    code, out = run(file, "--json")

    assert (code, json.loads(out)) == (1, ask(client, WITHOUT_UNION, SHORT).json())


def test_the_day_of_the_command_comes_first(file):
    code, out = run(file, "--json", "--at", "2023-12-28")

    assert (code, json.loads(out)["at"]) == (0, "2023-12-28")


def test_it_reads_what_it_is_piped(file, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(WITHOUT_UNION)))

    assert run("-", "--json") == run(file, "--json")


def test_it_speaks_to_people(file):
    code, out = run(file)
    lines = out.splitlines()

    assert code == 1
    assert lines[-2:] == [
        "Cette composition n’est pas conforme au 30/12/2023, d’après les règles que nous connaissons.",
        "Ceci ne vaut pas avis juridique.",
    ]
    assert lines[6] == (
        "CP-04  non respecté : Depuis le 29 décembre 2023, le comité des partenaires doit compter des représentants "
        "des organisations syndicales de salariés."
    )
    assert lines[7] == (
        "       code des transports, L.1231-5 (loi 2023-1269, art. 2 et 8), depuis le 29/12/2023 ; "
        "source secondaire fiable lue"
    )
    assert lines[8] == (
        "       lu dans : GART, note sur le comité des partenaires après la loi SERM ; Sénat, amendement 34"
    )


def test_a_file_that_cannot_be_read_ends_with_two_and_one_line(tmp_path):
    path = tmp_path / "x.json"
    said = {}
    for content in (b"{", b"\xff", b'{"kind": "partners_committee", "members": [{"college": "chefs"}]}'):
        path.write_bytes(content)
        said[content[:2]] = refusal(str(path))

    assert said == {
        b"{": (2, f"{path} : ce n’est pas du JSON lisible."),
        b"\xff": (2, f"{path} : ce fichier n’est pas en UTF-8."),
        b'{"': (
            2,
            f"members[0].college : valeur inconnue (au choix : {', '.join(GroupKind.values)}).",
        ),
    }
    assert refusal(str(tmp_path / "rien.json")) == (2, f"{tmp_path}/rien.json : ce fichier ne s’ouvre pas.")


def test_a_day_that_is_none(file):
    code, text = refusal(file, "--at", "2023-13-01")

    assert code == 2
    assert "option --at: « 2023-13-01 » : date attendue, comme 2023-12-30." in text
