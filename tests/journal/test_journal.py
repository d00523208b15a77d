import pytest
from django.db import DatabaseError, transaction

from maillage.accounts.domain import invitations, privacy, tokens
from maillage.accounts.enums import Role
from maillage.journal.domain import ERASED, SYSTEM, forget_actor, record
from maillage.journal.models import Entry
from maillage.journal.queries import entries_of, lines_written_by, named


def test_a_line_says_who_did_what_on_what(cast):
    entry = record("a publié", actor=cast.aicha, authority=cast.pays, target=cast.plan, version=2)

    assert (entry.actor_name, entry.verb, entry.target_type, entry.target_name, entry.details) == (
        "Aicha",
        "a publié",
        "plan",
        "Projet de mobilité solidaire",
        {"version": 2},
    )


def test_the_machine_signs_what_it_does_by_itself(db):
    assert record("a purgé").actor_name == SYSTEM


def test_the_name_of_a_person_is_looked_up_at_reading(cast):
    record("a donné un accès à", actor=cast.aicha, authority=cast.pays, target=cast.bruno)
    assert Entry.everywhere.get().target_name == ""

    assert [line.shown_target for line in named(Entry.everywhere.all())] == ["Bruno"]
    privacy.rename(cast.bruno, "Bruno Petit")
    assert named(Entry.everywhere.filter(verb="a donné un accès à"))[0].shown_target == "Bruno Petit"
    privacy.erase_person(cast.bruno)
    assert named(Entry.everywhere.filter(verb="a donné un accès à"))[0].shown_target == ""


@pytest.mark.parametrize("count", [1, 3])
def test_naming_costs_the_same_for_one_or_many(cast, in_pays, django_assert_num_queries, count):
    for number in range(count):
        invitations.invite(cast.pays, f"lea{number}@example.org", Role.READER, by=cast.aicha)
        record("a salué", actor=cast.aicha, authority=cast.pays, target=cast.bruno)
        tokens.create_token(cast.pays, f"Usage {number}", ["authority:read"], 30, by=cast.aicha)

    with django_assert_num_queries(3):  # lines, people, invitations
        lines = named(entries_of(cast.pays))

    assert [line.shown_target for line in lines[:3]] == [
        f"Usage {count - 1}",
        "Bruno",
        f"lea{count - 1}@example.org",
    ]


def test_the_journal_of_one_authority_newest_first(cast, in_pays):
    record("premier", actor=cast.aicha, authority=cast.pays, target=cast.plan)
    record("second", actor=cast.theo, authority=cast.pays)
    record("ailleurs", actor=cast.eve, authority=cast.elsewhere)

    assert [entry.verb for entry in entries_of(cast.pays)] == ["second", "premier"]
    assert [entry.verb for entry in entries_of(cast.pays, search="theo")] == ["second"]
    assert [entry.verb for entry in entries_of(cast.pays, search="solidaire")] == ["premier"]


def test_forgetting_takes_the_name_and_leaves_the_fact(cast):
    record("a publié", actor=cast.aicha, target=cast.plan)
    record("a publié", actor=cast.theo, target=cast.plan)

    assert forget_actor(cast.aicha) == 1

    assert list(Entry.everywhere.order_by("pk").values_list("actor", "actor_name")) == [
        (None, ERASED),
        (cast.theo.pk, "Theo"),
    ]


def test_the_export_tells_what_one_did_and_what_was_done_to_one(cast):
    record("a publié", actor=cast.bruno, target=cast.plan)
    record("a changé le rôle de", actor=cast.aicha, target=cast.bruno)
    record("a publié", actor=cast.theo)

    lines = lines_written_by(cast.bruno)

    assert [(line["auteur"], line["verbe"]) for line in lines] == [
        ("une autre personne", "a changé le rôle de"),
        ("moi", "a publié"),
    ]
    assert "Aicha" not in str(lines)


def test_a_line_is_never_changed_nor_deleted(cast):
    entry = record("a publié", actor=cast.aicha)

    with pytest.raises(TypeError, match="append-only"):
        entry.save()
    with pytest.raises(TypeError, match="append-only"):
        entry.delete()
    with pytest.raises(TypeError, match="append-only"):
        Entry.everywhere.all().delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.everywhere.update(verb="a dépublié")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.everywhere.all()._raw_delete("default")
    assert Entry.everywhere.get().verb == "a publié"
