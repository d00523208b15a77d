"""A letter leaves: counted, frozen, prepared chunk by chunk. Killed at any moment, nothing is lost and nothing doubles:
each chunk of mails and the state of its rows are kept together, or not at all.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from maillage.accounts.emails.gate import post_rendered
from maillage.accounts.enums import MailState
from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.common.jobs import job, nudge
from maillage.journal.domain import record
from maillage.outreach.domain.press import Press
from maillage.outreach.emails import notes
from maillage.outreach.enums import DeliveryState, LetterState
from maillage.outreach.models import Delivery, Letter
from maillage.outreach.queries.letters import web_page_of
from maillage.outreach.queries.pieces import pieces_of
from maillage.outreach.queries.recipients import Recipients, recipients
from maillage.partners.domain.notices import Sent, note_many, tell
from maillage.partners.enums import Event
from maillage.partners.models import Person
from maillage.partners.queries.notices import over_cap

TYPED_ABOVE = 100
CHUNK = 500
FROZEN_AT_ONCE = 1000
SHORTEST_REASON = 10
LATE = timedelta(minutes=10)

logger = logging.getLogger(__name__)


@transaction.atomic
def release(
    letter: Letter, *, at: datetime | None, typed: int | None, urgent_because: str = "", by
) -> Recipients:
    """Let a letter go, now or later. Above a hundred, the number of people is typed by whoever lets it go."""
    letter = held(letter)
    if not letter.is_draft:
        raise DomainError("Cette lettre n’est plus un brouillon.")
    if letter.audience is None:
        raise DomainError("Choisissez d’abord le public de cette lettre.")
    pieces, lost = pieces_of(letter)
    if not pieces:
        raise DomainError("Cette lettre est vide : écrivez au moins un bloc.")
    if lost:
        raise DomainError("Un fait de cette lettre n’existe plus : retirez-le d’abord.")
    now = timezone.now()
    if at and at < now - LATE:
        raise DomainError("Cette heure est passée : choisissez-en une à venir.")
    if urgent_because and len(urgent_because.strip()) < SHORTEST_REASON:
        raise DomainError(f"Écrivez pourquoi c’est urgent, en {SHORTEST_REASON} lettres au moins.")
    found = recipients(letter.audience)
    refuse_count(len(found), typed)
    letter.state, letter.leaves_at, letter.counted = LetterState.SCHEDULED, at or now, len(found)
    letter.recount, letter.urgent_because = None, urgent_because.strip()
    letter.save()
    record(
        "a fait partir une lettre" if not at else "a programmé une lettre",
        actor=by,
        authority=letter.authority,
        target=letter,
        destinataires=len(found),
        **({"urgente": letter.urgent_because} if letter.urgent_because else {}),
    )
    nudge("send_letters")
    return found


def refuse_count(count: int, typed: int | None) -> None:
    if not count:
        raise DomainError("Ce public ne compte personne à qui écrire aujourd’hui.")
    if count > TYPED_ABOVE and typed != count:
        raise DomainError(f"{count} personnes recevront cette lettre. Tapez ce nombre pour confirmer.")


def held(letter: Letter) -> Letter:
    """The letter as it stands, held until the end of the transaction."""
    rows = Letter.everywhere.select_for_update(of=("self",)).select_related(
        "authority", "audience__authority"
    )
    return rows.get(pk=letter.pk)


@transaction.atomic
def call_back(letter: Letter, *, by) -> None:
    """A letter that waits for its hour is a draft again."""
    rows = Letter.everywhere.filter(pk=letter.pk, state=LetterState.SCHEDULED)
    if not rows.update(state=LetterState.DRAFT, leaves_at=None, counted=None):
        raise DomainError("Cette lettre n’attend plus son départ.")
    record("a rappelé une lettre", actor=by, authority=letter.authority, target=letter)


# The departure


@job("send_letters", every=timedelta(minutes=1))
def send_letters() -> int:
    """Begin the departures that are due, and prepare what waits. Returns the number of mails prepared."""
    done = 0
    due = Letter.everywhere.filter(state=LetterState.SCHEDULED, leaves_at__lte=timezone.now())
    for pk in list(due.order_by("leaves_at").values_list("pk", flat=True)):
        apart(begin, pk)
    leaving = Letter.everywhere.filter(state=LetterState.LEAVING)
    for pk in list(leaving.order_by("left_at").values_list("pk", flat=True)):
        done += apart(prepare, pk) or 0
    return done


def apart(step, pk: int):
    """One letter that fails must not keep the others: it stays where it was, and the next turn tries again."""
    try:
        return step(pk)
    except Exception:
        logger.exception("Letter %s: %s failed.", pk, step.__name__)
        return None


@transaction.atomic
def begin(pk: int) -> bool:
    """Claim the departure, ask who receives it today, and write one row for each. Another number goes back to the team."""
    now = timezone.now()
    claimed = Letter.everywhere.filter(pk=pk, state=LetterState.SCHEDULED, leaves_at__lte=now)
    if not claimed.update(state=LetterState.LEAVING, left_at=now):
        return False
    letter = held(Letter(pk=pk))
    found = recipients(letter.audience)
    if len(found) != letter.counted and (len(found) > TYPED_ABOVE or not found.taken):
        send_back(letter, len(found))
        return False
    pieces, _ = pieces_of(letter)
    letter.web_html, letter.web_text = web_page_of(letter, pieces)
    letter.save()
    postponed = set() if letter.urgent_because else over_cap(letter.authority, found.people)
    freeze(letter, found, postponed)
    put_in_digests(letter, postponed)
    facts = {"récapitulatif": len(postponed)} if postponed else {}
    record("est partie", authority=letter.authority, target=letter, destinataires=len(found), **facts)
    return True


def freeze(letter: Letter, found: Recipients, postponed: set[int]) -> None:
    """One row for each recipient."""
    later = dict.fromkeys(postponed, DeliveryState.DIGEST)
    rows = [
        Delivery(
            letter=letter,
            person_id=each.person,
            subscriber_id=each.subscriber,
            address=each.email,
            state=later.get(each.person, DeliveryState.WAITING),
        )
        for each in found.taken
    ]
    Delivery.everywhere.bulk_create(rows, batch_size=FROZEN_AT_ONCE)


def put_in_digests(letter: Letter, people: set[int]) -> None:
    """Whoever was asked enough this month finds the letter in their weekly digest, and reads it in their space."""
    press = Press(letter.pk)
    path = reverse("outreach:own_letter", args=[letter.authority.slug, letter.pk])
    for person in Person.everywhere.filter(pk__in=people).select_related("authority"):

        def write(person=person) -> OutboundMail:
            return post_rendered([press.for_person(person)], kind="letter", authority=letter.authority)[0]

        tell(person, Event.LETTER, letter, write=write, title=letter.subject, path=path)


def send_back(letter: Letter, count: int) -> None:
    Letter.everywhere.filter(pk=letter.pk).update(
        state=LetterState.DRAFT, leaves_at=None, left_at=None, recount=count
    )
    notes.recounted(letter, count)
    record(
        "est revenue : le nombre de destinataires a changé",
        authority=letter.authority,
        target=letter,
        confirmés=letter.counted,
        trouvés=count,
    )


def prepare(pk: int) -> int:
    """Chunk after chunk, until no row waits or somebody stops it. Returns the number of mails."""
    press, done = Press(pk), 0
    while (count := prepare_chunk(pk, press)) is not None:
        done += count
    return done


@transaction.atomic
def prepare_chunk(pk: int, press: Press) -> int | None:
    """Write the mails of the next rows and note them, together. None when there is nothing left to do."""
    letter = Letter.everywhere.select_for_update().filter(pk=pk, state=LetterState.LEAVING).first()
    if letter is None:
        return None
    waiting = Delivery.everywhere.filter(letter=pk, state=DeliveryState.WAITING)
    rows = list(waiting.order_by("pk")[:CHUNK])
    if not rows:
        finish(letter)
        return None
    posted, gone = press.print(rows)
    mails = post_rendered(
        [mail for _, mail in posted], kind="letter", authority=press.letter.authority, due_at=timezone.now()
    )
    note_posted([row for row, _ in posted], mails, gone)
    note_many(
        Sent(press.people[row.person_id], Event.LETTER, row.mail, title=letter.subject)
        for row, _ in posted
        if row.person_id and row.state == DeliveryState.POSTED
    )
    return len(posted)


def note_posted(rows: list[Delivery], mails: list[OutboundMail], gone: list[Delivery]) -> None:
    """Tie each row to its mail, then write the states: few and alike, they cost one statement each."""
    for row, mail in zip(rows, mails, strict=True):
        row.mail = mail
        row.state = DeliveryState.HELD if mail.state == MailState.HELD else DeliveryState.POSTED
    for row in gone:
        row.state = DeliveryState.STOPPED
    Delivery.everywhere.bulk_update(rows, ["mail"], batch_size=CHUNK)
    now = timezone.now()
    for state in (DeliveryState.POSTED, DeliveryState.HELD, DeliveryState.STOPPED):
        keys = [row.pk for row in (*rows, *gone) if row.state == state]
        Delivery.everywhere.filter(pk__in=keys).update(state=state, changed_at=now)


def finish(letter: Letter) -> None:
    Letter.everywhere.filter(pk=letter.pk).update(state=LetterState.SENT, finished_at=timezone.now())
    record("est préparée en entier", authority=letter.authority, target=letter)


# Second thoughts


@transaction.atomic
def pause(letter: Letter, *, by) -> int:
    """Nothing more leaves until someone says so. Returns the number of mails taken back from the queue."""
    letter = held(letter)
    if letter.state not in {LetterState.LEAVING, LetterState.SENT}:
        raise DomainError("Cette lettre n’est pas en train de partir.")
    taken = take_from_queue(letter)
    if letter.state == LetterState.SENT and not taken:
        raise DomainError("Tous les courriels de cette lettre sont déjà partis.")
    Letter.everywhere.filter(pk=letter.pk).update(state=LetterState.PAUSED, finished_at=None)
    record("a mis une lettre en pause", actor=by, authority=letter.authority, target=letter, retirés=taken)
    return taken


@transaction.atomic
def resume(letter: Letter, *, by) -> None:
    if not Letter.everywhere.filter(pk=letter.pk, state=LetterState.PAUSED).update(state=LetterState.LEAVING):
        raise DomainError("Cette lettre n’est pas en pause.")
    record("a repris le départ d’une lettre", actor=by, authority=letter.authority, target=letter)
    nudge("send_letters")


@transaction.atomic
def stop(letter: Letter, *, by) -> int:
    """For good: whoever has it has it, nobody else will. Returns the number of people spared."""
    letter = held(letter)
    if letter.state not in {LetterState.LEAVING, LetterState.PAUSED, LetterState.SENT}:
        raise DomainError("Cette lettre n’est pas en train de partir.")
    take_from_queue(letter)
    spared = Delivery.everywhere.filter(letter=letter, state=DeliveryState.WAITING)
    count = spared.update(state=DeliveryState.STOPPED, changed_at=timezone.now())
    if not count:
        raise DomainError("Tous les courriels de cette lettre sont déjà partis.")
    Letter.everywhere.filter(pk=letter.pk).update(state=LetterState.STOPPED, finished_at=timezone.now())
    record("a arrêté une lettre", actor=by, authority=letter.authority, target=letter, épargnés=count)
    return count


def take_from_queue(letter: Letter) -> int:
    """Mails that no worker has claimed yet go back to their row. The filtered UPDATE decides between them and us."""
    ours = OutboundMail.everywhere.filter(delivery__letter=letter, delivery__state=DeliveryState.POSTED)
    ours.filter(state=MailState.QUEUED).update(state=MailState.HELD)
    taken = list(ours.filter(state=MailState.HELD).values_list("pk", flat=True))
    for start in range(0, len(taken), CHUNK):
        some = taken[start : start + CHUNK]
        Delivery.everywhere.filter(mail__in=some).update(
            state=DeliveryState.WAITING, mail=None, changed_at=timezone.now()
        )
        OutboundMail.everywhere.filter(pk__in=some).delete()
    return len(taken)


@transaction.atomic
def send_test(letter: Letter, *, by, as_person=None) -> None:
    """The letter as one reader would have it, to whoever writes it, and to nobody else."""
    notes.test(letter, Press.proof(letter, as_person), by)
    record("s’est envoyé un essai", actor=by, authority=letter.authority, target=letter)
