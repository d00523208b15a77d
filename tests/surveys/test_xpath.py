"""Formulas: read once, or refused with the place and the reason."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.surveys.queries.engine.xpath import XPathError, parse


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("1 + 2 * 3", ["b", "+", ["n", 1.0], ["b", "*", ["n", 2.0], ["n", 3.0]]]),
        ("../km", ["p", ".", [["..", []], ["km", []]]]),
        ("/f/div div 2", ["b", "div", ["p", "/", [["f", []], ["div", []]]], ["n", 2.0]]),
        ("-a", ["-", ["p", ".", [["a", []]]]]),
        ("selected(/f/m, 'car')", ["c", "selected", [["p", "/", [["f", []], ["m", []]]], ["s", "car"]]]),
        (
            "instance('m')/root/item[k = 'x']",
            [
                "p",
                ["c", "instance", [["s", "m"]]],
                [["root", []], ["item", [["b", "=", ["p", ".", [["k", []]]], ["s", "x"]]]]],
            ],
        ),
    ],
)
def test_a_formula_becomes_plain_lists(text, lists):
    assert parse(text) == lists


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("", "il manque quelque chose avant la fin", 0),
        ("1 +", "il manque quelque chose avant la fin", 3),
        ("(1", "il manque « ) » avant la fin", 2),
        ("if(1, 2", "il manque « , » avant la fin", 7),
        ("1 2", "« 2 » n’est pas attendu ici", 2),
        ("a $ b", "le signe « $ » n’est pas compris", 2),
        ("'abc", "le signe « ' » n’est pas compris", 0),
        ("//a", "« // » n’est pas connu dans un questionnaire", 0),
        (
            "preceding-sibling::a",
            "l’axe « preceding-sibling:: » n’est pas connu : écrivez un chemin simple",
            17,
        ),
        ("/f/@id", "« @ » n’est pas connu dans un questionnaire", 3),
        ("(" * 100 + "1" + ")" * 100, "elle est trop imbriquée", 60),
        ("1" * 20_001, "elle est trop longue", 20_000),
    ],
)
def test_a_formula_that_cannot_be_read_says_where_and_why(text, message, at):
    with pytest.raises(XPathError) as error:
        parse(text)
    assert (str(error.value), error.value.at) == (message, at)


PIECES = [
    "1",
    ".5",
    "'x'",
    "a",
    "/f/a",
    "..",
    ".",
    "*",
    "(",
    ")",
    "[",
    "]",
    ",",
    "+",
    "-",
    " div ",
    " and ",
    "if(",
    "::",
    "//",
    " ",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_whatever_is_written_is_read_or_refused(text):
    found, at = read(text)
    assert 0 <= at <= len(text)
    assert json.loads(json.dumps(found)) == found


def read(text: str) -> tuple[list | None, int]:
    try:
        return parse(text), 0
    except XPathError as error:
        return None, error.at
