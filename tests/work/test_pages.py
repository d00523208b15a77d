"""The pages of work: the personal link of a contact, the board's buttons, the files, and how many queries they take."""

import pytest
from django.test import Client

from maillage.accounts.models import OutboundMail
from maillage.governance.domain import outcomes
from maillage.partners.domain.notices import choose_budget, tell
from maillage.partners.enums import Event
from maillage.partners.models import Notice
from maillage.partners.queries.space import space_token
from maillage.work.domain import tasks as domain
from maillage.work.models import Promise, Task
from tests.governance.minutes_cast import approve, decide, make_held_meeting, make_item
from tests.partners.factories import make_contact, make_organisation
from tests.work.factories import make_promise, make_step, make_task

SPACE = "/pays-des-sources/partenaires/travaux/"
WORK = "/pays-des-sources/espace/travaux/"


@pytest.fixture
def lea(cast):
    return make_contact(make_organisation(cast.pays))


@pytest.fixture
def at_the_door(lea) -> Client:
    client = Client()
    client.post(f"/pays-des-sources/partenaires/entrer/{space_token(lea)}/")
    return client


def test_a_contact_without_account_answers_for_their_task(cast, lea, at_the_door):
    task = make_task(cast.pays, person=lea)
    step = make_step(task)
    own = f"{SPACE}{task.pk}/"
    assert "C’est fait" in at_the_door.get(own).content.decode()
    at_the_door.post(f"{own}etapes/{step.pk}/", {"fait": "oui"})
    at_the_door.post(f"{own}mots/", {"text": "Presque."})
    at_the_door.post(f"{own}autrement/", {"due_on": "2030-01-01", "owner": "", "because": ""})
    task.refresh_from_db()
    step.refresh_from_db()
    assert (task.state, f"{task.asked_due_on}", step.done_at is not None) == ("stuck", "2030-01-01", True)
    at_the_door.post(f"{own}etat/", {"state": "done"})
    task.refresh_from_db()
    assert task.state == "done"
    assert "Presque." in at_the_door.get(own).content.decode()


def test_their_list_holds_theirs_and_nothing_else(cast, lea, at_the_door, django_assert_num_queries):
    make_task(cast.pays, "Pour quelqu’un d’autre")
    for number in (1, 3):
        for rank in range(number):
            make_task(cast.pays, f"À Léa {number} {rank}", person=lea)
            make_promise(lea.functions(manager="everywhere").get().organisation)
        with django_assert_num_queries(11):
            page = at_the_door.get(SPACE).content.decode()
    assert "À Léa 3 2" in page
    assert "Dix jours" in page
    assert "quelqu’un d’autre" not in page


def test_what_is_not_theirs_does_not_exist_for_them(cast, lea, at_the_door):
    other = make_task(cast.pays)
    abroad = make_task(cast.elsewhere)
    for pk in (other.pk, abroad.pk):
        assert at_the_door.get(f"{SPACE}{pk}/").status_code == 404
        assert at_the_door.post(f"{SPACE}{pk}/etat/", {"state": "done"}).status_code == 404
    assert set(Task.everywhere.values_list("state", flat=True)) == {"todo"}


def test_a_stranger_is_sent_to_the_door(cast, client, lea):
    task = make_task(cast.pays, person=lea)
    assert client.get(f"{SPACE}{task.pk}/")["Location"] == "/pays-des-sources/partenaires/mon-lien/"


def test_the_board_moves_by_buttons_and_comes_back_to_itself(cast, client):
    task = make_task(cast.pays)
    client.force_login(cast.theo)
    answer = client.post(f"{WORK}{task.pk}/etat/", {"state": "doing", "retour": "tableau"})
    assert answer["Location"] == f"{WORK}?vue=tableau"
    assert "En cours" in client.get(answer["Location"]).content.decode()
    assert client.post(f"{WORK}{task.pk}/etat/", {"state": "n’importe quoi"}).status_code == 302
    task.refresh_from_db()
    assert task.state == "doing"


@pytest.mark.parametrize("view", ["date", "groupes", "tableau"])
def test_lists_take_the_same_queries_whatever_they_hold(
    cast, client, lea, view, django_assert_max_num_queries
):
    client.force_login(cast.theo)
    counts = []
    for number in (1, 3):
        for rank in range(number):
            make_task(cast.pays, f"{number} {rank}", person=lea)
        with django_assert_max_num_queries(40) as seen:
            client.get(f"{WORK}?vue={view}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_ledger_leaves_as_files_of_the_same_lines(cast, client, lea):
    make_promise(lea.functions(manager="everywhere").get().organisation, "12.5", title="=SOMME(A1)")
    client.force_login(cast.bruno)
    text = client.get("/pays-des-sources/espace/engagements.csv?etat=attendus").content.decode("utf-8-sig")
    header, line = text.strip().split("\r\n")
    assert header.startswith("Partenaire;Engagement;Nature;Unité")
    assert line.startswith("Mission locale;'=SOMME(A1);jours de travail;jours;")
    for ending in ("xlsx", "ods"):
        assert client.get(f"/pays-des-sources/espace/engagements.{ending}").content[:2] == b"PK"


def test_the_card_of_a_partner_shows_its_promises(cast, client, lea):
    organisation = lea.functions(manager="everywhere").get().organisation
    make_promise(organisation)
    client.force_login(cast.bruno)
    page = client.get(f"/pays-des-sources/espace/partenaires/{organisation.pk}/").content.decode()
    assert "0 jours sur 10" in page


def test_personal_figures_are_for_the_team(cast, client, lea):
    choose_budget(
        cast.pays,
        by=cast.aicha,
        person_messages=5,
        person_minutes=240,
        organisation_messages=24,
        organisation_minutes=720,
        digest_weekday=0,
    )
    for rank in range(6):
        domain.give_task(cast.pays, title=f"Tâche {rank}", owner=lea, by=cast.theo)
    domain.give_task(
        cast.pays, title="Vite", owner=lea, urgent_because="Le comité siège demain.", by=cast.theo
    )
    page = {}
    for name in ("theo", "bruno"):
        client.force_login(getattr(cast, name))
        page[name] = client.get("/pays-des-sources/espace/partenaires/sollicitations/").content.decode()
    for said in ("Léa Martin", "Tâche 5", "épuisé"):
        assert said in page["theo"]
    assert "Léa Martin" not in page["bruno"]
    assert "Tâche 5" not in page["bruno"]
    for text in page.values():
        assert "Mission locale" in text
        assert "Le comité siège demain." in text


def test_sollicitations_take_the_same_queries_whatever_they_hold(cast, client, django_assert_max_num_queries):
    client.force_login(cast.theo)
    counts = []
    for number in (1, 3):
        for rank in range(number):
            person = make_contact(
                make_organisation(cast.pays, f"Chez {number} {rank}"), f"N{number}{rank} Un"
            )
            tell(person, Event.DOCUMENT_NEW, person, write=lambda: None)
            domain.give_task(cast.pays, title="Une", owner=person, by=cast.theo)
        with django_assert_max_num_queries(40) as seen:
            client.get("/pays-des-sources/espace/partenaires/sollicitations/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


# From what a meeting decided


def test_a_decision_of_the_register_becomes_one_task(cast, client, lea):
    organisation = lea.functions(manager="everywhere").get().organisation
    meeting = make_held_meeting(cast)
    decision = decide(make_item(meeting, kind="decision"), owner=organisation, by=cast.theo)
    approve(meeting, by=cast.aicha)
    entry = decision.entry
    client.force_login(cast.theo)
    share = f"/pays-des-sources/espace/seances/{meeting.pk}/compte-rendu/decisions/{decision.pk}/tache/"
    first, second = client.post(share)["Location"], client.post(share)["Location"]
    task = Task.everywhere.get()
    assert first == second == f"{WORK}{task.pk}/"
    assert (task.title, task.owner, task.circle) == ("Ouvrir une ligne", organisation, meeting.body.circle)
    assert f"/espace/registre/{entry.number}/" in client.get(first).content.decode()
    before = entry.hash
    entry.refresh_from_db()
    assert entry.hash == before
    assert OutboundMail.everywhere.get(kind="task_given").to == lea.email


def test_an_action_and_its_task_are_done_together(cast, client):
    meeting = make_held_meeting(cast)
    action = outcomes.promise_action(make_item(meeting), text="Appeler la Région", by=cast.theo)
    client.force_login(cast.theo)
    base = f"/pays-des-sources/espace/seances/{meeting.pk}/compte-rendu/actions/{action.pk}/"
    client.post(f"{base}tache/")
    domain.move_task(Task.everywhere.get(), "done", by=cast.theo)
    action.refresh_from_db()
    assert action.done_on is not None

    other = outcomes.promise_action(make_item(meeting, "Autre"), text="Écrire au préfet", by=cast.theo)
    client.post(f"/pays-des-sources/espace/seances/{meeting.pk}/compte-rendu/actions/{other.pk}/tache/")
    outcomes.finish_action(other, by=cast.theo)
    assert set(Task.everywhere.values_list("state", flat=True)) == {"done"}
    assert Promise.everywhere.count() == Notice.everywhere.count() == 0
