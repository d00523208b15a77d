"""What was promised, what came: totals are the sum of lines, and no line is ever changed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.partners.domain.merge import merge_organisations
from maillage.partners.models import Interaction
from maillage.partners.queries.pulse import pulse_of
from maillage.work.domain import promises as domain
from maillage.work.models import Promise, PromiseLine
from maillage.work.queries import promises as queries
from tests.partners.factories import make_contact, make_organisation
from tests.work.factories import make_promise

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
WHY = "Erreur de frappe le jour même."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def club(cast):
    return make_organisation(cast.pays, "Club d’entreprises")


def totals_of(promise) -> tuple:
    row = Promise.everywhere.with_totals().get(pk=promise.pk)
    return row.promised, row.given, row.until


def came(promise, quantity, day=TODAY, by=None):
    return domain.note_delivery(promise, quantity=Decimal(quantity), happened_on=day, by=by)


def test_what_was_promised_and_what_came(cast, club):
    promise = make_promise(club, "10", until=date(2026, 6, 30))
    came(promise, "2.5")
    came(promise, "3")
    assert totals_of(promise) == (Decimal(10), Decimal("5.5"), date(2026, 6, 30))


def test_a_correction_is_one_more_line_with_its_reason(cast, club):
    promise = make_promise(club, "10", until=date(2026, 6, 30))
    line = PromiseLine.everywhere.get()
    with pytest.raises(DomainError, match="10 lettres"):
        domain.correct_line(line, quantity=Decimal(8), because="non", by=cast.theo)
    domain.correct_line(line, quantity=Decimal(8), until=date(2026, 9, 30), because=WHY, by=cast.theo)
    assert totals_of(promise) == (Decimal(8), Decimal(0), date(2026, 9, 30))
    domain.correct_line(line, quantity=Decimal(9), until=date(2026, 9, 30), because=WHY, by=cast.theo)
    lines = [(row.amount, row.because) for row in queries.lines_of(promise)]
    assert lines == [(Decimal(10), ""), (Decimal(-2), WHY), (Decimal(1), WHY)]
    entry = Entry.everywhere.filter(verb="a corrigé un engagement").order_by("pk").last()
    assert entry.details == {"de": "8.00", "à": "9", "motif": WHY}
    with pytest.raises(DomainError, match="Rien ne change"):
        domain.correct_line(line, quantity=Decimal(9), until=date(2026, 9, 30), because=WHY, by=cast.theo)
    with pytest.raises(DomainError, match="ne se corrige pas"):
        domain.correct_line(PromiseLine.everywhere.last(), quantity=Decimal(1), because=WHY, by=cast.theo)


def test_the_database_keeps_the_ledger(cast, club):
    make_promise(club)
    line = PromiseLine.everywhere.get()
    for change in ({"amount": Decimal(1)}, {"side": "given"}, {"note": "autre"}, {"until": TODAY}):
        with transaction.atomic(), pytest.raises(DatabaseError, match="append-only"):
            PromiseLine.everywhere.filter(pk=line.pk).update(**change)
    with transaction.atomic(), pytest.raises(DatabaseError, match="append-only"):
        line.delete()
    with transaction.atomic(), pytest.raises(IntegrityError):
        PromiseLine.everywhere.create(
            promise=line.promise, side="given", amount=Decimal(-1), happened_on=TODAY
        )
    with transaction.atomic(), pytest.raises(IntegrityError):
        PromiseLine.everywhere.create(
            promise=line.promise, side="given", amount=Decimal(-1), happened_on=TODAY, corrects=line
        )
    PromiseLine.everywhere.filter(pk=line.pk).update(written_by=cast.theo)  # what erasing an account needs


AMOUNTS = st.decimals(min_value="0.01", max_value="99999", places=2)
MOVES = st.lists(st.tuples(st.sampled_from(["came", "corrected"]), AMOUNTS, st.integers(0, 9)), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(promised=AMOUNTS, moves=MOVES)
def test_totals_are_the_sum_of_lines_whatever_happens(cast, club, promised, moves):
    with transaction.atomic():
        promise = make_promise(club, promised)
        expected = {PromiseLine.everywhere.get(promise=promise).pk: promised}
        for move, quantity, rank in moves:
            if move == "came":
                expected[came(promise, quantity).pk] = quantity
                continue
            pk = sorted(expected)[rank % len(expected)]
            if expected[pk] == quantity:
                continue
            domain.correct_line(
                PromiseLine.everywhere.get(pk=pk), quantity=quantity, because=WHY, by=cast.theo
            )
            expected[pk] = quantity
        first, *others = sorted(expected)
        assert totals_of(promise) == (expected[first], sum((expected[pk] for pk in others), Decimal(0)), None)
        row = Promise.everywhere.with_totals().get(pk=promise.pk)
        assert (row.promised, row.given) == tuple(
            queries.sum_of(promise, side) for side in ("promised", "given")
        )
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"quantity": "0"}, "plus grande que zéro"),
        ({"said_on": TODAY + timedelta(days=1)}, "une fois qu’il a été dit"),
        ({"until": date(2025, 1, 1)}, "avant l’engagement"),
        ({"title": " "}, "quelques mots"),
    ],
)
def test_a_promise_makes_sense(club, facts, said):
    with pytest.raises(DomainError, match=said):
        make_promise(club, facts.pop("quantity", "10"), **facts)
    assert Promise.everywhere.count() == 0


def test_what_comes_comes_after_the_promise_and_not_tomorrow(club):
    promise = make_promise(club)
    for day in (date(2026, 1, 5), TODAY + timedelta(days=1)):
        with pytest.raises(DomainError, match="apport"):
            came(promise, "1", day)


def test_the_pulse_sees_promises_and_what_came(cast, club, in_pays):
    promise = make_promise(club, "10", until=date(2026, 6, 30))
    came(promise, "4", by=cast.theo)
    rows = Interaction.everywhere.order_by("pk").values_list(
        "kind", "summary", "due_on", "kept_on", "is_theirs"
    )
    assert list(rows) == [
        ("promise", "Promet : Dix jours d’accompagnement (10 jours).", date(2026, 6, 30), None, False),
        ("other", "Apporte : Dix jours d’accompagnement (4 jours).", None, None, True),
    ]
    assert (pulse_of(club).taken, pulse_of(club).kept) == (1, 0)
    line = came(promise, "6")
    assert (pulse_of(club).taken, pulse_of(club).kept) == (1, 1)
    domain.correct_line(line, quantity=Decimal(5), because=WHY, by=cast.theo)
    assert (pulse_of(club).taken, pulse_of(club).kept) == (1, 0)


def test_the_ledger_by_partner_kind_year_and_state(cast, club, in_pays, django_assert_num_queries):
    ccas = make_organisation(cast.pays, "CCAS")
    make_promise(club, "10", title="A", until=date(2026, 2, 1))
    make_promise(club, "900.50", title="B", kind="euros", until=date(2027, 2, 1))
    make_promise(ccas, "3", title="C")
    kept = make_promise(ccas, "2", title="D", until=date(2026, 1, 20))
    came(kept, "2")

    def titles(**asked):
        return [row.title for row in queries.ledger(Promise.objects.visible_to(cast.theo), **asked)]

    assert titles() == ["D", "A", "B", "C"]
    assert titles(kind="euros") == ["B"]
    assert titles(organisation=ccas.pk) == ["D", "C"]
    assert titles(year=2026) == ["D", "A", "C"]
    assert titles(state="retard") == ["A"]
    assert titles(state="attendus") == ["A", "B", "C"]
    with django_assert_num_queries(1):
        sums = queries.totals(queries.ledger(Promise.objects.visible_to(cast.theo)))
    assert [(each.unit, each.promised, each.given, each.late, each.percent) for each in sums] == [
        ("jours", Decimal(15), Decimal(2), 1, 13),
        ("€", Decimal("900.50"), Decimal(0), 0, 0),
    ]
    assert queries.years_of(Promise.objects.visible_to(cast.theo)) == [2027, 2026]


def test_a_partner_sees_its_own_promises(cast, club, in_pays):
    make_promise(club)
    lea = make_contact(club)
    assert Promise.objects.visible_to_person(lea).count() == 1
    assert Promise.objects.visible_to(cast.chloe).count() == 0
    assert Promise.everywhere.visible_to(cast.eve).count() == 0
    type(lea).everywhere.filter(pk=lea.pk).update(email=cast.chloe.email)
    assert Promise.objects.visible_to(cast.chloe).count() == 1


def test_two_records_of_one_partner_keep_one_ledger(cast, club, in_pays):
    other = make_organisation(cast.pays, "Club entreprises")
    promise = make_promise(other)
    merge_organisations(club, other, choices={}, by=cast.theo)
    promise.refresh_from_db()
    assert promise.organisation == club
