"""A meeting that was held, for the tests of minutes and register."""

from datetime import date

from maillage.governance.domain import attendance, minutes, outcomes
from maillage.governance.domain.attendance import Mark
from maillage.governance.models import AgendaItem, Body, Mandate, Meeting
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_rules,
    make_seat,
)
from tests.partners.factories import make_organisation

HELD_ON = date(2026, 3, 3)


def make_held_meeting(cast, day=HELD_ON, *, body=None, members=2, **facts) -> Meeting:
    """Of a committee that publishes, with its members there, its minutes still to write."""
    body = body or make_committee(cast, members=members)
    meeting = make_meeting(body, day, **facts)
    marks = {each: Mark("present") for each in members_of(body)}
    attendance.mark_all(meeting, marks, by=cast.theo)
    attendance.close_meeting(meeting, by=cast.theo)
    return meeting


def make_committee(cast, name="Comité des partenaires", *, members=2) -> Body:
    body = make_body(cast.pays, name)
    make_rules(body)
    group = make_group(body)
    for rank in range(members):
        organisation = make_organisation(cast.pays, f"{name}, association {rank + 1}")
        make_mandate(make_seat(group, organisation))
    return body


def members_of(body) -> list[Mandate]:
    return list(Mandate.everywhere.filter(seat__group__body=body).order_by("pk"))


def make_item(meeting, title="Tarification solidaire", kind="opinion", **facts) -> AgendaItem:
    order = meeting.items(manager="everywhere").count() + 1
    return AgendaItem.everywhere.create(
        body=meeting.body, meeting=meeting, title=title, kind=kind, order=order, **facts
    )


def advise(item, *, by, sense="favourable", text="Le comité approuve.", votes=(2, 0, 0)):
    group = item.body.groups(manager="everywhere").first()
    return outcomes.give_opinion(item, sense=sense, text=text, votes={group: votes}, by=by)


def decide(item, *, by, text="Ouvrir une ligne", **facts):
    known = {"basis": "", "owner": None, "owner_name": "", "due_on": None, "review_on": None}
    return outcomes.take_decision(item, by=by, text=text, **known | facts)


def approve(meeting, *, by, on=None) -> None:
    minutes.submit_minutes(meeting, by=by)
    minutes.approve_minutes(meeting, on=on or meeting.day, by=by)


def make_approved_meeting(cast, day=HELD_ON, *, body=None, decisions=1, **facts) -> Meeting:
    """One opinion and some decisions, in the register."""
    meeting = make_held_meeting(cast, day, body=body)
    item = make_item(meeting)
    advise(item, by=cast.theo)
    for rank in range(decisions):
        decide(item, by=cast.theo, text=f"Décision {rank + 1}", **facts)
    approve(meeting, by=cast.aicha)
    return meeting
