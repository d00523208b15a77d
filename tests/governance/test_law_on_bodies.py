import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from maillage.governance.domain import bodies as domain
from maillage.governance.models import AgendaItem, Deliberation, Draw, Opinion, RuleSetting, Seat, Stratum
from maillage.governance.queries import law, verdicts
from maillage.law.enums import Outcome, Voice
from maillage.law.models import DrawFacts, RulesFacts, Setting
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_rules,
    make_seat,
)
from tests.partners.factories import make_organisation
from tests.territories.factories import make_authority

DAY = date(2026, 3, 1)


def make_committee(authority, *, without: str = "", name="Comité des partenaires"):
    """A committee that has everything the law of 2023 asks for, but what a test leaves out."""
    body = make_body(authority, name, created_on=date(2020, 1, 6))
    make_rules(body, adopted_on=date(2020, 1, 6))
    sides = {
        "employers": ("employers_union", "employers"),
        "trade_unions": ("trade_union", "unions"),
        "associations": ("association", "users"),
        "drawn_inhabitants": None,
    }
    for kind, side in sides.items():
        if kind == without:
            continue
        group = make_group(body, kind)
        for rank in range(2):
            of = f"{name} {kind} {rank}"
            partner = make_organisation(authority, of, kind=side[0], sphere=side[1]) if side else None
            make_mandate(make_seat(group, partner), starts_on=date(2020, 1, 6))
    return body


def outcome(body, rule_id: str, day=DAY) -> Outcome:
    return verdicts.rule_among(verdicts.verdicts_at(body, day), rule_id).outcome


def ids(rows) -> list[str]:
    return sorted({verdict.rule.id for verdict in rows})


# The facts


@pytest.mark.parametrize(
    ("said", "kind", "sphere", "voices"),
    [
        ([], "trade_union", "unions", {Voice.TRADE_UNION}),
        ([], "employers_union", "employers", {Voice.EMPLOYERS_UNION}),
        ([], "employer", "employers", set()),
        ([], "association", "users", {Voice.USERS}),
        ([], "association", "inhabitants", {Voice.INHABITANTS}),
        ([], "association", "social", set()),
        ([], "commune", "inhabitants", set()),
        (["disability"], "association", "users", {Voice.DISABILITY, Voice.USERS}),
        (["unheard_of"], None, None, set()),
    ],
)
def test_a_member_speaks_for_what_the_seat_says_and_what_the_organisation_is(said, kind, sphere, voices):
    assert law.voices_of(said, kind, sphere) == voices


def test_the_facts_of_a_body_are_those_of_its_tables(cast):
    body = make_body(cast.pays, act="délibération 12")
    make_rules(body, adopted_on=date(2024, 1, 1), quorum_percent=50, notice_days=8)
    make_rules(body, adopted_on=date(2026, 6, 1), quorum_percent=None)
    union = make_organisation(cast.pays, "CFDT", kind="trade_union", sphere="unions")
    seat = make_seat(make_group(body, "trade_unions"), union)
    make_mandate(seat, starts_on=date(2025, 1, 6), ends_on=date(2026, 6, 1))
    make_mandate(seat, role="alternate")
    meeting = make_meeting(body, date(2026, 2, 3), state="held")
    make_meeting(body, date(2026, 2, 4), state="cancelled")
    AgendaItem.everywhere.create(
        body=body, meeting=meeting, title="Lignes", kind="opinion", topics=["offer", "unknown"]
    )

    facts = law.facts_of(body, DAY)

    assert (facts.kind, facts.act) == ("partners_committee", "délibération 12")
    assert facts.rules == RulesFacts(
        date(2024, 1, 1), notice_days=8, quorum=0.5, max_proxies=1, minutes_days=15
    )
    assert law.facts_of(body, date(2026, 6, 1)).rules.quorum is None
    assert [(member.voices, member.ends_on, member.is_alternate) for member in facts.members] == [
        ({Voice.TRADE_UNION}, date(2026, 6, 1), False),
        ({Voice.TRADE_UNION}, None, True),
    ]
    assert [(each.held_on, each.topics, each.is_held) for each in facts.meetings] == [
        (date(2026, 2, 3), {"offer"}, True)
    ]
    assert facts.elections_on == date(2020, 6, 28)
    assert law.facts_of(body, date(2026, 3, 22)).elections_on == date(2026, 3, 22)


def test_an_opinion_counts_the_day_it_was_given_and_silence_does_not(cast):
    body = make_body(cast.pays)
    for sense, day in (("favourable", date(2026, 2, 3)), ("none", date(2026, 2, 4))):
        meeting = make_meeting(body, day, state="held")
        item = AgendaItem.everywhere.create(body=body, meeting=meeting, title="Lignes", kind="opinion")
        Opinion.everywhere.create(item=item, sense=sense, text="Avis", given_on=day)
    assert law.facts_of(body, DAY).opinions == (date(2026, 2, 3),)


def test_a_draw_counts_from_the_day_it_was_drawn(cast):
    body = make_body(cast.pays)
    drawn_at = timezone.make_aware(timezone.datetime(2026, 2, 1, 18))
    draw = Draw.everywhere.create(
        authority=cast.pays,
        body=body,
        name="Panel",
        size=4,
        reserve_size=2,
        state="drawn",
        drawn_at=drawn_at,
        lottery_hash="abc",
    )
    for value in ("femme", "homme"):
        Stratum.everywhere.create(draw=draw, criterion="sexe", value=value, minimum=2, maximum=2)
    Draw.everywhere.create(authority=cast.pays, body=body, name="À venir", size=4)

    assert law.facts_of(body, date(2026, 1, 31)).draw is None
    assert law.facts_of(body, date(2026, 2, 1)).draw == DrawFacts(
        drawn_on=date(2026, 2, 1),
        base="appel à candidatures public",
        criteria="sexe",
        method="loterie publiée avant la graine qui la tranche",
        log="abc",
        has_reserve=True,
    )


def test_the_facts_of_an_authority_join_its_bodies_and_its_acts(cast):
    body = make_body(cast.pays)
    make_body(cast.elsewhere, "Pas à nous")
    Deliberation.everywhere.create(
        authority=cast.pays, title="Tarifs", kind="tariff_orientation", planned_on=date(2027, 3, 1)
    )
    Deliberation.everywhere.create(
        authority=cast.pays, title="Abandonnée", kind="other", planned_on=DAY, dropped_on=DAY
    )
    facts = law.facts_of_authority(cast.pays, DAY)
    assert (facts.kind, facts.name) == ("petr", "Pays des Sources")
    assert [each.name for each in facts.bodies] == [body.name]
    assert [(act.kind, act.decided_on) for act in facts.acts] == [("tariff_orientation", date(2027, 3, 1))]


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_authorities_costs_the_same(db, django_assert_num_queries, count):
    authorities = [make_authority(f"Pays {rank}", slug=f"pays-{rank}") for rank in range(count)]
    for authority in authorities:
        body = make_committee(authority)
        make_body(authority, "Comité technique", kind="technical_committee")
        make_meeting(body)
        Draw.everywhere.create(
            authority=authority, body=body, name="Panel", size=4, state="drawn", drawn_at=timezone.now()
        )
        Deliberation.everywhere.create(
            authority=authority, title="Tarifs", kind="tariff_orientation", planned_on=DAY
        )
    with django_assert_num_queries(13):
        assert len(law.facts_of_all(authorities, DAY)) == count


# What the law says of it


def test_a_committee_without_union_is_in_order_until_the_law_of_2023(cast):
    body = make_committee(cast.pays, without="trade_unions")
    days = [date(2023, 12, 28), date(2023, 12, 29), date(2023, 12, 30)]
    blocking = [
        [
            verdict.rule.id
            for verdict in verdicts.verdicts_at(body, day)
            if verdict.is_blocking and verdict.rule.id in {"CP-02", "CP-03", "CP-04", "CP-05", "CP-06"}
        ]
        for day in days
    ]
    assert blocking == [[], ["CP-04"], ["CP-04"]]


def test_a_full_committee_has_who_the_law_names(cast):
    body = make_committee(cast.pays)
    found = {rule: outcome(body, rule) for rule in ("CP-03", "CP-04", "CP-05")}
    assert set(found.values()) == {Outcome.MET}


def test_who_left_the_day_before_no_longer_counts(cast):
    body = make_committee(cast.pays, without="trade_unions")
    union = make_organisation(cast.pays, "CFDT", kind="trade_union", sphere="unions")
    seat = make_seat(make_group(body, "trade_unions"), union)
    make_mandate(seat, starts_on=date(2025, 1, 1), ends_on=DAY)
    assert [outcome(body, "CP-04", day) for day in (DAY - timedelta(days=1), DAY)] == [
        Outcome.MET,
        Outcome.NOT_MET,
    ]


def test_a_stricter_number_is_asked_for_and_said(cast):
    body = make_committee(cast.pays)
    rule = verdicts.rule_among(verdicts.verdicts_at(body, DAY), "CP-04").rule
    with time_machine.travel(DAY):
        domain.set_rule(body, rule, minimum=3, by=cast.aicha)
    verdict = verdicts.rule_among(verdicts.verdicts_at(body, DAY), "CP-04")
    assert (verdict.outcome, verdict.tightened_to, verdict.is_blocking) == (Outcome.NOT_MET, 3, True)


def test_a_rule_set_aside_is_shown_with_its_reason(cast):
    body = make_committee(cast.pays, without="trade_unions")
    rule = verdicts.rule_among(verdicts.verdicts_at(body, DAY), "CP-04").rule
    assert "CP-04" in ids(verdicts.sort_verdicts(verdicts.verdicts_at(body, DAY)).broken)

    with time_machine.travel(DAY):
        domain.set_rule(body, rule, waived_because="Élections syndicales en mai.", by=cast.aicha)

    found = verdicts.sort_verdicts(verdicts.verdicts_at(body, DAY))
    assert "CP-04" not in ids(found.broken)
    assert [verdict.waived_because for verdict in found.waived] == ["Élections syndicales en mai."]
    assert law.settings_of([body])[body.pk] == (Setting("CP-04", None, "Élections syndicales en mai."),)


def test_what_was_decided_later_changes_nothing_of_the_days_before(cast):
    body = make_committee(cast.pays, without="trade_unions")
    RuleSetting.everywhere.create(
        body=body, rule_id="CP-04", waived_because="Élections en mai.", decided_on=DAY
    )
    eve = DAY - timedelta(days=1)
    blocking = {
        day: verdicts.rule_among(verdicts.verdicts_at(body, day), "CP-04").is_blocking for day in (eve, DAY)
    }
    assert blocking == {eve: True, DAY: False}


def test_a_seat_left_empty_is_a_mandate_to_renew_until_it_is_done_away_with(cast):
    body = make_committee(cast.pays)
    seat = make_seat(make_group(body, "experts"), label="Personne qualifiée")
    make_mandate(seat, starts_on=date(2025, 1, 1), ends_on=DAY)
    assert [outcome(body, "CP-22", day) for day in (DAY - timedelta(days=91), DAY)] == ["met", "question"]
    Seat.everywhere.filter(pk=seat.pk).update(closed_on=DAY)
    assert outcome(body, "CP-22") == "met"


def test_a_setting_on_a_rule_that_is_no_more_is_left_alone(cast):
    body = make_body(cast.pays)
    RuleSetting.everywhere.create(body=body, rule_id="XX-99", waived_because="Ancienne règle.")
    assert law.settings_of([body])[body.pk] == ()
    assert verdicts.verdicts_at(body, DAY)


def test_each_missing_voice_leads_to_the_gesture_that_mends_it(cast):
    body = make_committee(cast.pays, without="trade_unions")
    [verdict] = [each for each in verdicts.verdicts_at(body) if each.rule.id == "CP-04"]

    def mend():
        return verdicts.mend_of(body, verdict, verdicts.composition_at(body))

    assert mend().label == "Créer le collège « Salariés »"
    group = make_group(body, "trade_unions")
    assert mend().url.endswith(f"/colleges/{group.pk}/sieges/nouveau/")
    seat = make_seat(group, label="CGT")
    assert mend().url.endswith(f"/sieges/{seat.pk}/designer/")


def test_the_words_of_a_card_count_what_is_wrong(cast):
    empty = make_body(cast.pays)
    [card] = verdicts.cards_of([empty])
    assert card.law.tone == "late"
    assert card.law.label == f"{len(card.law.broken)} points non respectés"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_body_or_three(client, cast, django_assert_num_queries, count):
    for rank in range(count):
        body = make_committee(cast.pays, name=f"Comité {rank}")
        make_meeting(body)
    client.force_login(cast.bruno)
    with django_assert_num_queries(15):
        page = client.get("/pays-des-sources/espace/instances/")
    assert len(page.context["cards"]) == count


# The whole machine, by command


def told(capsys, *options) -> str:
    call_command("law", "authorities", *options)
    return capsys.readouterr().out


def test_the_command_tells_each_authority_what_is_missing(cast, capsys):
    make_committee(cast.pays, without="trade_unions")
    lines = told(capsys, "--at", "2023-12-30").splitlines()
    assert [line for line in lines if line.startswith("Ailleurs")] == ["Ailleurs : non respecté : CP-01"]
    [ours] = [line for line in lines if line.startswith("Pays des Sources")]
    assert "CP-04 (Comité des partenaires)" in ours
    assert "CP-04" not in told(capsys, "--at", "2023-12-28")
    assert lines[-1] == "Au 30/12/2023. Ceci ne vaut pas avis juridique."


def test_the_command_answers_in_json_each_body_under_its_own_rules(cast, capsys):
    body = make_committee(cast.pays, without="trade_unions")
    RuleSetting.everywhere.create(
        body=body, rule_id="CP-04", waived_because="Élections en mai.", decided_on=DAY
    )
    [ours] = [
        each
        for each in json.loads(told(capsys, "--at", "2026-03-01", "--json"))
        if each["authority"] == "pays-des-sources"
    ]
    [union] = [each for each in ours["verdicts"] if each["rule"] == "CP-04"]
    assert (union["about"], union["outcome"], union["is_blocking"], union["waived_because"]) == (
        "Comité des partenaires",
        "not_met",
        False,
        "Élections en mai.",
    )
