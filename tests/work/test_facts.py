"""What a letter may tell of the work."""

from datetime import UTC, date, datetime
from decimal import Decimal

from maillage.work.domain.promises import note_delivery
from maillage.work.queries.facts import plain, promises_since, tasks_since
from tests.partners.factories import make_circle, make_organisation
from tests.work.factories import make_promise, make_task

DONE = {"state": "done", "done_at": datetime(2026, 3, 4, 9, tzinfo=UTC)}


def test_a_task_that_a_group_finished_is_told_to_the_group(cast):
    circle, partner = make_circle(cast.pays, "Groupe jeunes"), make_organisation(cast.pays)
    make_task(cast.pays, "Relire la carte", circle=circle, organisation=partner, **DONE)
    make_task(cast.pays, "Encore à faire", circle=circle)
    make_task(cast.pays, "Sans groupe", **DONE)

    (fact,) = tasks_since(cast.pays, date(2026, 3, 4))

    assert fact.text == "Groupe jeunes : «\u00a0Relire la carte\u00a0» est fait par Mission locale."
    assert (fact.day, fact.touches.circles, fact.is_public) == (date(2026, 3, 4), {circle.pk}, False)
    assert list(tasks_since(cast.pays, date(2026, 3, 5))) == []


def test_what_came_of_a_promise_is_told_to_whoever_made_it(cast, django_assert_num_queries):
    for name in ("Mission locale", "CCAS", "MSA"):
        promise = make_promise(make_organisation(cast.pays, name), unit="jours")
        note_delivery(promise, quantity=Decimal("2.5"), happened_on=date(2026, 3, 4), by=cast.theo)
    make_promise(make_organisation(cast.pays, "Sans rien encore"))

    with django_assert_num_queries(1):
        facts = list(promises_since(cast.pays, date(2026, 3, 1)))

    assert [fact.text for fact in facts if "MSA" in fact.text] == [
        "MSA a apporté 2,5 jours sur 10 pour «\u00a0Dix jours d’accompagnement\u00a0». Merci."
    ]
    assert len(facts) == 3
    assert {len(fact.touches.organisations) for fact in facts} == {1}


def test_quantities_are_written_as_people_do():
    assert [plain(Decimal(each)) for each in ("10.00", "2.50", "100")] == ["10", "2,5", "100"]
