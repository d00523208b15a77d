from maillage.territories.domain.authorities import create_authority, derive_communes
from maillage.territories.domain.basins import change_basin, create_basin, delete_basin
from maillage.territories.domain.loading import Loading, load_territories

__all__ = [
    "Loading",
    "change_basin",
    "create_authority",
    "create_basin",
    "delete_basin",
    "derive_communes",
    "load_territories",
]
