"""The press: each distinct content of a letter is set once, then made out to whoever gets it."""

from collections.abc import Iterable

from maillage.accounts.domain.inbox import reply_address
from maillage.accounts.emails.gate import Piece as Mail
from maillage.common.errors import DomainError
from maillage.outreach.domain.consent import leave
from maillage.outreach.emails.letters import Addressee, Written, as_example, made_out, write
from maillage.outreach.enums import ConsentChannel, SubscriberState
from maillage.outreach.models import Delivery, Letter, LetterStop, Subscriber
from maillage.outreach.queries.links import holder_behind
from maillage.outreach.queries.pieces import Piece, for_reader, pieces_of
from maillage.partners.models import Person

EXAMPLE = "vous@exemple.fr"
LEAVE = "arret"  # what an answer by mail is for


class Press:
    """Holds what one departure needs more than once. A fixed number of queries for the letter, then for each chunk."""

    def __init__(self, pk: int):
        rows = Letter.everywhere.select_related("authority__portal")
        self.letter = rows.get(pk=pk)
        self.pieces, _ = pieces_of(self.letter)
        self.reply_to = getattr(getattr(self.letter.authority, "portal", None), "contact_email", "")
        self.people: dict[int, Person] = {}  # of the chunk at hand
        self.set: dict[tuple[bool, tuple[Piece, ...]], Written] = {}

    def written(self, person: int | None) -> Written:
        key = (person is not None, for_reader(self.pieces, person))
        if key not in self.set:
            self.set[key] = write(self.letter, key[1], is_contact=key[0])
        return self.set[key]

    def print(self, rows: Iterable[Delivery]) -> tuple[list[tuple[Delivery, Mail]], list[Delivery]]:
        """The mail of each row; and the rows of those who left, or were erased, since the departure."""
        rows = list(rows)
        people = Person.everywhere.filter(erased_on=None, opposed_on=None).select_related("authority")
        self.people = people = people.in_bulk([row.person_id for row in rows if row.person_id])
        stopped = set(LetterStop.everywhere.filter(person__in=people).values_list("person", flat=True))
        subscribers = Subscriber.everywhere.filter(state=SubscriberState.CONFIRMED)
        here = subscribers.in_bulk([row.subscriber_id for row in rows if row.subscriber_id])
        posted, gone = [], []
        for row in rows:
            person = people.get(row.person_id)
            if row.subscriber_id in here:
                to = Addressee(row.address, subscriber=row.subscriber_id)
            elif person and person.pk not in stopped:
                to = Addressee(row.address, person=person)
            else:
                gone.append(row)
                continue
            posted.append((row, self.made_out(to)))
        return posted, gone

    def made_out(self, to: Addressee) -> Mail:
        written = self.written(to.person.pk if to.person else None)
        return made_out(
            self.letter, written, to, reply_to=self.reply_to, leave_by_mail=leave_by_mail(to.token)
        )

    def for_person(self, person: Person) -> Mail:
        return self.made_out(Addressee(person.email, person=person))

    @classmethod
    def proof(cls, letter: Letter, person: Person | None) -> Written:
        """What one reader would have, with links that lead nowhere: they are theirs alone."""
        written = cls(letter.pk).written(person.pk if person else None)
        return as_example(written, person.email if person else EXAMPLE)


def leave_by_mail(token: str) -> str:
    """Where a mail that unsubscribes goes; nothing while no mailbox of answers is configured, or its name leaves no room."""
    try:
        return reply_address(LEAVE, token)
    except ValueError:
        return ""


def leave_by_reply(token: str, sender: str, text: str, message) -> None:
    """The mailto of List-Unsubscribe: an empty mail is enough, and who claims to send it does not matter."""
    holder = holder_behind(token)
    if holder is None:
        raise DomainError("Cette adresse de désabonnement n’est à personne.")
    leave(holder, ConsentChannel.REPLY)
