"""« Ma fiche », in the partners' space: open to guests, and to nobody else."""

from tests.partners.factories import chloe_s_card
from tests.permission_table import Row

MINE = "/pays-des-sources/partenaires/ma-fiche/"
OTHERS = "aicha paul theo driss anne bruno greta eve root"
CARD = {
    "full_name": "Chloé Simonin",
    "email": "chloe@example.org",
    "phone": "",
}


def row(view, path="", *, post=False, data=None) -> Row:
    return Row(
        f"partners:{view}",
        f"{MINE}{path}",
        allowed="chloe",
        hidden=OTHERS,
        public=True,
        stranger=404,
        method="POST" if post else "GET",
        status=302 if post else 200,
        data=data or {},
        needs="card_of_chloe",
    )


ROWS = [
    row("own_entry"),
    row("own_confirm", "confirmer/", post=True),
    row("own_correct", "corriger/"),
    row("own_hand_over", "remplacer/"),
    row("own_share", "montrer/", post=True, data={"montrer": "1"}),
    row("own_reconsider", "reprendre/", post=True),
    row("own_data", "donnees/"),
    row("own_data_export", "donnees.json"),
    *(row(view, path) for view, path in (("own_leave", "partir/"), ("own_oppose", "opposition/"))),
    row("own_erase", "effacer/"),
    row("own_erase", "effacer/", post=True),
]
FACTS = {"card_of_chloe": lambda cast: chloe_s_card(cast).pk}
