"""The territory, read by other programs. The NinjaAPI, its tokens and scopes stand in config/api.py."""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from ninja import Field, Query, Router, Schema

from maillage.territories.enums import Level
from maillage.territories.models import Commune, Epci, Vintage
from maillage.territories.queries import search

router = Router()
MOST = 50


class TownHallOut(Schema):
    """La mairie, telle que l’annuaire public la connaît."""

    address: str = Field(title="Adresse")
    phone: str = Field(title="Téléphone")
    email: str = Field(title="Courriel")
    website: str = Field(title="Site")
    hours: list[str] = Field(
        title="Horaires, en toutes lettres", examples=[["lundi à vendredi : 8 h – 12 h"]]
    )
    lon: float | None = Field(title="Longitude (WGS 84)")
    lat: float | None = Field(title="Latitude (WGS 84)")
    point_replaced: bool = Field(title="Vrai si le point de l’annuaire était hors de la commune")
    source: str = Field(title="Source")


class CommuneOut(Schema):
    """Une commune du code officiel géographique et sa mairie."""

    code: str = Field(title="Code INSEE", examples=["54329"])
    name: str = Field(title="Nom")
    siren: str = Field(title="SIREN")
    departement: str = Field(title="Code du département", alias="departement_id")
    epci: str | None = Field(title="SIREN de l’EPCI", alias="epci_id")
    postcodes: list[str] = Field(title="Codes postaux")
    population: int | None = Field(title="Population municipale")
    vintage: int = Field(title="Millésime du code officiel géographique", alias="vintage_id")
    is_current: bool = Field(title="Faux si le code n’est plus en vigueur")
    lon: float | None = Field(title="Longitude d’un point de la commune (WGS 84)")
    lat: float | None = Field(title="Latitude d’un point de la commune (WGS 84)")
    town_hall: TownHallOut | None = Field(title="Mairie", alias="hall")

    @staticmethod
    def resolve_postcodes(commune) -> list[str]:
        return commune.postcodes.split()


class EpciOut(Schema):
    """Un EPCI à fiscalité propre et ses communes."""

    code: str = Field(title="SIREN", examples=["200067643"])
    name: str = Field(title="Nom")
    kind: str = Field(title="Nature", examples=["CC"])
    population: int | None = Field(title="Population municipale")
    vintage: int = Field(title="Millésime du code officiel géographique", alias="vintage_id")
    is_current: bool = Field(title="Faux si l’EPCI n’existe plus")
    communes: list[str] = Field(title="Codes INSEE des communes, triés")

    @staticmethod
    def resolve_communes(epci) -> list[str]:
        return sorted(epci.communes.filter(is_current=True).values_list("pk", flat=True))


class PlaceOut(Schema):
    """Un lieu trouvé par son nom ou son code."""

    level: Level = Field(title="Niveau")
    code: str = Field(title="Code")
    name: str = Field(title="Nom")
    detail: str = Field(title="Ce qui le distingue", examples=["Meurthe-et-Moselle, 54300"])
    kind: str = Field(title="Nature")
    population: int | None = Field(title="Population municipale")


class VintageOut(Schema):
    """Un millésime du code officiel géographique, chargé sur cette installation."""

    year: int = Field(title="Année", examples=[2026])
    source: str = Field(title="Source")
    loaded_at: datetime = Field(title="Chargé le")


@router.get("/communes/{code}", response=CommuneOut, summary="Une commune et sa mairie")
def commune(request, code: str):
    """Par son code INSEE, en vigueur ou non."""
    found = Commune.objects.select_related("town_hall").filter(pk=code).first()
    if found is None:
        raise Http404
    return found


@router.get("/epci/{code}", response=EpciOut, summary="Un EPCI et ses communes")
def epci(request, code: str):
    """Par son SIREN, en vigueur ou non."""
    found = Epci.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    return found


@router.get("/territoires", response=list[PlaceOut], summary="Chercher un lieu")
def territories(
    request,
    q: Annotated[str, Query(title="Nom, même mal écrit, code INSEE, SIREN ou code postal", min_length=1)],
    niveau: Annotated[Level | None, Query(title="Un seul niveau")] = None,
    limite: Annotated[int, Query(title="Nombre de réponses", ge=1, le=MOST)] = 10,
):
    """Les meilleures réponses d’abord ; accents, tirets et fautes de frappe sont pardonnés."""
    return search(q, levels=[niveau] if niveau else None, limit=limite)


@router.get("/vintages", response=list[VintageOut], summary="Les millésimes chargés")
def vintages(request):
    """Du plus récent au plus ancien."""
    return Vintage.objects.all()
