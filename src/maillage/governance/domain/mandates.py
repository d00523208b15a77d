"""Who sits where, from one day to another, by which act."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.common.errors import DomainError
from maillage.governance.enums import BodyOffice, MandateRole
from maillage.governance.models import Body, Mandate, Seat
from maillage.journal.domain import record
from maillage.partners.domain import contacts
from maillage.partners.domain.contacts import hold
from maillage.partners.models import Function, Person

UNIQUE_OFFICES = {BodyOffice.CHAIR}


@transaction.atomic
def seat_person(
    seat: Seat,
    person: Person,
    *,
    role: str = MandateRole.TITULAR,
    starts_on: date,
    ends_on: date | None = None,
    act: str = "",
    office: str = BodyOffice.NONE,
    by,
) -> Mandate:
    """One titular at a time on a seat; on the seat of an organisation, someone of that organisation."""
    authority = seat.group.body.authority
    hold(authority)
    seat.refresh_from_db()
    if person.authority_id != authority.pk:
        raise DomainError("Ce contact est celui d’un autre territoire.")
    if seat.closed_on and seat.closed_on <= starts_on:
        raise DomainError("Ce siège est supprimé.")
    if ends_on and ends_on < starts_on:
        raise DomainError("Le mandat finit avant de commencer.")
    refuse_from_elsewhere(seat, person, starts_on)
    refuse_overlap(seat, person, role, starts_on, ends_on)
    mandate = Mandate.everywhere.create(
        seat=seat, person=person, role=role, starts_on=starts_on, ends_on=ends_on, act=act, office=office
    )
    leave_office_to(mandate)
    record("a désigné un membre", actor=by, authority=authority, target=mandate, **of_seat(seat))
    return mandate


@transaction.atomic
def seat_newcomer(seat: Seat, *, person: Mapping, title: str = "", by, **mandate) -> Mandate:
    """Name someone whom we did not know yet: a contact, with a function in the organisation of the seat if it has one.

    `person` are the facts of a `Person`; an address already known under the same name is that person.
    """
    authority = seat.group.body.authority
    if seat.organisation:
        function = {"title": title or "représentant", "starts_on": mandate["starts_on"]}
        contact = contacts.add_contact(seat.organisation, person=person, function=function, by=by)
    else:
        hold(authority)
        known = contacts.known_person(authority, person)
        contact = known or contacts.add_person(authority, person, by=by)
    return seat_person(seat, contact, by=by, **mandate)


def refuse_from_elsewhere(seat: Seat, person: Person, day: date) -> None:
    """Who holds a seat for an organisation, or stands in there, belongs to it (as CRPA R.133-3 has it for the State)."""
    if not seat.organisation:
        return
    held = Function.everywhere.filter(Q(ends_on=None) | Q(ends_on__gt=day), organisation=seat.organisation)
    if not held.filter(person=person).exists():
        raise DomainError(
            f"Ce siège est celui de {seat.organisation}, où {person} n’a pas de fonction. "
            "Ajoutez-la d’abord dans ses contacts."
        )


def refuse_overlap(seat: Seat, person: Person, role: str, starts_on: date, ends_on: date | None) -> None:
    others = overlapping(starts_on, ends_on)
    if others.filter(seat=seat, person=person).exists():
        raise DomainError(f"{person} occupe déjà ce siège à ces dates.")
    if role != MandateRole.TITULAR:
        return
    titulars = others.filter(role=MandateRole.TITULAR)
    if sitting := titulars.filter(seat=seat).select_related("person").first():
        raise DomainError(f"{sitting.person} est déjà titulaire de ce siège : terminez d’abord son mandat.")
    if other := titulars.filter(seat__group__body=seat.group.body, person=person).first():
        raise DomainError(f"{person} est déjà titulaire d’un autre siège ici : {other.seat}.")


def overlapping(starts_on: date, ends_on: date | None):
    """Mandates that share at least a day with [starts_on, ends_on[; one of no length is held on no day."""
    rows = Mandate.everywhere.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on))
    return rows.filter(starts_on__lt=ends_on) if ends_on else rows


def leave_office_to(mandate: Mandate) -> None:
    """A body has one chair: whoever presided before stays a member."""
    if mandate.office in UNIQUE_OFFICES:
        others = Mandate.everywhere.filter(seat__group__body=mandate.seat.group.body, office=mandate.office)
        held = others.filter(Q(ends_on=None) | Q(ends_on__gt=mandate.starts_on))
        held.exclude(pk=mandate.pk).update(office=BodyOffice.NONE)


def of_seat(seat: Seat) -> dict[str, str]:
    return {"instance": seat.group.body.name, "siège": seat.label or str(seat.organisation or "")}


@transaction.atomic
def end_mandate(mandate: Mandate, *, on: date, because: str = "", by) -> None:
    """`on` is the first day when it is no longer held; one that ends the day it starts was never held."""
    if on < mandate.starts_on:
        raise DomainError("Le mandat ne peut pas finir avant d’avoir commencé.")
    running = Mandate.everywhere.filter(Q(ends_on=None) | Q(ends_on__gt=on), pk=mandate.pk)
    if not running.update(ends_on=on, ended_because=because):
        raise DomainError("Ce mandat est déjà terminé à cette date.")
    seat = mandate.seat
    record(
        "a mis fin à un mandat",
        actor=by,
        authority=seat.group.body.authority,
        target=mandate,
        **of_seat(seat),
    )


@transaction.atomic
def renew_mandate(
    mandate: Mandate, *, starts_on: date, ends_on: date | None = None, act: str = "", by
) -> Mandate:
    """The same person on the same seat, by a new act; the mandate that runs ends where this one starts."""
    seat = mandate.seat
    hold(seat.group.body.authority)
    if starts_on <= mandate.starts_on:
        raise DomainError("Le nouveau mandat commence après celui qu’il renouvelle.")
    if ends_on and ends_on < starts_on:
        raise DomainError("Le mandat finit avant de commencer.")
    running = Mandate.everywhere.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on), pk=mandate.pk)
    running.update(ends_on=starts_on, ended_because="renouvelé")
    refuse_overlap(seat, mandate.person, mandate.role, starts_on, ends_on)
    renewed = Mandate.everywhere.create(
        seat=seat,
        person=mandate.person,
        role=mandate.role,
        office=mandate.office,
        starts_on=starts_on,
        ends_on=ends_on,
        act=act,
    )
    record(
        "a renouvelé un mandat",
        actor=by,
        authority=seat.group.body.authority,
        target=renewed,
        **of_seat(seat),
    )
    return renewed


@transaction.atomic
def renew_all(
    body: Body,
    *,
    keep: Iterable[Mandate],
    starts_on: date,
    ends_on: date | None = None,
    act: str,
    by,
) -> list[Mandate]:
    """After elections: one act ends every mandate of the body and opens a new one for those who stay."""
    hold(body.authority)
    kept = {mandate.pk for mandate in keep}
    running = Mandate.everywhere.held(starts_on).filter(seat__group__body=body, starts_on__lt=starts_on)
    rows = list(running.select_related("seat__group__body__authority", "seat__organisation", "person"))
    if strangers := kept - {mandate.pk for mandate in rows}:
        raise DomainError(f"{len(strangers)} mandat de la liste n’est plus en cours : rechargez la page.")
    renewed = []
    for mandate in rows:
        if mandate.pk in kept:
            renewed.append(renew_mandate(mandate, starts_on=starts_on, ends_on=ends_on, act=act, by=by))
        else:
            end_mandate(mandate, on=starts_on, because="non renouvelé", by=by)
    record(
        "a renouvelé les membres",
        actor=by,
        authority=body.authority,
        target=body,
        renouvelés=len(renewed),
        terminés=len(rows) - len(renewed),
    )
    return renewed


@transaction.atomic
def give_office(mandate: Mandate, *, office: str, by) -> None:
    """To preside, to stand in for who does, to keep the minutes; an empty office is a plain member's."""
    body = mandate.seat.group.body
    hold(body.authority)
    today = timezone.localdate()
    running = Mandate.everywhere.filter(Q(ends_on=None) | Q(ends_on__gt=today), pk=mandate.pk)
    if not running.exclude(office=office).update(office=office):
        raise DomainError("Cette personne a déjà cette charge, ou ne siège plus.")
    mandate.office = office
    leave_office_to(mandate)
    record("a confié une charge", actor=by, authority=body.authority, target=mandate, **of_seat(mandate.seat))


def name_chair(mandate: Mandate, *, by) -> None:
    give_office(mandate, office=BodyOffice.CHAIR, by=by)


def keep_mandates_of(user) -> int:
    """Erasing a person: who sat, and when, is public record. Its name goes with the contact. How many mandates stay."""
    return Mandate.everywhere.filter(person__email__in=addresses_of(user)).count()
