"""What a member says of a meeting they are called to, by their own link. They may change their mind until it begins."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from maillage.common import jobs
from maillage.common.errors import DomainError
from maillage.governance.domain.convocations import call
from maillage.governance.enums import Answer, Channel, ConvocationState, MandateRole
from maillage.governance.models import Convocation, Mandate, Meeting
from maillage.governance.queries.convocations import (
    alternates_for,
    holders_for,
    may_still_answer,
    why_not_by_mail,
)
from maillage.journal.domain import record
from maillage.partners.domain.contacts import record_interaction
from maillage.partners.enums import InteractionKind
from maillage.partners.models import Interaction, Organisation


@transaction.atomic
def answer(
    convocation: Convocation,
    value: str,
    *,
    note: str = "",
    substitute: Mandate | None = None,
    substitute_name: str = "",
    proxy_to: Mandate | None = None,
    by=None,
) -> None:
    """Keep an answer, leave its trace with the partner, and call the alternate who is to come instead.

    The answers of one meeting take turns, so that two proxies never exceed what the rules allow.
    """
    meeting = (
        Meeting.everywhere.select_for_update(of=("self",))
        .select_related("body__authority")
        .get(pk=convocation.meeting_id)
    )
    if not may_still_answer(meeting):
        raise DomainError("Cette séance a commencé, ou n’a pas lieu : on ne peut plus répondre.")
    check_choice(convocation, value, substitute, substitute_name, proxy_to)
    Convocation.everywhere.filter(pk=convocation.pk).update(
        answer=value,
        answered_at=timezone.now(),
        note=note.strip(),
        substitute=substitute if value == Answer.SUBSTITUTE else None,
        substitute_name=substitute_name.strip() if value == Answer.SUBSTITUTE and not substitute else "",
        proxy_to=proxy_to if value == Answer.PROXY else None,
    )
    convocation.refresh_from_db()
    settle_alternate(convocation)
    trace(convocation)
    record(
        "a répondu à une convocation" if by is None else "a noté une réponse",
        actor=by,
        authority=meeting.body.authority,
        target=convocation,
        réponse=Answer(value).label,
    )


def check_choice(convocation: Convocation, value: str, substitute, substitute_name: str, proxy_to) -> None:
    if value not in Answer.values or value == Answer.NONE:
        raise DomainError("Choisissez une réponse.")
    if value == Answer.SUBSTITUTE:
        if not (substitute or substitute_name.strip()):
            raise DomainError("Dites qui viendra à votre place.")
        if substitute and substitute.pk not in {each.pk for each in alternates_for(convocation)}:
            raise DomainError("Cette personne n’est pas suppléante de ce siège.")
    if value == Answer.PROXY:
        if proxy_to is None:
            raise DomainError("Dites à qui vous donnez pouvoir.")
        if proxy_to.pk not in {row.mandate_id for row in holders_for(convocation)}:
            raise DomainError(
                "Cette personne ne peut pas porter votre pouvoir : elle en a déjà, ou ne viendra pas."
            )


def settle_alternate(convocation: Convocation) -> None:
    """The alternate named is called in turn; one named before, whose call has not left yet, is not called any more."""
    rows = Convocation.everywhere.filter(meeting=convocation.meeting_id)
    of_seat = rows.filter(mandate__seat=convocation.mandate.seat_id).exclude(pk=convocation.pk)
    of_seat.exclude(mandate=convocation.substitute_id).filter(
        state=ConvocationState.TO_SEND,
        sent_at=None,
        answer=Answer.NONE,
        mandate__role=MandateRole.ALTERNATE,
    ).delete()
    chosen = convocation.substitute
    if chosen and not rows.filter(mandate=chosen).exists():
        call(convocation.meeting, chosen, Channel.LETTER if why_not_by_mail(chosen.person) else Channel.MAIL)
        jobs.nudge("send_convocations")


def trace(convocation: Convocation) -> None:
    """One dated fact per meeting and organisation, kept up to date: an answer is a sign of life of the partner."""
    organisation = Organisation.everywhere.filter(seats=convocation.mandate.seat_id).first()
    if organisation is None:
        return
    rows = Convocation.everywhere.filter(
        meeting=convocation.meeting_id, mandate__seat__organisation=organisation
    ).exclude(answer=Answer.NONE)
    said = Counter(Answer(row.answer).label for row in rows)
    words = ", ".join(
        f"{number} fois «\u00a0{label}\u00a0»" if number > 1 else label for label, number in said.items()
    )
    summary = f"A répondu à la convocation ({convocation.meeting}) : {words}."
    today = timezone.localdate()
    known = rows.exclude(interaction=None).values_list("interaction_id", flat=True).first()
    if known:
        Interaction.everywhere.filter(pk=known).update(summary=summary, happened_on=today)
    else:
        facts = {"kind": InteractionKind.ANSWER, "happened_on": today, "summary": summary}
        known = record_interaction(organisation, **facts, by=None).pk
    Convocation.everywhere.filter(pk=convocation.pk).update(interaction=known)
