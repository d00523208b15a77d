from datetime import date, datetime, time, timedelta

from django.utils import timezone

from maillage.governance.models import Body, BodyRules, Mandate, Meeting, MemberGroup, Seat
from maillage.law.enums import GroupKind
from maillage.partners.models import Person
from tests.partners.factories import make_circle, make_contact

SINCE = date(2025, 1, 6)
TWO_HOURS = timedelta(hours=2)


def make_body(authority, name="Comité des partenaires", **facts) -> Body:
    """A partners' committee, created by a deliberation at the start of 2025."""
    facts = {"kind": "partners_committee", "created_on": SINCE, "act": "délibération 2025-04", **facts}
    circle = make_circle(authority, name)
    return Body.everywhere.create(authority=authority, name=name, circle=circle, **facts)


def make_group(body, kind="associations", **facts) -> MemberGroup:
    """A college; by its kind's name unless `name` is given."""
    facts = {"name": GroupKind(kind).label, "order": body.groups(manager="everywhere").count(), **facts}
    circle = make_circle(body.authority, facts.get("name", kind), parent=body.circle)
    return MemberGroup.everywhere.create(body=body, kind=kind, circle=circle, **facts)


def make_seat(group, organisation=None, **facts) -> Seat:
    return Seat.everywhere.create(group=group, organisation=organisation, **facts)


def make_mandate(seat, person=None, **facts) -> Mandate:
    """Someone on the seat since the start of 2025; a contact of its organisation, made up, unless `person` is given."""
    person = person or make_member(seat)
    return Mandate.everywhere.create(seat=seat, person=person, **{"starts_on": SINCE, **facts})


def make_member(seat, full_name: str = "") -> Person:
    """A contact whom no other test row can be mistaken for."""
    authority = seat.group.body.authority
    number = Person.everywhere.filter(authority=authority).count() + 1
    full_name = full_name or f"Membre {number}"
    email = f"membre{number}.siege{seat.pk}@partenaire.example"
    if seat.organisation:
        return make_contact(seat.organisation, full_name, email=email)
    facts = {"origin": "meeting", "legal_basis": "public_task", "collected_on": SINCE}
    return Person.everywhere.create(authority=authority, full_name=full_name, email=email, **facts)


def make_meeting(body, starts_at=date(2026, 12, 3), **facts) -> Meeting:
    """A meeting of two hours; a plain day starts at 14:00 in Paris."""
    if not isinstance(starts_at, datetime):
        starts_at = timezone.make_aware(datetime.combine(starts_at, time(14)))
    facts = {"ends_at": starts_at + TWO_HOURS, **facts}
    return Meeting.everywhere.create(body=body, starts_at=starts_at, **facts)


def make_rules(body, **facts) -> BodyRules:
    return BodyRules.everywhere.create(body=body, **{"adopted_on": SINCE, **facts})
