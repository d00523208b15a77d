"""What the screens of bodies show: lists, compositions at a date, rules in force."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format

from maillage.common.documents import Document, Facts, Grid, Heading, Note, Paragraph
from maillage.governance.enums import MandateRole, MeetingState
from maillage.governance.models import Body, BodyRules, Mandate, Meeting, MemberGroup, RuleSetting, Seat
from maillage.partners.models import Person
from maillage.partners.queries.contacts import people_under_address_of

RENEW_WITHIN = timedelta(days=90)
PEOPLE_SHOWN = 50
COMING = (MeetingState.PLANNED, MeetingState.CONVENED)
COLUMNS = (
    "Collège",
    "Voix délibérative",
    "Siège",
    "Organisation",
    "Qualité",
    "Nom",
    "Charge",
    "Du",
    "Au",
    "Acte de désignation",
)


def bodies_of(user, authority, *, closed: bool = False):
    """The bodies that a person may see, each with its counts and its next meeting: one query."""
    now, today = timezone.now(), timezone.localdate()
    soon = today + RENEW_WITHIN
    held = Q(groups__seats__mandates__starts_on__lte=today) & (
        Q(groups__seats__mandates__ends_on=None) | Q(groups__seats__mandates__ends_on__gt=today)
    )
    titular = held & Q(groups__seats__mandates__role=MandateRole.TITULAR)
    coming = Meeting.everywhere.filter(body=OuterRef("pk"), state__in=COMING, ends_at__gte=now)
    rows = Body.objects.visible_to(user).filter(authority=authority, closed_on__isnull=not closed)
    return rows.annotate(
        seats=Count("groups__seats", filter=Q(groups__seats__closed_on=None), distinct=True),
        members=Count("groups__seats__mandates", filter=titular, distinct=True),
        to_renew=Count(
            "groups__seats__mandates",
            filter=held & Q(groups__seats__mandates__ends_on__lte=soon),
            distinct=True,
        ),
        next_meeting=Subquery(coming.order_by("starts_at").values("starts_at")[:1]),
    )


@dataclass
class SeatRow:
    seat: Seat
    titular: Mandate | None = None
    alternates: list[Mandate] = field(default_factory=list)

    @property
    def mandates(self) -> list[Mandate]:
        return [*([self.titular] if self.titular else []), *self.alternates]


@dataclass
class GroupRow:
    group: MemberGroup
    seats: list[SeatRow] = field(default_factory=list)

    @property
    def vacant(self) -> int:
        return sum(row.titular is None for row in self.seats)


def composition_at(body: Body, day: date | None = None) -> list[GroupRow]:
    """Who sat there on a day, college by college, in three queries.

    A seat is shown on a past day only if somebody had already been named to it: before, nobody knows that it was there.
    """
    day, today = day or timezone.localdate(), timezone.localdate()
    rows = {group.pk: GroupRow(group) for group in MemberGroup.everywhere.filter(body=body)}
    seats = Seat.everywhere.filter(group__body=body).select_related("organisation").order_by("order", "pk")
    mandates = list(
        Mandate.everywhere.filter(seat__group__body=body, starts_on__lte=day).select_related("person")
    )
    known = {mandate.seat_id for mandate in mandates}
    lines = {}
    for seat in seats.filter(Q(closed_on=None) | Q(closed_on__gt=day)):
        if day >= today or seat.pk in known:
            lines[seat.pk] = SeatRow(seat)
            rows[seat.group_id].seats.append(lines[seat.pk])
    for mandate in mandates:
        line = lines.get(mandate.seat_id)
        if line is None or (mandate.ends_on and mandate.ends_on <= day):
            continue
        if mandate.role == MandateRole.TITULAR:
            line.titular = mandate
        else:
            line.alternates.append(mandate)
    return list(rows.values())


def counts_of(groups: Iterable[GroupRow]) -> dict[str, int]:
    groups = list(groups)
    seats = sum(len(group.seats) for group in groups)
    vacant = sum(group.vacant for group in groups)
    alternates = sum(len(row.alternates) for group in groups for row in group.seats)
    return {"seats": seats, "vacant": vacant, "members": seats - vacant, "alternates": alternates}


def mandates_to_renew(authority, *, body: Body | None = None, within: timedelta = RENEW_WITHIN):
    """The mandates held today that end within a delay, the first to end first, in bodies that are open."""
    rows = Mandate.everywhere.held().filter(
        seat__group__body__authority=authority,
        seat__group__body__closed_on=None,
        ends_on__lte=timezone.localdate() + within,
    )
    rows = rows.filter(seat__group__body=body) if body else rows
    return rows.select_related("person", "seat__organisation", "seat__group__body").order_by("ends_on", "pk")


def running_mandates(body: Body):
    """Those held today or to come, in the order of the composition."""
    rows = Mandate.everywhere.filter(seat__group__body=body).exclude(ends_on__lte=timezone.localdate())
    return rows.select_related("person", "seat__organisation", "seat__group").order_by(
        "seat__group__order", "seat__group", "seat__order", "seat", "-role", "pk"
    )


def mandates_of_seat(seat: Seat):
    return Mandate.everywhere.filter(seat=seat).select_related("person").order_by("-starts_on", "-pk")


def people_for(seat: Seat, text: str = "", *, chosen: str = ""):
    """Who may be named to a seat: the contacts of its organisation, else those whose name bears `text`.

    At most a screenful, and `chosen` (a key that was posted) beside them.
    """
    people = Person.objects.filter(authority=seat.group.body.authority, erased_on=None)
    if seat.organisation_id:
        today = timezone.localdate()
        in_office = Q(functions__ends_on=None) | Q(functions__ends_on__gt=today)
        people = people.filter(in_office, functions__organisation=seat.organisation)
    shown = people.filter(full_name__icontains=text) if seat.organisation_id or text else people.none()
    keys = set(shown.order_by("full_name").values_list("pk", flat=True)[:PEOPLE_SHOWN])
    if chosen.isdecimal():
        keys |= set(people.filter(pk=chosen).values_list("pk", flat=True))
    return Person.objects.filter(pk__in=keys)


def rules_at(body: Body, day: date | None = None) -> BodyRules | None:
    """The rules of procedure in force on a day; None while none were adopted."""
    rows = BodyRules.everywhere.filter(body=body, adopted_on__lte=day or timezone.localdate())
    return rows.order_by("-adopted_on").first()


def composition_rows(body: Body, day: date) -> Iterable[tuple]:
    """One line for each member and each vacant seat, for a spreadsheet."""
    yield COLUMNS
    for group in composition_at(body, day):
        votes = "oui" if group.group.has_vote else "non"
        for row in group.seats:
            head = (group.group.name, votes, row.seat.label, row.seat.organisation or "")
            if row.titular is None:
                yield (*head, "siège vacant", "", "", "", "", "")
            for each in row.mandates:
                office = each.get_office_display() if each.office else ""
                dates = (each.starts_on, each.ends_on or "", each.act)
                yield (*head, each.get_role_display(), each.person, office, *dates)


def composition_document(body: Body, day: date) -> Document:
    """The composition on a day, as the annex of the deliberation that sets it: names and qualities, no address."""
    groups = composition_at(body, day)
    counts = counts_of(groups)
    facts = [
        ("Nature", body.get_kind_display()),
        ("Délibération", body.act or "à compléter"),
        ("Sièges", f"{counts['seats']}, dont vacants\u00a0: {counts['vacant']}"),
        ("Titulaires", str(counts["members"])),
        ("Suppléants", str(counts["alternates"])),
    ]
    blocks = [Facts(facts), *([Paragraph(body.purpose)] if body.purpose else [])]
    for group in groups:
        blocks.append(Heading(group.group.name, level=2))
        if group.seats:
            header = ["Siège", "Titulaire", "Suppléant", "Mandat"]
            rows = [document_row(row) for row in group.seats]
            blocks.append(Grid(caption=f"Sièges du collège « {group.group.name} »", header=header, rows=rows))
        else:
            blocks.append(Note("Ce collège n’a pas de siège à cette date."))
    return Document(
        title=f"Composition : {body.name}",
        subtitle=f"au {date_format(day, 'j F Y')}",
        authority=body.authority.name,
        blocks=blocks,
    )


def document_row(row: SeatRow) -> list[str]:
    seat, titular = row.seat, row.titular
    name = "\u00a0: ".join(str(part) for part in (seat.label, seat.organisation) if part) or str(seat)
    office = f" ({titular.get_office_display()})" if titular and titular.office else ""
    return [
        name,
        f"{titular.person}{office}" if titular else "siège vacant",
        ", ".join(str(each.person) for each in row.alternates) or "–",
        dates_of(titular) if titular else "–",
    ]


def dates_of(mandate: Mandate) -> str:
    start = date_format(mandate.starts_on, "d/m/Y")
    return f"{start} – {date_format(mandate.ends_on, 'd/m/Y')}" if mandate.ends_on else f"depuis le {start}"


def mandates_under_address_of(user) -> list[dict]:
    """For a person's export: every seat held under any of their addresses, in any authority."""
    return mandates_in_words(people_under_address_of(user))


def mandates_in_words(people) -> list[dict]:
    rows = Mandate.everywhere.filter(person__in=people)
    rows = rows.annotate(authority=F("seat__group__body__authority__name"))
    rows = rows.select_related("seat__organisation", "seat__group__body").order_by("pk")
    return [
        {
            "autorité": row.authority,
            "instance": row.seat.group.body.name,
            "collège": row.seat.group.name,
            "siège": str(row.seat),
            "qualité": row.get_role_display(),
            "charge": row.get_office_display(),
            "du": row.starts_on.isoformat(),
            "au": row.ends_on.isoformat() if row.ends_on else None,
            "acte": row.act,
        }
        for row in rows
    ]


def rules_set_by(user) -> list[dict]:
    """For a person's export: the legal rules that they made stricter or set aside."""
    rows = RuleSetting.everywhere.filter(decided_by=user).select_related("body__authority").order_by("pk")
    return [
        {
            "autorité": row.body.authority.name,
            "instance": row.body.name,
            "règle": row.rule_id,
            "minimum": row.minimum,
            "motif": row.waived_because,
            "le": row.decided_on.isoformat(),
        }
        for row in rows
    ]


def day_asked(text: str | None) -> date:
    """A day written in an address; today if it is none."""
    try:
        return datetime.strptime(text or "", "%Y-%m-%d").date()  # noqa: DTZ007  a day, not a moment
    except ValueError:
        return timezone.localdate()
