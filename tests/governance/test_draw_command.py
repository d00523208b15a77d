import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

SOURCE = Path(__file__).parents[2] / "src"
CANDIDATES = "id;Sexe;Âge\n" + "".join(
    f"K{rank:02};{('Femme', 'homme')[rank % 2]};{('16-39', '40 et plus')[rank // 2 % 2]}\n"
    for rank in range(16)
)
TARGETS = "critère,valeur,min,max\nsexe,femme,2,2\nsexe,homme,2,2\nâge,16-39,1,2\nâge,40 et plus,2,3\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "candidats.csv").write_text(CANDIDATES)
    (tmp_path / "cibles.csv").write_bytes(TARGETS.encode("cp1252"))
    return tmp_path


def draw(capsys, *words) -> str:
    call_command("draw", *map(str, words))
    return capsys.readouterr().out


def test_two_runs_and_a_replay_give_the_same_list(files, capsys):
    ask = (files / "candidats.csv", files / "cibles.csv", "--size", 4, "--panels", 50, "--seed", "abc")

    first = draw(capsys, *ask, "--json", "--write", files / "loterie.json")
    second = draw(capsys, *ask, "--json")
    replayed = draw(capsys, "--lottery", files / "loterie.json", "--seed", "abc", "--json")

    assert first == second == replayed
    told = json.loads(first)
    assert list(told) == [
        "candidates", "panels", "lottery_hash", "chances", "seed_hash", "panel_index", "selected", "reserve"
    ]  # fmt: skip
    assert (told["candidates"], told["panels"], len(told["selected"])) == (16, 50, 4)
    assert sum(int(code[1:]) % 2 for code in told["selected"]) == 2


def test_people_read_it_too(files, capsys):
    ask = (files / "candidats.csv", files / "cibles.csv", "--size", 4, "--panels", 50)
    alone = draw(capsys, *ask)
    assert "Loterie de 50 groupes de 4 personnes, 16 candidats." in alone
    assert "Sans graine (--seed), aucun groupe n’est encore tiré." in alone


def refusal(*words) -> str:
    with pytest.raises(CommandError) as error:
        call_command("draw", *map(str, words))
    return str(error.value)


def test_wrong_files_are_said_with_their_line(files):
    (files / "faux.csv").write_text("id,sexe,âge\nK1,femme,12\nK1,,16-39\n,femme,16-39\n")
    said = refusal(files / "faux.csv", files / "cibles.csv", "--size", 4)
    assert said.split("\n") == [
        "faux.csv, ligne 2 : « âge » vaut « 12 » ; on attend : 16-39, 40 et plus.",
        "faux.csv, ligne 3 : « sexe » vaut «  » ; on attend : femme, homme.",
        "faux.csv, ligne 3 : le code « K1 » est déjà plus haut.",
        "faux.csv, ligne 4 : il manque le code du candidat.",
    ]

    (files / "cibles2.csv").write_text("critère;valeur;min;max\nsexe;femme;3;2\nsexe;;1;1\nsexe;homme;x;1\n")
    said = refusal(files / "candidats.csv", files / "cibles2.csv", "--size", 4)
    assert said.split("\n") == [
        "cibles2.csv, ligne 2 : le minimum (3) dépasse le maximum (2).",
        "cibles2.csv, ligne 3 : il manque le critère ou la valeur.",
        "cibles2.csv, ligne 4 : le minimum et le maximum sont des nombres entiers.",
    ]

    (files / "court.csv").write_text("id,sexe\nK1,femme\n")
    said = refusal(files / "court.csv", files / "cibles.csv", "--size", 4)
    assert said == "court.csv, ligne 1 : il manque la colonne « âge »."


def test_wrong_calls_are_said_in_one_line(files):
    assert refusal() == "Donnez candidats, cibles et --size ; ou --lottery et un fichier."
    lost = files / "rien.csv"
    assert (
        refusal(lost, files / "cibles.csv", "--size", 4)
        == f"{lost} ne se lit pas : vérifiez le chemin et les droits."
    )
    (files / "liste.json").write_text("[]")
    assert refusal("--lottery", files / "liste.json", "--seed", "x").endswith(
        "n’est pas une procédure de tirage."
    )
    (files / "texte.json").write_text("bonjour")
    assert "n’est pas du JSON" in refusal("--lottery", files / "texte.json")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--size", 0), ("--size", -4), ("--reserve", -1), ("--panels", 0), ("--panels", 100_000_000)],
)
def test_a_number_out_of_bounds_is_refused_before_any_work(files, option, value):
    ask = (files / "candidats.csv", files / "cibles.csv", "--size", 4)
    assert refusal(*ask, option, value) == (
        "--size vaut au moins 1, --reserve au moins 0, --panels de 1 à 20000."
    )


def test_each_way_of_saving_a_file_gives_the_same_draw(files, capsys):
    """As spreadsheets save: cp1252, with a byte order mark, UTF-16, tabs, another end of line."""
    saved = {
        "cp1252": CANDIDATES.replace("\n", "\r\n").encode("cp1252"),
        "bom": CANDIDATES.encode("utf-8-sig"),
        "utf-16": CANDIDATES.replace(";", "\t").encode("utf-16"),
        "old-mac": CANDIDATES.replace("\n", "\r").encode(),
    }
    answers = set()
    for name, content in saved.items():
        (files / name).write_bytes(content)
        answers.add(
            draw(
                capsys,
                files / name,
                files / "cibles.csv",
                "--size",
                4,
                "--panels",
                50,
                "--seed",
                "a",
                "--json",
            )
        )
    assert len(answers) == 1


def test_two_processes_that_hash_otherwise_draw_alike(files):
    """Nothing rests on the order of a set or of a dictionary of this process."""
    ask = ["draw", "candidats.csv", "cibles.csv", "--size", "4", "--panels", "50", "--seed", "a", "--json"]
    answers = {
        subprocess.run(
            [sys.executable, "-m", "maillage", *ask],
            cwd=files,
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "MAILLAGE_DATA": str(files),
                "PYTHONPATH": str(SOURCE),
            },
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "faux.csv, ligne 1 : il manque la colonne « id »."),
        ("id;sexe;âge\n", "faux.csv ne contient aucun candidat."),
        (
            "id;sexe;âge;Sexe\nK1;femme;16-39;homme\n",
            "faux.csv, ligne 1 : la colonne « sexe » y est deux fois.",
        ),
        (
            "id\0;sexe;âge\nK1;femme;16-39\n",
            "faux.csv n’est pas un texte : enregistrez-le au format CSV (UTF-8).",
        ),
    ],
)
def test_a_file_without_candidates_says_so(files, content, message):
    (files / "faux.csv").write_text(content)
    assert refusal(files / "faux.csv", files / "cibles.csv", "--size", 4) == message


def test_targets_without_their_column(files):
    assert refusal(files / "candidats.csv", files / "candidats.csv", "--size", 4) == (
        "candidats.csv, ligne 1 : il manque la colonne « critère »."
    )
