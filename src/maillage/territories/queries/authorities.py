from itertools import chain, count

from django.utils.text import slugify

from maillage.territories.enums import RESERVED_SLUGS, AuthorityKind
from maillage.territories.models import Authority

SHORT_KIND = {
    AuthorityKind.CC: "Communauté de communes",
    AuthorityKind.CA: "Communauté d’agglomération",
    AuthorityKind.CU: "Communauté urbaine",
    AuthorityKind.METROPOLE: "Métropole",
    AuthorityKind.PETR: "Pays",
    AuthorityKind.SYNDICAT_MIXTE: "Syndicat mixte",
    AuthorityKind.REGION: "Région",
    AuthorityKind.DEPARTEMENT: "Département",
}
LONGEST_LIST = 600
ROOM = 56  # signs of an address, the rest being kept for a number


def free_slug(name: str) -> str:
    """An address made from a name, and free today."""
    stem = slugify(name.replace("’", "-").replace("'", "-"))[:ROOM].strip("-") or "territoire"
    taken = (
        set(Authority.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED_SLUGS
    )
    candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(each for each in candidates if each not in taken)


def suggested_name(kind: str, places: list, communes) -> str:
    """The place's own name when there is one; otherwise the kind and the largest commune: « Pays de Lunéville »."""
    if len(places) == 1:
        return places[0].name
    largest = communes.order_by("-population").first()
    return f"{SHORT_KIND[AuthorityKind(kind)]} {of_place(largest.name)}" if largest else ""


def of_place(name: str) -> str:
    """« de », « d’ », « du », « des »: Lunéville → de Lunéville, Épinal → d’Épinal, Le Mans → du Mans."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if slugify(name)[:1] in "aeiouyh" else f"de {name}"


def listing(communes, kind: str) -> dict:
    """The communes for whoever checks a territory; EPCI by EPCI where they are too many to be read one by one."""
    rows = with_other_authorities(communes, kind)
    shared = sum(bool(commune.already_in) for commune in rows)
    if len(rows) <= LONGEST_LIST:
        return {"communes": rows, "groups": [], "shared": shared}
    groups: dict[str, dict] = {}
    for commune in rows:
        name = str(commune.epci or "sans EPCI")
        group = groups.setdefault(name, {"name": name, "communes": 0, "inhabitants": 0})
        group["communes"] += 1
        group["inhabitants"] += commune.population or 0
    return {"communes": [], "groups": [groups[name] for name in sorted(groups)], "shared": shared}


def with_other_authorities(communes, kind: str) -> list:
    """The communes by name, each with the authorities of the same kind that already cover it (`already_in`)."""
    pairs = Authority.objects.filter(kind=kind, communes__in=communes).values_list("communes", "name")
    names: dict[str, list[str]] = {}
    for code, name in pairs:
        names.setdefault(code, []).append(name)
    rows = list(communes.select_related("departement", "epci").order_by("name", "code"))
    for commune in rows:
        commune.already_in = names.get(commune.code, [])
    return rows
