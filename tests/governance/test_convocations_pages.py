"""A newcomer convenes a committee, screen by screen."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import time_machine

from maillage.accounts.domain.privacy import erase_person
from maillage.accounts.models import OutboundMail
from maillage.common.documents import PageBreak
from maillage.common.personal_data import export_all
from maillage.governance.domain.agenda import add_item
from maillage.governance.domain.answers import answer
from maillage.governance.domain.convocations import cancel_meeting, convene, mark_posted, send_convocations
from maillage.governance.models import AgendaItem, Convocation, Meeting
from maillage.governance.queries.letters import letters_of
from tests.governance.factories import (
    make_body,
    make_group,
    make_mandate,
    make_meeting,
    make_rules,
    make_seat,
)
from tests.partners.factories import make_contact, make_organisation

NOW = datetime(2027, 2, 15, 9, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def february():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def meeting(cast):
    """Chloé sits by mail, her neighbour has no address."""
    group = make_group(make_body(cast.pays))
    for name, email in (("Chloé Simonin", "chloe@example.org"), ("Octave Colin", "")):
        organisation = make_organisation(cast.pays, f"Chez {name}", address="2 rue Haute\n54999 Sources")
        make_mandate(make_seat(group, organisation), make_contact(organisation, name, email=email))
    return make_meeting(group.body, date(2027, 3, 3), place="Salle des fêtes")


def page_of(meeting, more="") -> str:
    return f"/pays-des-sources/espace/seances/{meeting.pk}/{more}"


def test_from_an_empty_agenda_to_answers(client, cast, meeting, django_capture_on_commit_callbacks):
    client.force_login(cast.theo)
    assert "Commencez par ce que la séance doit décider" in client.get(page_of(meeting)).content.decode()
    assert "L’ordre du jour est vide" in client.get(page_of(meeting, "convocation/")).content.decode()
    sent = {"title": "Tarifs", "kind": "opinion", "minutes": "45", "topics": ["tariffs"]}
    assert client.post(page_of(meeting, "points/nouveau/"), sent).status_code == 302
    page = client.get(page_of(meeting, "convocation/")).content.decode()
    assert ("Convoquer 2 personnes" in page, "pas de courriel connu" in page) == (True, True)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(meeting, "convocation/"))

    page = client.get(page_of(meeting, "convocation/")).content.decode()
    assert "1 lettre à imprimer et à poster" in page
    assert list(OutboundMail.everywhere.values_list("to", "kind")) == [("chloe@example.org", "convocation")]
    client.post(page_of(meeting, "convocation/lettres/postees/"))
    assert list(Convocation.everywhere.order_by("pk").values_list("state", flat=True)) == ["sent", "posted"]


def test_a_late_call_asks_for_its_reason_and_keeps_it(client, cast, meeting, february):
    make_rules(meeting.body, notice_days=5, notice_count="clear")
    add_item(meeting, title="Tarifs", kind="opinion", by=cast.theo)
    february.move_to(meeting.starts_at - timedelta(days=2))
    client.force_login(cast.theo)
    page = client.get(page_of(meeting, "convocation/")).content.decode()
    assert "Il fallait convoquer le 25 février 2027 au plus tard" in page

    assert client.post(page_of(meeting, "convocation/"), {"late_because": "urgent"}).status_code == 200
    assert Convocation.everywhere.count() == 0
    client.post(page_of(meeting, "convocation/"), {"late_because": "Le préfet attend l’avis avant le 5."})

    meeting.refresh_from_db()
    assert (meeting.state, meeting.late_because) == ("convened", "Le préfet attend l’avis avant le 5.")


def test_a_member_who_sits_proposes_and_sees_no_private_word(client, cast, meeting):
    client.force_login(cast.chloe)
    client.post(page_of(meeting, "proposer/"), {"title": "Navette", "kind": "discussion"})
    proposal = AgendaItem.everywhere.get()
    assert (proposal.meeting, proposal.proposed_by) == (None, cast.chloe)

    client.force_login(cast.theo)
    client.post(page_of(meeting, f"points/{proposal.pk}/inscrire/"))
    convene(meeting, by=cast.theo)
    send_convocations()
    answer(Convocation.everywhere.first(), "no", note="Je suis opérée ce jour-là.")

    assert "opérée" in client.get(page_of(meeting, "convocation/")).content.decode()
    client.force_login(cast.chloe)
    assert "opérée" not in client.get(page_of(meeting, "convocation/")).content.decode()


def test_letters_hold_one_page_each(client, cast, meeting):
    third = make_seat(meeting.body.groups(manager="everywhere").get())
    make_mandate(third, make_contact(make_organisation(cast.pays, "Ailleurs"), "Zoé Petit", email=""))
    add_item(meeting, title="Tarifs", kind="opinion", by=cast.theo)
    convene(meeting, by=cast.theo)
    send_convocations()
    client.force_login(cast.theo)

    response = client.get(page_of(meeting, "convocation/lettres.pdf"))

    assert response["Content-Disposition"] == 'attachment; filename="convocations-2027-03-03.pdf"'
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert len(pdf.pages) == 2
    assert sum(isinstance(block, PageBreak) for block in letters_of(meeting).blocks) == 1
    mark_posted(meeting, by=cast.theo)
    assert [block.text for block in letters_of(meeting).blocks] == ["Aucune lettre n’attend d’être postée."]
    cancel_meeting(meeting, because="Grève.", by=cast.theo)
    send_convocations()
    said = [getattr(block, "text", "") for block in letters_of(meeting).blocks]
    assert ("Motif : Grève." in said, letters_of(meeting).title) == (True, "Annulation de séance")


def test_cancelling_and_calling_again_from_the_page(client, cast, meeting, february):
    add_item(meeting, title="Tarifs", kind="opinion", by=cast.theo)
    convene(meeting, by=cast.theo)
    february.move_to(meeting.ends_at)
    client.force_login(cast.theo)
    assert "Deuxième convocation" in client.get(page_of(meeting)).content.decode()

    client.post(page_of(meeting, "deuxieme-convocation/"), {"day": "2027-03-17", "hour": "18:00"})

    second = Meeting.everywhere.get(second_call_of=meeting)
    assert second.starts_at == datetime(2027, 3, 17, 18, tzinfo=ZoneInfo("Europe/Paris"))
    client.post(page_of(second, "annuler/"), {"because": "La salle est fermée."})
    second.refresh_from_db()
    assert (second.state, second.cancelled_because) == ("cancelled", "La salle est fermée.")


def test_no_second_call_where_the_rules_have_none(client, cast, meeting, february):
    make_rules(meeting.body, second_call=False)
    add_item(meeting, title="Tarifs", kind="opinion", by=cast.theo)
    convene(meeting, by=cast.theo)
    february.move_to(meeting.ends_at)
    client.force_login(cast.theo)
    assert "Deuxième convocation" not in client.get(page_of(meeting)).content.decode()

    refused = client.post(page_of(meeting, "deuxieme-convocation/"), {"day": "2027-03-17", "hour": "18:00"})

    assert "si le règlement le prévoit" in refused.content.decode()
    assert not Meeting.everywhere.filter(second_call_of=meeting).exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_meeting_reads_in_a_fixed_number_of_queries(
    client, cast, meeting, number, django_assert_num_queries
):
    for rank in range(number):
        add_item(meeting, title=f"Point {rank}", kind="opinion", by=cast.theo)
        AgendaItem.everywhere.create(body=meeting.body, title=f"Idée {rank}", kind="discussion")
    client.force_login(cast.bruno)
    with django_assert_num_queries(13):
        client.get(page_of(meeting))


def test_who_is_erased_keeps_neither_words_nor_link(cast, meeting):
    add_item(meeting, title="Tarifs", kind="opinion", by=cast.theo)
    convene(meeting, by=cast.theo)
    send_convocations()
    row = Convocation.everywhere.first()
    answer(row, "yes", note="Avec mon vélo.")
    kept = {each["catégorie"]: each["données"] for each in export_all(cast.chloe)}
    assert [line["mot"] for line in kept["Vos convocations et vos réponses"]] == ["Avec mon vélo."]

    erase_person(cast.chloe)

    row.refresh_from_db()
    assert (row.answer, row.note, row.token_hash) == ("yes", "", "")
