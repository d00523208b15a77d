"""« Qui est qui »: those who sit with a guest, and no more of each than they chose to show."""

from django.db.models import Prefetch

from maillage.governance.models import Mandate
from maillage.partners.models import Function, Person
from maillage.partners.queries.guests import Guest


def colleagues_of(guest: Guest, bodies: list) -> list[dict]:
    """Body by body, the members who sit today: name, function, house. Address and phone only where they show them."""
    held = Function.everywhere.held().select_related("organisation")
    people = Person.everywhere.prefetch_related(Prefetch("functions", held, to_attr="held_now"))
    rows = Mandate.everywhere.held().filter(
        seat__group__body__in=bodies, person__erased_on=None, seat__closed_on=None
    )
    rows = rows.select_related("seat__organisation", "seat__group").prefetch_related(
        Prefetch("person", people)
    )
    found = {body.pk: {"body": body, "members": []} for body in bodies}
    for row in rows.order_by("seat__group__order", "seat__order", "-role", "pk"):
        found[row.seat.group.body_id]["members"].append(member(row))
    return list(found.values())


def member(mandate: Mandate) -> dict:
    person, seat = mandate.person, mandate.seat
    function = next(
        (each for each in person.held_now if each.organisation_id == seat.organisation_id),
        next(iter(person.held_now), None),
    )
    shows = person.shared_on is not None
    return {
        "name": person.full_name,
        "title": function.title if function else seat.label,
        "house": str(seat.organisation or (function.organisation if function else "")),
        "group": seat.group.name,
        "quality": mandate.get_role_display(),
        "email": person.email if shows and not (person.bounced_on or person.opposed_on) else "",
        "phone": person.phone if shows else "",
    }
