from datetime import date

import pytest
import time_machine

from maillage.plan.enums import PhaseKind, PhaseState
from maillage.plan.models import PlanPhase
from maillage.portal import queries
from maillage.portal.enums import STEPS, AccessibilityStatus
from maillage.portal.models import PortalSite
from maillage.territories.models import CommuneMerger, Vintage
from tests.territories.factories import make_authority, make_commune


@pytest.fixture
def vezouze(db):
    names = {
        "54001": ("Cirey-sur-Vezouze", "54480"),
        "54002": ("Saint-Clément", "54950"),
        "54003": ("Lunéville", "54300"),
        "54004": ("Lunéville-la-Petite", "54301"),
        "54005": ("L’Hôpital-aux-Œufs", "54302"),
    }
    communes = [make_commune(code, name, postcodes=postcode) for code, (name, postcode) in names.items()]
    make_commune("54006", "Baccarat")  # elsewhere
    return make_authority("Vezouze", slug="vezouze", communes=communes)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("luneville", ["54003"]),  # the same name comes alone
        ("Lunév", ["54003", "54004"]),
        ("cirey", ["54001"]),
        ("vezouze cirey", ["54001"]),
        ("st clement", ["54002"]),
        ("cirey sur vezouse", ["54001"]),  # a typo
        ("hopital aux oeufs", ["54005"]),
        ("54950", ["54002"]),
        ("Baccarat", []),
        ("  ", []),
        ("!?", []),
    ],
)
def test_a_commune_is_found_however_it_is_spelt(vezouze, typed, found):
    assert [commune.code for commune in queries.communes_named(vezouze, typed)] == found


def test_a_commune_is_found_by_the_name_it_had_before_a_merger(vezouze):
    CommuneMerger.objects.create(
        old_code="54999", old_name="Petitmont", commune_id="54001", vintage=Vintage.objects.get()
    )

    assert [commune.code for commune in queries.communes_named(vezouze, "petitmont")] == ["54001"]


def dated(plan, **dates) -> None:
    for kind, (start, end) in dates.items():
        PlanPhase.everywhere.filter(plan=plan, kind=kind).update(starts_on=start, ends_on=end)


def test_every_phase_belongs_to_one_step():
    assert [kind for _name, _meaning, kinds in STEPS for kind in kinds] == PhaseKind.values


def test_the_phases_are_told_as_five_steps_by_month(cast):
    dated(
        cast.plan,
        framing=(date(2026, 1, 5), date(2026, 1, 31)),
        diagnosis=(date(2026, 2, 1), date(2026, 5, 31)),
        consultation=(date(2026, 8, 1), date(2026, 10, 31)),
        strategy=(date(2026, 10, 1), date(2027, 2, 28)),
    )

    with time_machine.travel("2026-07-01"):
        steps = queries.steps_of(cast.pays)

    assert [(step.name, step.state, step.when) for step in steps] == [
        ("Préparer", PhaseState.DONE, "janvier 2026"),
        ("Comprendre", PhaseState.RUNNING, "de février à octobre 2026"),
        ("Décider", PhaseState.TO_COME, "d’octobre 2026 à février 2027"),
        ("Agir", PhaseState.UNDATED, ""),
        ("Évaluer", PhaseState.UNDATED, ""),
    ]


def test_without_a_plan_there_are_no_steps(cast):
    assert queries.steps_of(cast.elsewhere) == []


def test_epcis_count_what_belongs_to_the_territory_only(cast):
    communes = [
        make_commune("54010", "A", epci="200000001", population=10),
        make_commune("54011", "B", epci="200000001", population=20),
    ]
    make_commune("54012", "C", epci="200000001", population=40)
    authority = make_authority("Les deux", slug="les-deux", communes=communes)

    assert [(epci.code, epci.size, epci.people) for epci in queries.epcis_of(authority)] == [
        ("200000001", 2, 30)
    ]


@pytest.mark.parametrize(
    ("audited_on", "said", "status"),
    [(None, "full", "none"), (date(2026, 5, 1), "partial", "partial"), (date(2026, 5, 1), "full", "full")],
)
def test_without_an_audit_a_site_is_not_compliant(audited_on, said, status):
    site = PortalSite(accessibility_audited_on=audited_on, accessibility_status=said)

    assert site.accessibility == AccessibilityStatus(status)
