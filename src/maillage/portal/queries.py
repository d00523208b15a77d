from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import rules
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from maillage.plan.enums import PhaseState
from maillage.plan.queries import phases_of, plan_in_force
from maillage.portal.enums import STEPS
from maillage.portal.models import PortalSite
from maillage.territories.models import Commune, CommuneMerger, Epci
from maillage.territories.queries.words import key_of

LIKENESS = 75  # of 100: below, the name typed means something else
CHOICES = 12


def authority_slug_of_domain(host: str) -> str | None:
    """The slug of the authority whose published portal has this domain of its own."""
    domain = host.split(":", maxsplit=1)[0].lower()
    if "." not in domain:
        return None
    site = PortalSite.everywhere.filter(domain=domain).exclude(published_at=None)
    return site.values_list("authority__slug", flat=True).first()


# The site and its legal notices


def site_of(authority) -> PortalSite:
    """The public site of an authority; words to start with, not saved, while nobody has written any."""
    site = PortalSite.everywhere.select_related("authority").filter(authority=authority).first()
    return site or PortalSite(
        authority=authority,
        title=f"Mobilités : {authority}"[:80],
        headline="Se déplacer sans rester sur le bord de la route",
        intro=(
            "Nous préparons avec vous un projet pour des trajets plus simples. "
            "Il pense d’abord aux personnes qui n’ont pas de voiture."
        ),
    )


def visible_site(authority, user) -> PortalSite | None:
    site = site_of(authority)
    return site if rules.test_rule("portal.read", user, site) else None


def missing_for_publication(site: PortalSite) -> list[str]:
    """What the law asks of a public site and this one does not say yet."""
    asked = [
        (site.publication_director, "le directeur ou la directrice de la publication"),
        (site.contact_email or site.contact_phone, "un courriel ou un téléphone de contact"),
        (site.dpo_contact, "le délégué à la protection des données"),
    ]
    return [words for given, words in asked if not given]


# Where the project stands


@dataclass(frozen=True)
class Step:
    name: str
    meaning: str
    state: PhaseState
    state_word: str
    when: str


def steps_of(authority) -> list[Step]:
    """The eight phases, told as five steps in plain words, dates by month; none while no plan is open."""
    phases = {phase.kind: phase for phase in phases_of(plan_in_force(authority))}
    today = timezone.localdate()
    return [
        step(name, meaning, [phases[kind] for kind in kinds], today)
        for name, meaning, kinds in STEPS
        if phases
    ]


def step(name, meaning, phases, today: date) -> Step:
    states = {phase.state_on(today) for phase in phases}
    if states == {PhaseState.DONE}:
        state, word = PhaseState.DONE, _("C’est fait")
    elif states & {PhaseState.DONE, PhaseState.RUNNING}:
        state, word = PhaseState.RUNNING, _("En cours")
    elif states == {PhaseState.UNDATED}:
        state, word = PhaseState.UNDATED, _("Dates à venir")
    else:
        state, word = PhaseState.TO_COME, _("À venir")
    return Step(str(name), str(meaning), state, word, months([phase for phase in phases if phase.starts_on]))


def months(phases: list) -> str:
    """« mars 2026 », « de mars à juin 2026 », « de mars 2026 à juin 2027 »; nothing without dates."""
    if not phases:
        return ""
    start, end = min(phase.starts_on for phase in phases), max(phase.ends_on for phase in phases)
    last = date_format(end, "F Y")
    if (start.year, start.month) == (end.year, end.month):
        return last
    first = date_format(start, "F" if start.year == end.year else "F Y")
    of = _("d’%(month)s") if first[0] in "aAoO" else _("de %(month)s")
    return _("%(start)s à %(end)s") % {"start": of % {"month": first}, "end": last}


# My commune


def communes_named(authority, typed: str) -> list[Commune]:
    """The communes of the authority that these words may mean, the likeliest first; exact names come alone."""
    key = key_of(typed)
    if not key:
        return []
    ranked = sorted(
        (rank, name, code)
        for code, name, postcodes in names_in(authority)
        if (rank := likeness(key, name, postcodes)) is not None
    )
    best = {}
    for rank, _name, code in ranked:
        best.setdefault(code, rank)
    exact = [code for code, rank in best.items() if rank == 0]
    codes = exact or list(best)[:CHOICES]
    found = Commune.objects.select_related("epci", "town_hall").in_bulk(codes)
    return [found[code] for code in codes]


def names_in(authority) -> Iterable[tuple[str, str, str]]:
    """(code, name, postcodes) of each commune, and of those that merged into it."""
    yield from authority.communes.values_list("code", "name", "postcodes")
    merged = CommuneMerger.objects.filter(commune__authorities=authority).exclude(old_name="")
    for code, name in merged.values_list("commune", "old_name"):
        yield code, name, ""


def likeness(key: str, name: str, postcodes: str) -> float | None:
    """0 for the same name, up to 4 for a likely typo; None when the words mean something else."""
    known = key_of(name)
    if known == key:
        return 0
    if key in postcodes.replace(",", " ").split():
        return 1
    if known.startswith(key):
        return 2
    if set(key.split()) <= set(known.split()):
        return 3
    score = fuzz.ratio(key, known)
    return 5 - score / 100 if score >= LIKENESS else None


def epcis_of(authority) -> list[Epci]:
    """The EPCI of the territory, each with its communes and inhabitants that belong to it."""
    inside = Q(communes__authorities=authority)
    return list(
        Epci.objects.filter(inside)
        .annotate(size=Count("communes", filter=inside), people=Sum("communes__population", filter=inside))
        .order_by("name")
    )


def communes_of(authority) -> list[Commune]:
    """The communes of the territory by name: the table that stands beside its map."""
    return list(authority.communes.order_by("name").only("code", "name", "population"))
