"""Draws of a size that one can check by hand: four women, four men, one of each to be drawn, sixteen possible pairs."""

from hashlib import sha256
from itertools import product

from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.governance.models import Candidate, Draw, Stratum
from maillage.governance.queries.draws import pool_of_draw
from maillage.governance.queries.lottery import Lottery

WOMEN = ("FA", "FB", "FC", "FD")
MEN = ("HA", "HB", "HC", "HD")
SEED = "graine de test"


def make_draw(authority, state="open", *, people=True, **facts) -> Draw:
    facts = {"name": "Habitants du comité", "size": 2, "reserve_size": 4, **facts}
    draw = Draw.everywhere.create(authority=authority, state=state, **facts)
    for value in ("femme", "homme"):
        Stratum.everywhere.create(
            draw=draw, criterion="sexe", value=value, order=1, share=0.5, source="Insee", minimum=1, maximum=1
        )
    for code in (*WOMEN, *MEN) if people else ():
        make_candidate(draw, code)
    return draw


def make_candidate(draw, code="FA", **facts) -> Candidate:
    sex = "femme" if code.startswith("F") else "homme"
    known = {
        "full_name": f"Personne {code}",
        "email": f"{code.lower()}@habitants.example",
        "token_hash": fingerprint(f"jeton-{draw.pk}-{code}"),
        "answers": {"sexe": sex},
    }
    return Candidate.everywhere.create(draw=draw, code=code, **known | facts)


def with_pairs(lottery: Lottery) -> Lottery:
    """All the pairs of a woman and a man, without any solver."""
    panels = tuple(tuple(sorted(pair)) for pair in product(WOMEN, MEN))
    return Lottery(lottery.size, lottery.reserve_size, lottery.targets, lottery.candidates, panels)


def make_committed(authority, **facts) -> Draw:
    """Published, its seed known to the test alone."""
    draw = make_draw(authority, "committed", **facts)
    lottery = with_pairs(pool_of_draw(draw))
    draw.lottery, draw.lottery_hash = lottery.published(), lottery.hash
    draw.seed, draw.seed_hash = SEED, sha256(SEED.encode()).hexdigest()
    draw.committed_at = timezone.now()
    draw.save()
    return draw
