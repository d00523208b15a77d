"""Who was there: noted by the secretary, signed on a phone, or copied from a paper sheet."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.common.errors import DomainError
from maillage.governance.domain.documents import settle_papers
from maillage.governance.enums import MeetingState, MinutesState, Presence, SignedBy
from maillage.governance.models import Attendance, Mandate, Meeting
from maillage.governance.queries import attendance as queries
from maillage.journal.domain import record
from maillage.partners.enums import InteractionKind
from maillage.partners.models import Interaction

NEEDS_THE_DAY = (Presence.PRESENT, Presence.REMOTE, Presence.REPRESENTED)


@dataclass(frozen=True)
class Mark:
    """What is to be noted of one seat."""

    presence: str
    substitute: Mandate | None = None
    proxy_to: Mandate | None = None


def take_turn(meeting: Meeting) -> Meeting:
    """The row as it stands now; whoever writes on the same meeting waits for the end of this transaction."""
    Meeting.everywhere.select_for_update().get(pk=meeting.pk)
    return Meeting.everywhere.select_related("body__authority").get(pk=meeting.pk)


def refuse_unless_open(meeting: Meeting) -> None:
    if meeting.minutes_state == MinutesState.APPROVED:
        raise DomainError(
            "Le compte rendu est approuvé : plus rien n’y change. "
            "Une erreur se corrige par un rectificatif, à une séance suivante."
        )
    if meeting.minutes_state == MinutesState.SUBMITTED:
        raise DomainError("Le compte rendu est soumis à approbation : reprenez-le avant de le modifier.")
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError("Cette séance est annulée.")


@transaction.atomic
def mark(meeting: Meeting, mandate: Mandate, what: Mark, *, signed_by=SignedBy.SECRETARY, by) -> Attendance:
    """Note how one member is there, or not. The last word stands, and the journal keeps what it replaced."""
    meeting = take_turn(meeting)
    refuse_unless_open(meeting)
    attendance = write_mark(meeting, mandate, what, signed_by=signed_by, by=by)
    keep_exchanges(meeting, by=by)
    return attendance


@transaction.atomic
def mark_all(meeting: Meeting, marks: Mapping[Mandate, Mark], *, signed_by=SignedBy.PAPER, by) -> int:
    """Copy a sheet: all of it, or nothing if one line is wrong. Returns how many lines changed."""
    meeting = take_turn(meeting)
    refuse_unless_open(meeting)
    before = dict(Attendance.everywhere.filter(meeting=meeting).values_list("mandate_id", "presence"))
    ordered = sorted(marks.items(), key=lambda each: each[1].presence == Presence.REPRESENTED)
    for mandate, what in ordered:
        write_mark(meeting, mandate, what, signed_by=signed_by, by=by)
    keep_exchanges(meeting, by=by)
    return sum(before.get(mandate.pk) != what.presence for mandate, what in ordered)


def write_mark(meeting, mandate, what: Mark, *, signed_by, by) -> Attendance:
    refuse_bad_mark(meeting, mandate, what)
    before = Attendance.everywhere.filter(meeting=meeting, mandate=mandate).first()
    facts = {"presence": what.presence, "substitute": what.substitute, "proxy_to": what.proxy_to}
    if before and all(getattr(before, name) == value for name, value in facts.items()):
        return before
    attendance, _ = Attendance.everywhere.update_or_create(
        meeting=meeting,
        mandate=mandate,
        defaults={**facts, "signed_by": signed_by, "signed_at": timezone.now()},
    )
    record(
        "a relevé une présence",
        actor=by,
        authority=meeting.body.authority,
        target=attendance,
        séance=str(meeting),
        présence=Presence(what.presence).label,
        avant=before.get_presence_display() if before else "",
        par=SignedBy(signed_by).label,
    )
    return attendance


def refuse_bad_mark(meeting, mandate, what: Mark) -> None:
    roll = {line.mandate.pk: line for line in queries.roll_of(meeting)}
    line = roll.get(mandate.pk)
    if line is None:
        raise DomainError(f"{mandate} ne siège pas à cette séance.")
    if what.presence in NEEDS_THE_DAY and meeting.day > timezone.localdate():
        raise DomainError("Avant le jour de la séance, on ne note que les excuses.")
    if what.substitute and what.presence not in queries.THERE:
        raise DomainError("Un suppléant se note quand il est là.")
    if what.substitute and what.substitute.pk not in {each.pk for each in line.alternates}:
        raise DomainError(f"{what.substitute} n’est pas suppléant dans ce collège.")
    if what.substitute:
        refuse_busy_alternate(roll, line, what.substitute)
    if what.presence == Presence.REPRESENTED:
        refuse_bad_proxy(meeting, roll, mandate, what.proxy_to)


def refuse_busy_alternate(roll: dict, line, substitute: Mandate) -> None:
    for other in roll.values():
        if other is not line and other.attendance and other.attendance.substitute_id == substitute.pk:
            raise DomainError(f"{substitute} remplace déjà {other.mandate}.")


def refuse_bad_proxy(meeting, roll: dict, giver: Mandate, holder: Mandate | None) -> None:
    """Whoever holds a proxy is a member, not marked away, and holds no more than the rules of procedure let them."""
    if holder is None:
        raise DomainError("Dites qui reçoit le pouvoir.")
    if holder.pk == giver.pk or holder.pk not in roll:
        raise DomainError("Un pouvoir se donne à un autre membre de la séance.")
    noted = roll[holder.pk].attendance
    if noted and noted.presence not in queries.THERE:
        raise DomainError(f"{holder} n’est pas là : le pouvoir ne peut pas lui être donné.")
    rules = queries.rules_of(meeting)
    held = Attendance.everywhere.filter(meeting=meeting, proxy_to=holder, presence=Presence.REPRESENTED)
    if rules and held.exclude(mandate=giver).count() >= rules.max_proxies:
        most = "aucun pouvoir" if rules.max_proxies == 0 else f"{rules.max_proxies} pouvoir au plus"
        most = most if rules.max_proxies < 2 else f"{rules.max_proxies} pouvoirs au plus"  # noqa: PLR2004  plural
        raise DomainError(
            f"Le règlement intérieur permet {most} par personne : {holder} n’en reçoit pas d’autre."
        )


@transaction.atomic
def unmark(meeting: Meeting, mandate: Mandate, *, by) -> None:
    """Back to « nothing known »: for a tap on the wrong line."""
    meeting = take_turn(meeting)
    refuse_unless_open(meeting)
    attendance = Attendance.everywhere.filter(meeting=meeting, mandate=mandate).first()
    if attendance is None:
        return
    record(
        "a effacé un relevé de présence",
        actor=by,
        authority=meeting.body.authority,
        target=mandate,
        séance=str(meeting),
        avant=attendance.get_presence_display(),
    )
    attendance.delete()
    keep_exchanges(meeting, by=by)


# On one's phone


@transaction.atomic
def open_signing(meeting: Meeting, *, by) -> None:
    """Let members sign by scanning the code: from two hours before the meeting to three hours after."""
    meeting = take_turn(meeting)
    refuse_unless_open(meeting)
    hashed = fingerprint(queries.presence_token(meeting))
    if Meeting.everywhere.filter(pk=meeting.pk).exclude(presence_hash=hashed).update(presence_hash=hashed):
        record(
            "a ouvert l’émargement par téléphone", actor=by, authority=meeting.body.authority, target=meeting
        )


@transaction.atomic
def shut_signing(meeting: Meeting, *, by) -> None:
    if Meeting.everywhere.filter(pk=meeting.pk).exclude(presence_hash="").update(presence_hash=""):
        record(
            "a fermé l’émargement par téléphone", actor=by, authority=meeting.body.authority, target=meeting
        )


@transaction.atomic
def sign(meeting: Meeting, mandate: Mandate, *, remote: bool = False) -> Attendance:
    """A member says that they are there; an alternate signs on the line of the seat. Nobody can be marked away here."""
    meeting = take_turn(meeting)
    if not meeting.presence_hash or not queries.may_sign_now(meeting):
        raise DomainError("L’émargement est fermé. Dites au secrétariat que vous êtes là.")
    refuse_unless_open(meeting)
    roll = queries.roll_of(meeting)
    line = next((line for line in roll if line.mandate.seat_id == mandate.seat_id), None)
    if line is None or mandate.pk not in {line.mandate.pk, *(each.pk for each in line.alternates)}:
        raise DomainError("Ce nom n’est pas sur la liste de la séance.")
    noted, substitute = line.attendance, mandate if mandate.pk != line.mandate.pk else None
    if noted and noted.presence in queries.THERE and noted.substitute != substitute:
        raise DomainError("Quelqu’un a déjà signé pour ce siège. Voyez avec le secrétariat.")
    what = Mark(Presence.REMOTE if remote else Presence.PRESENT, substitute=substitute)
    attendance = write_mark(meeting, line.mandate, what, signed_by=SignedBy.QR, by=None)
    keep_exchanges(meeting, by=None)
    return attendance


# The end of the meeting


@transaction.atomic
def close_meeting(meeting: Meeting, *, by) -> None:
    """The meeting was held: whoever was not marked was absent, and each organisation that came keeps a trace of it."""
    if meeting.starts_at > timezone.now():
        raise DomainError("La séance n’a pas commencé.")
    still_open = Meeting.everywhere.filter(
        pk=meeting.pk, state__in=[MeetingState.PLANNED, MeetingState.CONVENED]
    )
    if not still_open.update(state=MeetingState.HELD, presence_hash="", updated_at=timezone.now()):
        raise DomainError("Cette séance est déjà close, ou annulée.")
    meeting.refresh_from_db()
    settle_papers(meeting, by=by)
    unmarked = [line.mandate for line in queries.roll_of(meeting) if line.attendance is None]
    Attendance.everywhere.bulk_create(
        Attendance(
            meeting=meeting,
            mandate=mandate,
            presence=Presence.ABSENT,
            signed_by=SignedBy.SECRETARY,
            signed_at=timezone.now(),
        )
        for mandate in unmarked
    )
    keep_exchanges(meeting, by=by)
    record(
        "a clos la séance",
        actor=by,
        authority=meeting.body.authority,
        target=meeting,
        absents_non_relevés=len(unmarked),
    )


def keep_exchanges(meeting: Meeting, *, by) -> None:
    """One exchange on the timeline of each organisation that was there, and of no other, once the meeting is held."""
    if meeting.state != MeetingState.HELD:
        return
    authority = meeting.body.authority
    there = Attendance.everywhere.filter(meeting=meeting, presence__in=queries.THERE)
    came = set(
        there.exclude(mandate__seat__organisation=None).values_list("mandate__seat__organisation", flat=True)
    )
    facts = {
        "authority": authority,
        "kind": InteractionKind.MEETING,
        "happened_on": meeting.day,
        "summary": f"Séance : {meeting}",
    }
    kept = Interaction.everywhere.filter(**facts)
    kept.exclude(organisation__in=came).delete()
    known = set(kept.values_list("organisation_id", flat=True))
    Interaction.everywhere.bulk_create(
        Interaction(organisation_id=pk, recorded_by=by, **facts) for pk in sorted(came - known)
    )
