from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.domain import bodies as domain
from maillage.governance.models import Body, BodyRules, MemberGroup, RuleSetting, Seat
from maillage.governance.queries import bodies as queries
from maillage.governance.queries.body_templates import TEMPLATES
from maillage.journal.models import Entry
from maillage.law.enums import BodyKind, Confidence, Severity, Subject
from maillage.law.models import Rule
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_rules,
    make_seat,
)
from tests.partners.factories import make_organisation


def verbs_of(authority) -> list[str]:
    return list(Entry.everywhere.filter(authority=authority).order_by("pk").values_list("verb", flat=True))


def rule(**settings) -> Rule:
    return Rule("CP-06", "Habitants", Subject.BODY, "x", Severity.ERROR, Confidence.A, "", settings=settings)


# Bodies


def test_each_kind_of_body_has_its_template():
    assert [template.kind for template in TEMPLATES] == list(BodyKind)
    assert all(template.purpose and template.rhythm and template.seats for template in TEMPLATES)


def test_a_body_comes_with_the_colleges_and_empty_seats_of_its_kind(cast):
    body = domain.create_body(cast.pays, kind="partners_committee", name="Comité", by=cast.theo)

    groups = queries.composition_at(body)
    assert [(row.group.kind, len(row.seats), row.vacant) for row in groups] == [
        ("authority", 3, 3),
        ("employers", 3, 3),
        ("trade_unions", 3, 3),
        ("associations", 3, 3),
        ("drawn_inhabitants", 4, 4),
    ]
    assert verbs_of(cast.pays) == ["a créé"]
    assert {voice for row in groups for line in row.seats for voice in line.seat.voices} == set()


def test_a_body_may_come_bare(cast):
    body = domain.create_body(
        cast.pays, kind="working_group", name="Groupe", with_template=False, by=cast.theo
    )
    assert queries.composition_at(body) == []


def test_two_bodies_never_share_a_name_but_two_authorities_may(cast):
    make_body(cast.pays, "Comité")
    with pytest.raises(DomainError, match="s’appelle déjà"):
        domain.create_body(cast.pays, kind="working_group", name="comité", by=cast.theo)
    assert domain.create_body(cast.elsewhere, kind="working_group", name="Comité", by=cast.eve).pk


def test_a_change_that_changes_nothing_leaves_no_line(cast):
    body = make_body(cast.pays)
    assert domain.change_body(body, by=cast.theo, purpose="Donner des avis") is True
    assert domain.change_body(body, by=cast.theo, purpose="Donner des avis") is False
    assert verbs_of(cast.pays) == ["a modifié"]


def test_a_body_closes_once_and_opens_again(cast):
    body = make_body(cast.pays)
    domain.close_body(body, by=cast.theo)
    with pytest.raises(DomainError, match="déjà close"):
        domain.close_body(body, by=cast.theo)
    domain.reopen_body(body, by=cast.theo)
    with pytest.raises(DomainError, match="déjà ouverte"):
        domain.reopen_body(body, by=cast.theo)
    assert Body.everywhere.get(pk=body.pk).closed_on is None


# Colleges and seats


def test_a_college_is_named_once_in_its_body(cast):
    body = make_body(cast.pays)
    group = domain.add_group(body, kind="employers", by=cast.theo)
    assert (group.name, group.has_vote) == ("Employeurs", True)
    with pytest.raises(DomainError, match="déjà un collège"):
        domain.add_group(body, kind="experts", name="employeurs", by=cast.theo)
    other = domain.add_group(body, kind="experts", has_vote=False, by=cast.theo)
    with pytest.raises(DomainError, match="déjà un collège"):
        domain.change_group(other, by=cast.theo, name="Employeurs")
    assert domain.change_group(other, by=cast.theo, name="Universitaires") is True


def test_a_college_where_someone_sat_is_kept(cast):
    body = make_body(cast.pays)
    empty, used = make_group(body, "employers"), make_group(body, "associations")
    make_mandate(make_seat(used), ends_on=date(2025, 6, 1))
    domain.remove_group(empty, by=cast.theo)
    with pytest.raises(DomainError, match="il est gardé"):
        domain.remove_group(used, by=cast.theo)
    assert list(MemberGroup.everywhere.filter(body=body)) == [used]


def test_a_seat_belongs_to_a_partner_of_the_same_authority(cast):
    group = make_group(make_body(cast.pays))
    ours, theirs = make_organisation(cast.pays), make_organisation(cast.elsewhere)
    seat = domain.add_seat(group, organisation=ours, voices=["users"], by=cast.theo)
    assert (str(seat), seat.voices, seat.order) == ("Mission locale", ["users"], 1)
    with pytest.raises(DomainError, match="autre territoire"):
        domain.add_seat(group, organisation=theirs, by=cast.theo)
    with pytest.raises(DomainError, match="a déjà ce siège"):
        domain.add_seat(group, organisation=ours, by=cast.theo)
    assert domain.add_seat(group, organisation=ours, label="second siège", by=cast.theo).order == 2


def test_a_seat_changes_hands_only_when_nobody_holds_it(cast):
    first, second = make_organisation(cast.pays), make_organisation(cast.pays, "CCAS")
    seat = make_seat(make_group(make_body(cast.pays)), first)
    mandate = make_mandate(seat)
    with pytest.raises(DomainError, match="terminez d’abord"):
        domain.change_seat(seat, organisation=second, by=cast.theo)
    with pytest.raises(DomainError, match="terminez d’abord"):
        domain.close_seat(seat, by=cast.theo)
    mandate.ends_on = timezone.localdate()
    mandate.save()
    assert domain.change_seat(seat, organisation=second, by=cast.theo) is True
    domain.close_seat(seat, by=cast.theo)
    with pytest.raises(DomainError, match="déjà supprimé"):
        domain.close_seat(seat, by=cast.theo)
    assert Seat.everywhere.get(pk=seat.pk).closed_on == timezone.localdate()


# The composition at a date


def test_the_composition_is_told_at_any_date(cast):
    body = make_body(cast.pays)
    group = make_group(body)
    seat, young = make_seat(group, label="Usagers"), make_seat(group, label="Neuf", order=1)
    first = make_mandate(seat, starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1))
    second = make_mandate(seat, starts_on=date(2025, 1, 1))
    alternate = make_mandate(seat, role="alternate", starts_on=date(2025, 1, 1))

    def told(day):
        return [
            (line.seat, line.titular, line.alternates) for line in queries.composition_at(body, day)[0].seats
        ]

    assert told(date(2023, 12, 31)) == []
    assert told(date(2024, 12, 31)) == [(seat, first, [])]
    assert told(date(2025, 1, 1)) == [(seat, second, [alternate])]
    assert told(timezone.localdate()) == [(seat, second, [alternate]), (young, None, [])]
    counts = queries.counts_of(queries.composition_at(body))
    assert counts == {"seats": 2, "vacant": 1, "members": 1, "alternates": 1}


def test_a_seat_that_was_closed_is_still_there_the_day_before(cast):
    body = make_body(cast.pays)
    seat = make_seat(make_group(body), closed_on=date(2026, 1, 1))
    make_mandate(seat, starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 1))
    seats = [
        len(queries.composition_at(body, day)[0].seats) for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert seats == [1, 0]


@pytest.mark.parametrize("count", [1, 3])
def test_a_composition_costs_three_queries(cast, django_assert_num_queries, count):
    body = make_body(cast.pays)
    for rank in range(count):
        make_mandate(
            make_seat(make_group(body, name=f"Collège {rank}"), make_organisation(cast.pays, f"O{rank}"))
        )
    with django_assert_num_queries(3):
        list(queries.composition_rows(body, timezone.localdate()))


def test_the_spreadsheet_has_a_line_for_each_member_and_each_empty_seat(cast):
    body = make_body(cast.pays)
    group = make_group(body, "experts", has_vote=False)
    mandate = make_mandate(make_seat(group, label="Géographe"), office="chair", act="arrêté 12")
    make_seat(group, label="Sociologue", order=1)
    rows = list(queries.composition_rows(body, timezone.localdate()))
    name = mandate.person
    assert rows[1:] == [
        (
            "Personnes qualifiées",
            "non",
            "Géographe",
            "",
            "titulaire",
            name,
            "préside",
            date(2025, 1, 6),
            "",
            "arrêté 12",
        ),
        ("Personnes qualifiées", "non", "Sociologue", "", "siège vacant", "", "", "", "", ""),
    ]


def test_the_annex_names_no_address(cast):
    body = make_body(cast.pays)
    mandate = make_mandate(make_seat(make_group(body), make_organisation(cast.pays), label="Usagers"))
    document = queries.composition_document(body, date(2026, 3, 1))
    assert (document.title, document.subtitle) == ("Composition : Comité des partenaires", "au 1 mars 2026")
    assert mandate.person.email not in str(document)
    assert document.blocks[-1].rows == [
        ["Usagers\u00a0: Mission locale", mandate.person.full_name, "–", "depuis le 06/01/2025"]
    ]


# The list


def test_the_list_counts_seats_members_renewals_and_the_next_meeting(cast, in_pays):
    today = timezone.localdate()
    body = make_body(cast.pays)
    group = make_group(body)
    make_mandate(make_seat(group), ends_on=today + timedelta(days=90))
    make_mandate(make_seat(group), ends_on=today + timedelta(days=91))
    make_mandate(make_seat(group), ends_on=today)
    make_seat(group, closed_on=today)
    past = make_meeting(body, today - timedelta(days=30))
    cancelled = make_meeting(body, today + timedelta(days=2), state="cancelled")
    coming = make_meeting(body, today + timedelta(days=30))
    make_body(cast.pays, "Close", closed_on=today)

    row = queries.bodies_of(cast.theo, cast.pays).get()
    assert (row.seats, row.members, row.to_renew, row.next_meeting) == (3, 2, 1, coming.starts_at)
    assert row.next_meeting not in {past.starts_at, cancelled.starts_at}
    assert [body.name for body in queries.bodies_of(cast.theo, cast.pays, closed=True)] == ["Close"]


def test_mandates_to_renew_are_those_of_open_bodies_the_first_to_end_first(cast):
    today = timezone.localdate()
    group = make_group(make_body(cast.pays))
    late = make_mandate(make_seat(group), ends_on=today + timedelta(days=80))
    soon = make_mandate(make_seat(group), ends_on=today + timedelta(days=8))
    closed = make_body(cast.pays, "Close", closed_on=today)
    make_mandate(make_seat(make_group(closed)), ends_on=today + timedelta(days=8))
    assert list(queries.mandates_to_renew(cast.pays)) == [soon, late]
    assert list(queries.mandates_to_renew(cast.pays, within=timedelta(days=10))) == [soon]


# Rules of procedure


def test_rules_hold_from_their_adoption_until_the_next(cast):
    body = make_body(cast.pays)
    first = make_rules(body, adopted_on=date(2024, 1, 1))
    second = make_rules(body, adopted_on=date(2025, 1, 1))
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [queries.rules_at(body, day) for day in days] == [None, first, first, second]


def test_the_preset_holds_the_values_of_the_crpa(cast):
    body = make_body(cast.pays)
    rules = domain.adopt_crpa(body, adopted_on=date(2026, 1, 1), by=cast.theo)
    told = (rules.notice_days, rules.notice_count, rules.quorum_percent, rules.max_proxies, rules.second_call)
    assert told == (5, "calendar", 50, 1, True)
    with pytest.raises(DomainError, match="ce jour-là"):
        domain.adopt_crpa(body, adopted_on=date(2026, 1, 1), by=cast.theo)


def test_a_typing_error_is_corrected_in_its_own_version(cast):
    body = make_body(cast.pays)
    first = make_rules(body, adopted_on=date(2024, 1, 1))
    make_rules(body, adopted_on=date(2025, 1, 1))
    assert domain.correct_rules(first, by=cast.theo, notice_days=8) is True
    with pytest.raises(DomainError, match="ce jour-là"):
        domain.correct_rules(first, by=cast.theo, adopted_on=date(2025, 1, 1))
    assert BodyRules.everywhere.get(pk=first.pk).notice_days == 8


# What the rules of procedure make of a legal rule


def test_a_rule_may_only_be_made_stricter(cast):
    body = make_body(cast.pays)
    with pytest.raises(DomainError, match="demande déjà 2"):
        domain.set_rule(body, rule(minimum=2), minimum=2, by=cast.aicha)
    with pytest.raises(DomainError, match="ne compte rien"):
        domain.set_rule(body, rule(), minimum=2, by=cast.aicha)
    domain.set_rule(body, rule(minimum=2), minimum=4, by=cast.aicha)
    setting = RuleSetting.everywhere.get(body=body)
    assert (setting.rule_id, setting.minimum, setting.decided_by) == ("CP-06", 4, cast.aicha)


def test_a_rule_is_never_silenced_without_a_written_reason(cast):
    body = make_body(cast.pays)
    with pytest.raises(DomainError, match="motif"):
        domain.set_rule(body, rule(), waived_because="   ", by=cast.aicha)
    domain.set_rule(body, rule(), waived_because="Tirage au printemps.", by=cast.aicha)
    domain.unset_rule(body, "CP-06", by=cast.aicha)
    with pytest.raises(DomainError, match="telle quelle"):
        domain.unset_rule(body, "CP-06", by=cast.aicha)
    assert verbs_of(cast.pays) == ["a écarté une règle", "a rétabli une règle"]
