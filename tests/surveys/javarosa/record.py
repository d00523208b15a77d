"""What JavaRosa, the engine of ODK Collect, does with our questionnaires: written down in the JSON files beside this one.

    python -m tests.surveys.javarosa.record

needs a Java development kit, 11 or later (javac and java); JavaRosa itself comes in the wheel of pyxform. The suite
needs no Java: it compares both of our engines with the files. Where there is a Java, it records again and compares.
"""

import json
import os
import random
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from html import escape
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from pyxform.xls2xform import convert

from tests.surveys.javarosa.expressions import BY_REPEAT, EXPRESSIONS, FIELDS, TYPES
from tests.surveys.javarosa.forms import ANSWERS, CHOICES, FORMS, HEAD, LANGUAGES, SETTINGS, XFORMS

HERE = Path(__file__).parent
FILLINGS = 30
DETAILED = 6  # fillings of each form of which labels, choices and the XML are kept too
XF = "{http://www.w3.org/2002/xforms}"
VALUES = {
    "int": ["0", "1", "2", "3", "17", "30", "99", "-4"],
    "decimal": ["0.5", "3.0", "12.25", "40.0"],
    "date": ["2000-02-29", "2099-01-01", "1999-12-31"],
    "time": ["08:05:00.000Z", "23:59:00.000Z"],
    "dateTime": ["2026-03-08T14:30:15.250Z", "2024-02-29T00:00:00.000Z"],
    "geopoint": ["48.69 6.18 0.0 0.0", "48.9 6.05 180.0 4.0"],
    "geotrace": ["48.59 6.49 0.0 0.0; 48.6 6.5 0.0 0.0; 48.61 6.48 0.0 0.0"],
    "geoshape": ["48.59 6.49 0.0 0.0; 48.6 6.5 0.0 0.0; 48.61 6.48 0.0 0.0; 48.59 6.49 0.0 0.0"],
    "string": ["a", "0612345678", "deux mots", "é & <b>"],
    "rank": ["car bus velo", "velo car bus"],
    "trigger": ["OK"],
}


def has_java() -> bool:
    return bool(shutil.which("java") and shutil.which("javac"))


def documents() -> dict[str, str]:
    """Name of a form → its XForm."""
    found = {
        name: sheets(rows, CHOICES, form_id=name, **SETTINGS.get(name, {})) for name, rows in FORMS.items()
    }
    found["languages"] = sheets(**LANGUAGES, form_id="languages", default_language="Français (fr)")
    return found | XFORMS


def sheets(survey: list[dict[str, str]], choices: list[dict[str, str]], **settings: str) -> str:
    """The XForm that pyxform makes of these sheets; it wants the names of their columns."""
    columns = {
        f"{name}_header": [dict.fromkeys(column for row in rows for column in row)]
        for name, rows in (("survey", survey), ("choices", choices))
    }
    settings = {"version": "1", "name": "data", **settings}
    sheet = {"survey": survey, "choices": choices, "settings": [settings], **columns}
    return convert(sheet, validate=False).xform


def expression_form(text: str) -> str:
    """Computes the expression into a question of each type."""
    leaves = "".join(
        f"<{name}/>" for name in [*(name for name, _, _ in FIELDS), *(f"c_{kind}" for kind in TYPES)]
    )
    binds = "".join(f'<bind nodeset="/d/{name}" type="{each}"/>' for name, each, _ in FIELDS) + "".join(
        f'<bind nodeset="/d/c_{kind}" type="{kind}" calculate="{escape(text)}"/>' for kind in TYPES
    )
    body = "".join(f'<input ref="/d/{name}"><label>x</label></input>' for name, _, _ in FIELDS)
    return f'{HEAD}<instance><d id="t">{leaves}</d></instance>{binds}</model></h:head><h:body>{body}</h:body></h:html>'


def repeat_form(text: str) -> str:
    return (
        f'{HEAD}<instance><d id="t"><t jr:template=""><k/><c/></t><t><k/><c/></t></d></instance><bind nodeset="/d/t/k"'
        f' type="int"/><bind nodeset="/d/t/c" type="string" calculate="{escape(text)}"/></model></h:head><h:body>'
        '<group ref="/d/t"><label>t</label><repeat nodeset="/d/t"><input ref="/d/t/k"><label>x</label></input>'
        "</repeat></group></h:body></h:html>"
    )


# random answers
def scenario(xml: str, rng: random.Random, answers: dict[str, list[list[str]]]) -> list[str]:
    """Two walks through the form, answers for questions that may never be reached; sometimes a repeat taken away."""
    document = fromstring(xml)
    body = document.find("{http://www.w3.org/1999/xhtml}body")
    binds = {bind.get("nodeset"): bind.get("type", "string") for bind in document.iter(f"{XF}bind")}
    repeats = [each.get("nodeset") for each in body.iter(f"{XF}repeat")]
    lines = []
    for walk in range(2):
        if walk:
            lines.append("--")
            lines += [
                f"-\t{path}[{rng.randint(1, 2)}]".replace("[1]", "") for path in repeats if rng.random() < 0.3
            ]
        share = 0.85 if walk == 0 else 0.3
        lines += [f"{path}\t{rng.randint(0, 3)}" for path in ranked(repeats, repeats) if rng.random() < 0.8]
        for control in body.iter():
            values = answers.get(control.get("ref"), {walk: values_of(control, binds, document)})[walk]
            for path in ranked([control.get("ref")], repeats) if values else ():
                if rng.random() < share:
                    lines.append(f"{path}\t{rng.choice(values)}")
    return lines


def values_of(control: Element, binds: dict[str, str], document: Element) -> list[str]:
    tag = control.tag.rpartition("}")[2]
    if tag in {"rank", "trigger"}:
        return VALUES[tag]
    if tag in {"select", "select1"}:
        nodes = control.find(f"{XF}itemset")
        name = nodes.get("nodeset").split("'")[1] if nodes is not None else ""
        found = [item.findtext(f"{XF}value") for item in control.iter(f"{XF}item")]
        for instance in document.iter(f"{XF}instance"):
            if instance.get("id") == name:
                found = [each.text for each in instance.iter(f"{XF}name")]
        return found if tag == "select1" else [*found, *map(" ".join, pairwise(found))]
    return (
        VALUES.get(binds.get(control.get("ref"), "string").split(":")[-1], [])
        if tag in {"input", "range"}
        else []
    )


def ranked(paths: list[str], repeats: list[str]) -> list[str]:
    """Each path in the first three of each repeat above it."""
    found = []
    for path in paths:
        ends = [""]
        for step in path.strip("/").split("/"):
            ends = [f"{each}/{step}" for each in ends]
            generic = "/" + "/".join(part.partition("[")[0] for part in ends[0].strip("/").split("/"))
            if generic in repeats and generic != path:
                ends = [f"{each}{rank}" for each in ends for rank in ("", "[2]", "[3]")]
        found += ends
    return found


# JavaRosa
def run(blocks: list[tuple[str, list[str]]]) -> list[list[str]]:
    """What JavaRosa says of each filling: (XForm, lines)."""
    jar = Path(find_spec("pyxform").origin).parent / "validators/odk_validate/bin/ODK_Validate.jar"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["javac", "-cp", jar, "-d", folder, HERE / "Fill.java"], check=True)
        files = {
            xml: Path(folder) / f"{rank}.xml" for rank, xml in enumerate(dict.fromkeys(x for x, _ in blocks))
        }
        for xml, file in files.items():
            file.write_text(xml, encoding="utf-8")
        asked = "".join(
            f"# {files[xml]}\n" + "".join(f"{line}\n" for line in lines) + "\n" for xml, lines in blocks
        )
        answer = subprocess.run(
            ["java", "-Duser.timezone=UTC", "-Duser.language=fr", "-cp", f"{jar}:{folder}", "Fill"],
            input=asked,
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"TZ": "UTC"},
        )
    return [part.split("\n") for part in answer.stdout.removesuffix("\n\n").split("\n\n")]


def record_forms() -> dict[str, dict]:
    """Name → the form, and each filling: its steps and what came of them."""
    forms = documents()
    wanted = [
        (name, xml, scenario(xml, random.Random(f"{name} {rank}"), ANSWERS.get(name, {})))  # noqa: S311  the same answers each time
        for name, xml in forms.items()
        for rank in range(FILLINGS)
    ]
    found = {name: {"xform": xml, "fillings": []} for name, xml in forms.items()}
    for (name, _, _), lines in zip(wanted, run([(xml, lines) for _, xml, lines in wanted]), strict=True):
        fillings = found[name]["fillings"]
        fillings.append(outcome(lines, is_detailed=len(fillings) < DETAILED))
    return found


def outcome(lines: list[str], *, is_detailed: bool) -> dict:
    sorted_out = {sign: [line[2:] for line in lines if line.startswith(f"{sign} ")] for sign in ">?!=<~X"}
    if sorted_out["X"]:
        return {"fails": sorted_out["X"][0]}
    return {
        "steps": [line.split("\t") for line in sorted_out[">"]],
        "leaves": sorted_out["="],
        "fresher": sorted_out["~"],
        "problems": dict(line.split("\t") for line in sorted_out["!"]),
        **({"questions": sorted_out["?"], "xml": sorted_out["<"][0]} if is_detailed else {}),
    }


def record_expressions() -> list[dict]:
    """Each expression, and what it gives in a question of each of TYPES; None where JavaRosa fails."""
    lines = [f"/d/{name}\t{text}" for name, _, text in FIELDS if text]
    said = run([(expression_form(text), lines) for text in EXPRESSIONS])
    return [
        {"expression": text, "gives": computed(each, "/d/c_")}
        for text, each in zip(EXPRESSIONS, said, strict=True)
    ]


def record_repeats() -> list[dict]:
    """The same expression in each of three repeats, once everything has followed."""
    lines = [
        "/d/t\t3",
        "/d/t/k\t4",
        "/d/t[2]/k\t2",
        "/d/t[3]/k\t3",
        *["--", "/d/t/k\t4", "/d/t[2]/k\t2", "/d/t[3]/k\t3"] * 2,
    ]
    said = run([(repeat_form(text), lines) for text in BY_REPEAT])
    return [
        {"expression": text, "gives": computed(each, "/c")}
        for text, each in zip(BY_REPEAT, said, strict=True)
    ]


def computed(lines: list[str], part: str) -> list[str] | None:
    """The texts of the leaves whose path has this part; None where JavaRosa fails."""
    if any(line.startswith("X ") for line in lines):
        return None
    return [line.split("\t")[2] for line in lines if line.startswith("= ") and part in line.split("\t")[0]]


RECORDS = {"forms": record_forms, "expressions": record_expressions, "repeats": record_repeats}


def written(found) -> str:
    """As JSON; what changes with the day and the hour is put aside."""
    text = json.dumps(found, ensure_ascii=False, indent=0)
    text = re.sub(r"uuid:[0-9a-f-]{36}", "uuid:", text).replace(datetime.now(UTC).date().isoformat(), "TODAY")
    return re.sub(r"TODAYT\d\d:\d\d:\d\d\.\d{3}Z", "NOW", text) + "\n"


if __name__ == "__main__":
    for name, record in RECORDS.items():
        (HERE / f"{name}.json").write_text(written(record()), encoding="utf-8")
