"""What a dry run answers: line by line, in words, with the questions that only a person can settle."""

import json
from dataclasses import dataclass, field
from hashlib import sha256

from maillage.partners.domain.imports.drafts import Draft, FunctionDraft, Question
from maillage.partners.domain.imports.lines import Line
from maillage.partners.enums import LineState
from maillage.partners.queries.columns import BY_NAME

LABELS = {
    **{name: target.label for name, target in BY_NAME.items()},
    "full_name": "Nom",
    "commune_id": "Commune",
    "phone": "Téléphone",
    "email": "Courriel",
}


@dataclass
class Outcome:
    """What becomes of one line, in words."""

    line: Line
    state: str = LineState.SAME
    notes: list[str] = field(default_factory=list)

    def say(self, state: str, note: str) -> None:
        """An addition weighs more than a change, a change more than nothing."""
        order = (LineState.SAME, LineState.CHANGE, LineState.ADD)
        self.state = max(self.state, state, key=order.index)
        self.notes.append(note)

    @property
    def label(self) -> str:
        return LineState(self.state).label


class LeftOutError(Exception):
    """This line is not written: why is its first argument, a `LineState`."""


@dataclass
class Plan:
    outcomes: list[Outcome]
    questions: list[Question]
    organisations: list[Draft]
    people: list[Draft]
    functions: list[FunctionDraft]

    @property
    def undecided(self) -> int:
        return sum(not question.choice for question in self.questions)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines of each state, and how many records are added or changed."""
        states = [outcome.state for outcome in self.outcomes]
        counts = {state.value: states.count(state) for state in LineState}
        for name in ("organisations", "people", "functions"):
            drafts = getattr(self, name)
            counts[f"{name}_added"] = sum(draft.pk is None for draft in drafts)
            counts[f"{name}_changed"] = sum(bool(draft.pk and draft.changes) for draft in drafts)
        return counts

    @property
    def fingerprint(self) -> str:
        """The same as long as the same lines would do the same."""
        told = [(each.line.number, each.state, each.notes) for each in self.outcomes]
        return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]
