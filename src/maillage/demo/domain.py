from django.db import transaction

from maillage.common.errors import DomainError
from maillage.demo.scenes import SCENES, territory
from maillage.territories.domain import load_territories
from maillage.territories.models import Authority


def build() -> list[str]:
    """Load the geography and play every scene not played yet. Returns the names of those played now."""
    if Authority.objects.exists() and not territory.is_played():
        raise DomainError(
            "Cette base contient de vrais territoires : la démonstration n’y touche pas. "
            "Donnez-lui un autre dossier, par exemple MAILLAGE_DATA=/tmp/demo."
        )
    load_territories()
    played = []
    for scene in SCENES:
        if scene.is_played():
            continue
        with transaction.atomic():
            scene.play()
        played.append(scene.__name__.rsplit(".", 1)[1])
    return played
