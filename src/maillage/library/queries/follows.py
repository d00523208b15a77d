"""Who wants each message of a discussion by mail, and the secret by which their answer is known to be theirs."""

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from maillage.library.models import Follow, Thread
from maillage.library.queries.voices import Voice, voice_of_user
from maillage.partners.models import Person
from maillage.partners.queries.circles import reader_of_person
from maillage.partners.queries.space import space_link

SIGNED = 20  # hexadecimal signs: 80 bits, and lower case, for some servers forget capitals


def signature(pk: int) -> str:
    return salted_hmac("maillage.library.follow", str(pk), algorithm="sha256").hexdigest()[:SIGNED]


def reply_token(follow: Follow) -> str:
    return f"{follow.pk}-{signature(follow.pk)}"


def follow_behind(token: str) -> Follow | None:
    """The follower whose mail is answered; None for a forged or an old token."""
    pk, _, given = token.partition("-")
    if not pk.isdecimal() or not constant_time_compare(given, signature(int(pk))):
        return None
    rows = Follow.everywhere.select_related(
        "thread__authority", "thread__circle", "person__authority", "user"
    )
    return rows.filter(pk=int(pk)).first()


def voice_of(follow: Follow) -> Voice:
    if follow.person:
        return Voice(reader_of_person(follow.person), person=follow.person, may_write=True)
    return voice_of_user(follow.user, follow.thread.authority)


def link_for(thread: Thread, human) -> str:
    """A contact comes by their own door, an account by the workspace."""
    if isinstance(human, Person):
        return space_link(human, f"/{thread.authority.slug}/partenaires/discussions/{thread.pk}/")
    return settings.BASE_URL + reverse("library:thread", args=[thread.authority.slug, thread.pk])


def own_follow(thread: Thread, voice: Voice):
    """Their own follow of a discussion: by the card where there is one, as their mail is."""
    rows = Follow.everywhere.filter(thread=thread)
    return rows.filter(person=voice.person) if voice.person else rows.filter(user=voice.user)


def follows_of_people(people) -> list[dict]:
    rows = Follow.everywhere.filter(person__in=people).select_related("thread")
    return [{"discussion suivie par courriel": row.thread.title} for row in rows]
