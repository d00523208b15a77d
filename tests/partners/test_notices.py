"""One thing, once, to one person, within what may be asked of them in a month."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from maillage.accounts.emails.gate import post
from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.partners.domain.contacts import give_function
from maillage.partners.domain.notices import (
    Sent,
    choose_budget,
    count,
    forget_account,
    note_many,
    tell,
    tell_digests,
)
from maillage.partners.domain.retention import forget_person
from maillage.partners.domain.space import send_link
from maillage.partners.enums import Audience, Event, Way
from maillage.partners.models import Notice, NoticeSettings, Person
from maillage.partners.queries.matrix import MATRIX
from maillage.partners.queries.notices import STILL_TRUE, next_digest, over_cap, recipient_of, used_in
from tests.partners.factories import make_contact, make_organisation

TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 3, 9, 7, 1, tzinfo=UTC)  # eight in the morning, in Paris

# Way, minutes, delay in days, and « ! » where it never waits; in the order of Audience.
GRID = """
task_given            mail 5    | mail 5    | mail 5    | mail 5    | mail 5    | none
task_soon             digest 5 7| digest 5 7| mail 5 3  | mail 5 3  | mail 5 3  | none
task_late             mail 5 1  | mail 5 1  | mail 5 1  | mail 5 1  | mail 5 1  | none
task_comment          digest 2  | digest 2  | digest 2  | digest 2  | digest 2  | none
promise_soon          space 14  | space 14  | mail 5 14 | mail 5 14 | mail 5 14 | none
promise_late          digest 2 7| digest 2 7| mail 5 7  | mail 5 7  | mail 5 7  | none
document_new          space     | space     | digest 5  | digest 5  | digest 5  | none
discussion_post       digest 3  | digest 3  | digest 3  | digest 3  | digest 3  | none
convocation           mail 120 !| mail 120 !| mail 120 !| mail 120 !| mail 120 !| none
convocation_reminder  mail 2 4 !| mail 2 4 !| mail 2 4 !| mail 2 4 !| mail 2 4 !| none
date_poll             mail 5 !  | mail 5 !  | mail 5 !  | mail 5 !  | mail 5 !  | none
minutes               mail 15 ! | mail 15 ! | mail 15 ! | mail 15 ! | mail 15 ! | none
still_you             mail 2    | mail 2    | mail 2    | mail 2    | mail 2    | none
successor             mail 2 !  | mail 2 !  | mail 2 !  | mail 2 !  | mail 2 !  | none
letter                mail 3    | mail 3    | mail 3    | mail 3    | mail 3    | mail 3
questionnaire         mail 10   | mail 10   | mail 10   | mail 10   | mail 10   | mail 10
welcome               space     | space     | mail 10   | mail 10   | mail 10   | none
dialogue              space     | space     | mail 10   | mail 10   | mail 10   | none
asked_for             mail 0 !  | mail 0 !  | mail 0 !  | mail 0 !  | mail 0 !  | mail 0 !
digest                mail 5 !  | mail 5 !  | mail 5 !  | mail 5 !  | mail 5 !  | none
"""
LINES = {
    line.split()[0]: re.split(r"\s*\|\s*", line.split(maxsplit=1)[1]) for line in GRID.split("\n") if line
}


def test_the_grid_names_every_event_and_every_audience():
    assert sorted(LINES) == sorted(Event.values)
    assert list(MATRIX) == list(Event)
    assert {event: list(cells) for event, cells in MATRIX.items()} == {
        event: list(Audience) for event in Event
    }


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("audience", list(Audience))
def test_each_cell_says_what_it_says(event, audience):
    cell = MATRIX[event][audience]
    said = [cell.way.value]
    if cell.way in {Way.MAIL, Way.DIGEST}:
        said.append(str(cell.minutes))
    if cell.delay:
        said.append(str(cell.delay.days))
    if not cell.may_wait:
        said.append("!")
    assert said == LINES[event][list(Audience).index(audience)].split()


@pytest.fixture(autouse=True)
def no_floor_above(monkeypatch):
    """What is told here is about a contact, which no floor above knows how to call true."""
    for event in list(STILL_TRUE):
        monkeypatch.delitem(STILL_TRUE, event)


@pytest.fixture
def lea(cast) -> Person:
    return make_contact(make_organisation(cast.pays))


def writer(person):
    return lambda: post(
        kind="test", to=person.email, subject="Une chose", template="partners/mail/digest", context={}
    )


def tell_once(person, event=Event.TASK_GIVEN, subject=None, **facts) -> Notice:
    return tell(person, event, subject or person, write=writer(person), **facts)


def use_up(person, messages: int) -> None:
    for _ in range(messages):
        count(person, Event.LETTER, writer(person)())


def test_a_thing_is_told_once_ever(lea):
    first = tell_once(lea)
    assert (first.state, first.way, first.minutes, first.mail.to) == ("told", "mail", 5, lea.email)
    assert tell_once(lea) == first
    assert OutboundMail.everywhere.count() == 1


def test_a_new_turn_is_another_thing(lea):
    assert tell_once(lea, turn="2026-03-01") != tell_once(lea, turn="2026-03-08")
    assert OutboundMail.everywhere.count() == 2


def test_the_database_refuses_a_second_row(lea):
    row = tell_once(lea)
    row.pk = None
    with transaction.atomic(), pytest.raises(IntegrityError):
        row.save()


def test_a_card_and_an_account_are_one_person(cast, lea):
    Person.everywhere.filter(pk=lea.pk).update(email=cast.chloe.email)
    lea.refresh_from_db()
    by_card = tell_once(lea)
    by_account = tell(cast.chloe, Event.TASK_GIVEN, lea, write=writer(cast.chloe))
    assert by_account == by_card
    assert recipient_of(lea, cast.pays).audience == recipient_of(cast.chloe, cast.pays).audience == "partner"


def test_what_an_account_was_told_is_not_told_again_on_its_new_card(cast, lea):
    first = tell(cast.chloe, Event.TASK_GIVEN, lea, write=writer(cast.chloe))
    Person.everywhere.filter(pk=lea.pk).update(email=cast.chloe.email)
    lea.refresh_from_db()
    assert tell_once(lea) == first


def test_each_role_is_its_audience(cast, lea):
    who = {
        name: recipient_of(getattr(cast, name), cast.pays).audience
        for name in ("aicha", "theo", "chloe", "bruno")
    }
    assert who == {"aicha": "pilot", "theo": "team", "chloe": "partner", "bruno": "other"}
    assert recipient_of(lea, cast.pays).audience == "contact"


def test_past_the_cap_it_waits_for_the_digest(lea):
    with time_machine.travel(TUESDAY, tick=False):
        use_up(lea, 8)
        row = tell_once(lea, title="Relire la carte", path="/pays-des-sources/partenaires/taches/1/")
        assert (row.state, row.way, row.is_postponed, row.mail) == ("due", "digest", True, None)
        assert tell_digests() == 0
    with time_machine.travel(NEXT_MONDAY, tick=False):
        assert tell_digests() == 1
        row.refresh_from_db()
        assert (row.state, row.mail.kind) == ("merged", "digest")
        assert "Relire la carte" in row.mail.text
        assert "/partenaires/entrer/" in row.mail.text
        assert "vers=/pays-des-sources/partenaires/taches/1/" in row.mail.text
        assert tell_digests() == 0


def test_past_the_cap_of_the_organisation_too(cast, lea):
    choose_budget(cast.pays, by=cast.aicha, **budget(organisation_messages=8))
    zoe = make_contact(lea.functions(manager="everywhere").get().organisation, "Zoé Petit")
    use_up(zoe, 8)
    assert tell_once(lea).state == "due"


def test_minutes_are_capped_as_messages_are(lea):
    count(lea, Event.CONVOCATION, writer(lea)(), minutes=236)
    assert tell_once(lea).is_postponed is True


def test_a_convocation_is_counted_and_never_put_off(lea):
    use_up(lea, 8)
    row = tell_once(lea, Event.CONVOCATION)
    assert (row.state, row.minutes) == ("told", 120)


def test_urgent_passes_with_a_written_reason_only(lea):
    use_up(lea, 8)
    with pytest.raises(DomainError, match="10 lettres"):
        tell_once(lea, urgent_because="vite")
    row = tell_once(lea, urgent_because="Le préfet attend la pièce ce soir.")
    assert (row.state, row.urgent_because) == ("told", "Le préfet attend la pièce ce soir.")


def test_who_must_not_be_mailed_finds_it_in_their_space(lea):
    Person.everywhere.filter(pk=lea.pk).update(opposed_on=TUESDAY.date())
    lea.refresh_from_db()
    row = tell_once(lea)
    assert (row.state, row.way, row.minutes, row.mail) == ("told", "space", 0, None)


def test_what_a_month_asked_is_nothing_to_the_next(lea):
    with time_machine.travel(TUESDAY, tick=False):
        use_up(lea, 8)
        assert tell_once(lea, turn="a").state == "due"
    with time_machine.travel(datetime(2026, 4, 1, 9, tzinfo=UTC), tick=False):
        assert tell_once(lea, turn="b").state == "told"


def test_over_cap_is_one_query(cast, lea, django_assert_num_queries):
    zoe = make_contact(make_organisation(cast.pays, "CCAS"), "Zoé Petit")
    max_ = make_contact(lea.functions(manager="everywhere").get().organisation, "Max Roy")
    use_up(lea, 8)
    with django_assert_num_queries(1):
        assert over_cap(cast.pays, [lea.pk, zoe.pk, max_.pk]) == {lea.pk}
    choose_budget(cast.pays, by=cast.aicha, **budget(organisation_messages=8))
    assert over_cap(cast.pays, [lea.pk, zoe.pk, max_.pk]) == {lea.pk, max_.pk}
    assert over_cap(cast.elsewhere, [lea.pk, zoe.pk, max_.pk]) == set()


def test_letters_are_counted_in_bulk_and_once(cast, django_assert_num_queries):
    people = [make_contact(make_organisation(cast.pays, f"Chez {n}"), f"Nom{n} Un") for n in range(3)]
    sent = [Sent(each, Event.LETTER, writer(each)()) for each in people]
    with django_assert_num_queries(5):
        assert note_many(sent) == 3
    assert note_many(sent) == 3
    rows = Notice.everywhere.values_list("person", "organisation__name", "minutes", "mail").order_by("person")
    assert list(rows) == [(p.pk, f"Chez {n}", 3, sent[n].mail.pk) for n, p in enumerate(people)]


def test_what_no_longer_holds_is_dropped_and_nothing_empty_leaves(lea, monkeypatch):
    monkeypatch.setitem(STILL_TRUE, Event.TASK_COMMENT, lambda rows: set())
    with time_machine.travel(TUESDAY, tick=False):
        row = tell_once(lea, Event.TASK_COMMENT)
    with time_machine.travel(NEXT_MONDAY, tick=False):
        assert tell_digests() == 0
    row.refresh_from_db()
    assert (row.state, OutboundMail.everywhere.count()) == ("dropped", 0)


def test_one_digest_a_week_even_when_the_day_of_the_digest_changes(cast, lea):
    with time_machine.travel(TUESDAY, tick=False):
        tell_once(lea, Event.TASK_COMMENT, turn="a")
    with time_machine.travel(NEXT_MONDAY, tick=False):
        assert tell_digests() == 1
        choose_budget(cast.pays, by=cast.aicha, **budget(digest_weekday=3))
        tell_once(lea, Event.TASK_COMMENT, turn="b")
    with time_machine.travel(NEXT_MONDAY + timedelta(days=3), tick=False):
        assert tell_digests() == 0
    with time_machine.travel(NEXT_MONDAY + timedelta(days=7), tick=False):
        assert tell_digests() == 1


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-03-09T06:59:59+00:00", "2026-03-09T08:00:00+01:00"),
        ("2026-03-09T07:00:00+00:00", "2026-03-16T08:00:00+01:00"),
        ("2026-03-28T12:00:00+00:00", "2026-03-30T08:00:00+02:00"),  # over the night that loses an hour
    ],
)
def test_the_digest_leaves_on_monday_at_eight(cast, moment, leaves):
    assert next_digest(cast.pays, datetime.fromisoformat(moment)).isoformat() == leaves


def test_the_way_in_that_someone_asks_for_is_counted(cast, lea):
    use_up(lea, 8)
    assert send_link(cast.pays, lea.email)
    used = used_in(Notice.everywhere.filter(person=lea))
    assert (used.messages, used.minutes) == (9, 24)


def test_the_erased_leave_a_figure(cast, lea):
    organisation = lea.functions(manager="everywhere").get().organisation
    tell_once(lea)
    tell_once(lea, Event.TASK_COMMENT)
    forget_person(lea)
    rows = list(Notice.everywhere.values_list("person", "user", "title", "organisation", "minutes"))
    assert rows == [(None, None, "", organisation.pk, 5)]
    tell(cast.chloe, Event.TASK_GIVEN, organisation, write=writer(cast.chloe))
    assert forget_account(cast.chloe) == 1
    assert Notice.everywhere.filter(user=cast.chloe).exists() is False


def test_two_functions_count_for_one_organisation(cast, lea):
    other = make_organisation(cast.pays, "CCAS")
    give_function(other, lea, title="élue", starts_on=TUESDAY.date(), is_referent=True, by=cast.aicha)
    assert tell_once(lea).organisation == other


def test_the_budget_keeps_its_sense(cast):
    with pytest.raises(DomainError, match="autant de messages"):
        choose_budget(cast.pays, by=cast.aicha, **budget(person_messages=30))
    with pytest.raises(DomainError, match="autant de temps"):
        choose_budget(cast.pays, by=cast.aicha, **budget(person_minutes=900))
    assert NoticeSettings.everywhere.count() == 0


def budget(**changed) -> dict:
    names = (
        "person_messages",
        "person_minutes",
        "organisation_messages",
        "organisation_minutes",
        "digest_weekday",
    )
    return {name: NoticeSettings._meta.get_field(name).default for name in names} | changed
