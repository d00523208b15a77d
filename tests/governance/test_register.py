from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from maillage.common.errors import DomainError
from maillage.governance.domain import minutes, register
from maillage.governance.models import Decision, Meeting, RegisterEntry
from maillage.governance.queries import register as queries
from maillage.governance.queries.minutes import open_decisions
from tests.governance.minutes_cast import (
    HELD_ON,
    advise,
    decide,
    make_approved_meeting,
    make_committee,
    make_held_meeting,
    make_item,
)
from tests.partners.factories import make_organisation


def entries() -> list[RegisterEntry]:
    return list(RegisterEntry.everywhere.order_by("number"))


def decision_of(meeting) -> Decision:
    return Decision.everywhere.select_related("item__body__authority").filter(item__meeting=meeting).first()


# Written once, chained


def test_approval_writes_opinions_and_decisions_in_the_order_of_the_agenda(cast):
    meeting = make_held_meeting(cast)
    second = make_item(meeting, "Second point", kind="decision")
    first = make_item(meeting, "Premier point")
    type(first).everywhere.filter(pk=first.pk).update(order=0)
    decide(second, by=cast.theo, text="Ouvrir une ligne", owner=make_organisation(cast.pays, "Région"))
    decide(first, by=cast.theo, text="Informer")
    advise(first, by=cast.theo)
    minutes.submit_minutes(meeting, by=cast.theo)

    assert minutes.approve_minutes(meeting, on=meeting.day, by=cast.aicha) == 3

    told = [(row.number, row.kind, row.facts["item"], row.facts["text"]) for row in entries()]
    assert told == [
        (1, "opinion", "Premier point", "Le comité approuve."),
        (2, "decision", "Premier point", "Informer"),
        (3, "decision", "Second point", "Ouvrir une ligne"),
    ]
    assert entries()[2].facts == {
        "body": "Comité des partenaires",
        "meeting": "2026-03-03",
        "approved_on": "2026-03-03",
        "item": "Second point",
        "text": "Ouvrir une ligne",
        "basis": "",
        "owner": "Région",
        "taken_on": "2026-03-03",
        "due_on": "",
        "review_on": "",
    }
    assert [row.previous_hash for row in entries()] == ["", entries()[0].hash, entries()[1].hash]


def test_no_name_of_a_person_is_frozen(cast):
    make_approved_meeting(cast, owner_name="Jean Dupont")

    assert [row.number for row in entries() if "Dupont" in str(row.facts) + row.words] == []


def test_each_territory_counts_its_own(cast):
    make_approved_meeting(cast)
    body = make_committee(cast, "Autre comité")
    make_approved_meeting(cast, HELD_ON + timedelta(days=1), body=body)

    assert [row.number for row in entries()] == [1, 2, 3, 4]
    assert queries.verify_register(cast.elsewhere) == queries.Check(0)


def test_a_whole_chain_holds(cast):
    make_approved_meeting(cast, decisions=3)

    check = queries.verify_register(cast.pays)

    assert (check.rows, check.holds, check.last_hash) == (4, True, entries()[-1].hash)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_an_altered_row_breaks_the_check_exactly_there(cast, number):
    make_approved_meeting(cast, decisions=3)
    altered = entries()[number - 1]
    RegisterEntry.everywhere.filter(pk=altered.pk).update(facts={**altered.facts, "text": "Autre chose"})

    check = queries.verify_register(cast.pays)

    assert (check.broken, check.why) == (number, f"La ligne n° {number} a été changée après son inscription.")


def test_an_altered_row_that_was_hashed_again_no_longer_links_to_the_next(cast):
    make_approved_meeting(cast, decisions=3)
    altered = entries()[1]
    altered.facts["text"] = "Autre chose"
    RegisterEntry.everywhere.filter(pk=altered.pk).update(facts=altered.facts, hash=queries.hash_of(altered))

    check = queries.verify_register(cast.pays)

    assert (check.broken, check.why) == (3, "La ligne n° 3 ne suit pas celle qui la précède.")


def test_a_missing_row_is_noticed(cast):
    make_approved_meeting(cast, decisions=3)
    RegisterEntry.everywhere.filter(number=2).delete()

    assert queries.verify_register(cast.pays).why == "La ligne n° 2 manque."


def test_the_command_says_whether_the_chain_holds(cast):
    make_approved_meeting(cast)
    out = StringIO()
    call_command("register", "verify", "pays-des-sources", stdout=out)
    assert out.getvalue().startswith("Registre de Pays des Sources : 2 lignes, la chaîne tient.")

    RegisterEntry.everywhere.filter(number=1).update(facts={})
    with pytest.raises(CommandError, match="n° 1 a été changée"):
        call_command("register", "verify", "pays-des-sources")
    with pytest.raises(CommandError, match="Aucune autorité"):
        call_command("register", "verify", "inconnue")


def test_two_who_approve_at_once_write_one_set_of_rows(cast):
    """Both opened the page while the minutes were waiting; the second click comes too late."""
    meeting = make_held_meeting(cast)
    item = make_item(meeting)
    advise(item, by=cast.theo)
    decide(item, by=cast.theo)
    minutes.submit_minutes(meeting, by=cast.theo)
    first, second = (Meeting.everywhere.get(pk=meeting.pk) for _ in range(2))

    minutes.approve_minutes(first, on=meeting.day, by=cast.aicha)
    with pytest.raises(DomainError, match="n’attend pas d’approbation"):
        minutes.approve_minutes(second, on=meeting.day, by=cast.aicha)

    assert [row.number for row in entries()] == [1, 2]
    assert queries.verify_register(cast.pays).holds


# What became of decisions


def test_a_decision_goes_its_way_beside_its_row(cast):
    decision = decision_of(make_approved_meeting(cast))
    before = entries()[-1].hash

    register.move_decision(decision, "started", by=cast.theo)
    register.move_decision(decision, "done", by=cast.theo)

    assert decision.state == "done"
    assert (entries()[-1].hash, queries.verify_register(cast.pays).holds) == (before, True)
    with pytest.raises(DomainError, match="exécutée ne peut pas devenir prise"):
        register.move_decision(decision, "taken", by=cast.theo)


def test_a_decision_not_approved_yet_stays_as_it_is(cast):
    decision = decide(make_item(make_held_meeting(cast)), by=cast.theo)

    with pytest.raises(DomainError, match="pas encore au registre"):
        register.move_decision(decision, "started", by=cast.theo)


def test_only_a_later_decision_contradicts(cast):
    body = make_committee(cast)
    old = decision_of(make_approved_meeting(cast, body=body))
    new = decision_of(make_approved_meeting(cast, HELD_ON + timedelta(days=30), body=body))

    with pytest.raises(DomainError, match="décision ultérieure"):
        register.contradict(new, old, by=cast.theo)
    with pytest.raises(DomainError, match="une autre décision"):
        register.contradict(old, old, by=cast.theo)

    register.contradict(old, new, by=cast.theo)
    assert Decision.everywhere.get(pk=old.pk).contradicted_by == new
    register.contradict(old, None, by=cast.theo)
    assert Decision.everywhere.get(pk=old.pk).contradicted_by is None


# The list


@pytest.fixture
def busy(cast, in_pays):
    """One opinion and four decisions: late, to review, done, and none of these."""
    today = timezone.localdate()
    meeting = make_held_meeting(cast)
    item = make_item(meeting, "Évaluation de l’aide à l’essence")
    advise(item, by=cast.theo, text="Avis rendu")
    facts = {
        "Retard": {"due_on": HELD_ON},
        "Revue": {"review_on": today},
        "Faite": {"due_on": HELD_ON},
        "Libre": {},
    }
    for text, dates in facts.items():
        decide(item, by=cast.theo, text=text, **dates)
    minutes.submit_minutes(meeting, by=cast.theo)
    minutes.approve_minutes(meeting, on=meeting.day, by=cast.aicha)
    done = Decision.everywhere.select_related("item__body__authority").get(text="Faite")
    register.move_decision(done, "done", by=cast.theo)
    return meeting


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Libre", "Faite", "Revue", "Retard", "Avis rendu"]),
        ({"text": "retard"}, ["Retard"]),
        ({"text": "EVALUATION essence retard"}, ["Retard"]),
        ({"text": "inconnu"}, []),
        ({"kind": "opinion"}, ["Avis rendu"]),
        ({"view": "a-commencer"}, ["Libre", "Revue", "Retard"]),
        ({"view": "en-retard"}, ["Retard"]),
        ({"view": "a-revoir"}, ["Revue"]),
        ({"view": "contredites"}, []),
        ({"body": 0}, ["Libre", "Faite", "Revue", "Retard", "Avis rendu"]),
    ],
)
def test_the_register_is_searched_and_narrowed(cast, busy, asked, found):
    assert [row.facts["text"] for row in queries.register_of(cast.theo, **asked)] == found


def test_the_views_are_counted(cast, busy):
    counts = {"a-commencer": 3, "en-retard": 1, "a-revoir": 1, "contredites": 0}
    assert queries.counts_of(cast.theo) == counts


def test_a_partner_reads_the_rows_of_their_bodies_only(cast, busy):
    assert queries.register_of(cast.bruno).count() == 5
    assert queries.register_of(cast.chloe).count() == 0

    member = busy.body.groups(manager="everywhere").get().seats(manager="everywhere").first().mandates.first()
    type(member.person).everywhere.filter(pk=member.person_id).update(email=cast.chloe.email)
    assert queries.register_of(cast.chloe).count() == 5


def test_what_is_open_is_handed_over_most_urgent_first(cast, busy):
    assert [row.text for row in open_decisions(cast.pays)] == ["Retard", "Revue", "Libre"]
