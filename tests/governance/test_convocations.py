from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.governance.domain import convocations as domain
from maillage.governance.domain import plan
from maillage.governance.domain.agenda import add_item
from maillage.governance.domain.documents import add_document
from maillage.governance.emails import convocations as emails
from maillage.governance.models import Convocation, Mandate, MeetingDocument
from maillage.governance.queries import convocations as queries
from maillage.governance.queries.meetings import agenda_of
from maillage.journal.models import Entry
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_rules,
    make_seat,
)
from tests.governance.papers import PDF
from tests.partners.factories import make_organisation

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2027, 2, 15, 9, tzinfo=PARIS)  # a Monday
DAY = date(2027, 3, 3)  # a Wednesday


@pytest.fixture(autouse=True)
def february():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def meeting(cast):
    """A committee of three: two by mail, one by letter; its agenda is written."""
    body = make_body(cast.pays)
    group = make_group(body)
    for name in ("CCAS", "Mission locale", "Usagers du train"):
        make_mandate(make_seat(group, make_organisation(cast.pays, name)))
    person = Mandate.everywhere.last().person
    person.email = ""
    person.save()
    meeting = make_meeting(body, DAY, place="Salle des fêtes, Sources")
    add_item(meeting, title="Tarifs", kind="opinion", minutes=30, by=cast.theo)
    return meeting


def states(meeting) -> list[str]:
    return [row.state for row in queries.roll_of(meeting)]


def mailed() -> list[str]:
    return list(OutboundMail.everywhere.order_by("pk").values_list("to", flat=True))


# --- who is called, and by which way


def test_titulars_are_called_and_an_alternate_only_where_the_seat_has_none(cast, meeting):
    group = make_group(meeting.body, "employers")
    both = make_seat(group, make_organisation(cast.pays, "Club d’entreprises"))
    make_mandate(both)
    make_mandate(both, role="alternate")
    vacant = make_seat(group, make_organisation(cast.pays, "Chambre de métiers"))
    stand_in = make_mandate(vacant, role="alternate")
    make_mandate(make_seat(group), ends_on=DAY)  # over on the day of the meeting
    make_mandate(make_seat(group, closed_on=DAY))

    callees = queries.callees_of(meeting)

    assert [(callee.mandate.seat.organisation.name, callee.stands_in) for callee in callees] == [
        ("CCAS", False),
        ("Mission locale", False),
        ("Usagers du train", False),
        ("Club d’entreprises", False),
        ("Chambre de métiers", True),
    ]
    assert callees[-1].mandate == stand_in


def test_a_letter_goes_where_no_mail_can(meeting):
    first, second, _ = (callee.mandate.person for callee in queries.callees_of(meeting))
    first.opposed_on = second.bounced_on = DAY
    first.save()
    second.save()

    assert [(callee.channel, callee.why_letter) for callee in queries.callees_of(meeting)] == [
        ("letter", "ne veut plus de courriel"),
        ("letter", "courriel en échec"),
        ("letter", "pas de courriel connu"),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_callees_and_roll_take_one_query_each(cast, number, django_assert_num_queries):
    body = make_body(cast.pays, "Comité technique")
    group, meeting = make_group(body), make_meeting(body, DAY, place="Mairie")
    for rank in range(number):
        make_mandate(make_seat(group, make_organisation(cast.pays, f"Partenaire {rank}")))
    add_item(meeting, title="Tarifs", kind="opinion", by=cast.theo)
    domain.convene(meeting, by=cast.theo)

    with django_assert_num_queries(1):
        assert len([str(callee.mandate.person) for callee in queries.callees_of(meeting)]) == number
    with django_assert_num_queries(1):
        assert len([str(row.mandate.seat.group) for row in queries.roll_of(meeting)]) == number


# --- what is checked before


def test_convening_calls_everyone_seen_in_the_preview(cast, meeting):
    previewed = [(callee.mandate, callee.channel) for callee in queries.callees_of(meeting)]

    assert domain.convene(meeting, by=cast.theo) == 3

    assert [(row.mandate, row.channel) for row in queries.roll_of(meeting)] == previewed
    assert (meeting.state, meeting.convened_at, meeting.late_because) == ("convened", NOW, "")
    line = Entry.everywhere.get(verb="a convoqué")
    assert (line.details, line.target_id) == ({"membres": 3}, str(meeting.pk))
    with pytest.raises(DomainError, match="déjà convoquée"):
        domain.convene(meeting, by=cast.aicha)


def test_the_mail_that_leaves_is_the_one_previewed(cast, meeting):
    shown = emails.preview(meeting, queries.callees_of(meeting)[0].mandate)
    domain.convene(meeting, by=cast.theo)
    domain.send_convocations()

    row = Convocation.everywhere.first()
    link = queries.link_of(row)
    assert (row.mail.to, row.mail.subject) == (shown["to"], shown["subject"])
    assert row.mail.text == shown["text"].replace(f"http://localhost:8000/reponse/{emails.SAMPLE}/", link)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda m: m.items(manager="everywhere").all().delete(), "L’ordre du jour est vide"),
        (lambda m: type(m).everywhere.filter(pk=m.pk).update(place=""), "Ni lieu ni lien"),
        (lambda m: m.body.groups(manager="everywhere").all().delete(), "Personne ne siège"),
        (lambda m: type(m).everywhere.filter(pk=m.pk).update(starts_at=NOW - timedelta(1)), "est passée"),
    ],
)
def test_what_would_make_it_void_stops_it(cast, meeting, spoil, message):
    spoil(meeting)
    meeting.refresh_from_db()

    with pytest.raises(DomainError, match=message):
        domain.convene(meeting, by=cast.theo)
    assert states(meeting) == []


@pytest.mark.parametrize(
    ("count", "last"),
    [
        ("working", date(2027, 2, 23)),
        ("clear", date(2027, 2, 25)),
        ("calendar", date(2027, 2, 26)),
    ],
)
def test_the_notice_of_the_rules_is_kept_to_the_day(cast, meeting, february, count, last):
    make_rules(meeting.body, notice_days=5, notice_count=count)
    february.move_to(datetime(last.year, last.month, last.day, 23, 30, tzinfo=PARIS))
    assert (queries.notice_of(meeting).last_on, queries.notice_of(meeting).is_late) == (last, False)
    february.shift(timedelta(hours=1))
    assert queries.notice_of(meeting).is_late

    with pytest.raises(DomainError, match="Écrivez pourquoi"):
        domain.convene(meeting, by=cast.theo, late_because="urgent")
    domain.convene(meeting, by=cast.theo, late_because="Le préfet attend l’avis avant le 5 mars.")

    assert meeting.late_because == "Le préfet attend l’avis avant le 5 mars."


def test_a_public_holiday_is_no_working_day(cast):
    meeting = make_meeting(make_body(cast.pays), date(2027, 5, 10))  # after 1, 6 and 8 May
    make_rules(meeting.body, notice_days=3, notice_count="working")

    assert queries.notice_of(meeting).last_on == date(2027, 5, 3)  # 4, 5, 7: the 6th is Ascension


def test_a_reason_is_not_kept_when_the_notice_is(cast, meeting):
    domain.convene(meeting, by=cast.theo, late_because="Un motif dont personne n’a besoin ici.")

    assert meeting.late_because == ""


# --- how it leaves


def test_each_member_ends_in_exactly_one_state(cast, meeting):
    domain.convene(meeting, by=cast.theo)
    assert states(meeting) == ["to_send"] * 3

    assert (domain.send_convocations(), domain.send_convocations()) == (3, 0)

    assert states(meeting) == ["sent", "sent", "to_print"]
    assert mailed() == [row.mandate.person.email for row in queries.roll_of(meeting)[:2]]
    counts = queries.counts_of(queries.roll_of(meeting))["states"]
    assert [(state, number) for state, _, number in counts if number] == [("sent", 2), ("to_print", 1)]
    assert domain.mark_posted(meeting, by=cast.theo) == 1
    assert states(meeting) == ["sent", "sent", "posted"]
    with pytest.raises(DomainError, match="Aucune lettre"):
        domain.mark_posted(meeting, by=cast.theo)


class KilledError(BaseException):
    """What a signal does to a worker: nothing in its way catches it."""


def killed_at(number: int):
    """Lets `number` mails be written, then dies while writing the next."""
    left = [number]

    def wrapper(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "accounts_outboundmail"'):
            if not left[0]:
                raise KilledError
            left[0] -= 1
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


@pytest.mark.parametrize("number", [0, 1])
def test_a_worker_killed_in_the_middle_leaves_nobody_out_and_calls_nobody_twice(cast, meeting, number):
    domain.convene(meeting, by=cast.theo)
    with pytest.raises(KilledError), killed_at(number):
        domain.send_convocations()
    assert states(meeting).count("sent") == len(mailed()) == number

    domain.send_convocations()

    assert states(meeting) == ["sent", "sent", "to_print"]
    assert mailed() == [row.mandate.person.email for row in queries.roll_of(meeting)[:2]]


def test_one_row_that_fails_does_not_hold_the_others(cast, meeting, caplog):
    domain.convene(meeting, by=cast.theo)
    first = Convocation.everywhere.first().mandate.person
    type(first).everywhere.filter(pk=first.pk).update(email="x" * 250)  # refused below, as a database would

    def refuse(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "accounts_outboundmail"') and "x" * 250 in map(str, params):
            raise ValueError("value too long")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        assert domain.send_convocations() == 2

    assert states(meeting) == ["to_send", "sent", "to_print"]


def test_a_mail_that_came_back_becomes_a_letter(cast, meeting):
    domain.convene(meeting, by=cast.theo)
    domain.send_convocations()
    row = Convocation.everywhere.first()
    with pytest.raises(DomainError, match="pas partie par courriel"):
        domain.turn_into_letter(queries.roll_of(meeting)[2], by=cast.theo)
    OutboundMail.everywhere.filter(pk=row.mail_id).update(state="failed")

    domain.send_convocations()
    assert states(meeting) == ["bounced", "sent", "to_print"]
    domain.turn_into_letter(row, by=cast.theo)

    assert states(meeting) == ["to_print", "sent", "to_print"]


# --- what comes after


def test_a_meeting_that_moves_is_told_again_under_a_higher_sequence(cast, meeting):
    domain.convene(meeting, by=cast.theo)
    domain.send_convocations()
    domain.mark_posted(meeting, by=cast.theo)

    plan.move_meeting(meeting, starts_at=meeting.starts_at + timedelta(days=7), by=cast.theo)
    assert states(meeting) == ["to_send", "to_send", "to_print"]
    domain.send_convocations()

    assert states(meeting) == ["sent", "sent", "to_print"]
    last = OutboundMail.everywhere.first()
    assert last.subject == "Convocation modifiée : Comité des partenaires, 10 mars 2027"
    assert "SEQUENCE:1\r\n" in last.calendar
    assert "DTSTART;TZID=Europe/Paris:20270310T140000\r\n" in last.calendar
    assert list(Convocation.everywhere.values_list("sequence", flat=True)) == [1, 1, 0]


def test_a_changed_agenda_is_sent_again_on_demand(cast, meeting):
    with pytest.raises(DomainError, match="convoquée et à venir"):
        domain.send_again(meeting, by=cast.theo)
    domain.convene(meeting, by=cast.theo)
    domain.send_convocations()

    assert domain.send_again(meeting, by=cast.theo) == 3
    domain.send_convocations()

    assert len(mailed()) == 4
    assert "SEQUENCE:1\r\n" in OutboundMail.everywhere.first().calendar


def test_cancelling_reaches_whoever_was_reached(cast, meeting):
    domain.convene(meeting, by=cast.theo)
    domain.send_convocations()
    with pytest.raises(DomainError, match="Écrivez pourquoi"):
        domain.cancel_meeting(meeting, because=" ", by=cast.theo)

    assert domain.cancel_meeting(meeting, because="La salle est fermée.", by=cast.theo) == 2
    domain.send_convocations()

    assert states(meeting) == ["sent", "sent"]  # the letter had not been posted
    last = OutboundMail.everywhere.first()
    assert (last.kind, last.calendar_method) == ("convocation_cancelled", "CANCEL")
    assert "La salle est fermée." in last.text
    with pytest.raises(DomainError, match="déjà tenue ou annulée"):
        domain.cancel_meeting(meeting, because="Encore.", by=cast.theo)


def test_a_meeting_that_began_calls_nobody(cast, meeting, february):
    domain.convene(meeting, by=cast.theo)
    february.move_to(meeting.starts_at)

    assert (domain.send_convocations(), mailed()) == (0, [])


def test_one_reminder_four_days_before_to_whoever_did_not_answer(cast, meeting, february):
    domain.convene(meeting, by=cast.theo)
    domain.send_convocations()
    Convocation.everywhere.filter(pk=Convocation.everywhere.first().pk).update(answer="yes")
    assert domain.remind_convocations() == 0
    february.move_to(meeting.starts_at - timedelta(days=4))

    assert (domain.remind_convocations(), domain.remind_convocations()) == (1, 0)

    last = OutboundMail.everywhere.first()
    assert (last.kind, last.to) == ("convocation_reminder", queries.roll_of(meeting)[1].mandate.person.email)
    february.move_to(meeting.starts_at)
    assert domain.remind_convocations() == 0


def test_the_reminder_bears_the_same_link_as_the_invitation(cast, meeting, february):
    domain.convene(meeting, by=cast.theo)
    domain.send_convocations()
    february.move_to(meeting.starts_at - timedelta(days=3))
    domain.remind_convocations()

    first, *_, last = OutboundMail.everywhere.order_by("pk")
    row = Convocation.everywhere.first()
    assert [queries.link_of(row) in mail.text for mail in (first, last)] == [True, False]
    assert queries.by_token(queries.token_of(row)) == row
    assert queries.by_token("perdu") is None


def test_whoever_was_called_yesterday_is_not_reminded(cast, meeting, february):
    february.move_to(meeting.starts_at - timedelta(days=2))
    domain.convene(meeting, by=cast.theo, late_because="Le préfet attend l’avis avant le 5 mars.")
    domain.send_convocations()

    assert domain.remind_convocations() == 0
    february.shift(timedelta(days=1))
    assert domain.remind_convocations() == 2


# --- second call


def test_a_second_call_has_the_same_agenda_and_asks_no_quorum(cast, meeting, february):
    upload = PDF.upload()
    add_document(meeting, upload, communicability="restricted", by=cast.theo)
    domain.convene(meeting, by=cast.theo)
    later = meeting.starts_at + timedelta(days=14)
    with pytest.raises(DomainError, match="qui devait avoir lieu"):
        domain.call_again(meeting, starts_at=later, by=cast.theo)
    february.move_to(meeting.ends_at)

    second = domain.call_again(meeting, starts_at=later, by=cast.theo)

    assert (second.second_call_of, second.place, second.state) == (meeting, meeting.place, "planned")
    assert [line.item.title for line in agenda_of(second).lines] == ["Tarifs"]
    assert MeetingDocument.everywhere.filter(meeting=second).count() == 1
    with pytest.raises(DomainError, match="existe déjà"):
        domain.call_again(meeting, starts_at=later, by=cast.theo)
    with pytest.raises(DomainError, match="si le règlement le prévoit"):
        domain.call_again(second, starts_at=later, by=cast.theo)
    domain.convene(second, by=cast.theo)
    domain.send_convocations()
    last = OutboundMail.everywhere.first()
    assert last.subject == "Deuxième convocation : Comité des partenaires, 17 mars 2027"
    assert "aucun quorum n’est exigé" in last.text
