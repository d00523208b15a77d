from maillage.territories.queries.index import Place
from maillage.territories.queries.places import search

__all__ = ["Place", "search"]
