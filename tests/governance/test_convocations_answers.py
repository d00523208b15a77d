from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.governance.domain.agenda import add_item
from maillage.governance.domain.answers import answer
from maillage.governance.domain.convocations import cancel_meeting, convene, send_convocations
from maillage.governance.domain.documents import add_document
from maillage.governance.models import Convocation
from maillage.governance.queries import convocations as queries
from maillage.journal.models import Entry
from maillage.partners.models import Interaction
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
NOW = datetime(2027, 2, 15, 9, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def february():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def called(cast):
    """Three members called to a meeting; the first has an alternate."""
    group = make_group(make_body(cast.pays))
    for name in ("CCAS", "Mission locale", "Usagers du train"):
        make_mandate(make_seat(group, make_organisation(cast.pays, name)))
    first = group.seats(manager="everywhere").first()
    make_mandate(first, role="alternate")
    meeting = make_meeting(group.body, date(2027, 3, 3), place="Salle des fêtes")
    add_item(meeting, title="Tarifs", kind="opinion", by=cast.theo)
    convene(meeting, by=cast.theo)
    send_convocations()
    return queries.roll_of(meeting)


def path_of(row) -> str:
    return f"/reponse/{queries.token_of(row)}/"


def answers() -> list:
    return list(Convocation.everywhere.order_by("pk").values_list("answer", flat=True))


# --- the verb


def test_an_answer_is_kept_and_may_change(cast, called):
    answer(called[0], "yes", note=" J’arriverai à 14 h 15. ")
    assert (called[0].answer, called[0].note, called[0].answered_at) == ("yes", "J’arriverai à 14 h 15.", NOW)

    answer(called[0], "no")

    assert (called[0].answer, called[0].note) == ("no", "")
    lines = Entry.everywhere.filter(verb="a répondu à une convocation").order_by("pk")
    assert [(line.details, line.actor, line.target_name) for line in lines] == [
        ({"réponse": "viendra"}, None, ""),
        ({"réponse": "ne viendra pas"}, None, ""),
    ]


def test_an_answer_leaves_one_trace_per_organisation_kept_up_to_date(cast, called):
    other = make_mandate(make_seat(called[0].mandate.seat.group, called[0].mandate.seat.organisation))
    second = Convocation.everywhere.create(meeting=called[0].meeting, mandate=other, channel="mail")
    answer(called[0], "yes")
    answer(called[0], "no")
    answer(second, "no")
    answer(called[1], "yes")

    traces = Interaction.everywhere.filter(kind="answer").order_by("pk")
    assert [(trace.organisation.name, trace.summary) for trace in traces] == [
        (
            "CCAS",
            "A répondu à la convocation (Comité des partenaires, 3 mars 2027) : 2 fois «\u00a0ne viendra pas\u00a0».",
        ),
        ("Mission locale", "A répondu à la convocation (Comité des partenaires, 3 mars 2027) : viendra."),
    ]


def test_an_inhabitant_without_organisation_leaves_no_trace(cast, called):
    seat = make_seat(called[0].mandate.seat.group)
    row = Convocation.everywhere.create(
        meeting=called[0].meeting, mandate=make_mandate(seat), channel="letter"
    )

    answer(row, "yes", by=cast.theo)

    assert Interaction.everywhere.filter(kind="answer").count() == 0
    assert Entry.everywhere.get(verb="a noté une réponse").actor == cast.theo


def test_an_alternate_who_is_to_come_is_called_in_turn(cast, called):
    alternate = queries.alternates_for(called[0])[0]
    with pytest.raises(DomainError, match="Dites qui viendra"):
        answer(called[0], "substitute")
    with pytest.raises(DomainError, match="pas suppléante de ce siège"):
        answer(called[1], "substitute", substitute=alternate)

    answer(called[0], "substitute", substitute=alternate)
    send_convocations()

    row = Convocation.everywhere.get(mandate=alternate)
    assert (row.state, row.mail.to) == ("sent", alternate.person.email)
    assert "comme suppléant pour CCAS" in row.mail.text
    answer(called[1], "substitute", substitute_name="Mme Noël")
    assert (called[1].substitute, called[1].substitute_name) == (None, "Mme Noël")


def test_an_alternate_not_called_yet_is_let_go_when_the_titular_comes_after_all(cast, called):
    alternate = queries.alternates_for(called[0])[0]
    answer(called[0], "substitute", substitute=alternate)

    answer(called[0], "yes")

    assert not Convocation.everywhere.filter(mandate=alternate).exists()
    assert called[0].substitute is None


def test_proxies_stop_at_what_the_rules_allow(cast, called):
    first, second, third = called
    make_rules(first.meeting.body, max_proxies=1)
    answer(first, "proxy", proxy_to=third.mandate)
    assert (first.proxy_to, queries.holders_for(second)) == (third.mandate, [])

    with pytest.raises(DomainError, match="ne peut pas porter votre pouvoir"):
        answer(second, "proxy", proxy_to=third.mandate)
    answer(first, "proxy", proxy_to=third.mandate)  # again: one proxy, not two

    answer(first, "yes")
    answer(second, "proxy", proxy_to=third.mandate)
    assert answers() == ["yes", "proxy", ""]


@pytest.mark.parametrize(("limit", "proxies"), [(0, 0), (1, 1), (2, 2)])
def test_the_limit_of_proxies_is_that_of_the_rules(cast, called, limit, proxies):
    make_rules(called[0].meeting.body, max_proxies=limit)
    given = 0
    for row in called[:2]:
        try:
            answer(row, "proxy", proxy_to=called[2].mandate)
        except DomainError:
            continue
        given += 1

    assert given == proxies


def test_nobody_gives_a_proxy_to_themselves_or_to_whoever_stays_away(cast, called):
    answer(called[1], "no")

    assert [row.mandate for row in queries.holders_for(called[0])] == [called[2].mandate]
    for wrong in (called[0].mandate, called[1].mandate, None):
        with pytest.raises(DomainError):
            answer(called[0], "proxy", proxy_to=wrong)


def test_whoever_gave_a_proxy_to_somebody_who_stays_away_is_shown(cast, called):
    answer(called[0], "proxy", proxy_to=called[1].mandate)
    assert queries.orphan_proxies(queries.roll_of(called[0].meeting)) == []

    answer(called[1], "no")

    assert queries.orphan_proxies(queries.roll_of(called[0].meeting)) == [called[0]]


@pytest.mark.parametrize("moment", [timedelta(0), timedelta(hours=1)])
def test_nobody_answers_once_the_meeting_began(cast, called, february, moment):
    february.move_to(called[0].meeting.starts_at + moment)

    with pytest.raises(DomainError, match="ne peut plus répondre"):
        answer(called[0], "yes")
    assert answers() == ["", "", ""]


def test_nobody_answers_a_cancelled_meeting(cast, called):
    cancel_meeting(called[0].meeting, because="Grève.", by=cast.theo)

    with pytest.raises(DomainError, match="ne peut plus répondre"):
        answer(called[0], "yes")


# --- the page


def test_reading_the_link_writes_nothing_however_often_a_scanner_does(client, cast, called):
    before = (answers(), Entry.everywhere.count(), Interaction.everywhere.count())
    path = path_of(called[0])
    for _ in range(2):
        assert [client.get(path).status_code, client.head(path).status_code] == [200, 200]
        assert client.get(f"{path}seance.ics").status_code == 200
    client.get(f"{path}?answer=yes")

    assert (answers(), Entry.everywhere.count(), Interaction.everywhere.count()) == before


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"answer": "yes", "note": "Bien reçu"}, "yes"),
        ({"answer": "no"}, "no"),
        ({"answer": "substitute", "substitute_name": "Mme Noël"}, "substitute"),
    ],
)
def test_a_member_answers_without_an_account(client, cast, called, sent, kept):
    response = client.post(path_of(called[0]), sent)

    assert (response.status_code, response["Location"]) == (302, path_of(called[0]))
    assert answers() == [kept, "", ""]


def test_a_proxy_is_given_by_name_and_no_address_is_shown(client, cast, called):
    page = client.get(path_of(called[0])).content.decode()
    others = [row.mandate.person for row in called[1:]]
    assert [person.full_name in page for person in others] == [True, True]
    assert [person.email in page for person in others] == [False, False]

    client.post(path_of(called[0]), {"answer": "proxy", "proxy_to": str(called[1].mandate_id)})

    called[0].refresh_from_db()
    assert called[0].proxy_to == called[1].mandate


@pytest.mark.parametrize(
    "sent", [{}, {"answer": "maybe"}, {"answer": "proxy"}, {"answer": "proxy", "proxy_to": "999"}]
)
def test_an_answer_that_makes_no_sense_is_not_kept(client, cast, called, sent):
    assert client.post(path_of(called[0]), sent).status_code == 200
    assert answers() == ["", "", ""]


def test_the_link_dies_a_week_after_the_meeting(client, cast, called, february):
    path = path_of(called[0])
    february.move_to(called[0].meeting.ends_at + timedelta(days=7))
    assert client.get(path).status_code == 200
    february.shift(timedelta(seconds=1))

    assert client.get(path).status_code == 410
    assert client.get(f"{path}seance.ics").status_code == 404
    assert client.get("/reponse/perdu/").status_code == 404


def test_the_link_gives_the_papers_of_its_meeting_and_no_other(client, cast, called):
    other = make_meeting(called[0].meeting.body, date(2027, 6, 2))
    papers = [
        add_document(meeting, PDF.upload(), communicability="restricted", by=cast.theo)
        for meeting in (called[0].meeting, other)
    ]
    statuses = [client.get(f"{path_of(called[0])}documents/{paper.pk}/").status_code for paper in papers]

    assert statuses == [200, 404]
    Convocation.everywhere.update(token_hash="")
    assert client.get(f"{path_of(called[0])}documents/{papers[0].pk}/").status_code == 404


def test_the_team_notes_an_answer_given_by_telephone(client, cast, called):
    client.force_login(cast.theo)
    path = f"/pays-des-sources/espace/convocations/{called[0].pk}/reponse/"
    assert client.get(path).status_code == 200

    client.post(path, {"answer": "yes"})

    assert (answers(), Entry.everywhere.latest("pk").actor) == (["yes", "", ""], cast.theo)


def test_an_answer_rides_on_the_next_invitation(cast, called):
    answer(called[0], "yes")
    Convocation.everywhere.filter(pk=called[0].pk).update(state="to_send")
    send_convocations()

    assert "PARTSTAT=ACCEPTED" in OutboundMail.everywhere.first().calendar.replace("\r\n ", "")
