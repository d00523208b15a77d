"""Both of our engines against what JavaRosa wrote down, and what it wrote down against JavaRosa where there is a Java."""

import json
import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from maillage.surveys.queries.engine.evaluating import At
from maillage.surveys.queries.engine.filling import Filling, nodes_of, path_of
from maillage.surveys.queries.engine.reading import FormError, read_form
from tests.surveys.javarosa import known
from tests.surveys.javarosa.expressions import FIELDS
from tests.surveys.javarosa.record import RECORDS, expression_form, has_java, repeat_form, written
from tests.surveys.node import node

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
PROPERTIES = {"deviceid": "given deviceid", "username": "given username"}
FORMS, EXPRESSIONS, REPEATS = (
    json.loads((HERE / "javarosa" / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("forms", "expressions", "repeats")
)
CODES = {"required": "1", "constraint": "2"}
MOMENT = re.compile(r"2026-11-24T\d\d:\d\d:\d\d\.\d{3}Z")


# filling in
def in_python(form, fillings: list[list]) -> list[dict]:
    return [outcome(form, steps) for steps in fillings]


def outcome(form, steps: list) -> dict:
    filling = Filling(form, now=lambda: NOW, seed=1, properties=PROPERTIES)
    for verb, *rest in steps:
        if verb == "remove":
            filling.remove(filling.at(*rest))
        else:
            {"answer": filling.answer, "add": filling.add, "finish": filling.finish}[verb](*rest)
    return {
        "leaves": [list(leaf) for leaf in filling.leaves()],
        "problems": filling.problems(),
        "questions": [asked(filling, each) for each in nodes_of(filling.root) if is_question(filling, each)],
        "xml": filling.xml().decode(),
    }


def is_question(filling, node) -> bool:
    return node.spec["path"] in filling.controls and "children" not in node.spec


def asked(filling, node) -> list[str]:
    control = filling.controls[node.spec["path"]]
    offered = filling.choices(control, node) if "items" in control or "itemset" in control else []
    label = filling.text(control["label"], At(filling, node, node))
    return [path_of(node), label, "|".join(f"{each['value']}={each['label']}" for each in offered)]


def in_page(cases: list[tuple]) -> list[list[dict]]:
    """Each case is a form and its fillings."""
    lines = [
        json.dumps(
            {
                "form": form.as_data(),
                "language": "",
                "now": NOW.isoformat(),
                "properties": PROPERTIES,
                "fillings": fillings,
            }
        )
        for form, fillings in cases
    ]
    run = subprocess.run(
        [node(), HERE / "twin.mjs"],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TZ": "UTC"},
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def steps_of(filling: dict) -> list:
    return [[*each[:2], *(text.replace("\\n", "\n") for text in each[2:])] for each in filling["steps"]] + [
        ["finish"]
    ]


def masked(text: str) -> str:
    text = re.sub(r"uuid:[0-9a-f-]{36}", "uuid:", text)
    return MOMENT.sub("NOW", text).replace("2026-11-24", "TODAY")


@pytest.fixture(scope="module")
def read():
    return {name: read_form(form["xform"]) for name, form in FORMS.items()}


@pytest.fixture(scope="module")
def ours(read):
    """Runtime → form → what came of each filling."""
    steps = {name: [steps_of(each) for each in form["fillings"]] for name, form in FORMS.items()}
    page = in_page([(read[name], steps[name]) for name in FORMS])
    return {
        "python": {name: in_python(read[name], steps[name]) for name in FORMS},
        "page": dict(zip(FORMS, page, strict=True)),
    }


# the questionnaires
def as_leaves(lines: list[str]) -> dict[str, tuple[str, str]]:
    return {path: (shown, text) for path, shown, text in (line.split("\t") for line in lines)}


def unranked(path: str) -> str:
    return re.sub(r"\[\d+\]", "", path)


def differences(name: str, rank: int, found: dict) -> set[str]:
    theirs = as_leaves(FORMS[name]["fillings"][rank]["leaves"])
    fresher = as_leaves(FORMS[name]["fillings"][rank]["fresher"])
    mine = {
        path: (str(int(shown)), masked(text).replace("\n", "\\n")) for path, shown, text in found["leaves"]
    }
    return {
        path
        for path in {*theirs, *mine}
        if mine.get(path) not in {theirs.get(path), fresher.get(path, theirs.get(path))}
    }


@pytest.mark.parametrize("runtime", ["python", "page"])
@pytest.mark.parametrize("name", FORMS)
def test_values_and_relevance_are_those_of_javarosa(ours, name, runtime):
    found = {
        (rank, path)
        for rank, each in enumerate(ours[runtime][name])
        for path in differences(name, rank, each)
        if unranked(path) not in known.LEAVES.get(name, {})
    }
    assert found == set()


@pytest.mark.parametrize("runtime", ["python", "page"])
@pytest.mark.parametrize("name", FORMS)
def test_answers_refused_are_those_of_javarosa(ours, name, runtime):
    mine = [{path: CODES[why] for path, why in each["problems"].items()} for each in ours[runtime][name]]
    assert mine == [each["problems"] for each in FORMS[name]["fillings"]]


@pytest.mark.parametrize("runtime", ["python", "page"])
@pytest.mark.parametrize("name", FORMS)
def test_labels_and_choices_are_those_of_javarosa(ours, name, runtime):
    for rank, theirs in enumerate(FORMS[name]["fillings"]):
        stale = {unranked(path) for path in as_leaves(theirs["fresher"])} | set(known.LEAVES.get(name, {}))
        if "questions" not in theirs or stale:
            continue
        mine = {path: (label, offered) for path, label, offered in ours[runtime][name][rank]["questions"]}
        for line in theirs["questions"]:
            path, label, offered = line.split("\t")
            assert mine[path] == ("" if label == "null" else label, offered)


@pytest.mark.parametrize("name", FORMS)
def test_what_is_sent_is_what_javarosa_sends(ours, name):
    for rank, theirs in enumerate(FORMS[name]["fillings"]):
        if (
            "xml" in theirs
            and not differences(name, rank, ours["python"][name][rank])
            and not theirs["fresher"]
        ):
            assert sent(ours["python"][name][rank]["xml"]) == sent(theirs["xml"].replace("\\n", "\n"))


def sent(xml: str) -> list:
    """The elements of an answer with their texts; nodes of one name stay in order, names beside them may not."""

    def inside(element):
        tag = element.tag.rpartition("}")[2]
        children = sorted((inside(child) for child in element), key=lambda each: each[0])
        return tag, masked((element.text or "").strip()) if not children else "", children

    return inside(fromstring(xml))


@pytest.mark.parametrize("name", FORMS)
def test_the_page_sends_the_bytes_that_the_server_would(ours, name):
    assert [masked(each["xml"]) for each in ours["page"][name]] == [
        masked(each["xml"]) for each in ours["python"][name]
    ]


def test_no_known_difference_has_gone(ours):
    still = {
        (name, unranked(path))
        for name in FORMS
        for rank, each in enumerate(ours["python"][name])
        for path in differences(name, rank, each)
    }
    assert still == {(name, path) for name, paths in known.LEAVES.items() for path in paths}


# the expressions
def computed(xml: str, steps: list, part: str) -> tuple[list[str] | None, list[str] | None]:
    """What Python finds, and the page; None where the form is refused."""
    try:
        form = read_form(xml)
    except FormError:
        return None, None
    return form, [leaf[2] for leaf in outcome(form, steps)["leaves"] if part in leaf[0]]


@pytest.fixture(scope="module")
def results():
    """Kind → expression → what JavaRosa, Python and the page give."""
    answers = [["answer", f"/d/{name}", text] for name, _, text in FIELDS if text]
    ranks = [
        ["add", "/d/t"],
        ["add", "/d/t"],
        *(["answer", f"/d/t[{n}]/k".replace("[1]", ""), str(t)] for n, t in ((1, 4), (2, 2), (3, 3))),
    ]
    asked = [
        ("expressions", each, expression_form(each["expression"]), answers, "/d/c_") for each in EXPRESSIONS
    ]
    asked += [("repeats", each, repeat_form(each["expression"]), ranks, "/c") for each in REPEATS]
    found = {"expressions": {}, "repeats": {}}
    cases = []
    for kind, each, xml, steps, part in asked:
        form, python = computed(xml, steps, part)
        found[kind][each["expression"]] = [each["gives"], python and list(map(masked, python)), None]
        if form:
            cases.append((kind, each["expression"], form, steps, part))
    for (kind, text, _, _, part), (page,) in zip(
        cases, in_page([(c[2], [c[3]]) for c in cases]), strict=True
    ):
        found[kind][text][2] = [masked(leaf[2]) for leaf in page["leaves"] if part in leaf[0]]
    return found


@pytest.mark.parametrize(
    ("kind", "differing"), [("expressions", known.EXPRESSIONS), ("repeats", known.REPEATS)]
)
def test_expressions_give_what_they_give_in_javarosa(results, kind, differing):
    """Where JavaRosa itself fails, ours may give what it likes, or be refused; but the page as the server."""
    wrong = {
        text: (theirs, python)
        for text, (theirs, python, _) in results[kind].items()
        if theirs is not None and theirs != python
    }
    assert {text: each for text, each in wrong.items() if text not in differing} == {}
    assert set(wrong) == set(differing)


@pytest.mark.parametrize("kind", ["expressions", "repeats"])
def test_the_page_computes_what_the_server_computes(results, kind):
    assert {text: (python, page) for text, (_, python, page) in results[kind].items() if python != page} == {}


@pytest.mark.skipif(not has_java(), reason="no Java here: the files stand for it")
@pytest.mark.parametrize("name", RECORDS)
def test_javarosa_still_says_what_the_files_say(name):
    assert written(RECORDS[name]()) == (HERE / "javarosa" / f"{name}.json").read_text(encoding="utf-8")
