from datetime import date, timedelta

import pytest
from django.utils import timezone

from maillage.accounts.models import OutboundMail
from maillage.common.documents import to_docx, to_html, to_odt, to_pdf
from maillage.common.errors import DomainError
from maillage.common.personal_data import HOLDINGS
from maillage.governance.domain import attendance, minutes, outcomes
from maillage.governance.domain.attendance import Mark
from maillage.governance.models import AgendaItem, Attendance, MinuteLine, RegisterEntry
from maillage.governance.queries import minutes as queries
from maillage.governance.queries.minutes_document import minutes_document, sheet_document
from maillage.partners.models import Person
from tests.governance.factories import make_group, make_mandate, make_meeting, make_rules, make_seat
from tests.governance.minutes_cast import (
    advise,
    approve,
    decide,
    make_committee,
    make_held_meeting,
    make_item,
    members_of,
)
from tests.partners.factories import make_organisation


@pytest.fixture
def meeting(cast):
    return make_held_meeting(cast)


@pytest.fixture
def item(meeting):
    return make_item(meeting)


def texts(item) -> list[str]:
    return [line.text for line in MinuteLine.everywhere.filter(item=item, removed_at=None)]


def words_of(document) -> str:
    return to_html(document)


# Lines


def test_lines_follow_each_other_whoever_writes(cast, item):
    minutes.add_line(item, " Le coût est présenté. ", by=cast.theo)
    minutes.add_line(item, "Question sur les retraités.", by=cast.aicha)

    assert texts(item) == ["Le coût est présenté.", "Question sur les retraités."]
    with pytest.raises(DomainError, match="Écrivez quelque chose"):
        minutes.add_line(item, "  ", by=cast.theo)


def test_a_stale_version_overwrites_nothing_and_nothing_is_lost(cast, item):
    line = minutes.add_line(item, "Au départ", by=cast.theo)
    minutes.write_line(line, "Celui d’Aïcha", version=1, by=cast.aicha)

    with pytest.raises(minutes.StaleLineError) as stale:
        minutes.write_line(line, "Celui de Théo", version=1, by=cast.theo)

    assert (stale.value.current.text, stale.value.current.version) == ("Celui d’Aïcha", 2)
    assert texts(item) == ["Celui d’Aïcha"]

    settled = minutes.write_line(line, "Les deux", version=2, by=cast.theo)
    assert (settled.text, settled.version, settled.author) == ("Les deux", 3, cast.theo)


def test_the_same_text_saved_twice_is_no_change(cast, item):
    line = minutes.add_line(item, "Une fois", by=cast.theo)

    again = minutes.write_line(line, "Une fois", version=1, by=cast.aicha)

    assert (again.version, again.author) == (1, cast.theo)


def test_a_line_removed_while_another_writes_comes_back_with_what_they_wrote(cast, item):
    line = minutes.add_line(item, "À retirer ?", by=cast.theo)
    minutes.remove_line(line, by=cast.aicha)
    assert texts(item) == []

    with pytest.raises(minutes.StaleLineError) as stale:
        minutes.write_line(line, "À garder !", version=1, by=cast.theo)
    minutes.write_line(line, "À garder !", version=stale.value.current.version, by=cast.theo)

    assert texts(item) == ["À garder !"]


def test_a_removed_line_comes_back(cast, item):
    line = minutes.add_line(item, "Utile", by=cast.theo)
    minutes.remove_line(line, by=cast.theo)
    minutes.restore_line(line, by=cast.theo)

    assert texts(item) == ["Utile"]


def test_a_member_with_an_interest_withdraws(cast, item):
    member = members_of(item.body)[0]

    line = minutes.withdraw_member(item, member, by=cast.theo)

    assert line.text == (
        f"{member}, ayant un intérêt dans cette question, s’est retiré·e et n’a pas pris part à l’avis."
    )


# From draft to approved


def test_minutes_go_to_the_members_who_have_an_address(cast, meeting, item):
    first, second = members_of(meeting.body)
    Person.everywhere.filter(pk=second.person_id).update(email="")
    minutes.add_line(item, "Une question sur l’aide.", by=cast.theo)

    assert minutes.submit_minutes(meeting, by=cast.theo) == 1

    assert (meeting.minutes_state, meeting.minutes_sent_on) == ("submitted", timezone.localdate())
    mail = OutboundMail.everywhere.get()
    assert (mail.to, mail.kind) == (first.person.email, "minutes")
    assert "Une question sur l’aide." in mail.text
    assert [str(each) for each in queries.readers_of(meeting)[1]] == [str(second)]


def test_minutes_are_submitted_once_the_meeting_is_closed_and_once_only(cast, meeting):
    to_come = make_meeting(meeting.body, timezone.localdate() + timedelta(days=9))
    with pytest.raises(DomainError, match="une fois la séance close"):
        minutes.submit_minutes(to_come, by=cast.theo)

    minutes.submit_minutes(meeting, by=cast.theo)
    with pytest.raises(DomainError, match="une seule fois"):
        minutes.submit_minutes(meeting, by=cast.theo)


def test_minutes_taken_back_are_written_and_sent_again(cast, meeting, item):
    minutes.submit_minutes(meeting, by=cast.theo)
    with pytest.raises(DomainError, match="reprenez-le"):
        minutes.add_line(item, "Oubli", by=cast.theo)

    minutes.take_minutes_back(meeting, by=cast.theo)
    minutes.add_line(item, "Oubli", by=cast.theo)
    minutes.submit_minutes(meeting, by=cast.theo)

    assert texts(item) == ["Oubli"]
    assert OutboundMail.everywhere.count() == 4


def test_approved_minutes_are_frozen(cast, meeting, item):
    line = minutes.add_line(item, "Dit", by=cast.theo)
    opinion, decision = advise(item, by=cast.theo), decide(item, by=cast.theo)
    action = outcomes.promise_action(item, text="Écrire au Département", by=cast.theo)
    dissent = outcomes.record_dissent(opinion, members_of(meeting.body)[0], "Trop cher", by=cast.theo)
    approve(meeting, by=cast.aicha)
    line.refresh_from_db()
    item.refresh_from_db()
    member = members_of(meeting.body)[0]

    for verb in (
        lambda: minutes.add_line(item, "Encore", by=cast.theo),
        lambda: minutes.write_line(line, "Autre", version=1, by=cast.theo),
        lambda: minutes.remove_line(line, by=cast.theo),
        lambda: minutes.restore_line(line, by=cast.theo),
        lambda: minutes.withdraw_member(item, member, by=cast.theo),
        lambda: minutes.take_minutes_back(meeting, by=cast.theo),
        lambda: minutes.approve_minutes(meeting, on=meeting.day, by=cast.aicha),
        lambda: advise(item, by=cast.theo),
        lambda: outcomes.record_dissent(opinion, member, "Non", by=cast.theo),
        lambda: outcomes.remove_dissent(dissent, by=cast.theo),
        lambda: decide(item, by=cast.theo),
        lambda: outcomes.change_decision(decision, text="Autre", by=cast.theo),
        lambda: outcomes.remove_decision(decision, by=cast.theo),
        lambda: outcomes.promise_action(item, text="Autre", by=cast.theo),
        lambda: outcomes.remove_action(action, by=cast.theo),
        lambda: attendance.mark(meeting, member, Mark("absent"), by=cast.theo),
    ):
        with pytest.raises(DomainError):
            verb()

    assert texts(item) == ["Dit"]
    outcomes.finish_action(action, by=cast.theo)  # a fact beside the minutes
    with pytest.raises(DomainError, match="déjà faite"):
        outcomes.finish_action(action, by=cast.theo)


@pytest.mark.parametrize("days", [-1, 1])
def test_approval_is_dated_between_the_meeting_and_today(cast, meeting, days):
    minutes.submit_minutes(meeting, by=cast.theo)
    wrong = meeting.day - timedelta(days=1) if days < 0 else timezone.localdate() + timedelta(days=1)

    with pytest.raises(DomainError, match="pas dans le futur"):
        minutes.approve_minutes(meeting, on=wrong, by=cast.aicha)


def test_what_is_wrong_is_put_right_at_a_later_meeting(cast, meeting, item):
    later = make_meeting(meeting.body, meeting.day + timedelta(days=60))
    with pytest.raises(DomainError, match="pas encore approuvé"):
        minutes.rectify_minutes(meeting, at=later, text="Lire 12 €", by=cast.theo)
    approve(meeting, by=cast.aicha)

    for text in ("Lire 12 €.", "Lire Baccarat."):
        minutes.rectify_minutes(meeting, at=later, text=text, by=cast.theo)

    added = AgendaItem.everywhere.get(meeting=later)
    assert (added.title, texts(added)) == (
        "Rectificatif au compte rendu du 03/03/2026",
        ["Lire 12 €.", "Lire Baccarat."],
    )
    with pytest.raises(DomainError, match="séance suivante"):
        minutes.rectify_minutes(meeting, at=meeting, text="Ici", by=cast.theo)


# Printed from facts


@pytest.fixture
def full(cast):
    """A meeting where everything happened."""
    body = make_committee(cast)
    drawn = make_mandate(make_seat(make_group(body, "drawn_inhabitants")))
    meeting = make_held_meeting(cast, body=body)
    attendance.mark(meeting, drawn, Mark("represented", proxy_to=members_of(body)[0]), by=cast.theo)
    item = make_item(meeting)
    minutes.add_line(item, "Le coût est présenté.", by=cast.theo)
    minutes.add_line(item, "Un propos sur une personne.", is_restricted=True, by=cast.theo)
    opinion = advise(item, by=cast.theo, sense="reserved", votes=(1, 1, 0))
    outcomes.record_dissent(opinion, members_of(body)[1], "L’aide est trop faible.", by=cast.theo)
    owner = make_organisation(cast.pays, "Département")
    decide(item, by=cast.theo, owner=owner, owner_name="Jean Dupont", due_on=date(2026, 6, 1))
    outcomes.promise_action(item, text="Envoyer les chiffres", owner=owner, by=cast.theo)
    return meeting


def test_minutes_hold_what_the_law_asks(full):
    first, second, drawn = members_of(full.body)
    page = words_of(minutes_document(full))

    for words in (
        str(first),
        f"représenté par {first}",
        str(drawn),
        "Comité des partenaires, association 1, Associations",
        "1. Tarification solidaire",
        "Le coût est présenté.",
        "Un propos sur une personne.",
        "Avis : favorable avec réserves",
        "<td>Associations</td><td>1</td><td>1</td><td>0</td>",
        f"Désaccord noté à la demande de {second}",
        "Département, Jean Dupont",
        "01/06/2026",
        "Envoyer les chiffres (Département)",
        "3 voix présentes ou représentées sur 3",
        "document préparatoire",
    ):
        assert words in page, words


def test_the_public_version_leaves_out_what_the_law_protects_and_says_so(full):
    first, second, drawn = members_of(full.body)
    page = words_of(minutes_document(full, public=True))

    kept = {
        words: words in page
        for words in (
            str(first),
            str(drawn),
            "Un propos sur une personne.",
            "Jean Dupont",
            "L’aide est trop faible.",
        )
    }
    assert kept == {
        str(first): True,
        str(drawn): False,
        "Un propos sur une personne.": False,
        "Jean Dupont": False,
        "L’aide est trop faible.": True,
    }
    assert f"à la demande de {second}" not in page
    assert "à la demande d’un membre" in page
    assert "Membre tiré au sort" in page
    assert "L.311-6" in page


@pytest.mark.parametrize("printed", [to_pdf, to_odt, to_docx, to_html])
def test_the_same_facts_print_the_same_bytes(full, printed):
    assert printed(minutes_document(full)) == printed(minutes_document(full))


def test_the_sheet_to_sign_has_a_line_for_each_member(full):
    grid = sheet_document(full).blocks[1]

    assert [row[0] for row in grid.rows] == [str(each) for each in members_of(full.body)] + [""] * 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_points_cost_the_same_for_one_or_three(cast, meeting, django_assert_num_queries, count):
    for rank in range(count):
        item = make_item(meeting, f"Point {rank}")
        minutes.add_line(item, "Dit", by=cast.theo)
        opinion = advise(item, by=cast.theo)
        outcomes.record_dissent(opinion, members_of(meeting.body)[0], "Non", by=cast.theo)
        decide(item, by=cast.theo)

    with django_assert_num_queries(7):
        points = queries.points_of(meeting)
        told = [
            (str(point.lines[0].author), point.votes[0].group.name, str(point.dissents[0].mandate))
            for point in points
        ]

    assert len(told) == count


# Who may read


@pytest.mark.parametrize(
    ("rules", "approved", "published"),
    [({"is_published": True}, True, True), ({"is_published": False}, True, False), ({}, False, False)],
)
def test_approved_minutes_are_public_if_the_rules_say_so(cast, meeting, rules, approved, published):
    make_rules(meeting.body, adopted_on=meeting.day, **rules)
    if approved:
        approve(meeting, by=cast.aicha)

    assert queries.is_published(meeting) is published
    assert queries.published_meetings(cast.pays) == ([meeting] if published else [])


# Personal data


def test_an_erased_member_leaves_the_words_and_the_facts_stay(cast, full):
    first = members_of(full.body)[0].person
    Person.everywhere.filter(pk=first.pk).update(email=cast.chloe.email)
    item = full.items(manager="everywhere").get()
    minutes.add_line(item, f"{first.full_name} demande un chiffrage.", by=cast.theo)
    before = Attendance.everywhere.count()
    held = {each.label: each for each in HOLDINGS if each.app == "governance"}

    exported = held["Vos présences aux séances"].export(cast.chloe)
    held["Vos présences aux séances"].erase(cast.chloe)

    assert [(row["instance"], row["présence"]) for row in exported] == [("Comité des partenaires", "présent")]
    assert texts(item)[-1] == "[contact effacé] demande un chiffrage."
    assert Attendance.everywhere.count() == before


def test_an_erased_writer_leaves_the_lines(cast, item):
    minutes.add_line(item, "Dit", by=cast.theo)
    held = {each.label: each for each in HOLDINGS if each.app == "governance"}[
        "Lignes de compte rendu écrites"
    ]

    assert [row["texte"] for row in held.export(cast.theo)] == ["Dit"]
    assert held.erase(cast.theo) == 1
    assert [line.author for line in MinuteLine.everywhere.all()] == [None]


def test_nothing_is_in_the_register_before_approval(cast, meeting, item):
    advise(item, by=cast.theo)
    minutes.submit_minutes(meeting, by=cast.theo)
    assert RegisterEntry.everywhere.count() == 0

    assert minutes.approve_minutes(meeting, on=meeting.day, by=cast.aicha) == 1
    assert RegisterEntry.everywhere.count() == 1
