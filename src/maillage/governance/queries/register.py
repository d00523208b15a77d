"""The register as it is read, searched, and checked row by row."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from maillage.governance.enums import DecisionState, EntryKind, Sense
from maillage.governance.models import Body, Decision, Dissent, GroupVote, Opinion, RegisterEntry
from maillage.territories.queries.words import plain

RUNNING = (DecisionState.TAKEN, DecisionState.STARTED)
VIEWS = (
    ("a-commencer", "Prises, pas commencées"),
    ("en-retard", "En retard"),
    ("a-revoir", "À revoir"),
    ("contredites", "Contredites par une décision ultérieure"),
)
COLUMNS = (
    "Numéro",
    "Nature",
    "Instance",
    "Séance",
    "Point",
    "Sens",
    "Texte",
    "Fondement",
    "Responsable",
    "Échéance",
    "À revoir le",
    "État",
    "Contredite par",
    "Empreinte",
)


# What is frozen


def whole(opinions):
    """With `all_votes` and `all_dissents`, whatever scope is open."""
    dissents = Dissent.everywhere.select_related(
        "mandate__person", "mandate__seat__group", "mandate__seat__organisation"
    )
    votes = GroupVote.everywhere.select_related("group")
    return opinions.prefetch_related(
        Prefetch("votes", votes, to_attr="all_votes"), Prefetch("dissents", dissents, to_attr="all_dissents")
    )


def facts_of_opinion(opinion: Opinion) -> dict:
    """Of one fetched `whole`. No name of a person: a college speaks, and disagreements are counted."""
    return {
        **facts_of_item(opinion.item),
        "text": opinion.text,
        "sense": opinion.sense,
        "given_on": opinion.given_on.isoformat(),
        "deliberation": opinion.deliberation.title if opinion.deliberation else "",
        "votes": [
            {
                "group": vote.group.name,
                "in_favour": vote.in_favour,
                "against": vote.against,
                "abstained": vote.abstained,
            }
            for vote in opinion.all_votes
        ],
        "dissents": len(opinion.all_dissents),
    }


def facts_of_decision(decision: Decision) -> dict:
    return {
        **facts_of_item(decision.item),
        "text": decision.text,
        "basis": decision.basis,
        "owner": decision.owner.name if decision.owner else "",
        "taken_on": decision.taken_on.isoformat(),
        "due_on": iso(decision.due_on),
        "review_on": iso(decision.review_on),
    }


def facts_of_item(item) -> dict:
    return {
        "body": item.meeting.body.name,
        "meeting": item.meeting.day.isoformat(),
        "approved_on": iso(item.meeting.approved_on),
        "item": item.title,
    }


def iso(day) -> str:
    return day.isoformat() if day else ""


def canonical(entry: RegisterEntry) -> str:
    """What is hashed: UTF-8 JSON, keys in order, no spaces, moments in UTC."""
    told = {
        "number": entry.number,
        "kind": entry.kind,
        "entered_at": entry.entered_at.astimezone(UTC).isoformat(),
        "facts": entry.facts,
        "previous": entry.previous_hash,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(entry: RegisterEntry) -> str:
    return sha256(canonical(entry).encode()).hexdigest()


def words_of(facts: dict) -> str:
    names = ("body", "item", "text", "basis", "owner", "deliberation")
    return plain(" ".join(facts.get(name, "") for name in names))


# The check


@dataclass(frozen=True)
class Check:
    rows: int
    last_hash: str = ""
    broken: int | None = None  # the number of the first row that does not hold
    why: str = ""

    @property
    def holds(self) -> bool:
        return self.broken is None


def verify_register(authority) -> Check:
    """Read every row again, from the first: its number follows, its link holds, its facts give its hash."""
    previous, rows = "", 0
    entries = RegisterEntry.everywhere.filter(authority=authority).order_by("number")
    for entry in entries.iterator(chunk_size=1_000):
        if why := fault_in(entry, rows + 1, previous):
            return Check(rows, previous, broken=min(entry.number, rows + 1), why=why)
        previous, rows = entry.hash, rows + 1
    return Check(rows, previous)


def fault_in(entry: RegisterEntry, number: int, previous: str) -> str:
    if entry.number != number:
        return f"La ligne n° {number} manque."
    if entry.previous_hash != previous:
        return f"La ligne n° {number} ne suit pas celle qui la précède."
    if entry.hash != hash_of(entry):
        return f"La ligne n° {number} a été changée après son inscription."
    return ""


# The list


def register_of(user, *, text: str = "", kind: str = "", body: int = 0, view: str = "", meeting: int = 0):
    """The rows that a person may see, newest first, narrowed; a fixed number of queries whatever the length."""
    rows = RegisterEntry.objects.visible_to(user)
    for word in plain(text).split():
        rows = rows.filter(words__contains=word)
    if kind in EntryKind.values:
        rows = rows.filter(kind=kind)
    if body:
        rows = rows.filter(Q(opinion__item__body=body) | Q(decision__item__body=body))
    if meeting:
        rows = rows.filter(Q(opinion__item__meeting=meeting) | Q(decision__item__meeting=meeting))
    narrowing = ways_to_narrow().get(view)
    rows = rows.filter(narrowing) if narrowing else rows
    related = (
        "opinion__item__meeting",
        "decision__item__meeting",
        "decision__owner",
        "decision__contradicted_by__entry",
    )
    return rows.select_related(*related).order_by("-number")


def ways_to_narrow() -> dict[str, Q]:
    today = timezone.localdate()
    running = Q(decision__state__in=RUNNING)
    return {
        "a-commencer": Q(decision__state=DecisionState.TAKEN),
        "en-retard": running & Q(decision__due_on__lt=today),
        "a-revoir": Q(decision__review_on__lte=today) & ~Q(decision__state=DecisionState.DROPPED),
        "contredites": Q(decision__contradicted_by__isnull=False),
    }


def counts_of(user) -> dict[str, int]:
    """How many rows each view of the register holds, in one query."""
    rows = RegisterEntry.objects.visible_to(user).order_by()
    asked = {name.replace("-", "_"): Count("pk", filter=way) for name, way in ways_to_narrow().items()}
    return {name.replace("_", "-"): count for name, count in rows.aggregate(**asked).items()}


def counted_views(user) -> list[tuple[str, str, int]]:
    counts = counts_of(user)
    return [(name, label, counts[name]) for name, label in VIEWS]


def bodies_in_register(user) -> list[Body]:
    return list(Body.objects.visible_to(user).filter(agenda_items__isnull=False).distinct())


def later_decisions(decision: Decision):
    """Those that may go against this one."""
    rows = Decision.objects.filter(taken_on__gte=decision.taken_on, entry__isnull=False)
    return rows.exclude(pk=decision.pk).select_related("entry")


def csv_rows(entries: Iterable[RegisterEntry]) -> Iterable[tuple]:
    yield COLUMNS
    for entry in entries:
        yield cells_of(entry)


def cells_of(entry: RegisterEntry) -> tuple:
    facts, decision = entry.facts, entry.decision
    against = decision.contradicted_by if decision else None
    return (
        entry.number,
        entry.get_kind_display(),
        facts["body"],
        facts["meeting"],
        facts["item"],
        facts.get("sense", "") and sense_of(facts),
        facts["text"],
        facts.get("basis", ""),
        facts.get("owner", ""),
        facts.get("due_on", ""),
        facts.get("review_on", ""),
        decision.get_state_display() if decision else "",
        f"n° {against.entry.number}" if against else "",
        entry.hash,
    )


def sense_of(facts: dict) -> str:
    return Sense(facts["sense"]).label
