"""The bench on which a dry run works: what is known, what the file adds, the questions put on the way."""

from dataclasses import dataclass

from maillage.partners.domain.imports.drafts import Draft, Known, Question
from maillage.partners.domain.imports.lines import Line, Reader
from maillage.partners.domain.imports.outcomes import LABELS, LeftOutError, Outcome
from maillage.partners.enums import DoubleChoice, LineState, OrganisationKind, Sphere

SHOWN_ORGANISATION = (
    "name",
    "kind",
    "sphere",
    "siret",
    "siren",
    "commune_id",
    "address",
    "phone",
    "email",
    "website",
)
SHOWN_PERSON = ("full_name", "email", "phone")


@dataclass
class Resembling:
    """A record that a line resembles; `default` is what to do if nobody says."""

    about: str
    known: Draft
    reason: str
    options: list[DoubleChoice]
    default: str = ""


class Workshop:
    """What the planners of organisations and of people share: what is known, what was asked, what was drafted."""

    def __init__(self, batch):
        self.batch = batch
        self.reader = Reader(batch)
        self.known = Known(batch.authority)
        self.communes = {commune.code: commune.name for commune in self.reader.by_code.values()}
        self.today = self.reader.today
        self.questions: list[Question] = []
        self.drafts: dict[str, dict[Draft, None]] = {"organisations": {}, "people": {}, "functions": {}}
        self.aliases: dict[tuple, Draft | LeftOutError] = {}

    def ask(self, line: Line, key: str, found: Resembling) -> str:
        """Put a question, with what was answered; a line that nobody decided on is left out."""
        choice = self.batch.choices.get(key, found.default)
        choice = str(choice if choice in found.options else found.default)
        where = "déjà chez vous" if found.known.pk else f"ligne {found.known.line} du fichier"
        self.questions.append(
            Question(
                key,
                line.number,
                found.about,
                where,
                found.reason,
                self.sides(line, found),
                [option.value for option in found.options],
                choice,
            )
        )
        if not choice:
            raise LeftOutError(LineState.ASK, f"Doublon possible ({found.reason}, {where}) : à trancher.")
        if choice == DoubleChoice.SKIP:
            raise LeftOutError(LineState.SKIP, f"Ignorée : {found.reason}, {where}.")
        return choice

    def sides(self, line: Line, found: Resembling) -> list[tuple[str, str, str]]:
        """Fact by fact: what is known, what the line says."""
        is_organisation = found.about == "organisation"
        shown = SHOWN_ORGANISATION if is_organisation else SHOWN_PERSON
        given = (
            line.organisation | {"commune_id": code_of(line.organisation)}
            if is_organisation
            else line.contact
        )
        given = {name: value for name, value in given.items() if name not in line.guessed}
        known = found.known.facts
        return [
            (LABELS[name], self.words(name, known.get(name)), self.words(name, given.get(name)))
            for name in shown
            if known.get(name) or given.get(name)
        ]

    def change(self, known: Draft, drafts: str, name: str, value, outcome: Outcome) -> None:
        was = self.words(name, known.facts.get(name))
        known.set(name, value)
        self.drafts[drafts][known] = None
        who = known.facts.get("name") or known.facts["full_name"]
        became = self.words(name, value)
        said = f"{was} devient {became}" if was else became
        outcome.say(LineState.CHANGE, f"{who}, {LABELS[name].lower()} : {said}.")

    def words(self, name: str, value) -> str:
        """A fact as the screen says it."""
        if not value:
            return ""
        if name == "kind":
            return OrganisationKind(value).label
        if name == "sphere":
            return Sphere(value).label
        if name == "commune_id":
            return self.communes.get(value, value)
        return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else ", ".join(str(value).split("\n"))


def code_of(facts: dict) -> str | None:
    return facts["commune"].code if facts.get("commune") else None
