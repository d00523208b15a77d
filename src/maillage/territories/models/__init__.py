from maillage.territories.models.authority import Authority, AuthorityPart, MobilityBasin
from maillage.territories.models.reference import (
    Commune,
    CommuneMerger,
    Contour,
    Departement,
    Epci,
    Region,
    TownHall,
    Vintage,
)

__all__ = [
    "Authority",
    "AuthorityPart",
    "Commune",
    "CommuneMerger",
    "Contour",
    "Departement",
    "Epci",
    "MobilityBasin",
    "Region",
    "TownHall",
    "Vintage",
]
