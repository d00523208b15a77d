"""The communes of one authority, for its screens and its export."""

from django.db.models import Count, Q, Sum

from maillage.territories.models import Authority, Commune, CommuneMerger, Epci
from maillage.territories.queries.places import ranked

COLUMNS = (
    "Code INSEE",
    "Commune",
    "EPCI",
    "Département",
    "Codes postaux",
    "Population municipale",
    "Millésime",
    "Adresse de la mairie",
    "Téléphone",
    "Courriel",
    "Site",
    "Horaires",
    "Longitude",
    "Latitude",
)


def communes_of(authority: Authority, *, text: str = "", epci: str = ""):
    """The communes by name with their town halls, narrowed to an EPCI or to what `text` may mean."""
    communes = authority.communes.select_related("epci", "departement", "vintage", "town_hall")
    if epci:
        communes = communes.filter(epci=epci)
    if text.strip():
        names = list(authority.communes.order_by("name").values_list("code", "name", "postcodes"))
        communes = communes.filter(pk__in=ranked(text, names))
    return communes.order_by("name", "code")


def epcis_of(authority: Authority):
    """The EPCI on the authority's land, with what part of each lies on it."""
    here = Q(communes__authorities=authority)
    return (
        Epci.objects.filter(here)
        .annotate(size=Count("communes", distinct=True), inhabitants=Sum("communes__population"))
        .order_by("name", "code")
    )


def commune_of(authority: Authority, code: str) -> Commune | None:
    communes = authority.communes.select_related("epci", "departement__region", "vintage", "town_hall")
    return communes.filter(pk=code).first()


def mergers_into(commune: Commune) -> list[CommuneMerger]:
    return list(commune.mergers.select_related("vintage").order_by("old_name", "old_code"))


def csv_rows(communes) -> list[tuple]:
    rows = [COLUMNS]
    for commune in communes:
        hall = commune.hall
        rows.append(
            (
                commune.code,
                commune.name,
                commune.epci or "",
                commune.departement,
                commune.postcodes,
                "" if commune.population is None else commune.population,
                commune.vintage,
                *(
                    (hall.address_line, hall.phone, hall.email, hall.website, " ; ".join(hall.hours))
                    if hall
                    else [""] * 5
                ),
                commune.lon or "",
                commune.lat or "",
            )
        )
    return rows
