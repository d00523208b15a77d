"""The lottery itself: every panel keeps the quotas, chances are what is published, a seed replays anywhere."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from random import Random

import pytest

from maillage.common.errors import DomainError
from maillage.governance.queries.lottery import (
    Lottery,
    Target,
    bounds,
    canonical,
    pick,
    read_lottery,
    replay,
    round_to,
    seed_hash_of,
    stand_in,
)
from maillage.governance.queries.panels import with_panels

SIZE, PANELS = 6, 200
TARGETS = (
    Target("sexe", "femme", 3, 3),
    Target("sexe", "homme", 3, 3),
    Target("âge", "16-39", 2, 3),
    Target("âge", "40 et plus", 3, 4),
)


def make_pool(number=24, *, targets=TARGETS) -> Lottery:
    """Twice as many women as men, young people rare: chances cannot be equal."""
    chance = Random(3)  # noqa: S311  the same people in each run
    people = {
        f"K{rank:02}": (
            "femme" if rank % 3 else "homme",
            "16-39" if chance.random() < 0.3 else "40 et plus",
        )
        for rank in range(number)
    }
    return Lottery(SIZE, 4, targets, people)


@pytest.fixture(scope="module")
def lottery() -> Lottery:
    return with_panels(make_pool(), PANELS)


def test_every_panel_keeps_every_quota_and_no_stratum_falls_under_its_floor(lottery):
    assert len(lottery.panels) == PANELS
    for panel in lottery.panels:
        assert len(set(panel)) == SIZE
        for target in TARGETS:
            assert target.minimum <= lottery.count(panel, target) <= target.maximum


def test_alike_candidates_have_the_same_chance_give_or_take_one_panel(lottery):
    by_kind = {}
    for code, chance in lottery.chances.items():
        by_kind.setdefault(lottery.candidates[code], []).append(chance)
    assert all(max(chances) - min(chances) <= 1 for chances in by_kind.values())


def test_the_smallest_chance_is_as_large_as_the_quotas_allow(lottery):
    women = [chance for code, chance in lottery.chances.items() if lottery.candidates[code][0] == "femme"]
    assert sum(women) == 3 * PANELS
    assert min(women) >= 3 * PANELS // len(women) - 2  # their three places, shared evenly


def test_over_many_seeds_each_candidate_is_drawn_as_often_as_published(lottery):
    bare = replace(lottery, reserve_size=0)
    tries = 8_000
    seen = Counter(code for number in range(tries) for code in pick(bare, f"graine {number}").selected)
    for code, count in bare.chances.items():
        chance = count / PANELS
        margin = 5 * (chance * (1 - chance) / tries) ** 0.5
        assert abs(seen[code] / tries - chance) < margin, code


def test_the_same_candidates_give_the_same_lottery_in_another_process(lottery):
    """Whatever the order in which that process walks its sets."""
    script = "from tests.governance.test_draw_lottery import *\nprint(with_panels(make_pool(), PANELS).hash)"
    env = {"PYTHONHASHSEED": "7", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == lottery.hash


def test_a_lottery_read_back_from_its_file_is_the_same(lottery):
    again = read_lottery(json.loads(canonical(lottery.published())))
    assert again == lottery
    assert again.hash == lottery.hash
    assert pick(again, "abc") == pick(lottery, "abc")


def test_the_pick_is_the_one_of_the_published_recipe(lottery):
    """Written from the public page, without our code: hash the JSON, hash the three texts, take the remainder."""
    text = json.dumps(lottery.published(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    hashed = sha256(text.encode()).hexdigest()
    index = int(sha256(f"abc:{hashed}:49".encode()).hexdigest(), 16) % PANELS

    result = pick(lottery, "abc", "49")

    assert (result.index, list(result.selected)) == (index, lottery.published()["panels"][index])


def test_the_reserve_gives_each_person_drawn_someone_like_them(lottery):
    result = pick(lottery, "abc")
    order = {code: sha256(f"abc:{lottery.hash}::{code}".encode()).hexdigest() for code in lottery.candidates}
    turns = sorted(result.selected, key=order.get)
    assert len(set(result.reserve) | set(result.selected)) == SIZE + 4
    for drawn, called in zip(turns, result.reserve, strict=False):
        assert lottery.candidates[called] == lottery.candidates[drawn]


def test_who_stands_in_bears_the_same_values_and_keeps_the_quotas(lottery):
    result = pick(lottery, "abc")
    leaving = result.selected[0]
    coming = stand_in(lottery, leaving, result.selected, result.reserve)
    assert lottery.candidates[coming] == lottery.candidates[leaving]
    others = [code for code in result.selected if code != leaving]
    assert lottery.is_fair([*others, coming])


def test_nobody_stands_in_when_the_reserve_would_break_a_quota(lottery):
    result = pick(lottery, "abc")
    leaving = next(code for code in result.selected if lottery.candidates[code][0] == "homme")
    women = [code for code in lottery.candidates if lottery.candidates[code][0] == "femme"]
    reserve = [code for code in women if code not in result.selected]
    assert stand_in(lottery, leaving, result.selected, reserve) is None


def published(lottery, **facts) -> dict:
    document = {
        "lottery": lottery.published(),
        "lottery_hash": lottery.hash,
        "seed_hash": seed_hash_of("abc"),
    }
    return json.loads(json.dumps(document)) | facts


def test_a_published_file_is_replayed(lottery):
    expected = pick(lottery, "abc")
    told = {"seed": "abc", "selected": list(expected.selected), "reserve": list(expected.reserve)}
    assert replay(published(lottery, **told)) == (lottery, expected)
    assert replay(published(lottery), "abc") == (lottery, expected)


def test_a_file_tampered_with_is_refused(lottery):
    moved = published(lottery, seed="abc")
    moved["lottery"]["panels"].reverse()
    with pytest.raises(DomainError, match="La loterie a changé depuis sa publication"):
        replay(moved)

    swapped = published(lottery, seed="abc")
    panel = swapped["lottery"]["panels"][0]
    panel[0] = next(code for code in sorted(lottery.candidates) if code not in panel)
    with pytest.raises(DomainError):
        replay(swapped)

    with pytest.raises(DomainError, match="pas celle dont l’empreinte"):
        replay(published(lottery, seed="abd"))
    with pytest.raises(DomainError, match="pas celle que donne la graine"):
        replay(published(lottery, seed="abc", selected=["K00"] * SIZE))
    with pytest.raises(DomainError, match="pas encore révélée"):
        replay(published(lottery))
    for strange in ({}, {"lottery": {"version": 1}}, {"lottery": {**lottery.published(), "version": 2}}):
        with pytest.raises(DomainError):
            replay(strange, "abc")


def test_a_panel_that_breaks_the_rules_is_refused(lottery):
    panel = lottery.panels[0]
    stranger = ("K99", *panel[1:])
    women = tuple(code for code in lottery.candidates if lottery.candidates[code][0] == "femme")[:SIZE]
    for bad, why in (
        ((), "La loterie est vide"),
        ((panel[:-1],), "n’a pas 6 personnes"),
        ((stranger,), "n’est pas candidat"),
        ((women,), "ne respecte pas les quotas"),
    ):
        with pytest.raises(DomainError, match=why):
            read_lottery(replace(lottery, panels=bad).published())


def test_a_lack_of_candidates_is_said_with_the_criterion_and_what_to_change():
    many = (Target("sexe", "femme", 3, 3), Target("sexe", "homme", 20, 20))
    with pytest.raises(DomainError) as refusal:
        with_panels(make_pool(targets=many))
    assert str(refusal.value) == (
        "« sexe : homme » : il faut au moins 20 personnes, il y a 8 candidats. "
        "Cherchez des candidats, ou baissez ce minimum à 8. "
        "« sexe » : les minimums font 23, pour 6 places. Baissez-en."
    )


def test_quotas_that_only_clash_together_are_said_by_the_solver():
    people = {"A": ("femme", "16-39"), "B": ("femme", "16-39"), "C": ("homme", "40 et plus")}
    targets = (
        Target("sexe", "femme", 1, 1),
        Target("sexe", "homme", 1, 1),
        Target("âge", "16-39", 2, 2),
        Target("âge", "40 et plus", 0, 0),
    )
    with pytest.raises(DomainError, match="Aucun groupe ne respecte tous les quotas") as refusal:
        with_panels(Lottery(2, 0, targets, people))
    assert "« âge : 40 et plus »" in str(refusal.value) or "« sexe : femme »" in str(refusal.value)


def test_without_criteria_everybody_has_the_same_chance():
    alone = with_panels(Lottery(2, 1, (), {f"K{rank}": () for rank in range(5)}), 100)
    assert set(alone.chances.values()) == {40}


def test_values_that_differ_by_their_case_alone_stay_two():
    targets = (Target("bourg", "Nord", 1, 1), Target("bourg", "nord", 1, 1))
    pool = Lottery(2, 0, targets, {"A": ("Nord",), "B": ("nord",), "C": ("Nord",)})
    assert {tuple(panel) for panel in with_panels(pool, 10).panels} == {("A", "B"), ("B", "C")}


@pytest.mark.parametrize(
    ("size", "shares", "quotas"),
    [
        (12, [0.516, 0.484], [6, 6]),
        (12, [0.3, 0.2, 0.2, 0.2, 0.1], [4, 3, 2, 2, 1]),
        (3, [0.25, 0.25, 0.25, 0.25], [1, 1, 1, 0]),
        (10, [0.999, 0.001], [10, 0]),
    ],
)
def test_quotas_are_rounded_by_largest_remainder(size, shares, quotas):
    assert round_to(size, shares) == quotas


def test_the_tolerance_never_takes_the_only_place_of_a_stratum():
    assert [bounds(quota) for quota in (0, 1, 2, 6)] == [(0, 1), (1, 2), (1, 3), (5, 7)]
    assert bounds(6, 0) == (6, 6)
