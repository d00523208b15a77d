from maillage.library.models import Dialogue, Post, RoleCard, Thread, Welcome
from maillage.library.queries.voices import Voice
from maillage.partners.queries.circles import reader_of_person
from tests.partners.factories import make_organisation


def make_card(organisation, does="Nous aidons les jeunes.", **facts) -> RoleCard:
    return RoleCard.everywhere.create(
        authority=organisation.authority, organisation=organisation, does=does, **facts
    )


def make_thread(
    authority, title="Les horaires du soir", *, text="Qui d’autre ?", circle=None, **author
) -> Thread:
    """A discussion with one message; by nobody unless `user` or `person` is given."""
    thread = Thread.everywhere.create(authority=authority, title=title, circle=circle, **author)
    make_post(thread, text, **author)
    return thread


def make_post(thread, text="Nous aussi.", **facts) -> Post:
    return Post.everywhere.create(thread=thread, text=text, **facts)


def make_dialogue(authority, one="Taxis", other="CCAS", **facts) -> Dialogue:
    houses = [make_organisation(authority, name) for name in (one, other)]
    facts = {"topic": "Se connaître.", "proposed_on": "2026-03-02", **facts}
    return Dialogue.everywhere.create(authority=authority, one=houses[0], other=houses[1], **facts)


def make_welcome(person, **facts) -> Welcome:
    return Welcome.everywhere.create(authority=person.authority, person=person, **facts)


def voice_of_contact(person) -> Voice:
    return Voice(reader_of_person(person), person=person, may_write=True)
