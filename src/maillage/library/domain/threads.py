"""Discussions: opened, answered, corrected, moderated. Nothing is decided here, and nothing of it enters the register."""

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage.accounts.queries.privacy import addresses_of
from maillage.common.errors import DomainError
from maillage.journal.domain import record
from maillage.library.emails import threads as emails
from maillage.library.models import Follow, Post, Thread
from maillage.library.queries.follows import follow_behind, own_follow, voice_of
from maillage.library.queries.threads import circles_open_to, people_to_tell
from maillage.library.queries.voices import Voice
from maillage.partners.domain.notices import count, tell
from maillage.partners.enums import Event
from maillage.partners.models import Person

SHORTEST_REASON = 8
TOO_LATE = "Un message se corrige dans l’heure. Écrivez-en un autre pour préciser."


@transaction.atomic
def open_thread(authority, voice: Voice, *, title: str, text: str, circle=None) -> Thread:
    """For one circle where the author sits (any, for the team), or for every partner."""
    if circle and circle.pk not in circles_open_to(authority, voice.reader).values_list("pk", flat=True):
        raise DomainError("Vous ne siégez pas dans cette instance.")
    if not title.strip():
        raise DomainError("Donnez un sujet à la discussion.")
    thread = Thread.everywhere.create(authority=authority, circle=circle, title=title.strip(), **voice.by)
    write(thread, voice, text)
    record("a ouvert une discussion", actor=voice.user, authority=authority, target=thread)
    return thread


@transaction.atomic
def answer_thread(thread: Thread, voice: Voice, *, text: str) -> Post:
    if Thread.everywhere.filter(pk=thread.pk).exclude(closed_at=None).exists():
        raise DomainError("Cette discussion est close.")
    post = write(thread, voice, text)
    record("a écrit dans une discussion", actor=voice.user, authority=thread.authority, target=thread)
    return post


def write(thread: Thread, voice: Voice, text: str) -> Post:
    now = timezone.now()
    post = Post.everywhere.create(thread=thread, text=checked(text), at=now, **voice.by)
    Thread.everywhere.filter(pk=thread.pk).update(last_at=now)
    tell_others(post, voice)
    return post


def tell_others(post: Post, voice: Voice) -> None:
    """Followers by mail, at once; the other members by the digest: one line a week for each discussion."""
    thread = post.thread
    follows = Follow.everywhere.filter(thread=thread).select_related(
        "person__authority", "user", "thread__authority"
    )
    told = {voice.person.pk} if voice.person else set()
    for follow in follows:
        told.add(follow.person_id)
        if not own(follow, voice) and may_still_read(follow):
            count(
                follow.person or follow.user,
                Event.DISCUSSION_POST,
                emails.message(post, follow.person or follow.user, follow),
            )
    week = "-".join(map(str, timezone.localdate(post.at).isocalendar()[:2]))
    facts = {
        "turn": week,
        "title": thread.title,
        "path": f"/{thread.authority.slug}/partenaires/discussions/{thread.pk}/",
    }
    for person in people_to_tell(thread).exclude(pk__in=told - {None}).select_related("authority"):
        tell(person, Event.DISCUSSION_POST, thread, write=partial(emails.message, post, person), **facts)


def own(follow: Follow, voice: Voice) -> bool:
    return follow.person_id == voice.person.pk if voice.person else follow.user_id == voice.user.pk


def may_still_read(follow: Follow) -> bool:
    may_be_mailed = follow.person.may_be_mailed if follow.person else follow.user.is_active
    return (
        may_be_mailed
        and Thread.everywhere.visible_to(voice_of(follow).reader).filter(pk=follow.thread_id).exists()
    )


@transaction.atomic
def follow_thread(thread: Thread, voice: Voice) -> None:
    """Each message by mail from now on. Only the person asks for it."""
    Follow.everywhere.get_or_create(
        thread=thread, **({"person": voice.person} if voice.person else {"user": voice.user})
    )
    record("suit une discussion", actor=voice.user, authority=thread.authority, target=thread)


@transaction.atomic
def unfollow_thread(thread: Thread, voice: Voice) -> None:
    own_follow(thread, voice).delete()
    record("ne suit plus une discussion", actor=voice.user, authority=thread.authority, target=thread)


def answer_by_mail(token: str, sender: str, text: str, message) -> Post:
    """What a follower answered to the mail of a message, once they may still read the discussion."""
    follow = follow_behind(token)
    if follow is None or not may_still_read(follow):
        raise DomainError("Cette réponse ne correspond à aucune discussion que vous suivez.")
    return answer_thread(follow.thread, voice_of(follow), text=text)


def checked(text: str) -> str:
    longest = Post._meta.get_field("text").max_length
    if not text.strip():
        raise DomainError("Écrivez votre message.")
    if len(text) > longest:
        raise DomainError("Ce message est trop long : 5 000 signes au plus.")
    return text.strip()


@transaction.atomic
def correct_post(post: Post, voice: Voice, *, text: str) -> None:
    """By its author, within the hour; after that, what others answered must not change under their feet."""
    if not voice.wrote(post):
        raise DomainError("Ce message n’est pas de vous.")
    if not post.is_correctable:
        raise DomainError(TOO_LATE)
    Post.everywhere.filter(pk=post.pk).update(text=checked(text), corrected_at=timezone.now())
    thread = post.thread
    record("a corrigé son message", actor=voice.user, authority=thread.authority, target=thread)


@transaction.atomic
def hide_post(post: Post, *, because: str, by) -> None:
    """Kept, with the reason; the others read that the team hid it, and why."""
    if len(because.strip()) < SHORTEST_REASON:
        raise DomainError("Dites pourquoi vous masquez ce message : tous le liront.")
    shown = Post.everywhere.filter(pk=post.pk, hidden_at=None)
    if not shown.update(hidden_at=timezone.now(), hidden_because=because.strip(), hidden_by=by):
        raise DomainError("Ce message est déjà masqué.")
    thread = post.thread
    record("a masqué un message", actor=by, authority=thread.authority, target=thread, motif=because.strip())


@transaction.atomic
def show_post(post: Post, *, by) -> None:
    hidden = Post.everywhere.filter(pk=post.pk).exclude(hidden_at=None)
    if not hidden.update(hidden_at=None, hidden_because="", hidden_by=None):
        raise DomainError("Ce message n’est pas masqué.")
    record("a remis un message", actor=by, authority=post.thread.authority, target=post.thread)


@transaction.atomic
def close_thread(thread: Thread, *, by) -> None:
    if not Thread.everywhere.filter(pk=thread.pk, closed_at=None).update(closed_at=timezone.now()):
        raise DomainError("Cette discussion est déjà close.")
    record("a clos une discussion", actor=by, authority=thread.authority, target=thread)


@transaction.atomic
def reopen_thread(thread: Thread, *, by) -> None:
    if not Thread.everywhere.filter(pk=thread.pk).exclude(closed_at=None).update(closed_at=None):
        raise DomainError("Cette discussion est déjà ouverte.")
    record("a rouvert une discussion", actor=by, authority=thread.authority, target=thread)


def forget_contact(person: Person) -> int:
    Thread.everywhere.filter(person=person).update(person=None)
    return Post.everywhere.filter(person=person).update(person=None)


def forget_posts(user) -> int:
    """Their messages stay, for others answered them; their name goes, and so does the name on what they opened."""
    theirs = Q(user=user) | Q(person__email__in=addresses_of(user))
    Thread.everywhere.filter(theirs).update(user=None, person=None)
    Post.everywhere.filter(hidden_by=user).update(hidden_by=None)
    return Post.everywhere.filter(theirs).update(user=None, person=None)
