from datetime import timedelta

import pytest

from maillage.common.errors import DomainError
from maillage.governance.domain import attendance, outcomes
from maillage.governance.domain.attendance import Mark
from maillage.governance.models import Decision, Deliberation, GroupVote, Opinion
from maillage.governance.queries import minutes as queries
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.governance.minutes_cast import (
    advise,
    decide,
    make_committee,
    make_held_meeting,
    make_item,
    members_of,
)
from tests.partners.factories import make_organisation


@pytest.fixture
def meeting(cast):
    return make_held_meeting(cast)


@pytest.fixture
def item(meeting):
    return make_item(meeting)


def make_deliberation(cast, title="Tarifs 2027", **facts):
    facts = {"kind": "tariff_orientation", "planned_on": "2026-12-15", **facts}
    return Deliberation.everywhere.create(authority=cast.pays, title=title, **facts)


def votes() -> list[tuple]:
    return [(row.group.name, row.in_favour, row.against, row.abstained) for row in GroupVote.everywhere.all()]


def test_an_opinion_is_written_then_written_again(cast, item):
    advise(item, by=cast.theo, votes=(2, 0, 0))
    advise(item, by=cast.theo, sense="unfavourable", text=" Non. ", votes=(0, 1, 1))

    opinion = Opinion.everywhere.get()
    assert (opinion.sense, opinion.text, opinion.given_on) == ("unfavourable", "Non.", item.meeting.day)
    assert votes() == [("Associations", 0, 1, 1)]


def test_an_item_that_asks_for_no_opinion_gets_none(cast, meeting):
    with pytest.raises(DomainError, match="n’appelle pas d’avis"):
        advise(make_item(meeting, kind="information"), by=cast.theo)


def test_a_college_has_as_many_voices_as_members_there_or_represented(cast, meeting, item):
    first, second = members_of(meeting.body)
    attendance.mark(meeting, second, Mark("represented", proxy_to=first), by=cast.theo)
    advise(item, by=cast.theo, votes=(1, 1, 0))

    with pytest.raises(DomainError, match="« Associations » : 3 voix notées, pour 2 présentes"):
        advise(item, by=cast.theo, votes=(2, 1, 0))

    attendance.mark(meeting, second, Mark("excused"), by=cast.theo)
    with pytest.raises(DomainError, match="2 voix notées, pour 1 présentes"):
        advise(item, by=cast.theo, votes=(2, 0, 0))
    assert votes() == [("Associations", 1, 1, 0)]


def test_a_college_without_a_vote_does_not_vote(cast):
    body = make_committee(cast)
    experts = make_group(body, "experts", has_vote=False)
    make_mandate(make_seat(experts))
    item = make_item(make_held_meeting(cast, body=body))

    with pytest.raises(DomainError, match="pas voix délibérative"):
        outcomes.give_opinion(item, sense="favourable", text="Oui", votes={experts: (1, 0, 0)}, by=cast.theo)


def test_a_disagreement_is_that_of_a_member(cast, item):
    opinion = advise(item, by=cast.theo)
    stranger = make_mandate(make_seat(make_group(make_body(cast.pays, "Autre"))))

    with pytest.raises(DomainError, match="ne siège pas"):
        outcomes.record_dissent(opinion, stranger, "Non", by=cast.theo)

    kept = outcomes.record_dissent(opinion, members_of(item.body)[0], " Trop peu. ", by=cast.theo)
    assert kept.text == "Trop peu."
    outcomes.remove_dissent(kept, by=cast.theo)
    assert not opinion.dissents(manager="everywhere").exists()


def test_the_days_of_opinions_on_a_deliberation(cast):
    asked, other = make_deliberation(cast), make_deliberation(cast, "Autre")
    body = make_committee(cast)
    first = make_held_meeting(cast, body=body)
    second = make_held_meeting(cast, first.day + timedelta(days=30), body=body)
    third = make_held_meeting(cast, first.day + timedelta(days=60), body=body)
    advise(make_item(second, deliberation=asked), by=cast.theo)
    advise(make_item(first, deliberation=asked), by=cast.theo)
    advise(make_item(third, deliberation=asked), by=cast.theo, sense="none", votes=(0, 0, 0))

    assert queries.opinion_dates(asked) == (first.day, second.day)
    assert queries.opinion_dates(other) == ()
    assert len(queries.opinions_of(body)) == 3


def test_a_decision_says_who_and_by_when(cast, item):
    owner = make_organisation(cast.pays, "Région")
    decision = decide(item, by=cast.theo, owner=owner, due_on=item.meeting.day + timedelta(days=30))
    outcomes.change_decision(decision, text="Ouvrir deux lignes", by=cast.theo)

    kept = Decision.everywhere.get()
    assert (kept.text, kept.owner, kept.taken_on) == ("Ouvrir deux lignes", owner, item.meeting.day)

    with pytest.raises(DomainError, match="après la séance"):
        decide(item, by=cast.theo, due_on=item.meeting.day - timedelta(days=1))
    with pytest.raises(DomainError, match="autre territoire"):
        decide(item, by=cast.theo, owner=make_organisation(cast.elsewhere, "Ailleurs"))


def test_before_approval_a_decision_and_an_action_can_go(cast, item):
    decision = decide(item, by=cast.theo)
    action = outcomes.promise_action(item, text="Appeler", by=cast.theo)

    outcomes.remove_decision(decision, by=cast.theo)
    outcomes.remove_action(action, by=cast.theo)

    assert not Decision.everywhere.exists()
    assert not item.actions(manager="everywhere").exists()
