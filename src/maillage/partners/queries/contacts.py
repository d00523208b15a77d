from django.db.models import Count, F, Prefetch, Q
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.partners.enums import Freshness, OrganisationKind, Sphere
from maillage.partners.models import Function, Interaction, Organisation, Person, Verification
from maillage.partners.queries.upkeep import Decay, decay_of, with_age
from maillage.territories.models import TownHall
from maillage.territories.queries.words import plain

# One bounced address is worth a look, even where another contact answers.
OF_FRESHNESS = {
    Freshness.NOBODY: Q(has_contact=False),
    Freshness.BOUNCED: Q(has_bounce=True),
    Freshness.STALE: Q(is_reachable=True) & (Q(known_on=None) | Q(known_on__lt=F("fresh_since"))),
    Freshness.FRESH: Q(known_on__gte=F("fresh_since")),
}


def organisations_of(
    authority,
    *,
    text: str = "",
    sphere: str = "",
    kind: str = "",
    freshness: str = "",
    active: bool = True,
):
    """The partners by name, narrowed; `text` is looked for in their names, communes and people."""
    organisations = Organisation.objects.filter(authority=authority, is_active=active)
    if sphere:
        organisations = organisations.filter(sphere=sphere)
    if kind:
        organisations = organisations.filter(kind=kind)
    if words := plain(text).split():
        organisations = organisations.filter(pk__in=holding(authority, words))
    known = organisations.with_relations(decay_of(authority).fresh_since()).select_related("commune")
    return known.filter(OF_FRESHNESS[freshness]) if freshness in OF_FRESHNESS else known


def holding(authority, words: list[str]) -> list[int]:
    """The partners that bear every word, whatever its accents: read in memory, for the two databases differ."""
    said = {
        pk: f"{name} {commune or ''}"
        for pk, name, commune in Organisation.objects.order_by().values_list("pk", "name", "commune__name")
    }
    for pk, name in Function.objects.held().order_by().values_list("organisation_id", "person__full_name"):
        if pk in said:
            said[pk] += f" {name}"
    return [pk for pk, text in said.items() if all(word in plain(text) for word in words)]


def missing_town_halls(authority):
    """The town halls of the territory that are no partner yet."""
    known = Organisation.everywhere.filter(authority=authority, kind=OrganisationKind.COMMUNE)
    return TownHall.objects.filter(commune__authorities=authority).exclude(
        commune__in=known.exclude(commune=None).values("commune")
    )


def functions_of(organisation, decay: Decay | None = None) -> dict[str, list[Function]]:
    """Who holds a function there today, and who did, each with how fresh their entry is."""
    functions = organisation.functions.select_related("person", "organisation", "substitute_for__person")
    rows = with_age(functions, decay or decay_of(organisation.authority))
    today = timezone.localdate()
    return {
        "held": [row for row in rows if row.ends_on is None or row.ends_on > today],
        "past": [row for row in rows if row.ends_on and row.ends_on <= today],
    }


def exchanges_with(organisation):
    return organisation.interactions.select_related("person", "recorded_by")


def counts_by_sphere(authority) -> list[dict]:
    """How many partners speak from each sphere, the empty ones too: they are what is left to do."""
    rows = Organisation.objects.filter(authority=authority, is_active=True).order_by()
    counts = dict(rows.values_list("sphere").annotate(n=Count("pk")))
    return [{"sphere": sphere, "count": counts.get(sphere.value, 0)} for sphere in Sphere]


def people_under_address_of(user):
    """The contacts, in any authority, under any address of an account."""
    return Person.everywhere.filter(email__in=addresses_of(user))


def contacts_under_address_of(user) -> list[dict]:
    """For a person's export: what territories keep under any of their addresses."""
    return contacts_in_words(people_under_address_of(user))


def contacts_in_words(people) -> list[dict]:
    people = people.select_related("authority")
    titles = Function.everywhere.select_related("organisation")
    return [
        {
            "autorité": person.authority.name,
            "nom": person.full_name,
            "courriel": person.email,
            "téléphone": person.phone,
            "origine": person.get_origin_display(),
            "base légale": person.get_legal_basis_display(),
            "recueilli le": iso(person.collected_on),
            "vérifié le": iso(person.verified_on),
            "informé le": iso(person.notice_given_on),
            "opposé le": iso(person.opposed_on),
            "courriel en échec depuis le": iso(person.bounced_on),
            "venu dans son espace le": iso(person.came_at),
            "a vu les nouvelles jusqu’au": iso(person.news_since),
            "coordonnées montrées à ses instances depuis le": iso(person.shared_on),
            "fonctions": [str(function) for function in person.all_functions],
            "demandes de vérification": [asked(row) for row in person.all_requests],
        }
        for person in people.prefetch_related(
            Prefetch("functions", titles, to_attr="all_functions"),
            Prefetch("verifications", Verification.everywhere.all(), to_attr="all_requests"),
        )
    ]


def asked(row: Verification) -> dict:
    return {"le": row.asked_at.isoformat(), "réponse": row.get_outcome_display() or None}


def exchanges_recorded_by(user) -> list[dict]:
    rows = Interaction.everywhere.filter(recorded_by=user).select_related("authority", "organisation")
    return [
        {
            "autorité": row.authority.name,
            "organisation": row.organisation.name,
            "échange": str(row),
            "résumé": row.summary,
        }
        for row in rows
    ]


def iso(day) -> str | None:
    return day.isoformat() if day else None
