"""The pulse of a partnership: parts, facts, gestures, and the two laws that hold whatever happens."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.common.errors import DomainError
from maillage.partners.domain import contacts as domain
from maillage.partners.domain.upkeep import keep_promise
from maillage.partners.models import Interaction, Organisation
from maillage.partners.queries import pulse as queries
from maillage.partners.queries.pulse import Fact, Part, Pulse
from tests.partners.factories import make_contact, make_exchange, make_organisation

DAY = date(2026, 11, 2)
PARTS = st.sampled_from([part.value for part in Part if part != Part.CONTACT])
FACTS = st.lists(
    st.builds(
        lambda part, age, rank: Fact(part, DAY - timedelta(days=age), rank),
        PARTS,
        st.integers(0, 2000),
        st.integers(1, 99),
    ),
    max_size=12,
)


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def pulse_on(day: date, facts: list[Fact]) -> Pulse:
    return Pulse(Organisation(name="Club", kind="other"), day, chance=0.0, facts=list(facts))


# The laws


@settings(max_examples=60)
@given(facts=FACTS, more=FACTS)
def test_a_presence_more_never_lowers_it(facts, more):
    before, after = pulse_on(DAY, facts), pulse_on(DAY, facts + more)

    assert after.total >= before.total
    assert all(after.parts[part] >= before.parts[part] for part in Part)


@settings(max_examples=60)
@given(facts=FACTS, days=st.integers(1, 1000))
def test_silence_only_lowers_it(facts, days):
    now, later = pulse_on(DAY, facts), pulse_on(DAY + timedelta(days=days), facts)

    assert all(later.parts[part] <= now.parts[part] for part in Part)
    assert later.total == pytest.approx(now.total * 2 ** (-days / 180))


@settings(max_examples=60)
@given(facts=FACTS)
def test_half_a_year_of_silence_is_a_fall_and_nothing_else_is_needed(facts):
    later = pulse_on(DAY + timedelta(days=184), facts)

    assert later.trend == ("falling" if facts else "none")


# The parts


def test_each_fact_goes_to_its_part_and_weighs_by_its_age(in_pays, cast):
    partner = make_organisation(in_pays)
    make_contact(partner, verified_on=ago(650))
    make_exchange(partner, kind="meeting", happened_on=ago(0))
    make_exchange(partner, kind="visit", happened_on=ago(180))
    make_exchange(partner, kind="answer", happened_on=ago(360))
    make_exchange(partner, kind="call", happened_on=ago(0), is_theirs=True)
    make_exchange(partner, kind="call", happened_on=ago(0))  # we called: it says nothing of them
    make_exchange(partner, kind="promise", happened_on=ago(360), kept_on=ago(180))
    make_exchange(partner, kind="promise", happened_on=ago(0), due_on=ago(-9))

    pulse = queries.pulse_of(partner)

    assert {part: round(value, 3) for part, value in pulse.parts.items()} == {
        "reunions": 1.5,
        "reponses": 0.25,
        "engagements": 1.75,
        "initiatives": 1.0,
        "contact": 0.5,
    }
    assert (pulse.reunions, pulse.reponses, pulse.kept, pulse.taken, pulse.initiatives) == (2, 1, 1, 2, 1)


def test_every_number_opens_as_many_facts_as_it_counts(in_pays):
    partner = make_organisation(in_pays)
    for kind in ("meeting", "visit", "answer", "promise"):
        make_exchange(partner, kind=kind, happened_on=ago(5), kept_on=ago(1) if kind == "promise" else None)
    pulse = queries.pulse_of(partner)

    behind = {each["part"].value: each["facts"] for each in queries.facts_behind(partner)}

    counts = {part: pulse.count(part) for part in behind}
    assert {part: len(facts) for part, facts in behind.items()} == counts
    assert counts == {"reunions": 2, "reponses": 1, "engagements": 2, "initiatives": 0}
    assert [fact["is_kept"] for fact in behind["engagements"]] == [True, False]


def test_the_list_tells_the_same_as_the_card(in_pays, cast):
    for name in ("Club", "Mission"):
        partner = make_organisation(in_pays, name)
        make_contact(partner, f"De {name}", email=f"{name}@x.example")
        make_exchange(partner, kind="meeting", happened_on=ago(30))
    make_organisation(in_pays, "Ancien", is_active=False)
    make_organisation(cast.elsewhere, "Ailleurs")

    listed = queries.pulses_of(in_pays, sort="nom")

    assert [pulse.organisation.name for pulse in listed] == ["Club", "Mission"]
    assert [pulse.parts for pulse in listed] == [queries.pulse_of(row.organisation).parts for row in listed]


# The next gesture, row by row of its table


def held(**facts):
    return {"function": facts}


@pytest.mark.parametrize(
    ("people", "exchanges", "gesture"),
    [
        ([], [], "find"),
        ([{"bounced_on": 3}], [{"happened_on": 1}], "repair"),
        ([{"verified_on": 1}], [{"kind": "promise", "happened_on": 40, "due_on": 1}], "promise"),
        ([{"verified_on": 1}], [], "call"),
        ([{"verified_on": 1}], [{"happened_on": 184}], "call"),
        ([{"verified_on": 900}], [{"happened_on": 183}], "ask"),
        ([{"verified_on": 1}], [{"happened_on": 1}], "referent"),
        ([{"verified_on": 1, **held(is_referent=True)}], [{"happened_on": 1}], "substitute"),
        (
            [{"verified_on": 1, **held(is_referent=True)}, {"verified_on": 900}],
            [{"happened_on": 1}],
            "nothing",
        ),
        (
            [{"verified_on": 1, **held(is_referent=True)}, {"bounced_on": 3}],
            [{"kind": "promise", "happened_on": 40, "due_on": 9, "kept_on": 5}],
            "nothing",
        ),
    ],
)
def test_the_first_rule_that_applies_is_the_gesture(in_pays, people, exchanges, gesture):
    partner = make_organisation(in_pays)
    for rank, facts in enumerate(people):
        make_contact(partner, f"P{rank}", **days(facts))
    for facts in exchanges:
        make_exchange(partner, **days(facts))

    pulse = queries.pulse_of(partner)

    assert pulse.gesture.name == gesture
    assert pulse.why.endswith(".")


def days(facts: dict) -> dict:
    return {name: ago(value) if name.endswith("_on") else value for name, value in facts.items()}


# Promises


def test_a_promise_has_its_day_and_is_kept_once(cast):
    partner = make_organisation(cast.pays)
    facts = {"summary": "Une liste.", "happened_on": ago(9), "by": cast.theo}

    with pytest.raises(DomainError, match="Seul un engagement"):
        domain.record_interaction(partner, kind="call", due_on=ago(1), **facts)
    with pytest.raises(DomainError, match="avant l’engagement"):
        domain.record_interaction(partner, kind="promise", due_on=ago(10), **facts)
    promise = domain.record_interaction(partner, kind="promise", due_on=ago(1), **facts)
    keep_promise(promise, by=cast.theo)
    with pytest.raises(DomainError, match="déjà noté"):
        keep_promise(promise, by=cast.theo)

    assert Interaction.everywhere.get().kept_on == ago(0)


# The screens


def url(name, *args) -> str:
    return reverse(f"partners:{name}", args=["pays-des-sources", *args])


def test_the_screens_name_no_person_to_a_reader(client, cast):
    partner = make_organisation(cast.pays)
    person = make_contact(partner)
    make_exchange(partner, kind="meeting", person=person, happened_on=ago(3))
    client.force_login(cast.bruno)

    for path in (url("pulse"), url("pulse_one", partner.pk), url("ties")):
        assert "Léa Martin" not in client.get(path).content.decode()


def test_the_card_shows_the_pulse_and_takes_the_promise_kept(client, cast):
    partner = make_organisation(cast.pays)
    promise = make_exchange(partner, kind="promise", happened_on=ago(9), due_on=ago(2))
    client.force_login(cast.theo)

    card = client.get(url("organisation", partner.pk)).content.decode()
    after = client.post(url("promise_keep", partner.pk, promise.pk), follow=True).content.decode()

    assert [words in card for words in ("Le lien est-il vivant", "0 sur 1", "attendu pour le")] == [True] * 3
    assert [words in after for words in ("c’est noté", "1 sur 1", "tenu le")] == [True] * 3
    assert (
        client.post(url("promise_keep", make_organisation(cast.pays, "Club").pk, promise.pk)).status_code
        == 404
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_pulse_costs_the_same_for_one_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        partner = make_organisation(cast.pays, f"P{rank}")
        make_contact(partner, f"P{rank}")
        make_exchange(partner, kind="meeting")
    client.force_login(cast.bruno)

    with django_assert_num_queries(10):
        client.get(url("pulse"))


def test_the_list_narrows_to_a_sphere_and_sorts(client, cast):
    make_organisation(cast.pays, "Zèbre", sphere="mobility")
    make_organisation(cast.pays, "Abeille", sphere="social")
    client.force_login(cast.bruno)

    def order(**asked) -> list[str]:
        text = client.get(url("pulse"), asked).content.decode()
        return sorted((name for name in ("Zèbre", "Abeille") if name in text), key=text.index)

    assert order(tri="nom") == ["Abeille", "Zèbre"]
    assert order(tri="sphere") == ["Abeille", "Zèbre"]  # action sociale, mobilité
    assert order(sphere="mobility") == ["Zèbre"]
    assert order(tri="odd") == ["Abeille", "Zèbre"]
