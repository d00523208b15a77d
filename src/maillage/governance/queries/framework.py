"""What binds an authority as such, and what the law says of it."""

from datetime import date

from django.urls import reverse

from maillage.governance.models import Body, MobilityContract, SubstitutedArea
from maillage.governance.queries.law import facts_of_authority
from maillage.governance.queries.verdicts import Line, Mend, Section, Sorted, asked
from maillage.law.enums import BodyKind, Outcome
from maillage.law.models import Verdict
from maillage.law.queries.engine import verdicts_on_authority
from maillage.territories.enums import EpciKind
from maillage.territories.models import Epci


def contracts_of(authority):
    return MobilityContract.objects.filter(authority=authority).select_related("basin")


def areas_of(authority):
    return SubstitutedArea.objects.filter(authority=authority).select_related("epci", "committee")


def committees_of(authority):
    return Body.objects.filter(
        authority=authority, kind=BodyKind.PARTNERS_COMMITTEE, closed_on=None
    ).order_by("name")


def epcis_to_cover(authority):
    """The communities of communes of its land that are not noted yet, or that took the competence back since."""
    noted = SubstitutedArea.everywhere.filter(authority=authority, ends_on=None)
    rows = Epci.objects.filter(is_current=True, kind=EpciKind.CC, communes__authorities=authority)
    return rows.exclude(pk__in=noted.values("epci")).distinct().order_by("name", "pk")


def verdicts_at(authority, day: date) -> tuple[Verdict, ...]:
    """The rules about the authority itself; those about its bodies and its votes have their own screens."""
    return verdicts_on_authority(facts_of_authority(authority, day), day)


def sections_of(authority, law: Sorted, *, may_edit: bool) -> list[Section]:
    """One question a section, each point with the gesture that would mend it; nothing is left out."""
    told = [*asked(law), ("Quelles règles sont sans objet\u00a0?", law.without_object, "")]
    return [
        Section(
            title, [Line(each, mend_of(authority, each) if may_edit else None) for each in verdicts], lead
        )
        for title, verdicts, lead in told
        if verdicts
    ]


def mend_of(authority, verdict: Verdict) -> Mend | None:
    if verdict.outcome == Outcome.MET:
        return None
    if verdict.rule.id == "CP-01" and verdict.outcome == Outcome.NOT_MET:
        url = reverse("governance:body_new", args=[authority.slug])
        return Mend("Créer le comité des partenaires", f"{url}?modele={BodyKind.PARTNERS_COMMITTEE}")
    if verdict.rule.id == "CP-15" and verdict.outcome == Outcome.NOT_APPLICABLE and not verdict.facts:
        return Mend("Noter un contrat", reverse("governance:contract_new", args=[authority.slug]))
    if verdict.rule.id == "CP-15":
        return Mend("Préparer une séance", reverse("governance:meetings", args=[authority.slug]))
    if verdict.rule.id == "CP-21" and verdict.outcome == Outcome.NOT_APPLICABLE:
        return Mend("Noter des territoires", reverse("governance:areas_new", args=[authority.slug]))
    return None
