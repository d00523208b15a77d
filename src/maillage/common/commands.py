"""Commands of the house: help in French, and a rule that says no is one clear line."""

from argparse import SUPPRESS

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from django.db import DatabaseError

from maillage.common.errors import DomainError

# What argparse says of a wrong call, and how we say it.
WORDS = (
    ("the following arguments are required:", "il manque :"),
    ("unrecognized arguments:", "option inconnue :"),
    ("expected one argument", "attend une valeur"),
    ("invalid choice:", "valeur inconnue :"),
    ("(choose from", "(au choix :"),
    ("invalid int value:", "ce n’est pas un nombre entier :"),
    ("argument ", "option "),
)


class FrenchHelp(DjangoHelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):
        super().add_usage(usage, actions, groups, prefix or "Utilisation : ")


def in_french(parser):
    """Give a parser (made with `add_help=False`) its French words."""
    parser.formatter_class = FrenchHelp
    parser._positionals.title, parser._optionals.title = "Arguments", "Options"  # noqa: SLF001  argparse has no door
    parser.add_argument("-h", "--help", action="help", help="affiche cette aide")
    parser.error = refuse
    return parser


def refuse(message: str):
    for theirs, ours in WORDS:
        message = message.replace(theirs, ours)
    raise CommandError(f"Commande incomplète ou mal écrite, {message}. Voir --help.", returncode=2)


class HouseCommand(BaseCommand):
    suppressed_base_arguments = {
        *("--version", "--verbosity", "--settings", "--pythonpath", "--traceback"),
        *("--no-color", "--force-color", "--skip-checks"),
    }

    def create_parser(self, prog_name, subcommand, **kwargs):
        parser = in_french(super().create_parser(prog_name, subcommand, add_help=False, **kwargs))
        for action in parser._actions:  # noqa: SLF001  same
            if action.dest == "skip_checks":
                action.help = SUPPRESS
        return parser

    def run_from_argv(self, argv):
        try:
            super().run_from_argv(argv)
        except CommandError as error:  # argparse refused, before Django listens
            self.stderr.write(str(error))
            raise SystemExit(error.returncode) from error

    def execute(self, *args, **options):
        try:
            return super().execute(*args, **options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"La base ne répond pas ({error}). Si elle est neuve : python -m maillage migrate."
            ) from error
