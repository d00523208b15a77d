"""The communes of one authority, for its screens and its export."""

import re
from collections.abc import Iterable

from django.db.models import Count, Q, Sum

from maillage.territories.models import Authority, Commune, CommuneMerger, Epci
from maillage.territories.queries.places import ranked
from maillage.territories.queries.words import key_of, plain

CANDIDATES = 6  # communes that a sentence can name

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


def label_of(name: str, postcodes: str) -> str:
    """« Lunéville (54300) »: what a person picks in a list, and may type back."""
    return f"{name} ({postcodes.split(maxsplit=1)[0]})" if postcodes else name


def commune_labels(authority: Authority, *, most: int) -> list[str]:
    """The communes as a person may pick them, by name; none if there are more than `most`."""
    rows = authority.communes.order_by("name", "code").values_list("name", "postcodes")[: most + 1]
    return [label_of(*row) for row in rows] if len(rows) <= most else []


def commune_named(authority: Authority, text: str) -> tuple[str | None, list[str]]:
    """(its code, nothing) when `text` means one commune of the authority, else (nothing, the labels of the likeliest).

    Meant is a name, today's or that of a commune merged since, however it is spelt, alone or before a postcode; or a
    postcode or code alone. Half a name never is: « Nancy » is not « Laneuveville-devant-Nancy ». The largest come first.
    """
    rows = list(authority.communes.order_by("-population", "code").values_list("code", "name", "postcodes"))
    labels = {code: label_of(name, postcodes) for code, name, postcodes in rows}
    if known := [code for code, label in labels.items() if label == text]:
        return only(known, labels)
    mergers = CommuneMerger.objects.filter(commune__authorities=authority).exclude(old_name="")
    old = mergers.values_list("commune_id", "old_name", "commune__postcodes")
    number, words = number_in(text)
    named = [row for row in (*rows, *old) if not number or agrees(row, number)]
    if words:
        same = [code for code, name, _ in named if key_of(name) == key_of(words)]
        return only(same or ranked(words, named or rows), labels, is_sure=bool(same))
    return only([code for code, *_ in named if number], labels)


def number_in(text: str) -> tuple[str, str]:
    """The code or postcode that a text bears, and its other words."""
    found = re.search(r"\b(?:\d{5}|2[ABab]\d{3})\b", text)
    return (found[0].upper(), plain(text.replace(found[0], " "))) if found else ("", text)


def agrees(row: tuple[str, str, str], number: str) -> bool:
    return number == row[0] or number in row[2].split()


def only(codes: Iterable[str], labels: dict[str, str], *, is_sure: bool = True):
    codes = list(dict.fromkeys(codes))
    if is_sure and len(codes) == 1:
        return codes[0], []
    return None, [labels[code] for code in codes[:CANDIDATES]]


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
