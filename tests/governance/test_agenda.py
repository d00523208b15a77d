from datetime import date

import pytest

from maillage.common.errors import DomainError
from maillage.governance.domain import agenda as domain
from maillage.governance.enums import MeetingState
from maillage.governance.models import AgendaItem, Meeting
from maillage.governance.queries import meetings as queries
from maillage.journal.models import Entry
from tests.governance.factories import make_body, make_group, make_mandate, make_meeting, make_seat
from tests.partners.factories import make_contact, make_organisation


@pytest.fixture
def meeting(cast):
    return make_meeting(make_body(cast.pays), date(2027, 3, 3))


def add(meeting, by, title="Tarifs", **facts) -> AgendaItem:
    return domain.add_item(meeting, title=title, kind=facts.pop("kind", "opinion"), by=by, **facts)


def titles(meeting) -> list[str]:
    return [line.item.title for line in queries.agenda_of(meeting).lines]


def test_an_agenda_has_a_clock_and_says_when_it_overruns(cast, meeting):
    add(meeting, cast.theo, minutes=60)
    add(meeting, cast.theo, "Questions", kind="discussion", minutes=75, topics=["service_quality"])

    agenda = queries.agenda_of(meeting)

    assert [f"{line.number} {line.starts_at:%H:%M}" for line in agenda.lines] == ["1 14:00", "2 15:00"]
    assert [line.topics for line in agenda.lines] == [[], ["Qualité des services"]]
    assert agenda.in_words.replace("\u00a0", " ") == (
        "2 h 15 de points pour une séance de 2 h : l’ordre du jour déborde de 15 min."
    )
    assert Entry.everywhere.filter(verb="a ajouté un point").count() == 2


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ([], "Aucun point pour l’instant."),
        ([45], "45 min de points pour une séance de 2 h : il reste 1 h 15."),
        ([60, 60], "2 h de points pour une séance de 2 h : aucun temps libre."),
        ([60, None], "1 h de points pour une séance de 2 h, et 1 point sans durée."),
    ],
)
def test_how_an_agenda_fits_is_said(cast, meeting, minutes, said):
    for each in minutes:
        add(meeting, cast.theo, minutes=each)

    assert queries.agenda_of(meeting).in_words.replace("\u00a0", " ") == said


def test_an_item_goes_up_and_down_and_no_further(cast, meeting):
    first, second, third = (add(meeting, cast.theo, title) for title in ("Un", "Deux", "Trois"))

    domain.move_item(third, -1, by=cast.theo)
    domain.move_item(first, -1, by=cast.theo)
    domain.move_item(second, 1, by=cast.theo)

    assert titles(meeting) == ["Un", "Trois", "Deux"]


def test_an_item_is_carried_over_once_with_what_it_says(cast, meeting):
    item = add(meeting, cast.theo, minutes=30, presenter="Mme Noël", topics=["tariffs"])
    later = make_meeting(meeting.body, date(2027, 6, 2))
    assert queries.items_to_carry(later) == [item]

    carried = domain.carry_over(item, later, by=cast.theo)

    assert (carried.title, carried.minutes, carried.presenter, carried.topics) == (
        "Tarifs",
        30,
        "Mme Noël",
        ["tariffs"],
    )
    assert (carried.carried_from, queries.items_to_carry(later)) == (item, [])
    with pytest.raises(DomainError, match="déjà reporté"):
        domain.carry_over(item, later, by=cast.theo)
    with pytest.raises(DomainError, match="même instance"):
        domain.carry_over(item, make_meeting(make_body(cast.pays, "Autre")), by=cast.theo)


def test_a_proposal_waits_until_somebody_puts_it_on_an_agenda(cast, meeting):
    proposal = domain.propose_item(meeting.body, title="Navette", kind="discussion", by=cast.chloe)
    assert queries.proposals_for(meeting.body) == [proposal]

    domain.take_proposal(proposal, meeting, by=cast.theo)

    assert (titles(meeting), queries.proposals_for(meeting.body)) == (["Navette"], [])
    with pytest.raises(DomainError, match="n’attend plus"):
        domain.take_proposal(proposal, meeting, by=cast.aicha)
    with pytest.raises(DomainError, match="n’attend plus"):
        domain.drop_proposal(proposal, by=cast.aicha)


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CANCELLED])
def test_the_agenda_of_a_meeting_that_is_over_does_not_change(cast, meeting, state):
    item = add(meeting, cast.theo)
    Meeting.everywhere.filter(pk=meeting.pk).update(state=state)
    verbs = (
        lambda: add(meeting, cast.theo),
        lambda: domain.change_item(item, title="Autre", by=cast.theo),
        lambda: domain.move_item(item, 1, by=cast.theo),
        lambda: domain.remove_item(item, by=cast.theo),
    )
    for verb in verbs:
        with pytest.raises(DomainError, match="ne change plus"):
            verb()

    assert titles(meeting) == ["Tarifs"]


def test_who_sits_is_whoever_holds_a_mandate_under_a_proven_address(cast, meeting):
    organisation = make_organisation(cast.pays, "Chez Chloé")
    person = make_contact(organisation, "Chloé Simonin", email="chloe@example.org")
    make_mandate(make_seat(make_group(meeting.body), organisation), person)

    assert [queries.sits_in(user, meeting.body) for user in (cast.chloe, cast.driss)] == [True, False]


@pytest.mark.parametrize("number", [1, 3])
def test_the_agenda_reads_in_two_queries(cast, meeting, number, django_assert_num_queries):
    for _ in range(number):
        add(meeting, cast.theo)

    with django_assert_num_queries(2):
        queries.agenda_of(meeting)
