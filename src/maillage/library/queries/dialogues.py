"""Who should meet whom: pairs between spheres that share nothing yet, and what became of those proposed."""

from dataclasses import dataclass

from maillage.library.enums import DialogueState
from maillage.library.models import Dialogue
from maillage.partners.models import Function, Organisation, Person
from maillage.partners.queries.ties import missing_links, ties_of

SUGGESTED = 12


@dataclass(frozen=True)
class Pair:
    """Two partners to bring together, why, and the référents whom a mail can reach."""

    one: Organisation
    other: Organisation
    why: str
    referents: dict[int, Person]

    @property
    def reachable(self) -> int:
        return sum(1 for each in (self.one, self.other) if self.referent_of(each))

    def referent_of(self, organisation: Organisation) -> Person | None:
        return self.referents.get(organisation.pk)


def suggestions(authority, extra=()) -> list[Pair]:
    """By sphere that a mobility partner does not know; a pair proposed, held or dropped already is left out."""
    known = {
        frozenset(pair)
        for pair in Dialogue.everywhere.filter(authority=authority).values_list("one_id", "other_id")
    }
    links = [
        link
        for link in missing_links(authority, ties_of(authority, extra))
        if frozenset((link.organisation.pk, link.to_meet.pk)) not in known
    ]
    links = spread(links)[:SUGGESTED]
    referents = referents_of({each.pk for link in links for each in (link.organisation, link.to_meet)})
    return [
        Pair(
            link.organisation,
            link.to_meet,
            f"Rien en commun encore avec la sphère {link.sphere.label.lower()}.",
            referents,
        )
        for link in links
    ]


def spread(links: list) -> list:
    """First one pair for each mobility partner, then the second of each: nobody takes all the places."""
    ranks: dict[int, int] = {}
    ranked = []
    for link in links:
        rank = ranks[link.organisation.pk] = ranks.get(link.organisation.pk, -1) + 1
        ranked.append((rank, len(ranked), link))
    return [link for _, _, link in sorted(ranked, key=lambda each: each[:2])]


def referents_of(organisations) -> dict[int, Person]:
    """By organisation: its référent, if a mail may reach them."""
    held = Function.everywhere.held().filter(organisation__in=organisations, is_referent=True)
    return {
        each.organisation_id: each.person
        for each in held.select_related("person__authority")
        if each.person.may_be_mailed
    }


def dialogues_of(user, authority):
    rows = Dialogue.objects.visible_to(user).filter(authority=authority)
    return rows.select_related("one", "other")


def dialogues_proposed_to(authority, organisations) -> list[Dialogue]:
    """For the partners' space: who their house is asked to meet."""
    ids = [each.pk for each in organisations]
    rows = Dialogue.everywhere.filter(authority=authority, state=DialogueState.PROPOSED)
    return list((rows.filter(one__in=ids) | rows.filter(other__in=ids)).select_related("one", "other"))


def dialogues_proposed_by(user) -> list[dict]:
    rows = Dialogue.everywhere.filter(proposed_by=user).select_related("one", "other", "authority")
    return [
        {"autorité": row.authority.name, "entre": str(row), "proposé le": row.proposed_on.isoformat()}
        for row in rows
    ]
