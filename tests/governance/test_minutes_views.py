import csv
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.urls import reverse

from maillage.common.documents import to_html
from maillage.governance.domain import attendance, minutes
from maillage.governance.models import Attendance, Dissent, MinuteLine, Opinion, RegisterEntry
from maillage.governance.queries import register as queries
from maillage.governance.queries import register_document as paper
from maillage.governance.queries.attendance import presence_token
from tests.governance.factories import make_mandate, make_meeting, make_rules
from tests.governance.minutes_cast import (
    HELD_ON,
    decide,
    make_approved_meeting,
    make_committee,
    make_held_meeting,
    make_item,
    members_of,
)

HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, *args):
    return reverse(f"governance:{name}", args=["pays-des-sources", *args])


def shown(html, *words) -> list[str]:
    return [word for word in words if word in html]


@pytest.fixture
def meeting(cast):
    return make_held_meeting(cast)


@pytest.fixture
def theo(client, cast):
    client.force_login(cast.theo)
    return client


# Presences


def test_one_tap_notes_a_member_and_answers_the_counts(theo, meeting):
    member = members_of(meeting.body)[0]
    path = url("attendance_mark", meeting.pk, member.pk)

    swapped = theo.post(path, {"presence": "excused"}, **HTMX).content.decode()
    reloaded = theo.get(url("attendance", meeting.pk), **HTMX).content.decode()

    assert Attendance.everywhere.get(mandate=member).presence == "excused"
    assert swapped == reloaded
    assert f'id="etat-{member.pk}" hx-swap-oob="true"><span class="tag">excusé</span>' in swapped
    without = theo.post(path, {"presence": "present"})
    assert without["Location"] == f"{url('attendance', meeting.pk)}#membre-{member.pk}"


def test_a_refused_tap_says_why_and_changes_nothing(theo, meeting):
    make_rules(meeting.body, adopted_on=meeting.day, max_proxies=0)
    giver, holder = members_of(meeting.body)
    told = {"presence": "represented", "proxy_to": holder.pk}

    answer = theo.post(url("attendance_mark", meeting.pk, giver.pk), told)

    assert "aucun pouvoir par personne" in answer.content.decode()
    assert Attendance.everywhere.get(mandate=giver).presence == "present"


def test_a_sheet_is_copied_from_one_page(theo, meeting):
    giver, holder = members_of(meeting.body)
    alternate = make_mandate(holder.seat, role="alternate")
    told = {f"m{giver.pk}": f"proxy-{holder.pk}", f"m{holder.pk}": f"substitute-{alternate.pk}"}

    answer = theo.post(url("attendance_paper", meeting.pk), told, follow=True)

    assert "1 présence relevée sur papier." in answer.content.decode()
    rows = Attendance.everywhere.order_by("mandate")
    assert [(row.presence, row.proxy_to, row.substitute, row.signed_by) for row in rows] == [
        ("represented", holder, None, "paper"),
        ("present", None, alternate, "paper"),
    ]


def test_a_member_signs_on_their_phone_without_an_account(client, cast):
    body = make_committee(cast)
    meeting, member = make_meeting(body, HELD_ON), members_of(body)[0]
    attendance.open_signing(meeting, by=cast.theo)
    path = reverse("governance:presence", args=[presence_token(meeting)])

    assert "On signe ici de deux heures avant" in client.get(path).content.decode()
    with time_machine.travel(meeting.starts_at + timedelta(minutes=5), tick=False):
        page = client.get(path, {"membre": member.pk}).content.decode()
        assert shown(page, "absent", "excusé", f'<option value="{member.pk}" selected>') == [
            f'<option value="{member.pk}" selected>'
        ]
        assert Attendance.everywhere.count() == 0  # a scanner that reads the page signs nothing
        client.post(path, {"member": member.pk, "way": "absent"})
        assert Attendance.everywhere.count() == 0
        signed = client.post(path, {"member": member.pk, "way": "room"}, follow=True)

    assert f"C’est signé : {member}" in signed.content.decode()
    assert [(row.mandate, row.presence, row.signed_by) for row in Attendance.everywhere.all()] == [
        (member, "present", "qr")
    ]
    assert client.get("/presence/autre/").status_code == 404


def test_the_code_is_shown_once_the_page_is_open(theo, meeting):
    assert "L’ouvrir" in theo.get(url("attendance_code", meeting.pk)).content.decode()

    page = theo.post(url("attendance_open", meeting.pk), follow=True).content.decode()

    assert shown(page, "<title>Code à scanner", f"/presence/{presence_token(meeting)}/", "L’ouvrir") == [
        "<title>Code à scanner",
        f"/presence/{presence_token(meeting)}/",
    ]


# Writing


def test_two_who_write_on_one_line_see_both_texts_and_settle(theo, cast, meeting):
    item = make_item(meeting)
    line = minutes.add_line(item, "Au départ", by=cast.theo)
    minutes.write_line(line, "Celui d’Aïcha", version=1, by=cast.aicha)
    path = url("line_write", meeting.pk, line.pk)

    answer = theo.post(path, {"text": "Celui de Théo", "version": "1"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert shown(page, "Celui d’Aïcha", "Celui de Théo", "Enregistré par Aicha", 'value="2"') == [
        "Celui d’Aïcha",
        "Celui de Théo",
        "Enregistré par Aicha",
        'value="2"',
    ]
    assert MinuteLine.everywhere.get().text == "Celui d’Aïcha"

    settled = theo.post(path, {"text": "Les deux", "version": "2"})
    assert settled["Location"] == f"{url('minutes', meeting.pk)}#ligne-{line.pk}"
    assert MinuteLine.everywhere.get().text == "Les deux"


def test_a_line_added_by_the_script_answers_that_line_alone(theo, meeting):
    item = make_item(meeting)

    answer = theo.post(url("line_new", meeting.pk, item.pk), {"text": "Dit"}, **HTMX).content.decode()

    line = MinuteLine.everywhere.get()
    assert answer.strip().startswith("{#") is False
    assert f'<li id="ligne-{line.pk}" data-line="{line.pk}" data-version="1">' in answer
    assert "<html" not in answer
    assert f'id="ligne-{line.pk}"' in theo.get(url("minutes", meeting.pk), **HTMX).content.decode()


def test_whoever_does_not_write_reads_no_draft(client, cast, meeting):
    minutes.add_line(make_item(meeting), "Encore incertain", by=cast.theo)
    client.force_login(cast.bruno)

    page = client.get(url("minutes", meeting.pk)).content.decode()

    assert shown(page, "en cours d’écriture", "Encore incertain") == ["en cours d’écriture"]
    minutes.submit_minutes(meeting, by=cast.theo)
    assert "Encore incertain" in client.get(url("minutes", meeting.pk)).content.decode()


def test_an_opinion_is_written_with_its_votes_dissent_and_withdrawal(theo, meeting):
    item, group = make_item(meeting), meeting.body.groups(manager="everywhere").get()
    member = members_of(meeting.body)[0]
    told = {
        "sense": "reserved",
        "text": "Oui, mais",
        f"votes_{group.pk}_yes": "1",
        f"votes_{group.pk}_no": "1",
    }

    too_many = theo.post(url("opinion", meeting.pk, item.pk), told | {f"votes_{group.pk}_no": "2"})
    assert "3 voix notées, pour 2" in too_many.content.decode()
    theo.post(url("opinion", meeting.pk, item.pk), told)
    theo.post(url("dissent_new", meeting.pk, item.pk), {"mandate": member.pk, "text": "Trop peu"})
    theo.post(url("withdrawal", meeting.pk, item.pk), {"mandate": member.pk})

    opinion = Opinion.everywhere.get()
    assert (opinion.sense, opinion.text) == ("reserved", "Oui, mais")
    assert [(row.mandate, row.text) for row in Dissent.everywhere.all()] == [(member, "Trop peu")]
    assert [line.text.split(",")[0] for line in MinuteLine.everywhere.all()] == [str(member)]


def test_who_is_overtaken_reads_the_other_opinion_and_may_write_over_it(theo, cast, meeting):
    item = make_item(meeting)
    path, facts = url("opinion", meeting.pk, item.pk), {"sense": "favourable", "text": "Oui", "version": "0"}
    theo.post(path, facts)

    late = theo.post(path, facts | {"sense": "unfavourable", "text": "Non merci"})

    html = late.content.decode()
    assert shown(html, "« favorable : Oui »", "Non merci", 'name="version" value="1"') == [
        "« favorable : Oui »",
        "Non merci",
        'name="version" value="1"',
    ]
    assert Opinion.everywhere.get(item=item).text == "Oui"
    theo.post(path, facts | {"sense": "unfavourable", "text": "Non merci", "version": "1"})
    assert Opinion.everywhere.get(item=item).text == "Non merci"


def test_who_is_overtaken_reads_the_other_decision(theo, cast, meeting):
    decision = decide(make_item(meeting), by=cast.theo)
    path = url("decision_change", meeting.pk, decision.pk)
    theo.post(path, {"text": "Ouvrir deux lignes", "version": "1"})

    html = theo.post(path, {"text": "N’ouvrir aucune ligne", "version": "1"}).content.decode()

    assert shown(html, "« Ouvrir deux lignes »", "N’ouvrir aucune ligne", 'name="version" value="2"') == [
        "« Ouvrir deux lignes »",
        "N’ouvrir aucune ligne",
        'name="version" value="2"',
    ]
    decision.refresh_from_db()
    assert decision.text == "Ouvrir deux lignes"


def test_the_way_from_a_draft_to_the_public_version(client, cast, meeting):
    line = minutes.add_line(make_item(meeting), "Un échange.", by=cast.theo)
    public = url("minutes_public", meeting.pk)
    client.force_login(cast.aicha)

    client.post(url("minutes_submit", meeting.pk))
    assert client.get(public).status_code == 404
    refused = client.post(
        url("line_write", meeting.pk, line.pk), {"text": "Non", "version": "1"}, follow=True
    )
    assert "soumis à approbation" in refused.content.decode()
    client.post(url("minutes_approve", meeting.pk), {"on": "2026-03-10"})
    client.logout()

    page = client.get(public).content.decode()
    assert shown(page, "Un échange.", "Version publique", "approuvé le mardi 10 mars 2026") == [
        "Un échange.",
        "Version publique",
        "approuvé le mardi 10 mars 2026",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_writing_page_costs_the_same_for_one_point_or_three(
    theo, cast, meeting, django_assert_num_queries, count
):
    for rank in range(count):
        minutes.add_line(make_item(meeting, f"Point {rank}"), "Dit", by=cast.theo)

    with django_assert_num_queries(12):
        assert theo.get(url("minutes", meeting.pk), **HTMX).status_code == 200


# The register


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_for_one_row_or_three(theo, cast, django_assert_num_queries, count):
    body = make_committee(cast)
    for rank in range(count):
        make_approved_meeting(cast, HELD_ON + timedelta(days=rank), body=body)

    with django_assert_num_queries(10):
        page = theo.get(url("register")).content.decode()

    assert f"{count * 2} lignes" in page


def test_the_file_holds_the_rows_of_the_screen(theo, cast):
    make_approved_meeting(cast, decisions=2)

    content = theo.get(url("register_csv"), {"nature": "decision"}).content.decode("utf-8-sig")

    rows = list(csv.DictReader(StringIO(content), delimiter=";"))
    assert [(row["Numéro"], row["Texte"], row["État"]) for row in rows] == [
        ("3", "Décision 2", "prise"),
        ("2", "Décision 1", "prise"),
    ]


def test_an_altered_row_is_told_on_the_screen(theo, cast):
    make_approved_meeting(cast)
    assert "2 lignes relues" in theo.get(url("register_check")).content.decode()

    RegisterEntry.everywhere.filter(number=2).update(facts={})
    page = theo.get(url("register_check")).content.decode()
    assert "La ligne n° 2 a été changée après son inscription." in page


def test_a_decision_moves_from_its_own_page(theo, cast):
    make_approved_meeting(cast)

    page = theo.post(url("decision_state", 2), {"state": "done"}, follow=True).content.decode()

    assert shown(page, '<span class="tag tag--done">exécutée</span>', "Elle est en cours", "abandonnée") == [
        '<span class="tag tag--done">exécutée</span>',
        "Elle est en cours",
    ]
    assert theo.post(url("decision_state", 1), {"state": "done"}).status_code == 404  # an opinion


def test_the_paper_of_the_register_stops_somewhere_and_says_so(cast, in_pays, monkeypatch):
    make_approved_meeting(cast, decisions=2)
    rows = queries.register_of(cast.theo)
    whole = to_html(paper.register_document(cast.pays, rows))
    monkeypatch.setattr(paper, "PRINTED", 2)
    cut = to_html(paper.register_document(cast.pays, rows))

    assert ("N° 1 –" in whole, "N° 1 –" in cut) == (True, False)
    assert "Les 2 lignes les plus récentes sur 3" in cut
