"""Who reads and writes here: an account in the workspace, or a guest of the partners' space, by one `Reader`."""

from dataclasses import dataclass

from maillage.partners.models import Person
from maillage.partners.queries.circles import Reader, reader_of_user


@dataclass(frozen=True)
class Voice:
    reader: Reader
    person: Person | None = None
    user: object | None = None
    is_team: bool = False
    may_write: bool = False

    @property
    def by(self) -> dict:
        """What is kept of an author: the contact, the account, or both."""
        return {"person": self.person, "user": self.user}

    def wrote(self, row) -> bool:
        by_account = self.user is not None and row.user_id == self.user.pk
        return by_account or (self.person is not None and row.person_id == self.person.pk)


def voice_of_guest(guest) -> Voice:
    return Voice(guest.reader, guest.person, guest.user, may_write=True)


def voice_of_user(user, authority) -> Voice:
    return Voice(
        reader_of_user(user),
        user=user,
        is_team=user.has_perm("library.edit", authority),
        may_write=user.has_perm("library.write", authority),
    )
