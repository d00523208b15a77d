"""The suite guards the house: budgets, words, templates, and what a reading page may do."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(settings.BASE_DIR)
SOURCE = ROOT / "src" / "maillage"
PYTHON = [
    path
    for path in [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    if "migrations" not in path.parts
]
TEMPLATES = list(SOURCE.rglob("templates/**/*.*"))
OURS = [model for model in apps.get_models() if model.__module__.startswith("maillage.")]


def test_files_stay_under_400_lines():
    assert [str(path) for path in PYTHON if path.read_text().count("\n") > 400] == []


def test_functions_stay_under_40_lines():
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 40
    ]
    assert long == []


def test_views_stay_under_25_lines():
    views = [path for path in PYTHON if path.name == "views.py" or path.parent.name == "views"]
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path in views
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 25
    ]
    assert long == []


def test_a_file_takes_at_most_25_imports():
    many = [
        str(path)
        for path in PYTHON
        if sum(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(path.read_text()).body)
        > 25
    ]
    assert many == []


def test_templates_stay_under_150_lines():
    assert [str(path) for path in TEMPLATES if path.read_text().count("\n") > 150] == []


def test_no_template_holds_a_style_a_script_or_a_handler_of_its_own():
    forbidden = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*(?:\ssrc=|type=.application/json))"
    )
    assert [str(path) for path in TEMPLATES if forbidden.search(path.read_text())] == []


def test_no_template_asks_a_third_party():
    outside = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
    found = {str(path.relative_to(SOURCE)): outside.findall(path.read_text()) for path in TEMPLATES}
    assert {name for name, hits in found.items() if hits} <= {
        "portal/templates/portal/privacy.html",
        "portal/templates/portal/accessibility.html",
        "workspace/templates/workspace/instance_accessibility.html",
    }  # plain links out, to public bodies


def test_every_template_is_used():
    words = "\n".join(path.read_text() for path in [*PYTHON, *TEMPLATES])
    asked_by_libraries = re.compile(
        r"^(account|mfa|usersessions|socialaccount|allauth|django|openid_connect)/|^(400|403|403_csrf|404|429|500)\.html$"
    )
    names = [str(path).split("/templates/", 1)[1] for path in TEMPLATES]
    unused = [
        name
        for name in names
        if not asked_by_libraries.search(name) and name not in words and name.rsplit(".", 1)[0] not in words
    ]
    assert unused == []


def test_every_colour_stands_in_the_tokens():
    css = {path.name: path.read_text() for path in SOURCE.rglob("static/**/*.css")}
    tokens = css.pop("tokens.css")
    del css["print.css"]  # paper is black on white
    strange = {
        (name, colour)
        for name, text in css.items()
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b", text)
        if colour not in tokens
    }
    assert strange == set()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_each_model_has_its_french_name_in_the_lexicon(model):
    lexicon = (ROOT / "LEXIQUE.md").read_text()
    name = model._meta.verbose_name
    assert name[0] == name[0].lower() or name.isupper() or name.split()[0].isupper()
    assert f"`{model.__name__}`" in lexicon
    assert name in lexicon


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_each_table_of_an_authority_is_scoped(model):
    """An unscoped query on a tenant's table must fail; `everywhere` is the way out, on purpose."""
    tenant = [
        f for f in model._meta.fields if f.is_relation and f.related_model.__name__ in {"Authority", "Plan"}
    ]
    free = {"AuthorityPart", "MobilityBasin"}  # geography: read by neighbours
    if tenant and model.__name__ not in free:
        with pytest.raises(Exception, match="scope"):
            model.objects.all().exists()
        assert isinstance(model.everywhere, models.Manager)
