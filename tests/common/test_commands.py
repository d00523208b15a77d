"""What a person at a terminal reads of our commands."""

import re
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command, get_commands

from maillage.common.commands import HouseCommand
from maillage.common.errors import DomainError

OURS = sorted(
    name for name, app in get_commands().items() if not isinstance(app, str) or app.startswith("maillage.")
)
ENGLISH = re.compile(r"\b(usage|show|this|help message|skip|optional|the following)\b")


class Refusing(HouseCommand):
    def handle(self, **options):
        raise DomainError("Ce nom est pris.")


def command_of(name):
    return import_module(f"{get_commands()[name]}.management.commands.{name}").Command()


def test_these_are_all_our_commands():
    assert OURS == [
        "admin",
        "authority",
        "contacts",
        "demo",
        "draw",
        "handover",
        "inbox",
        "law",
        "library",
        "register",
        "territories",
        "territory",
        "worker",
    ]


@pytest.mark.parametrize("name", OURS)
def test_help_is_in_french(name, capsys):
    command_of(name).create_parser("maillage", name).print_help()

    assert ENGLISH.findall(capsys.readouterr().out) == []


def test_a_rule_that_says_no_is_one_line(db):
    with pytest.raises(CommandError, match=r"^Ce nom est pris\.$"):
        call_command(Refusing())


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ([], "il manque : NOM"),
        (["x", "--limit", "beaucoup"], "ce n’est pas un nombre entier"),
        (["x", "--niveau"], "option inconnue : --niveau"),
    ],
)
def test_a_wrong_call_is_answered_in_french(words, answer, capsys):
    with pytest.raises(SystemExit) as stopped:
        command_of("territory").run_from_argv(["maillage", "territory", *words])

    assert stopped.value.code == 2
    assert answer in capsys.readouterr().err
