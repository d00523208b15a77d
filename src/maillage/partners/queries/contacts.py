from collections.abc import Iterable

from django.db.models import Count, Prefetch

from maillage.accounts.queries.privacy import addresses_of
from maillage.partners.enums import OrganisationKind, Sphere
from maillage.partners.models import Function, Interaction, Organisation, Person
from maillage.territories.models import TownHall
from maillage.territories.queries.words import plain

COLUMNS = (
    "Partenaire",
    "Nature",
    "Sphère",
    "SIREN",
    "SIRET",
    "Commune",
    "Adresse",
    "Téléphone",
    "Courriel général",
    "Site",
    "Contact",
    "Fonction",
    "Référent",
    "Courriel du contact",
    "Téléphone du contact",
    "Vérifié le",
    "Opposé aux courriels le",
)


def organisations_of(authority, *, text: str = "", sphere: str = "", kind: str = "", active: bool = True):
    """The partners by name, narrowed; `text` is looked for in their names, communes and people."""
    organisations = Organisation.objects.filter(authority=authority, is_active=active)
    if sphere:
        organisations = organisations.filter(sphere=sphere)
    if kind:
        organisations = organisations.filter(kind=kind)
    if words := plain(text).split():
        organisations = organisations.filter(pk__in=holding(authority, words))
    return organisations.with_relations().select_related("commune")


def holding(authority, words: list[str]) -> list[int]:
    """The partners that bear every word, whatever its accents: read in memory, for the two databases differ."""
    said = {
        pk: f"{name} {commune or ''}"
        for pk, name, commune in Organisation.objects.order_by().values_list("pk", "name", "commune__name")
    }
    for pk, name in Function.objects.held().order_by().values_list("organisation_id", "person__full_name"):
        said[pk] += f" {name}"
    return [pk for pk, text in said.items() if all(word in plain(text) for word in words)]


def missing_town_halls(authority):
    """The town halls of the territory that are no partner yet."""
    known = Organisation.everywhere.filter(authority=authority, kind=OrganisationKind.COMMUNE)
    return TownHall.objects.filter(commune__authorities=authority).exclude(
        commune__in=known.exclude(commune=None).values("commune")
    )


def functions_of(organisation) -> dict[str, list[Function]]:
    """Who holds a function there today, and who did."""
    rows = organisation.functions.select_related("person", "substitute_for__person")
    held = set(rows.held().values_list("pk", flat=True))
    return {
        "held": [row for row in rows if row.pk in held],
        "past": [row for row in rows if row.pk not in held],
    }


def exchanges_with(organisation):
    return organisation.interactions.select_related("person", "recorded_by")


def counts_by_sphere(authority) -> list[dict]:
    """How many partners speak from each sphere, the empty ones too: they are what is left to do."""
    rows = Organisation.objects.filter(authority=authority, is_active=True).order_by()
    counts = dict(rows.values_list("sphere").annotate(n=Count("pk")))
    return [{"sphere": sphere, "count": counts.get(sphere.value, 0)} for sphere in Sphere]


def csv_rows(organisations) -> Iterable[tuple]:
    """One line for each contact, one for each partner without any. Who opposed mailings leaves no address there."""
    yield COLUMNS
    held = Function.objects.held().select_related("person")
    for row in organisations.prefetch_related(Prefetch("functions", held, to_attr="held")):
        facts = (
            row.name,
            row.get_kind_display(),
            row.get_sphere_display(),
            row.siren,
            row.siret,
            row.commune or "",
            ", ".join(row.address.splitlines()),
            row.phone,
            row.email,
            row.website,
        )
        for contact in [contact_cells(function) for function in row.held] or [("",) * 7]:
            yield (*facts, *contact)


def contact_cells(function: Function) -> tuple:
    person = function.person
    return (
        person.full_name,
        function.title,
        "oui" if function.is_referent else "",
        "" if person.opposed_on else person.email,
        person.phone,
        person.verified_on or "",
        person.opposed_on or "",
    )


def contacts_under_address_of(user) -> list[dict]:
    """For a person's export: what territories keep under any of their addresses."""
    people = Person.everywhere.filter(email__in=addresses_of(user)).select_related("authority")
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
            "fonctions": [str(function) for function in person.all_functions],
        }
        for person in people.prefetch_related(Prefetch("functions", titles, to_attr="all_functions"))
    ]


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
