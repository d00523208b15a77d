"""Two people at once: whoever writes first waits for their turn, so that neither finds a half-made list."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maillage.accounts.queries.tokens import fingerprint
from maillage.partners.domain import contacts, imports, merge, upkeep
from maillage.partners.models import Verification
from tests.partners.factories import function_of, make_contact, make_organisation
from tests.partners.files import checked, csv_of, written

WRITES = re.compile(r"^(INSERT|UPDATE|DELETE)")
TURN = re.compile(r'^SELECT .* FROM "territories_authority" WHERE "territories_authority"."id" = ')


def link_of(person) -> Verification:
    return Verification.everywhere.create(
        authority=person.authority,
        person=person,
        token_hash=fingerprint(person.email),
        asked_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=3),
    )


def write(cast):
    return imports.write_import, [checked(cast.pays, cast.theo, csv_of("CCAS;;;Léa;M;;l@x.example;"))], {}


def undo(cast):
    return imports.undo_import, [written(cast.pays, cast.theo, csv_of("CCAS;;;Léa;M;;l@x.example;"))], {}


def join(cast):
    pair = [make_organisation(cast.pays, name) for name in ("CCAS", "C.C.A.S.")]
    return merge.merge_organisations, pair, {"choices": {}}


def name_referent(cast):
    person = make_contact(make_organisation(cast.pays))
    return contacts.name_referent, [function_of(person)], {}


@pytest.mark.parametrize("made", [write, undo, join, name_referent])
def test_the_team_takes_turns(cast, made):
    verb, rows, facts = made(cast)

    assert waits_before_writing(lambda: verb(*rows, by=cast.theo, **facts))


FACTS = {"full_name": "Zoé Petit", "email": "zoe@x.example"}


@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        (upkeep.confirm, {}),
        (upkeep.leave, {}),
        (upkeep.oppose, {}),
        (upkeep.erase, {}),
        (upkeep.correct, {**FACTS, "titles": {}, "phone": ""}),
        (upkeep.hand_over, {**FACTS, "title": ""}),
    ],
)
def test_answers_to_links_take_turns(cast, verb, facts):
    person = make_contact(make_organisation(cast.pays))
    rows = [link_of(person), *([function_of(person)] if verb is upkeep.hand_over else [])]

    assert waits_before_writing(lambda: verb(*rows, **facts))


def waits_before_writing(act) -> bool:
    """The row of the authority, that each writer holds until the end, is read before anything is written."""
    with CaptureQueriesContext(connection) as queries:
        act()
    said = [query["sql"] for query in queries]
    turn = next((rank for rank, sql in enumerate(said) if TURN.match(sql)), len(said))
    return turn < next(rank for rank, sql in enumerate(said) if WRITES.match(sql))
