"""A composition told from outside, in JSON: read, judged, answered; the same for the API and for the command line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from maillage.law.enums import BodyKind, Confidence, GroupKind, Voice
from maillage.law.models import BodyFacts, DrawFacts, MemberFacts, Verdict
from maillage.law.queries.engine import NOTICE, is_valid, verdicts_on_composition

MOST_SEATS = 500
MOST_LINES = 500
MOST_MEMBERS = 1000  # in all: anyone may ask, without an account
MOST_COMPLAINTS = 3
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NOT_A_DAY = "date attendue, comme 2023-12-30"


def day_as_written(value):
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError(NOT_A_DAY)
    if value is not None and not isinstance(value, str | date):
        raise ValueError(NOT_A_DAY)
    return value


Day = Annotated[date | None, BeforeValidator(day_as_written)]


class MemberIn(BaseModel):
    """Un membre, ou plusieurs du même collège qui parlent pour les mêmes."""

    model_config = ConfigDict(extra="forbid", title="Membre")

    college: GroupKind = Field(title="Collège", examples=["employers"])
    count: int = Field(1, title="Combien", ge=0, le=MOST_SEATS, strict=True)
    voices: list[Voice] = Field(
        [], title="Pour qui ces membres parlent", max_length=50, examples=[["employers_union"]]
    )
    starts_on: Day = Field(None, title="Premier jour du mandat")
    ends_on: Day = Field(None, title="Premier jour où le mandat n’est plus tenu")
    organisation: str = Field("", title="Organisation", max_length=200)

    @model_validator(mode="after")
    def starts_before_it_ends(self):
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("le mandat finit avant de commencer")
        return self


EXAMPLE = {
    "kind": "partners_committee",
    "at": "2023-12-30",
    "members": [
        {"college": "employers", "voices": ["employers_union"]},
        {"college": "associations", "count": 2, "voices": ["users"]},
        {"college": "drawn_inhabitants", "count": 4},
    ],
}


class CompositionIn(BaseModel):
    """Une instance, un jour, ses membres."""

    model_config = ConfigDict(extra="forbid", title="Composition", json_schema_extra={"examples": [EXAMPLE]})

    kind: BodyKind = Field(title="Nature de l’instance", examples=["partners_committee"])
    at: Day = Field(None, title="Jour où l’on regarde ; aujourd’hui si rien n’est dit")
    members: list[MemberIn] = Field(title="Membres, par collège", max_length=MOST_LINES)

    @model_validator(mode="after")
    def not_too_many(self):
        if sum(line.count for line in self.members) > MOST_MEMBERS:
            raise ValueError(f"{MOST_MEMBERS} membres au plus")
        return self


CHOICES = {"kind": BodyKind, "college": GroupKind, "voices": Voice}

AN_OBJECT = "un objet { … } est attendu, avec les champs de l’exemple de l’API"

# What pydantic says of a value, and how we say it.
SAID = {
    "missing": "ce champ manque",
    "extra_forbidden": "ce champ est inconnu, retirez-le",
    "too_long": "cette liste est trop longue",
    "string_too_long": "200 signes au plus",
    "greater_than_equal": f"un nombre de 0 à {MOST_SEATS}",
    "less_than_equal": f"un nombre de 0 à {MOST_SEATS}",
    "int_type": "un nombre entier est attendu",
    "list_type": "une liste est attendue",
    "model_type": AN_OBJECT,
    "model_attributes_type": AN_OBJECT,
    "string_type": "un texte est attendu",
    "string_unicode": "ce texte n’est pas lisible",
    "date_from_datetime_parsing": NOT_A_DAY,
    "date_parsing": NOT_A_DAY,
}


def facts_of(composition: CompositionIn, at: date) -> BodyFacts:
    """Whoever tells of drawn inhabitants is believed: the record of the draw is not asked for here."""
    members = tuple(
        MemberFacts(
            group=line.college,
            voices=frozenset(line.voices),
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            organisation=line.organisation,
        )
        for line in composition.members
        for _ in range(line.count)
    )
    return BodyFacts(kind=composition.kind, members=members, draw=DrawFacts(drawn_on=at))


def answer(composition: CompositionIn, at: date) -> dict:
    """What the rules of that day say of these members, ready to be written as JSON."""
    verdicts = verdicts_on_composition(facts_of(composition, at), at)
    return {
        "kind": composition.kind.value,
        "at": at.isoformat(),
        "is_valid": is_valid(verdicts),
        "notice": NOTICE,
        "verdicts": [told(verdict) for verdict in verdicts],
    }


def told(verdict: Verdict) -> dict:
    rule = verdict.rule
    return {
        "rule": rule.id,
        "title": rule.title,
        "outcome": verdict.outcome.value,
        "severity": rule.severity.value,
        "message": verdict.message,
        "facts": list(verdict.facts),
        "since": rule.starts_on and rule.starts_on.isoformat(),
        "until": rule.ends_on and rule.ends_on.isoformat(),
        "article": rule.article,
        "text": rule.text,
        "source": rule.source,
        "confidence": rule.confidence.value,
        "confidence_label": rule.confidence.label,
        "to_verify": rule.confidence == Confidence.C,
        "notice": NOTICE,
    }


def complaints(errors: Iterable[Mapping]) -> str:
    """The first mistakes of a composition, each with its field as JSON names it: « members[0].college »."""
    errors = list(errors)
    said = [f"{path_of(error['loc'])} : {said_of(error)}." for error in errors[:MOST_COMPLAINTS]]
    more = len(errors) - MOST_COMPLAINTS
    return " ".join(said) + (f" Et {more} de plus." if more > 0 else "")


def path_of(loc: Sequence) -> str:
    """In a request, two words come first: « body », and the name of its argument."""
    parts = loc[2:] if loc and loc[0] == "body" else loc
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return path.lstrip(".") or "composition"


def said_of(error: Mapping) -> str:
    if error["type"] == "enum":
        name = next(part for part in reversed(error["loc"]) if isinstance(part, str))
        return f"valeur inconnue (au choix : {', '.join(CHOICES[name].values)})"
    if error["type"] == "value_error":
        return error["msg"].removeprefix("Value error, ")
    return SAID.get(error["type"], "valeur refusée")
