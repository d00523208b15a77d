"""The rules of law, read from `law/texts/*.toml`: one file per text, checked whole before any of it is used.

Every error names the file and the rule: whoever edits these files knows the law, not our code.
"""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

from maillage.law.enums import ActKind, BodyKind, Confidence, GroupKind, Severity, Subject, Topic, Voice
from maillage.law.models import Rule
from maillage.law.queries.checks import CHECKS

FOLDER = Path(__file__).parent.parent / "texts"
ASKED = {"id", "title", "subject", "check", "severity", "confidence", "message", "source"}
FREE = {"article", "from", "to", "body_kinds", "authority_kinds", "settings"}
CHOICES = {"subject": Subject, "severity": Severity, "confidence": Confidence}
WORDS_OF_SETTING = {"groups": GroupKind, "near": GroupKind, "voices": Voice, "acts": ActKind, "topics": Topic}
TYPE_OF_SETTING = {
    **dict.fromkeys(("minimum", "question_below", "months", "warn_months", "days", "most"), int),
    **dict.fromkeys(("question", "note"), str),
    **dict.fromkeys(WORDS_OF_SETTING, list),
}


class TextError(ValueError):
    """A file of rules cannot be read as such."""


def load(folder: Path = FOLDER) -> tuple[Rule, ...]:
    """All the rules of a folder, by id then by date; nothing at all if one of them is wrong."""
    rules = [rule for path in sorted(folder.glob("*.toml")) for rule in rules_of(path)]
    check_periods(rules)
    return tuple(
        sorted(rules, key=lambda rule: (rule.id, rule.starts_on or date.min, sorted(rule.body_kinds)))
    )


@cache
def all_rules() -> tuple[Rule, ...]:
    return load()


@cache
def known_ids() -> frozenset[str]:
    return frozenset(rule.id for rule in all_rules())


@lru_cache(maxsize=1024)
def rules_at(day: date, subject: Subject | None = None) -> tuple[Rule, ...]:
    """The rules in force on a day, of one subject or of all."""
    return tuple(
        rule for rule in all_rules() if rule.in_force(day) and (subject is None or rule.subject == subject)
    )


def by_text(day: date | None = None) -> list[tuple[str, list[Rule]]]:
    """The rules under the text that set them, in the order of the files; those in force on a day, or all of them."""
    rules = all_rules() if day is None else rules_at(day)
    found: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.file, rule.id)):
        found.setdefault(rule.text, []).append(rule)
    return list(found.items())


def rules_of(path: Path) -> Iterator[Rule]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TextError(f"{path.name} : ce n’est pas du TOML ({error}).") from error
    if unknown := content.keys() - {"title", "rule"}:
        raise TextError(f"{path.name} : clé inconnue « {min(unknown)} ».")
    if not content.get("title"):
        raise TextError(f"{path.name} : le titre du texte manque (title).")
    for row in content.get("rule", []):
        yield rule_of(row, content["title"], path.name)


def rule_of(row: dict, text: str, file: str) -> Rule:
    where = f"{file}, {row.get('id', 'règle sans id')}"
    check_keys(row, where)
    check_values(row, where)
    settings = row.get("settings", {})
    return Rule(
        **{name: row[name] for name in ASKED - CHOICES.keys()},
        **{name: choices(row[name]) for name, choices in CHOICES.items()},
        article=row.get("article", ""),
        text=text,
        starts_on=row.get("from"),
        ends_on=row.get("to"),
        body_kinds=frozenset(words(row.get("body_kinds", []), BodyKind, where)),
        authority_kinds=frozenset(row.get("authority_kinds", [])),
        settings={
            name: words(value, WORDS_OF_SETTING[name], where) if name in WORDS_OF_SETTING else value
            for name, value in settings.items()
        },
        file=file,
    )


def check_keys(row: dict, where: str) -> None:
    if unknown := row.keys() - ASKED - FREE:
        raise TextError(f"{where} : clé inconnue « {min(unknown)} ».")
    if missing := [name for name in sorted(ASKED) if not row.get(name)]:
        raise TextError(f"{where} : il manque « {missing[0]} ».")
    settings = row.get("settings", {})
    if unknown := settings.keys() - TYPE_OF_SETTING.keys():
        raise TextError(f"{where} : réglage inconnu « {min(unknown)} ».")
    if wrong := [name for name, value in settings.items() if type(value) is not TYPE_OF_SETTING[name]]:
        raise TextError(f"{where} : réglage mal écrit « {wrong[0]} ».")


def check_values(row: dict, where: str) -> None:
    for name, choices in CHOICES.items():
        words([row[name]], choices, where)
    if row["check"] not in CHECKS:
        raise TextError(f"{where} : contrôle inconnu « {row['check']} ».")
    for name in ("from", "to"):
        if name in row and type(row[name]) is not date:
            raise TextError(f"{where} : « {name} » est une date, comme 2023-12-29.")
    if "from" in row and "to" in row and row["to"] <= row["from"]:
        raise TextError(f"{where} : la règle finit avant de commencer.")


def words(values: list[str], choices, where: str) -> list:
    unknown = [value for value in values if value not in choices.values]
    if unknown:
        raise TextError(
            f"{where} : valeur inconnue « {unknown[0]} » (au choix : {', '.join(choices.values)})."
        )
    return [choices(value) for value in values]


def check_periods(rules: Iterable[Rule]) -> None:
    """One id says one thing at a time; it may say another at another time, or of another kind of body."""
    for one, other in combinations(rules, 2):
        if one.id == other.id and at_the_same_time(one, other) and of_the_same_bodies(one, other):
            raise TextError(f"{one.id} : deux fois en vigueur à la même date ({one.file} et {other.file}).")


def at_the_same_time(one: Rule, other: Rule) -> bool:
    return (one.starts_on or date.min) < (other.ends_on or date.max) and (other.starts_on or date.min) < (
        one.ends_on or date.max
    )


def of_the_same_bodies(one: Rule, other: Rule) -> bool:
    return not one.body_kinds or not other.body_kinds or bool(one.body_kinds & other.body_kinds)
