"""The PDF of the minutes, for members without account: by the link of their mail."""

import io
import re
from datetime import date, timedelta

import pikepdf
import pytest
import time_machine
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.governance.domain import minutes
from maillage.governance.domain.minutes_copies import close_copies, forget_expired
from maillage.governance.models import MinutesCopy
from maillage.governance.queries.minutes_copies import exported_copies
from tests.governance.minutes_cast import make_held_meeting, make_item, members_of


@pytest.fixture
def meeting(cast):
    meeting = make_held_meeting(cast)
    minutes.add_line(make_item(meeting), "Une question sur l’aide.", by=cast.theo)
    return meeting


def links() -> list[str]:
    texts = OutboundMail.everywhere.order_by("pk").values_list("text", flat=True)
    return [re.search(r"/compte-rendu/[\w-]+/", text)[0] for text in texts]


def submit(meeting, *, by) -> list[str]:
    OutboundMail.everywhere.all().delete()
    minutes.submit_minutes(meeting, by=by)
    return links()


def test_each_member_has_a_link_of_their_own_that_gives_the_pdf(cast, client, meeting):
    first, second = submit(meeting, by=cast.theo)
    assert first != second

    answer = client.get(first)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="compte-rendu-{meeting.day:%Y-%m-%d}-{meeting.pk}.pdf"'
    )
    assert "no-store" in answer["Cache-Control"]
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
    assert client.get(second).content == answer.content


def test_only_the_hash_of_a_link_is_kept(cast, meeting):
    token = submit(meeting, by=cast.theo)[0].split("/")[-2]

    assert [each.token_hash == token for each in MinutesCopy.everywhere.all()] == [False, False]
    assert {each.expires_on for each in MinutesCopy.everywhere.all()} == {
        timezone.localdate() + timedelta(days=180)
    }


def test_minutes_taken_back_wait_then_the_old_link_and_the_new_one_open_them(cast, client, meeting):
    old = submit(meeting, by=cast.theo)[0]
    minutes.take_minutes_back(meeting, by=cast.theo)
    waiting = client.get(old)
    assert (waiting.status_code, "en cours de correction" in waiting.text) == (404, True)

    new = submit(meeting, by=cast.theo)[0]

    assert new != old
    assert client.get(old).content == client.get(new).content


def test_a_link_is_over_after_six_months(cast, client, meeting):
    with time_machine.travel(date(2027, 1, 4), tick=False):
        link = submit(meeting, by=cast.theo)[0]
    with time_machine.travel(date(2027, 7, 3), tick=False):
        assert client.get(link).status_code == 200
        assert forget_expired() == 0
    with time_machine.travel(date(2027, 7, 5), tick=False):
        assert client.get(link).status_code == 410
        assert forget_expired() == 2
        assert client.get(link).status_code == 404


def test_a_person_reads_what_is_kept_and_closes_their_links(cast, client, meeting):
    person = members_of(meeting.body)[0].person
    person.email = cast.chloe.email
    person.save()
    submit(meeting, by=cast.theo)
    mail = OutboundMail.everywhere.get(to=cast.chloe.email)
    link = re.search(r"/compte-rendu/[\w-]+/", mail.text)[0]

    assert [row["séance"] for row in exported_copies(cast.chloe)] == [str(meeting)]
    assert close_copies(cast.chloe) == 1
    assert client.get(link).status_code == 404
