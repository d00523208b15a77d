"""What a questionnaire does while it is filled in, and what it keeps."""

import time
from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.surveys.queries.engine.filling import Filling, nodes_of, path_of
from maillage.surveys.queries.engine.reading import read_form
from tests.surveys.javarosa.forms import CHOICES, FORMS, HEAD, ask, calc, group, repeat
from tests.surveys.javarosa.record import sheets

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


def opened(*rows, **given_) -> Filling:
    flat = [each for row in rows for each in (row if isinstance(row, list) else [row])]
    return Filling(read_form(sheets(flat, CHOICES, form_id="f")), now=lambda: NOW, **given_)


def text(filling: Filling, path: str) -> str:
    return filling.at(path).text


def test_a_hidden_question_keeps_its_answer_and_is_not_sent():
    filling = opened(ask("integer", "age"), ask("text", "licence", relevant="${age} >= 18"))
    filling.answer("/data/age", "30")
    filling.answer("/data/licence", "oui")
    filling.answer("/data/age", "12")
    assert (text(filling, "/data/licence"), b"licence" in filling.xml()) == ("oui", False)
    filling.answer("/data/age", "18")
    assert b"<licence>oui</licence>" in filling.xml()


def test_a_choice_that_is_no_longer_offered_is_no_longer_chosen():
    filling = opened(
        ask("select_one sector", "sector"), ask("select_one town", "town", choice_filter="sector = ${sector}")
    )
    filling.answer("/data/sector", "nord")
    filling.answer("/data/town", "pam")
    filling.answer("/data/sector", "sud")
    assert text(filling, "/data/town") == ""


def test_a_calculation_corrected_by_hand_stays_until_what_it_reads_changes():
    filling = opened(
        ask("integer", "a"), ask("integer", "b"), ask("integer", "guess", calculation="${a} * 2")
    )
    filling.answer("/data/a", "3")
    filling.answer("/data/guess", "7")
    filling.answer("/data/b", "1")
    assert text(filling, "/data/guess") == "7"
    filling.answer("/data/a", "4")
    assert text(filling, "/data/guess") == "8"


def test_chance_and_the_hour_are_drawn_once():
    filling = opened(ask("integer", "a"), calc("dice", "random()"), calc("key", "uuid()"))
    before = (text(filling, "/data/dice"), text(filling, "/data/key"))
    filling.answer("/data/a", "3")
    assert (text(filling, "/data/dice"), text(filling, "/data/key")) == before


def test_a_trip_does_not_disturb_the_hour_of_another():
    filling = opened(*repeat("trip", ask("integer", "km"), calc("key", "if(${km} > 0, uuid(), '')")))
    filling.add("/data/trip")
    filling.answer("/data/trip/km", "3")
    before = text(filling, "/data/trip/key")
    filling.answer("/data/trip[2]/km", "5")
    assert text(filling, "/data/trip/key") == before != ""


def test_a_count_that_goes_down_loses_no_answer():
    """JavaRosa takes nothing away; we take away what nobody answered."""
    filling = opened(ask("integer", "n"), *repeat("person", ask("text", "who"), repeat_count="${n}"))
    filling.answer("/data/n", "4")
    filling.answer("/data/person[2]/who", "Ana")
    filling.answer("/data/n", "1")
    assert [path_of(node) for node in nodes_of(filling.root) if node.name == "who"] == [
        "/data/person/who",
        "/data/person[2]/who",
    ]
    filling.answer("/data/person[2]/who", "")
    filling.answer("/data/n", "0")
    assert [node for node in nodes_of(filling.root) if node.name == "who"] == []


def test_a_count_without_end_stops():
    filling = opened(*repeat("t", ask("integer", "k"), repeat_count="count(${k}) + 1"), ask("integer", "n"))
    assert len([node for node in nodes_of(filling.root) if node.name == "k"]) <= 1_000


def test_what_the_phone_tells_is_written():
    filling = opened(
        ask("start", "start"),
        ask("end", "end"),
        ask("today", "today"),
        ask("username", "who"),
        properties={"username": "Bruno"},
    )
    filling.finish()
    assert [text(filling, f"/data/{name}") for name in ("start", "end", "today", "who")] == [
        "2026-11-24T10:30:00.000Z",
        "2026-11-24T10:30:00.000Z",
        "2026-11-24",
        "Bruno",
    ]


def test_a_place_that_is_not_there_is_an_error():
    filling = opened(ask("text", "a"), *repeat("t", ask("text", "b")))
    for path in ("/data/z", "/other/a", "/data/t[2]/b", "/data/t[0]/b"):
        with pytest.raises(KeyError):
            filling.at(path)
    with pytest.raises(KeyError):
        filling.add("/data/a")


def test_an_answer_required_or_refused_is_told_where_it_is_shown():
    filling = opened(
        ask("integer", "age", required="yes", constraint=". > 10"),
        *group("g", ask("text", "why", required="yes"), relevant="${age} > 50"),
    )
    assert filling.problems() == {"/data/age": "required"}
    filling.answer("/data/age", "5")
    assert filling.problems() == {"/data/age": "constraint"}
    filling.answer("/data/age", "51")
    assert filling.problems() == {"/data/g/why": "required"}


HOUSEHOLD = read_form(sheets(FORMS["household"], CHOICES, form_id="household"))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["/data/person/who", "/data/person/age", "/data/person/trip/km", "/data/person[2]/age", "+", "-"]
        ),
        st.one_of(
            st.sampled_from(["3", "40", "", '<é & "q"\'>']), st.text(st.characters(categories=["L", "N"]))
        ),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_settling_again_changes_nothing_and_what_is_sent_reads_as_it_is_shown(steps):
    filling = Filling(HOUSEHOLD, now=lambda: NOW, seed=1)
    for path, said in steps:
        if path == "+":
            filling.add("/data/person")
        elif path == "-" and len(filling.root.named["person"]) > 1:
            filling.remove(filling.at("/data/person"))
        elif path not in "+-" and is_there(filling, path):
            filling.answer(path, said)
    before = filling.leaves()
    filling.settle()
    assert filling.leaves() == before
    sent = [element.text or "" for element in fromstring(filling.xml()).iter() if len(element) == 0]
    groups = {path for path, _, _ in before}
    assert [each for each in sent if each] == [
        said for path, shown, said in before if shown and said and path in groups
    ]


def is_there(filling: Filling, path: str) -> bool:
    return path in {path_of(node) for node in nodes_of(filling.root)}


def long_form(count: int) -> str:
    leaves = "".join(f"<q{n}/><c{n}/>" for n in range(count))
    binds = "".join(
        f'<bind nodeset="/d/q{n}" type="int" relevant="/d/q{n - 1} &gt; 2"/>'
        f'<bind nodeset="/d/c{n}" calculate="concat(/d/q{n}, \'-\', /d/q{max(n - 3, 0)} + 1)"/>'
        for n in range(1, count)
    )
    body = "".join(f'<input ref="/d/q{n}"><label>x</label></input>' for n in range(count))
    return f'{HEAD}<instance><d id="t">{leaves}</d></instance>{binds}</model></h:head><h:body>{body}</h:body></h:html>'


def test_a_form_of_250_questions_settles_in_a_blink():
    """20 ms is the promise; measured 2 to 6 ms. The best of ten, for a machine that does other things."""
    filling = Filling(read_form(long_form(250)))
    best = 1.0
    for _ in range(10):
        start = time.perf_counter()
        filling.settle()
        best = min(best, time.perf_counter() - start)
    assert best < 0.02
