"""What a line makes of an organisation: found for certain, likely a double, or new."""

from itertools import chain, count

from maillage.partners.domain.imports.drafts import Draft, look_of, same
from maillage.partners.domain.imports.lines import Line
from maillage.partners.domain.imports.outcomes import LABELS, LeftOutError, Outcome
from maillage.partners.domain.imports.workshop import Resembling, Workshop, code_of
from maillage.partners.enums import DoubleChoice, LineState, OrganisationKind, Sphere
from maillage.partners.queries.columns import BY_NAME
from maillage.territories.queries.words import plain


class Organisations(Workshop):
    def organisation(self, line: Line, outcome: Outcome) -> Draft:
        facts = line.organisation
        alias = ("organisation", plain(facts["name"]), facts.get("siret", ""), code_of(facts))
        known = self.aliases.get(alias)
        if isinstance(known, LeftOutError):
            raise known
        if known is None:
            try:
                known = self.find_or_add(line, outcome)
            except LeftOutError as left:
                self.aliases[alias] = LeftOutError(*left.args)
                raise
            self.aliases[alias] = known
        if known.line != line.number or known.pk:
            self.merge(known, line, outcome)
        return known

    def find_or_add(self, line: Line, outcome: Outcome) -> Draft:
        facts = line.organisation
        siret = facts.get("siret", "")
        known, reason, is_certain = self.find(facts)
        if known is None:
            return self.add_organisation(line, outcome)
        differs = known.pk and self.batch.file_prevails and self.differing(known, line)
        if is_certain and not differs:
            return known
        options = [DoubleChoice.MERGE, DoubleChoice.ADD, DoubleChoice.SKIP]
        if siret and known.facts.get("siret") == siret:
            options.remove(DoubleChoice.ADD)
        default = DoubleChoice.MERGE if is_certain else ""
        choice = self.ask(
            line, f"o{line.number}", Resembling("organisation", known, reason, options, default)
        )
        return known if choice == DoubleChoice.MERGE else self.add_organisation(line, outcome)

    def find(self, facts: dict) -> tuple[Draft | None, str, bool]:
        """The record that this is for certain, or that it resembles."""
        if known := self.known.by_siret.get(facts.get("siret", "")):
            return known, "même SIRET", True
        named = self.known.by_name.get(plain(facts["name"]), [])
        fit = [draft for draft in named if not clash(draft.facts, facts)]
        if fit:
            return fit[0], "même nom", True
        if named:
            return named[0], "même nom, mais un autre lieu ou un autre SIRET", False
        look = look_of(facts | {"commune_id": code_of(facts)})
        found = self.known.index.like(look)
        return (found.other, found.reason, False) if found else (None, "", False)

    def differing(self, known: Draft, line: Line) -> bool:
        return any(
            known.facts.get(name) and not same(name, known.facts[name], value)
            for name, value in given_facts(line).items()
            if name not in line.guessed
        )

    def add_organisation(self, line: Line, outcome: Outcome) -> Draft:
        facts = line.organisation
        for name, label in (("kind", "nature"), ("sphere", "sphère")):
            if name not in facts:
                raise LeftOutError(
                    LineState.ERROR,
                    f"Colonne « {BY_NAME[name].label} » : rien ne dit la {label} de « {facts['name']} ». "
                    "Complétez le fichier, ou choisissez-en une par défaut à l’étape des colonnes.",
                )
        name = self.free_name(facts)
        if name != facts["name"]:
            outcome.notes.append(f"Ce nom est pris : la structure s’appellera « {name} ».")
        own = {**facts, "name": name, "commune_id": code_of(facts), "is_active": facts.get("is_active", True)}
        own.pop("commune", None)
        draft = Draft(None, own, line.number, of_file=set(own))
        self.known.add_organisation(draft)
        self.drafts["organisations"][draft] = None
        kind = OrganisationKind(facts["kind"]).label
        outcome.say(LineState.ADD, f"Ajoute « {name} » ({kind}, {Sphere(facts['sphere']).label}).")
        return draft

    def free_name(self, facts: dict) -> str:
        name, taken = facts["name"], self.known.names
        place = f"{name} ({facts['commune'].name})" if facts.get("commune") else name
        tries = chain((name, place), (f"{name} ({rank})" for rank in count(2)))
        return next(each for each in tries if each.casefold() not in taken)

    def merge(self, known: Draft, line: Line, outcome: Outcome) -> None:
        """Fill what is blank; where both speak, the first line of the file wins over what was known, if so asked."""
        for name, value in given_facts(line).items():
            was = known.facts.get(name)
            if was and (name in line.guessed or same(name, was, value)):
                continue
            if was and name in {"siren", "siret"}:
                line.remarks.append(f"{LABELS[name]} : {was} est gardé, la ligne dit {value}.")
            elif was and name in known.of_file:
                line.remarks.append(f"{LABELS[name]} : une ligne plus haut dit autre chose, et l’emporte.")
            elif was and not self.batch.file_prevails:
                line.remarks.append(f"{LABELS[name]} : ce qui était connu est gardé.")
            else:
                self.change(known, "organisations", name, value, outcome)


def given_facts(line: Line) -> dict:
    """What a line says of an organisation, its name aside: a known name is not changed by a file."""
    facts = {
        name: value
        for name, value in line.organisation.items()
        if name not in {"name", "commune", "is_active"}
    }
    return facts | ({"commune_id": code_of(line.organisation)} if line.organisation.get("commune") else {})


def clash(known: dict, facts: dict) -> bool:
    """Two of the same name that are not one: other SIRET, other commune."""
    sirets, communes = (known.get("siret"), facts.get("siret")), (known.get("commune_id"), code_of(facts))
    return any(all(pair) and pair[0] != pair[1] for pair in (sirets, communes))
