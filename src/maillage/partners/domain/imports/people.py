"""What a line makes of a person and of their function."""

from rapidfuzz import fuzz

from maillage.partners.domain.imports.drafts import PERSON_FACTS, Draft, FunctionDraft, same
from maillage.partners.domain.imports.lines import DEFAULT_TITLE, Line
from maillage.partners.domain.imports.outcomes import LABELS, LeftOutError, Outcome
from maillage.partners.domain.imports.workshop import Resembling, Workshop
from maillage.partners.enums import DoubleChoice, LineState
from maillage.partners.queries.duplicates import SAME_PERSON, name_key
from maillage.territories.queries.words import plain

SHARED_BOXES = {"contact", "accueil", "mairie", "info", "infos", "secretariat", "direction", "administration"}


class People(Workshop):
    def person(self, line: Line, organisation: Draft | None, outcome: Outcome) -> Draft:
        facts = line.contact
        alias = ("person", name_key(facts.get("full_name", "")), facts.get("email", ""), organisation)
        known = self.aliases.get(alias)
        if isinstance(known, LeftOutError):
            raise known
        if known is None:
            try:
                known = self.find_or_add_person(line, organisation, outcome)
            except LeftOutError as left:
                self.aliases[alias] = LeftOutError(*left.args)
                raise
            self.aliases[alias] = known
        if known.line != line.number or known.pk:
            self.merge_person(known, facts, outcome)
        return known

    def find_or_add_person(self, line: Line, organisation: Draft | None, outcome: Outcome) -> Draft:
        known, reason = self.find_person(line, organisation)
        if known is None and "full_name" not in line.contact:
            raise LeftOutError(
                LineState.ERROR, "Colonne « Partenaire » : il manque le nom de la structure. Écrivez-le."
            )
        if known is None:
            return self.add_person(line, outcome)
        if not reason:
            return known
        options = [DoubleChoice.MERGE, DoubleChoice.ADD, DoubleChoice.SKIP]
        if (
            self.ask(line, f"p{line.number}", Resembling("person", known, reason, options))
            == DoubleChoice.MERGE
        ):
            return known
        if line.contact.get("email") in self.known.by_email:
            line.remarks.append(
                f"{line.contact.pop('email')} est déjà l’adresse de quelqu’un : elle n’est pas reprise."
            )
        return self.add_person(line, outcome)

    def find_person(self, line: Line, organisation: Draft | None) -> tuple[Draft | None, str]:
        """Who this is, and why it may not be them: no reason means for certain."""
        facts = line.contact
        email, key = facts.get("email", ""), name_key(facts.get("full_name", ""))
        if known := self.known.by_email.get(email):
            if not key or name_key(known.facts["full_name"]) == key:
                return known, ""
            if email.split("@")[0] not in SHARED_BOXES:
                return known, "même courriel, autre nom"
            del facts["email"]
            line.remarks.append(
                f"{email} sert à plusieurs personnes : l’adresse n’est pas reprise pour celle-ci."
            )
        colleagues = self.known.people_of[organisation] if organisation else []
        for colleague in colleagues:
            if name_key(colleague.facts["full_name"]) == key:
                return colleague, ""
        for colleague in colleagues:
            if fuzz.ratio(name_key(colleague.facts["full_name"]), key) >= SAME_PERSON:
                return colleague, "nom proche, même structure"
        for homonym in self.known.by_person_name.get(key, []):
            if not (homonym.facts.get("email") and facts.get("email")):
                return homonym, "même nom, autre structure"
        return None, ""

    def add_person(self, line: Line, outcome: Outcome) -> Draft:
        blank = {"email": "", "phone": "", "verified_on": None, "opposed_on": None}
        draft = Draft(None, blank | line.contact, line.number, of_file=set(PERSON_FACTS))
        self.known.add_person(draft)
        self.drafts["people"][draft] = None
        outcome.say(LineState.ADD, f"Ajoute {draft.facts['full_name']}.")
        return draft

    def merge_person(self, known: Draft, facts: dict, outcome: Outcome) -> None:
        """An opposition is never undone; a verification only gets younger; an address is never taken from another."""
        for name in ("email", "phone"):
            value, was = facts.get(name), known.facts.get(name)
            if not value or (was and (same(name, was, value) or name in known.of_file)):
                continue
            if was and not self.batch.file_prevails:
                outcome.notes.append(
                    f"{LABELS[name]} de {known.facts['full_name']} : ce qui était connu est gardé."
                )
            elif not (name == "email" and value in self.known.by_email):
                self.change(known, "people", name, value, outcome)
                if name == "email":
                    self.known.by_email[value] = known
        if facts.get("opposed_on") and not known.facts.get("opposed_on"):
            self.change(known, "people", "opposed_on", facts["opposed_on"], outcome)
        verified, was = facts.get("verified_on"), known.facts.get("verified_on")
        if verified and (not was or verified > was):
            self.change(known, "people", "verified_on", verified, outcome)

    def function(self, line: Line, organisation: Draft, person: Draft, outcome: Outcome) -> None:
        facts, held = line.function, self.known.functions[organisation, person]
        title = facts.get("title", "")
        for function in held:
            if not title or plain(function.facts["title"]) == plain(title):
                self.merge_function(function, facts, outcome)
                return
        if held:
            titles = ", ".join(function.facts["title"] for function in held)
            outcome.notes.append(
                f"{person.facts['full_name']} y est déjà connu ({titles}) : une fonction de plus."
            )
        ends_on = facts.get("ends_on")
        starts_on = facts.get("starts_on") or min(
            self.batch.collected_on or self.today, ends_on or self.today
        )
        own = {
            "title": title or DEFAULT_TITLE,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "is_referent": False,
        }
        draft = FunctionDraft(
            None,
            own,
            line.number,
            organisation=organisation,
            person=person,
            substitute_name=facts.get("substitute_for", ""),
        )
        self.name_referent(draft, facts, line)
        self.known.add_function(draft)
        self.drafts["functions"][draft] = None
        outcome.say(
            LineState.ADD, f"{person.facts['full_name']} : {own['title']}, « {organisation.facts['name']} »."
        )

    def name_referent(self, draft: FunctionDraft, facts: dict, line: Line) -> None:
        if not facts.get("is_referent") or draft.facts["ends_on"]:
            return
        if draft.organisation in self.known.referents:
            line.remarks.append("Cette structure a déjà un référent, qui le reste.")
        else:
            draft.facts["is_referent"] = True

    def merge_function(self, function: FunctionDraft, facts: dict, outcome: Outcome) -> None:
        if (
            facts.get("ends_on")
            and not function.facts["ends_on"]
            and facts["ends_on"] >= function.facts["starts_on"]
        ):
            function.facts |= {"full_name": function.person.facts["full_name"]}
            self.change(function, "functions", "ends_on", facts["ends_on"], outcome)

    def tie_substitutes(self) -> None:
        """Once all are known: who substitutes for whom, by name, in the same organisation."""
        for draft in self.drafts["functions"]:
            if not draft.substitute_name:
                continue
            key = name_key(draft.substitute_name)
            for person in self.known.people_of[draft.organisation]:
                if name_key(person.facts["full_name"]) == key and person is not draft.person:
                    draft.substitute_for = self.known.functions[draft.organisation, person][0]
