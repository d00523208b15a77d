"""The dry run: what each line of a file would do, worked out in memory from a few reads, written by nobody."""

from maillage.partners.domain.imports.lines import Line
from maillage.partners.domain.imports.organisations import Organisations
from maillage.partners.domain.imports.outcomes import LeftOutError, Outcome, Plan
from maillage.partners.domain.imports.people import People
from maillage.partners.enums import LineState


def plan_of(batch) -> Plan:
    return Planner(batch).plan()


class Planner(Organisations, People):
    def plan(self) -> Plan:
        outcomes = [self.take(self.reader.read(number, cells)) for number, cells in self.batch.rows]
        self.tie_substitutes()
        return Plan(outcomes, self.questions, **{name: list(drafts) for name, drafts in self.drafts.items()})

    def take(self, line: Line) -> Outcome:
        outcome = Outcome(line)
        try:
            self.place(line, outcome)
        except LeftOutError as left:
            outcome.state = left.args[0]
            outcome.notes = [*line.errors, *left.args[1:]]
        else:
            outcome.notes += line.remarks
        if not outcome.notes:
            outcome.notes.append("Rien à changer : tout est déjà connu.")
        return outcome

    def place(self, line: Line, outcome: Outcome) -> None:
        if line.errors:
            raise LeftOutError(LineState.ERROR)
        organisation = self.organisation(line, outcome) if "name" in line.organisation else None
        person = self.person(line, organisation, outcome) if line.contact else None
        if organisation and person:
            self.function(line, organisation, person, outcome)
