"""Discussions: which ones a reader sees, what was said, who is to be told."""

from django.db.models import Count, Prefetch, Q

from maillage.accounts.queries.privacy import addresses_of
from maillage.library.models import Post, Thread
from maillage.partners.models import Circle, Function, Person
from maillage.partners.queries.circles import Reader, people_in


def threads_of(authority, reader: Reader, *, circle: int = 0):
    """Newest word first, each with its number of messages that all may read."""
    rows = Thread.objects.visible_to(reader).filter(authority=authority)
    if circle:
        rows = rows.filter(circle=circle)
    shown = Count("posts", filter=Q(posts__hidden_at=None))
    return rows.select_related("circle").annotate(messages=shown).order_by("-last_at", "-pk")


def posts_of(thread: Thread) -> list[Post]:
    """In the order of their writing, each with where its author works, as `places`."""
    held = Function.everywhere.held().select_related("organisation")
    posts = Post.everywhere.filter(thread=thread).select_related("user", "person", "hidden_by")
    rows = list(posts.prefetch_related(Prefetch("person__functions", held, to_attr="held_now")))
    for row in rows:
        functions = getattr(row.person, "held_now", ())
        row.places = ", ".join(dict.fromkeys(function.organisation.name for function in functions))
    return rows


def circles_open_to(authority, reader: Reader):
    """Where a discussion may be opened by this reader: every circle for the team, their own for a partner."""
    rows = Circle.everywhere.filter(authority=authority, closed_on=None)
    return rows if authority.pk in reader.whole else rows.filter(pk__in=reader.circles)


def people_to_tell(thread: Thread):
    """The contacts who sit in the circle; of a discussion open to all, those who have written in it."""
    if thread.circle_id:
        people = people_in([thread.circle_id])
    else:
        people = Person.everywhere.filter(
            pk__in=Post.everywhere.filter(thread=thread).exclude(person=None).values("person")
        )
    return people.filter(erased_on=None)


def still_to_tell(rows: list) -> set[int]:
    """Of notices that wait for the digest: those of a discussion that still says something, to who still sits there."""
    threads = Thread.everywhere.in_bulk({row.subject_id for row in rows})
    alive = set(
        Post.everywhere.filter(thread__in=threads, hidden_at=None).values_list("thread_id", flat=True)
    )
    sitting = {
        pk: set(people_to_tell(thread).values_list("pk", flat=True))
        for pk, thread in threads.items()
        if pk in alive
    }
    return {
        row.pk
        for row in rows
        if row.subject_id in alive and (row.person_id is None or row.person_id in sitting[row.subject_id])
    }


def posts_since(authority, reader: Reader, since):
    """For « ce qui a changé »: messages of discussions that this reader sees."""
    threads = Thread.everywhere.visible_to(reader).filter(authority=authority)
    rows = Post.everywhere.filter(thread__in=threads, hidden_at=None, at__gt=since)
    return rows.select_related("thread", "person", "user").order_by("-at", "-pk")


def posts_of_people(people) -> list[dict]:
    return posts_in_words(Post.everywhere.filter(person__in=people))


def posts_written_by(user) -> list[dict]:
    """For a person's export: by their account, or by the contacts under their addresses."""
    by_contact = Q(person__email__in=addresses_of(user))
    return posts_in_words(Post.everywhere.filter(Q(user=user) | by_contact))


def posts_in_words(posts) -> list[dict]:
    rows = posts.select_related("thread__authority").order_by("at", "pk")
    return [
        {
            "autorité": row.thread.authority.name,
            "discussion": row.thread.title,
            "écrit le": row.at.isoformat(),
            "message": row.text,
            "masqué": row.hidden_because,
        }
        for row in rows
    ]
