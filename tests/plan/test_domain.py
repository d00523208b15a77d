from datetime import date

import pytest
from django.db import IntegrityError, transaction

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.journal.models import Entry
from maillage.plan import domain
from maillage.plan.enums import PhaseKind
from maillage.plan.models import Copilot, FramingNoteVersion, Plan, PlanPhase
from tests.plan.factories import make_copilot, make_note, make_plan, note_sections
from tests.territories.factories import make_authority


def journal_of(authority) -> list[tuple]:
    entries = Entry.everywhere.filter(authority=authority).order_by("pk")
    return [(entry.actor_name, entry.verb, entry.target_name, entry.details) for entry in entries]


def phase_of(plan, kind) -> PlanPhase:
    return PlanPhase.everywhere.get(plan=plan, kind=kind)


# The project


def test_a_plan_opens_with_its_eight_phases_in_order(cast):
    plan = domain.open_plan(
        cast.elsewhere, name="Aller plus loin", first_year=2026, last_year=2028, by=cast.eve
    )

    phases = PlanPhase.everywhere.filter(plan=plan)
    assert [phase.kind for phase in phases] == PhaseKind.values
    assert {(phase.starts_on, phase.ends_on) for phase in phases} == {(None, None)}
    assert journal_of(cast.elsewhere) == [("Eve", "a ouvert", "Aller plus loin", {"années": "2026-2028"})]


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ((2030, 2029), "finit avant de commencer"),
        ((2028, 2030), "couvre déjà"),
        ((2027, 2027), "couvre déjà"),
    ],
)
def test_a_plan_with_bad_years_is_refused(cast, years, words):
    with pytest.raises(DomainError, match=words):
        domain.open_plan(cast.pays, name="X", first_year=years[0], last_year=years[1], by=cast.aicha)

    assert Plan.everywhere.get() == cast.plan
    assert journal_of(cast.pays) == []


def test_the_next_plan_may_follow(cast):
    domain.open_plan(cast.pays, name="La suite", first_year=2029, last_year=2031, by=cast.aicha)

    assert [plan.name for plan in Plan.everywhere.all()] == ["Projet de mobilité solidaire", "La suite"]


def test_a_plan_changes_its_name_and_years(cast):
    domain.change_plan(
        cast.plan, name="Bouger ensemble", first_year=2026, last_year=2029, basin=None, by=cast.theo
    )

    plan = Plan.everywhere.get()
    assert (plan.name, plan.first_year, plan.last_year) == ("Bouger ensemble", 2026, 2029)
    assert journal_of(cast.pays) == [("Theo", "a modifié", "Bouger ensemble", {"années": "2026-2029"})]


def test_a_plan_does_not_grow_over_the_next(cast):
    domain.open_plan(cast.pays, name="La suite", first_year=2029, last_year=2031, by=cast.aicha)

    with pytest.raises(DomainError, match="La suite"):
        domain.change_plan(cast.plan, name="X", first_year=2026, last_year=2029, basin=None, by=cast.theo)

    assert Plan.everywhere.get(pk=cast.plan.pk).last_year == 2028


# The phases


def test_a_phase_gets_its_dates(cast):
    phase = phase_of(cast.plan, "framing")

    assert domain.set_phase_dates(phase, starts_on=date(2026, 1, 5), ends_on=date(2026, 3, 31), by=cast.theo)

    phase = phase_of(cast.plan, "framing")
    assert (phase.starts_on, phase.ends_on) == (date(2026, 1, 5), date(2026, 3, 31))
    assert journal_of(cast.pays) == [("Theo", "a daté", "Cadrage", {"du": "2026-01-05", "au": "2026-03-31"})]


def test_a_phase_may_lose_its_dates(cast):
    phase = phase_of(cast.plan, "framing")
    domain.set_phase_dates(phase, starts_on=date(2026, 1, 5), ends_on=date(2026, 3, 31), by=cast.theo)

    domain.set_phase_dates(phase, starts_on=None, ends_on=None, by=cast.aicha)

    assert phase_of(cast.plan, "framing").starts_on is None
    assert journal_of(cast.pays)[1:] == [("Aicha", "a retiré les dates de", "Cadrage", {})]


def test_unchanged_dates_leave_no_line(cast):
    assert not domain.set_phase_dates(
        phase_of(cast.plan, "framing"), starts_on=None, ends_on=None, by=cast.theo
    )

    assert journal_of(cast.pays) == []


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), "finit avant de commencer"),
        (date(2026, 2, 1), None, "le début et la fin"),
        (None, date(2026, 2, 1), "le début et la fin"),
    ],
)
def test_bad_dates_are_refused_by_the_verb_and_by_the_database(cast, starts_on, ends_on, words):
    phase = phase_of(cast.plan, "framing")

    with pytest.raises(DomainError, match=words):
        domain.set_phase_dates(phase, starts_on=starts_on, ends_on=ends_on, by=cast.theo)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanPhase.everywhere.filter(pk=phase.pk).update(starts_on=starts_on, ends_on=ends_on)

    assert journal_of(cast.pays) == []


def test_all_dates_or_none(cast):
    dates = {
        "framing": (date(2026, 1, 1), date(2026, 2, 1)),
        "diagnosis": (date(2026, 3, 1), date(2026, 2, 1)),
    }

    with pytest.raises(DomainError, match="Diagnostic"):
        domain.date_phases(cast.plan, dates, by=cast.theo)

    assert phase_of(cast.plan, "framing").starts_on is None


# The framing note


def test_the_first_version_of_the_note(cast):
    version = domain.write_note(
        cast.plan, sections={"objectives": "  Aller travailler. "}, base_version=0, by=cast.theo
    )

    assert (version.number, version.author) == (1, cast.theo)
    assert version.sections == note_sections(objectives="Aller travailler.")
    assert journal_of(cast.pays) == [("Theo", "a écrit", "Note de cadrage, version 1", {})]


@pytest.mark.parametrize("base", [0, 1])
def test_the_same_text_makes_no_version(cast, base):
    make_note(cast.plan, cast.theo, objectives="Un")

    same = domain.write_note(cast.plan, sections={"objectives": "Un"}, base_version=base, by=cast.aicha)

    assert same is None
    assert FramingNoteVersion.everywhere.get().author == cast.theo
    assert journal_of(cast.pays) == []


def test_an_empty_note_is_not_a_version(cast):
    assert domain.write_note(cast.plan, sections={}, base_version=0, by=cast.theo) is None


def test_a_note_that_moved_meanwhile_is_not_overwritten(cast):
    make_note(cast.plan, cast.theo, objectives="Un")
    make_note(cast.plan, cast.theo, objectives="Deux")

    with pytest.raises(domain.NoteMovedError, match="Theo a écrit la version 2"):
        domain.write_note(cast.plan, sections={"objectives": "Trois"}, base_version=1, by=cast.aicha)

    assert [v.sections["objectives"] for v in FramingNoteVersion.everywhere.all()] == ["Deux", "Un"]
    assert journal_of(cast.pays) == []


def test_an_old_text_comes_back_as_a_new_version(cast):
    first = make_note(cast.plan, cast.theo, objectives="Un")
    make_note(cast.plan, cast.theo, objectives="Deux")

    version = domain.restore_note(first, by=cast.aicha)

    assert (version.number, version.sections, version.author) == (
        3,
        note_sections(objectives="Un"),
        cast.aicha,
    )
    assert journal_of(cast.pays) == [("Aicha", "a rétabli", "Note de cadrage, version 3", {"texte_de": 1})]


def test_the_text_in_force_is_not_restored(cast):
    version = make_note(cast.plan, cast.theo, objectives="Un")

    with pytest.raises(DomainError, match="déjà"):
        domain.restore_note(version, by=cast.aicha)

    assert FramingNoteVersion.everywhere.count() == 1


# Co-pilots


def test_a_departement_is_invited_and_accepts(cast):
    departement = make_authority("Département Amont", slug="amont", kind="departement")

    copilot = domain.invite_copilot(cast.plan, departement, "editor", by=cast.aicha)
    assert (copilot.is_pending, copilot.is_accepted) == (True, False)
    domain.accept_copilot(copilot, by=cast.greta)

    copilot.refresh_from_db()
    assert (copilot.is_pending, copilot.is_accepted) == (False, True)
    plan = {"plan": "Projet de mobilité solidaire"}
    lines = [
        ("Aicha", "a invité à copiloter", "Département Amont (modifie)", plan),
        ("Greta", "a accepté de copiloter", "Département Amont (modifie)", plan),
    ]
    assert journal_of(cast.pays) == lines
    assert journal_of(departement) == lines


@pytest.mark.parametrize(
    ("who", "words"),
    [("pays", "son propre plan"), ("elsewhere", "une région ou un département"), ("region", "déjà invitée")],
)
def test_who_is_not_invited(cast, who, words):
    with pytest.raises(DomainError, match=words):
        domain.invite_copilot(cast.plan, getattr(cast, who), "reader", by=cast.aicha)

    assert Copilot.everywhere.count() == 1
    assert journal_of(cast.pays) == []


def test_the_invited_pilots_get_a_mail_that_says_where_to_answer(cast):
    plan = make_plan(cast.elsewhere, "Bouger ailleurs")

    domain.invite_copilot(plan, cast.region, "reader", by=cast.eve)

    mail = OutboundMail.everywhere.get()
    assert (mail.to, mail.subject) == (
        "greta@example.org",
        "Ailleurs vous invite à copiloter son plan",
    )
    assert "/region-aval/espace/plans-copilotes/" in mail.text


def test_an_unknown_role_is_refused(cast):
    departement = make_authority("Département Amont", slug="amont", kind="departement")

    with pytest.raises(DomainError, match="Choisissez un rôle"):
        domain.invite_copilot(cast.plan, departement, "owner", by=cast.aicha)


def test_an_invitation_is_answered_once(cast):
    copilot = make_copilot(make_plan(cast.elsewhere), cast.region, accepted=False)

    domain.decline_copilot(copilot, by=cast.greta)
    with pytest.raises(DomainError, match="n’attend plus"):
        domain.accept_copilot(copilot, by=cast.greta)

    assert [line[1] for line in journal_of(cast.region)] == ["a décliné le copilotage"]
    assert not Copilot.everywhere.accepted().filter(pk=copilot.pk).exists()


def test_a_copilot_leaves_once_and_may_be_invited_again(cast):
    copilot = Copilot.everywhere.get()

    domain.end_copilot(copilot, by=cast.greta)
    with pytest.raises(DomainError, match="déjà terminé"):
        domain.end_copilot(copilot, by=cast.aicha)
    domain.invite_copilot(cast.plan, cast.region, "reader", by=cast.aicha)

    assert [line[:2] for line in journal_of(cast.pays)] == [
        ("Greta", "a mis fin au copilotage"),
        ("Aicha", "a invité à copiloter"),
    ]
