"""How likely an entry is to be right still: the prior, what is learned, and whether asking by it is worth it."""

import math
import random
from datetime import date, timedelta
from statistics import mean

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.partners.domain import contacts as domain
from maillage.partners.domain.bounces import mark_bounced
from maillage.partners.enums import OrganisationKind
from maillage.partners.models import Finding
from maillage.partners.queries import upkeep as queries
from maillage.partners.queries.upkeep import PRIOR_WEIGHT, PRIORS, Decay, HalfLife, learned
from tests.partners.factories import make_contact, make_organisation, person_facts

DAY = date(2026, 11, 2)
FINDINGS = st.lists(st.tuples(st.integers(0, 2000), st.booleans()), max_size=30)


def decay(threshold: float = 0.8, days: float = 1000) -> Decay:
    half_lives = {kind: HalfLife(kind, days, 0, 0, 1000) for kind in OrganisationKind}
    return Decay(half_lives, threshold, DAY)


def learned_slowly(prior: float, findings) -> float:
    """The obvious twin: the likelihood, tried on a fine grid of half-lives."""

    def log_likelihood(days: float) -> float:
        rate = math.log(2) / days
        value = PRIOR_WEIGHT * (math.log(rate) - rate * prior / math.log(2))
        for age, was_right in findings:
            if age:
                value += -rate * age if was_right else math.log(-math.expm1(-rate * age))
        return value

    return max((2 * 1.02**step for step in range(450)), key=log_likelihood)


def test_every_kind_of_partner_has_its_prior():
    assert sorted(PRIORS) == sorted(OrganisationKind)


@pytest.mark.parametrize(("days", "chance"), [(0, 1.0), (1000, 0.5), (2000, 0.25), (322, 0.8)])
def test_the_chance_halves_at_each_half_life(days, chance):
    assert round(decay().chance("ccas", DAY - timedelta(days=days)), 3) == chance
    assert decay().chance("ccas", None) == 0
    assert decay().chance("ccas", DAY, bounced=True) == 0


def test_an_entry_is_fresh_exactly_while_its_chance_is_at_the_threshold_or_above():
    for threshold in (0.5, 0.8, 0.95):
        rule = decay(threshold)
        for days in range(1100):
            known_on = DAY - timedelta(days=days)
            assert rule.is_fresh("ccas", known_on) == (rule.chance("ccas", known_on) >= threshold), days


def test_nothing_found_leaves_the_prior():
    assert round(learned(700, []), 3) == 700
    assert round(learned(700, [(0, False), (0, True)]), 3) == 700


@settings(max_examples=30)
@given(findings=FINDINGS)
def test_what_is_learned_is_what_a_grid_finds(findings):
    assert learned(700, findings) == pytest.approx(learned_slowly(700, findings), rel=0.03)


@settings(max_examples=50)
@given(findings=FINDINGS, days=st.integers(1, 2000))
def test_one_more_right_entry_lengthens_and_one_more_changed_shortens(findings, days):
    now = learned(700, findings)
    assert learned(700, [*findings, (days, True)]) >= now
    assert learned(700, [*findings, (days, False)]) <= learned(700, [*findings, (days, True)])


def test_much_history_outweighs_the_prior():
    chance = random.Random(5)  # noqa: S311  a simulation
    true = 300
    ages = [chance.randrange(30, 700) for _ in range(600)]
    findings = [(age, chance.random() < 2 ** (-age / true)) for age in ages]
    assert learned(1500, findings) == pytest.approx(true, rel=0.2)


def test_verifications_corrections_and_bounces_are_what_is_learned(cast):
    today = timezone.localdate()
    partner = make_organisation(cast.pays)
    lea = make_contact(partner, verified_on=today - timedelta(days=100))
    zoe = make_contact(partner, "Zoé Petit", collected_on=today - timedelta(days=40))
    file = make_contact(partner, "Max Roy", origin="import")

    domain.verify_person(lea, by=cast.theo)
    mark_bounced("zoe@partenaire.example")
    domain.verify_person(file, by=cast.theo)  # how old it was is unknown: it teaches nothing
    zoe.refresh_from_db()
    domain.change_person(
        zoe, by=cast.theo, **person_facts(full_name="Zoé Petit", email="zoe.petit@x.example")
    )

    rows = Finding.everywhere.order_by("pk").values_list("kind", "days", "was_right", "way")
    assert list(rows) == [
        ("mission_locale", 100, True, "team"),
        ("mission_locale", 40, False, "bounce"),
        ("mission_locale", 40, False, "team"),
    ]
    half_life = queries.half_lives(cast.pays)["mission_locale"]
    assert (half_life.checks, half_life.changed, half_life.prior) == (3, 2, 650)
    assert half_life.days < 650
    assert queries.half_lives(cast.elsewhere)["mission_locale"].days == 650


# Does it pay? Three years of two hundred entries, followed day by day.

KINDS = {"commune": 0.5, "association": 0.3, "mission_locale": 0.2}  # share of the list
TRUE = {"commune": 1800, "association": 700, "mission_locale": 400}  # days: the prior is wrong on all three
MET = (
    1 / 500
)  # each day, the chance that the team hears of a contact and verifies the entry, whatever the rule
YEARS, PEOPLE = 3, 200


def simulate(seed: int, threshold: float | None) -> tuple[int, float]:
    """Questions asked in three years, and the mean share of right entries; without a threshold, a campaign each year.

    The entry that is looked at is put right. The rule learns each month from its own findings, as the product does.
    """
    chance = random.Random(seed)  # noqa: S311  same
    kinds = [kind for kind, share in KINDS.items() for _ in range(int(share * PEOPLE))]
    known, right = [-chance.randrange(365) for _ in kinds], [True] * len(kinds)
    right = [chance.random() < 2 ** (day / TRUE[kind]) for kind, day in zip(kinds, known, strict=True)]
    findings, ages = {kind: [] for kind in KINDS}, dict.fromkeys(KINDS, 10**6)
    asked, right_days = 0, 0
    for day in range(YEARS * 365):
        if threshold and day % 30 == 0:
            halves = math.log2(1 / threshold)
            ages = {kind: learned(PRIORS[kind], findings[kind]) * halves for kind in KINDS}
        for rank, kind in enumerate(kinds):
            right[rank] = right[rank] and chance.random() < 2 ** (-1 / TRUE[kind])
            is_met = chance.random() < MET
            is_asked = day - known[rank] > ages[kind] if threshold else day % 365 == 180
            asked += is_asked
            if is_asked or is_met:
                findings[kind].append((day - known[rank], right[rank]))
                known[rank], right[rank] = day, True
            right_days += right[rank]
    return asked, right_days / (YEARS * 365 * len(kinds))


def test_asking_by_the_chance_takes_fewer_questions_than_a_yearly_campaign_for_the_same_validity():
    """Three lists of two hundred. The threshold is the one that keeps what the campaign keeps: 77 %."""
    yearly = [simulate(seed, None) for seed in (1, 2, 3)]
    by_rule = [simulate(seed, 0.77) for seed in (1, 2, 3)]

    assert [sum(asked for asked, _ in runs) for runs in (yearly, by_rule)] == [1800, 1372]
    assert [round(mean(right for _, right in runs), 3) for runs in (yearly, by_rule)] == [0.892, 0.894]
