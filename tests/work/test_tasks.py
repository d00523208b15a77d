"""Who does what, by when; who sees it; one click to say where it stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.accounts.models import OutboundMail, User
from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.partners.domain.retention import forget_person
from maillage.partners.models import Notice, Person
from maillage.work.domain import comments, privacy
from maillage.work.domain import tasks as domain
from maillage.work.models import Task, TaskComment, TaskStep
from maillage.work.queries import tasks as queries
from maillage.work.queries.load import load_of
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.partners.factories import make_contact, make_organisation
from tests.work.factories import make_promise, make_step, make_task

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lea(cast) -> Person:
    return make_contact(make_organisation(cast.pays))


@pytest.fixture
def group(cast):
    """A working group with one member, Zoé, who has no account."""
    body = make_body(cast.pays, "Groupe vélo")
    organisation = make_organisation(cast.pays, "Club vélo")
    zoe = make_contact(organisation, "Zoé Petit")
    make_mandate(make_seat(make_group(body), organisation), zoe)
    body.zoe = zoe
    return body


def give(cast, **facts) -> Task:
    return domain.give_task(cast.pays, by=cast.theo, **{"title": "Relire la carte", **facts})


def mails() -> list:
    return list(OutboundMail.everywhere.order_by("pk").values_list("kind", "to"))


def test_the_owner_hears_of_it_once(cast, lea, clock):
    task = give(cast, owner=lea, due_on=TODAY + timedelta(days=10))
    assert mails() == [("task_given", lea.email)]
    text = OutboundMail.everywhere.get().text
    assert f"vers=/pays-des-sources/partenaires/travaux/{task.pk}/" in text
    assert "13 mars 2026" in text
    domain.change_task(task, by=cast.theo, **facts_of(task) | {"title": "Relire le plan"})
    assert len(mails()) == 1


def facts_of(task) -> dict:
    names = ("title", "text", "owner", "due_on", "circle", "repeats")
    return {name: getattr(task, name) for name in names}


def test_urgent_passes_the_cap_for_a_written_reason(cast, lea, clock):
    for rank in range(8):
        give(cast, owner=lea, title=f"Tâche {rank}")
    give(cast, owner=lea, title="Une de plus")
    assert len(mails()) == 8
    give(cast, owner=lea, title="La carte", urgent_because="Le comité siège demain matin.")
    assert len(mails()) == 9
    rows = Notice.everywhere.filter(title__in=["Une de plus", "La carte"]).order_by("pk")
    assert list(rows.values_list("state", "is_postponed", "urgent_because")) == [
        ("due", True, ""),
        ("told", False, "Le comité siège demain matin."),
    ]
    with pytest.raises(DomainError, match="10 lettres"):
        give(cast, owner=lea, urgent_because="vite")


def test_an_organisation_is_told_by_its_voice(cast, lea, clock):
    organisation = lea.functions(manager="everywhere").get().organisation
    give(cast, owner=organisation)
    assert mails() == [("task_given", lea.email)]


def test_nobody_is_told_of_what_they_gave_themselves(cast, clock):
    give(cast, owner=cast.theo)
    assert mails() == []


def test_another_owner_is_told_in_their_turn(cast, lea, clock):
    task = give(cast, owner=lea)
    assert domain.change_task(task, by=cast.theo, **facts_of(task) | {"owner": cast.chloe}) is True
    assert mails() == [("task_given", lea.email), ("task_given", cast.chloe.email)]
    assert domain.change_task(Task.everywhere.get(), by=cast.theo, **facts_of(Task.everywhere.get())) is False


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"title": " "}, "intitulé"),
        ({"repeats": "weekly"}, "première échéance"),
    ],
)
def test_a_task_makes_sense(cast, facts, said):
    with pytest.raises(DomainError, match=said):
        give(cast, **facts)


def test_nothing_is_given_across_authorities(cast, clock):
    stranger = make_contact(make_organisation(cast.elsewhere))
    with pytest.raises(DomainError, match="autre territoire"):
        give(cast, owner=stranger)
    with pytest.raises(DomainError, match="rôle"):
        give(cast, owner=cast.eve)


def test_the_database_refuses_two_owners_and_an_undated_end(cast, lea):
    with transaction.atomic(), pytest.raises(IntegrityError):
        make_task(cast.pays, person=lea, user=cast.theo)
    with transaction.atomic(), pytest.raises(IntegrityError):
        make_task(cast.pays, state="done")


# Who sees what


def test_who_sees_a_task(cast, lea, group, in_pays):
    organisation = lea.functions(manager="everywhere").get().organisation
    rows = {
        "hers": make_task(cast.pays, "hers", person=lea),
        "her organisation's": make_task(cast.pays, "her organisation's", organisation=organisation),
        "the group's": make_task(cast.pays, "the group's", circle=group.circle),
        "Chloé's": make_task(cast.pays, "Chloé's", user=cast.chloe),
        "nobody's": make_task(cast.pays, "nobody's"),
    }

    def seen(tasks):
        return {task.title for task in tasks}

    assert seen(Task.objects.visible_to_person(lea)) == {"hers", "her organisation's"}
    assert seen(Task.objects.visible_to_person(group.zoe)) == {"the group's"}
    assert seen(Task.objects.visible_to(cast.chloe)) == {"Chloé's"}
    assert seen(Task.objects.visible_to(cast.bruno)) == set(rows)
    assert seen(Task.everywhere.visible_to(cast.eve)) == set()
    assert seen(Task.everywhere.visible_to(cast.greta)) == set()
    Person.everywhere.filter(pk=group.zoe.pk).update(email=cast.chloe.email)
    assert seen(Task.objects.visible_to(cast.chloe)) == {"Chloé's", "the group's"}


def test_a_mandate_that_ended_opens_nothing(cast, group, in_pays):
    make_task(cast.pays, circle=group.circle)
    group.zoe.mandates(manager="everywhere").update(ends_on=timezone.localdate() - timedelta(days=1))
    assert list(Task.objects.visible_to_person(group.zoe)) == []


def test_who_answers_for_a_task(cast, lea, in_pays):
    organisation = lea.functions(manager="everywhere").get().organisation
    of_organisation = make_task(cast.pays, organisation=organisation)
    assert queries.answers_for(of_organisation, person=lea) is True
    assert queries.answers_for(of_organisation, user=cast.chloe) is False
    Person.everywhere.filter(pk=lea.pk).update(email=cast.chloe.email)
    assert queries.answers_for(of_organisation, user=cast.chloe) is True


# Where it stands


def test_from_to_do_to_done_and_back(cast, lea, clock):
    task = give(cast, owner=lea)
    domain.move_task(task, "doing")
    domain.move_task(task, "done", by=cast.theo)
    task.refresh_from_db()
    assert (task.state, task.done_at) == ("done", NOW)
    with pytest.raises(DomainError, match="déjà notée « faite »"):
        domain.move_task(task, "done")
    domain.move_task(task, "todo", by=cast.theo)
    verbs = Entry.everywhere.filter(target_type="tâche").order_by("pk").values_list("verb", "actor_name")
    assert list(verbs) == [
        ("a confié une tâche", "Theo"),
        ("a commencé une tâche", "Maillage (automate)"),
        ("a fini une tâche", "Theo"),
        ("a rouvert une tâche", "Theo"),
    ]


def test_a_task_that_returns_leaves_its_rhythm_to_the_next(cast, lea, clock):
    task = give(cast, owner=lea, due_on=date(2026, 1, 31), repeats="monthly", steps=("Compter",))
    domain.tick_step(TaskStep.everywhere.get(), is_done=True)
    following = domain.move_task(task, "done")
    task.refresh_from_db()
    assert (following.due_on, following.repeats, task.repeats) == (date(2026, 3, 28), "monthly", "")
    steps = TaskStep.everywhere.filter(task=following).values_list("text", "done_at")
    assert list(steps) == [("Compter", None)]
    domain.move_task(task, "todo")
    assert domain.move_task(task, "done") is None


def test_i_cannot_another_day_please(cast, lea, clock):
    task = give(cast, owner=lea, due_on=TODAY)
    with pytest.raises(DomainError, match="Proposez"):
        domain.ask_change(task)
    with pytest.raises(DomainError, match="passée"):
        domain.ask_change(task, due_on=TODAY - timedelta(days=1))
    domain.ask_change(task, due_on=date(2026, 4, 1), because="En congé.")
    task.refresh_from_db()
    assert (task.state, task.due_on, task.asked_due_on) == ("stuck", TODAY, date(2026, 4, 1))
    domain.settle_ask(task, accept=True, by=cast.theo)
    task.refresh_from_db()
    assert (task.state, task.due_on, task.asked_due_on, task.asked_because) == (
        "todo",
        date(2026, 4, 1),
        None,
        "",
    )
    with pytest.raises(DomainError, match="Personne ne demande"):
        domain.settle_ask(task, accept=False, by=cast.theo)


def test_a_member_takes_what_is_nobody_s(cast, lea, group, clock, in_pays):
    task = give(cast, circle=group.circle)
    with pytest.raises(DomainError, match="pas à prendre"):
        domain.take_task(task, person=lea)
    domain.take_task(task, person=group.zoe)
    task.refresh_from_db()
    assert task.owner == group.zoe
    with pytest.raises(DomainError, match="pas à prendre"):
        domain.take_task(task, user=cast.theo)


def test_a_checklist_has_an_end(cast):
    task = make_task(cast.pays)
    for rank in range(domain.MOST_STEPS):
        domain.add_step(task, f"Étape {rank}", by=cast.theo)
    with pytest.raises(DomainError, match="30 étapes"):
        domain.add_step(task, "Une de trop", by=cast.theo)
    step = TaskStep.everywhere.first()
    domain.remove_step(step, by=cast.theo)
    assert domain.add_step(task, "La dernière", by=cast.theo).order == 30


# Words


def test_a_word_waits_for_the_digest_of_those_concerned(cast, lea, clock):
    task = give(cast, owner=lea)
    first = comments.comment(task, "Quelle carte ?", person=lea)
    assert told_of(first) == [("theo@example.org", "due")]
    second = comments.comment(task, "Celle du nord.", user=cast.aicha)
    assert told_of(second) == [("lea@partenaire.example", "due"), ("theo@example.org", "due")]
    assert len(mails()) == 1
    with pytest.raises(DomainError, match="quelque chose"):
        comments.comment(task, "  ", user=cast.aicha)


def told_of(word) -> list:
    rows = Notice.everywhere.filter(event="task_comment", subject_id=word.pk).select_related("person", "user")
    return sorted(((row.person or row.user).email, row.state) for row in rows)


# Lists


def test_lists_are_of_a_fixed_number_of_queries(cast, lea, group, in_pays, django_assert_num_queries):
    for number in (1, 3):
        for rank in range(number):
            make_step(make_task(cast.pays, f"{number} {rank}", person=lea, circle=group.circle))
        user = User.objects.get(pk=cast.theo.pk)
        with django_assert_num_queries(5):
            rows = list(queries.listed(Task.objects.visible_to(user)))
            assert [str(task.owner) + str(task.circle) + str(task.steps_all) for task in rows]


def test_by_date_and_by_group_and_on_the_board(cast, lea, group, clock, in_pays):
    make_task(cast.pays, "tard", due_on=TODAY - timedelta(days=1), circle=group.circle)
    make_task(cast.pays, "semaine", due_on=TODAY + timedelta(days=7))
    make_task(cast.pays, "mois", due_on=TODAY + timedelta(days=8), state="doing")
    make_task(cast.pays, "plus tard", due_on=TODAY + timedelta(days=40), state="stuck")
    make_task(cast.pays, "sans date")
    make_task(cast.pays, "faite", state="done", done_at=NOW - timedelta(days=2))
    make_task(cast.pays, "faite jadis", state="done", done_at=NOW - timedelta(days=31))
    rows = queries.listed(Task.objects.visible_to(cast.theo))

    def titles(groups):
        return [(each.title, [task.title for task in each.tasks]) for each in groups]

    assert titles(queries.by_date(list(rows.open()))) == [
        ("En retard", ["tard"]),
        ("Dans les sept jours", ["semaine"]),
        ("Dans le mois", ["mois"]),
        ("Plus tard", ["plus tard"]),
        ("Sans date", ["sans date"]),
    ]
    assert titles(queries.by_group(list(rows.open())))[0] == ("Groupe vélo", ["tard"])
    assert titles(queries.board(rows)) == [
        ("À faire", ["tard", "semaine", "sans date"]),
        ("À revoir ensemble", ["plus tard"]),
        ("En cours", ["mois"]),
        ("Faite", ["faite"]),
    ]


def test_who_carries_what_and_what_hangs_on_one_person(cast, lea, clock, in_pays):
    organisation = lea.functions(manager="everywhere").get().organisation
    make_task(cast.pays, person=lea, due_on=TODAY - timedelta(days=1))
    make_task(cast.pays, organisation=organisation, due_on=TODAY + timedelta(days=3))
    make_task(cast.pays, user=cast.theo)
    make_task(cast.pays)
    make_promise(organisation)
    load = load_of(Task.objects.visible_to(cast.theo), cast.pays)
    assert (load.total, load.nobody) == (4, 1)
    assert [(each.name, len(each.tasks), each.late) for each in load.people] == [
        ("Léa Martin", 1, 1),
        ("Theo", 1, 0),
    ]
    assert [(each.name, len(each.tasks), each.late) for each in load.organisations] == [
        ("Mission locale", 2, 1)
    ]
    assert [(each.thread.organisation, each.tasks, each.promises) for each in load.hanging] == [
        (organisation, 2, 1)
    ]


# Erasing


def test_the_erased_leave_the_work(cast, lea, clock):
    task = give(cast, owner=lea)
    comments.comment(task, "Je m’appelle Léa.", person=lea)
    comments.comment(task, "Moi Chloé.", user=cast.chloe)
    assert [row.get("mot") for row in queries.exported(cast.chloe)] == ["Moi Chloé."]
    assert privacy.forget_work(cast.chloe) == 1
    forget_person(lea)
    task.refresh_from_db()
    assert task.owner is None
    words = TaskComment.everywhere.order_by("pk").values_list("text", "person", "user")
    assert list(words) == [("[mot effacé]", None, None), ("[mot effacé]", None, None)]
