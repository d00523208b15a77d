from datetime import date

import pytest

from maillage.law.enums import Confidence, Subject
from maillage.law.queries.texts import TextError, all_rules, load, rules_at

RULE = """
title = "Un texte"
[[rule]]
id = "XX-01"
title = "Une règle"
subject = "body"
check = "is_represented"
severity = "error"
confidence = "A"
message = "Il manque quelqu’un."
source = "Un livre"
from = 2020-01-01
settings = { minimum = 1, groups = ["employers"] }
"""


def read(folder, text: str, name="texte.toml"):
    (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


def test_a_rule_as_it_is_written(tmp_path):
    (rule,) = read(tmp_path, RULE)

    assert (rule.id, rule.text, rule.file) == ("XX-01", "Un texte", "texte.toml")
    assert (rule.starts_on, rule.ends_on) == (date(2020, 1, 1), None)
    assert rule.settings == {"minimum": 1, "groups": ["employers"]}


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('source = "Un livre"', "", "texte.toml, XX-01 : il manque « source »."),
        ('source = "Un livre"', 'source = ""', "texte.toml, XX-01 : il manque « source »."),
        ('source = "Un livre"', 'source = "x"\nquorum = 2', "texte.toml, XX-01 : clé inconnue « quorum »."),
        ("is_represented", "is_pretty", "texte.toml, XX-01 : contrôle inconnu « is_pretty »."),
        (
            '"error"',
            '"fatal"',
            "texte.toml, XX-01 : valeur inconnue « fatal » (au choix : error, warning, info).",
        ),
        ("2020-01-01", '"2020"', "texte.toml, XX-01 : « from » est une date, comme 2023-12-29."),
        (
            "2020-01-01",
            "2020-01-01\nto = 2020-01-01",
            "texte.toml, XX-01 : la règle finit avant de commencer.",
        ),
        ("minimum = 1", "minimun = 1", "texte.toml, XX-01 : réglage inconnu « minimun »."),
        ("minimum = 1", 'minimum = "1"', "texte.toml, XX-01 : réglage mal écrit « minimum »."),
        ('title = "Un texte"', "", "texte.toml : le titre du texte manque (title)."),
        ('title = "Un texte"', 'title = "x"\nnote = "x"', "texte.toml : clé inconnue « note »."),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path, before, after, message):
    with pytest.raises(TextError) as error:
        read(tmp_path, RULE.replace(before, after, 1))

    assert str(error.value) == message


def test_an_unknown_college_names_those_that_exist(tmp_path):
    with pytest.raises(TextError, match=r"valeur inconnue « chefs » \(au choix : authority, "):
        read(tmp_path, RULE.replace('"employers"', '"chefs"'))


def test_what_is_no_toml(tmp_path):
    with pytest.raises(TextError, match=r"^texte.toml : ce n’est pas du TOML"):
        read(tmp_path, "<xml>")


def test_one_id_says_one_thing_at_a_time(tmp_path):
    read(tmp_path, RULE.replace("from", "to"), "avant.toml")  # until the day when the other begins
    read(tmp_path, RULE, "apres.toml")

    with pytest.raises(TextError) as error:
        read(tmp_path, RULE.replace("2020-01-01", "2025-01-01"), "encore.toml")

    assert str(error.value) == "XX-01 : deux fois en vigueur à la même date (apres.toml et encore.toml)."


def test_the_periods_of_each_of_our_rules_follow_one_another():
    periods = {
        rule.id: [(each.starts_on, each.ends_on) for each in all_rules() if each.id == rule.id]
        for rule in all_rules()
        if not rule.id.startswith("ME-09")  # three kinds of bodies, one rhythm each
    }

    assert {rule: found for rule, found in periods.items() if len(found) > 1} == {
        "CP-02": [(date(2019, 12, 27), date(2023, 12, 29)), (date(2023, 12, 29), None)],
        "CP-05": [(date(2019, 12, 27), date(2023, 12, 29)), (date(2023, 12, 29), None)],
    }


def test_what_we_are_not_sure_of_says_so():
    assert [rule.id for rule in all_rules() if rule.confidence == Confidence.C] == ["CP-16", "CP-17", "CP-21"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 12, 26), []),
        (date(2019, 12, 27), ["CP-02", "CP-05", "CP-08"]),
        (date(2021, 12, 31), ["CP-02", "CP-05", "CP-08"]),
        (date(2022, 1, 1), ["CP-02", "CP-05", "CP-06", "CP-08"]),
        (date(2023, 12, 28), ["CP-02", "CP-05", "CP-06", "CP-08"]),
        (date(2023, 12, 29), ["CP-02", "CP-03", "CP-04", "CP-05", "CP-06", "CP-08"]),
    ],
)
def test_who_must_sit_changes_with_the_texts(day, expected):
    members = {"is_represented", "is_advised", "drawn_by_lot"}

    assert [rule.id for rule in rules_at(day, Subject.BODY) if rule.check in members] == expected
