"""What words of a name, or of a cell, say of the nature of a structure, and of the sphere it speaks from."""

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from maillage.partners.enums import OrganisationKind as Kind
from maillage.partners.enums import Sphere
from maillage.territories.queries.words import plain

LIKENESS = 86  # of 100

# In this order: the first phrase found in the plain words of a name decides.
PHRASES = (
    ("ccas", Kind.CCAS),
    ("cias", Kind.CCAS),
    ("centre communal d action sociale", Kind.CCAS),
    ("centre intercommunal d action sociale", Kind.CCAS),
    ("mission locale", Kind.MISSION_LOCALE),
    ("france travail", Kind.FRANCE_TRAVAIL),
    ("pole emploi", Kind.FRANCE_TRAVAIL),
    ("cap emploi", Kind.FRANCE_TRAVAIL),
    ("caisse d allocations familiales", Kind.CAF_MSA),
    ("mutualite sociale agricole", Kind.CAF_MSA),
    ("caf", Kind.CAF_MSA),
    ("msa", Kind.CAF_MSA),
    ("conseil departemental", Kind.DEPARTEMENT),
    ("departement de", Kind.DEPARTEMENT),
    ("departement du", Kind.DEPARTEMENT),
    ("conseil regional", Kind.REGION),
    ("region", Kind.REGION),
    ("prefecture", Kind.STATE_SERVICE),
    ("sous prefecture", Kind.STATE_SERVICE),
    ("ddt", Kind.STATE_SERVICE),
    ("ddtm", Kind.STATE_SERVICE),
    ("ddets", Kind.STATE_SERVICE),
    ("dreal", Kind.STATE_SERVICE),
    ("dreets", Kind.STATE_SERVICE),
    ("communaute de communes", Kind.EPCI),
    ("communaute d agglomeration", Kind.EPCI),
    ("communaute urbaine", Kind.EPCI),
    ("metropole", Kind.EPCI),
    ("petr", Kind.EPCI),
    ("medef", Kind.EMPLOYERS_UNION),
    ("cpme", Kind.EMPLOYERS_UNION),
    ("u2p", Kind.EMPLOYERS_UNION),
    ("chambre de commerce", Kind.EMPLOYERS_UNION),
    ("chambre de metiers", Kind.EMPLOYERS_UNION),
    ("chambre d agriculture", Kind.EMPLOYERS_UNION),
    ("club d entreprises", Kind.EMPLOYERS_UNION),
    ("cci", Kind.EMPLOYERS_UNION),
    ("cfdt", Kind.TRADE_UNION),
    ("cgt", Kind.TRADE_UNION),
    ("cftc", Kind.TRADE_UNION),
    ("cfe cgc", Kind.TRADE_UNION),
    ("force ouvriere", Kind.TRADE_UNION),
    ("unsa", Kind.TRADE_UNION),
    ("syndicat cgt", Kind.TRADE_UNION),
    ("keolis", Kind.TRANSPORT_OPERATOR),
    ("transdev", Kind.TRANSPORT_OPERATOR),
    ("sncf", Kind.TRANSPORT_OPERATOR),
    ("autocars", Kind.TRANSPORT_OPERATOR),
    ("taxi", Kind.TRANSPORT_OPERATOR),
    ("taxis", Kind.TRANSPORT_OPERATOR),
    ("transports", Kind.TRANSPORT_OPERATOR),
    ("college", Kind.SCHOOL),
    ("lycee", Kind.SCHOOL),
    ("ecole", Kind.SCHOOL),
    ("greta", Kind.SCHOOL),
    ("cfa", Kind.SCHOOL),
    ("universite", Kind.SCHOOL),
    ("hopital", Kind.HEALTH),
    ("centre hospitalier", Kind.HEALTH),
    ("clinique", Kind.HEALTH),
    ("ehpad", Kind.HEALTH),
    ("maison de sante", Kind.HEALTH),
    ("pharmacie", Kind.HEALTH),
    ("ars", Kind.HEALTH),
    ("mairie", Kind.COMMUNE),
    ("commune de", Kind.COMMUNE),
    ("ville de", Kind.COMMUNE),
    ("association", Kind.ASSOCIATION),
    ("secours populaire", Kind.ASSOCIATION),
    ("secours catholique", Kind.ASSOCIATION),
    ("croix rouge", Kind.ASSOCIATION),
    ("restos du coeur", Kind.ASSOCIATION),
    ("familles rurales", Kind.ASSOCIATION),
    ("emmaus", Kind.ASSOCIATION),
    ("amicale", Kind.ASSOCIATION),
    ("collectif", Kind.ASSOCIATION),
    ("sarl", Kind.EMPLOYER),
    ("sas", Kind.EMPLOYER),
    ("entreprise", Kind.EMPLOYER),
)

# The sphere that goes with a nature where the file says nothing; an association may speak from any.
SPHERES = {
    Kind.COMMUNE: Sphere.ELECTED,
    Kind.EPCI: Sphere.ELECTED,
    Kind.DEPARTEMENT: Sphere.ELECTED,
    Kind.REGION: Sphere.ELECTED,
    Kind.FRANCE_TRAVAIL: Sphere.EMPLOYMENT,
    Kind.MISSION_LOCALE: Sphere.INSERTION,
    Kind.CCAS: Sphere.SOCIAL,
    Kind.CAF_MSA: Sphere.SOCIAL,
    Kind.EMPLOYER: Sphere.EMPLOYERS,
    Kind.EMPLOYERS_UNION: Sphere.EMPLOYERS,
    Kind.TRADE_UNION: Sphere.UNIONS,
    Kind.TRANSPORT_OPERATOR: Sphere.MOBILITY,
    Kind.SCHOOL: Sphere.EDUCATION,
    Kind.HEALTH: Sphere.HEALTH,
}
FOUND = [(re.compile(rf"\b{phrase}\b"), phrase, kind) for phrase, kind in PHRASES]
SAME_AS = {
    "eluses": Sphere.ELECTED,
    "elues": Sphere.ELECTED,
    "social": Sphere.SOCIAL,
    "sante social": Sphere.HEALTH,
}


@lru_cache(maxsize=20_000)
def kind_of(name: str) -> tuple[str, str] | None:
    """The nature that the words of a name give away, and these words."""
    words = plain(name).replace("c c a s", "ccas").replace("c i a s", "cias")
    return next(((kind.value, phrase) for pattern, phrase, kind in FOUND if pattern.search(words)), None)


@lru_cache(maxsize=2_000)
def read_kind(cell: str) -> str | None:
    return chosen(cell, Kind) or (kind_of(cell) or ("",))[0] or None


@lru_cache(maxsize=2_000)
def read_sphere(cell: str) -> str | None:
    return chosen(cell, Sphere) or SAME_AS.get(plain(cell))


def chosen(cell: str, choices) -> str | None:
    """The choice whose label or code a cell holds, even mistyped."""
    labels = {plain(words): each.value for each in choices for words in (each.label, each.value)}
    best = process.extractOne(plain(cell), labels.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return labels[best[0]] if best else None
