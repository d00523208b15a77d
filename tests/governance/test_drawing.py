"""A draw once registration is closed: the lottery, the seed, the seats, and what is forgotten."""

from datetime import date, timedelta
from hashlib import sha256

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django_scopes import scopes_disabled

from maillage.accounts.models import OutboundMail
from maillage.common.errors import DomainError
from maillage.governance.domain import draw_candidates, drawing, draws
from maillage.governance.domain.draws import Share
from maillage.governance.models import Candidate, Draw, Mandate
from maillage.governance.queries.draws import (
    candidacies_under_address_of,
    draw_facts,
    pool_of_draw,
    procedure_of,
)
from maillage.governance.queries.lottery import pick, read_lottery, replay
from maillage.journal.models import Entry
from maillage.partners.models import Person
from tests.governance.draw_factories import (
    MEN,
    SEED,
    WOMEN,
    make_candidate,
    make_committed,
    make_draw,
)
from tests.governance.factories import make_body, make_group, make_seat

AGES = [Share("16 à 39 ans", 0.4), Share("40 ans et plus", 0.6)]


def outcomes(draw) -> dict[str, str]:
    return dict(draw.candidates(manager="everywhere").values_list("code", "outcome"))


def mails() -> list[tuple[str, str]]:
    return sorted(OutboundMail.everywhere.values_list("kind", "to"))


# The lottery and the seed


def test_the_procedure_is_published_before_the_seed_is_known(
    cast, in_pays, django_capture_on_commit_callbacks
):
    draw = make_draw(cast.pays, "closed")
    drawing.ask_lottery(draw, by=cast.theo)
    with pytest.raises(DomainError):
        drawing.ask_lottery(draw, by=cast.aicha)  # the second click
    with pytest.raises(DomainError, match="en cours de calcul"):
        draws.change_draw(draw, size=3, by=cast.theo)
    with pytest.raises(DomainError, match="en cours de calcul"):
        draw_candidates.withdraw_candidate(draw.candidates.first())

    with scopes_disabled():
        assert drawing.make_lotteries() == 1
        assert drawing.make_lotteries() == 0

    draw = Draw.objects.get()
    assert draw.state == "committed"
    assert sha256(draw.seed.encode()).hexdigest() == draw.seed_hash
    document = procedure_of(draw)
    assert draw.seed not in str(document)
    assert not {"seed", "selected", "panel_index"} & set(document)
    assert not [name for name in (f"Personne {code}" for code in (*WOMEN, *MEN)) if name in str(document)]
    lottery = read_lottery(draw.lottery)
    assert (lottery.hash, len(lottery.panels)) == (draw.lottery_hash, 1_000)
    assert set(lottery.chances.values()) == {250}
    with pytest.raises(DomainError, match="plus rien n’y change"):
        draws.adjust_strata(draw, {}, by=cast.theo)


def test_a_lottery_that_cannot_be_made_says_why_and_leaves_the_way_open(cast, in_pays):
    draw = make_draw(cast.pays, "closed", people=False)
    make_candidate(draw, "FA")
    drawing.ask_lottery(draw, by=cast.theo)
    with scopes_disabled():
        assert drawing.make_lotteries() == 0
    draw.refresh_from_db()
    assert draw.state == "closed"
    assert draw.lottery_asked_at is None
    assert draw.lottery_refusal == (
        "Il y a 1 candidat pour 2 places. « sexe : homme » : il faut au moins 1 personne, il y a 0 candidat. "
        "Cherchez des candidats, ou baissez ce minimum à 0."
    )


def test_a_worker_at_work_keeps_its_lottery_and_a_dead_one_loses_it(cast, in_pays):
    draw = make_draw(
        cast.pays, "closed", people=False
    )  # it will be refused: that is enough to see who took it
    now = timezone.now()
    rows = Draw.objects.filter(pk=draw.pk)
    rows.update(lottery_asked_at=now, lottery_started_at=now)
    with scopes_disabled():
        drawing.make_lotteries()
    assert rows.get().lottery_refusal == ""
    rows.update(lottery_started_at=now - timedelta(hours=1))
    with scopes_disabled():
        drawing.make_lotteries()
    assert rows.get().lottery_refusal != ""


def test_someone_who_left_while_the_solver_worked_stops_the_publication(cast, in_pays):
    draw = make_draw(cast.pays, "closed")
    lottery = pool_of_draw(draw)
    Candidate.objects.filter(code="FA").update(withdrawn_at=timezone.now())
    with pytest.raises(DomainError, match="ont changé pendant le calcul"):
        drawing.publish(draw, lottery, by=cast.theo)
    assert Draw.objects.get().state == "closed"


def test_the_seed_picks_the_panel_and_anyone_finds_the_same(cast, in_pays):
    draw = make_committed(cast.pays)
    expected = pick(read_lottery(draw.lottery), SEED)

    selected = drawing.reveal_draw(draw, by=cast.aicha)

    assert sorted(row.code for row in selected) == list(expected.selected)
    assert len(expected.reserve) == 4
    assert [outcomes(draw)[code] for code in expected.reserve] == ["reserve"] * 4
    assert sorted(outcomes(draw).values()) == ["not_drawn"] * 2 + ["reserve"] * 4 + ["selected"] * 2
    assert replay(procedure_of(draw))[1] == expected
    kinds = [kind for kind, _to in mails()]
    assert kinds == ["draw_not_drawn"] * 2 + ["draw_reserve"] * 4 + ["draw_selected"] * 2


def test_two_secretaries_reveal_at_once_and_there_is_one_result(cast, in_pays):
    draw = make_committed(cast.pays)
    stale = Draw.objects.get(pk=draw.pk)
    drawing.reveal_draw(draw, by=cast.aicha)
    before = outcomes(draw)
    with pytest.raises(DomainError, match="n’en est plus là"):
        drawing.reveal_draw(stale, by=cast.theo)
    assert outcomes(draw) == before
    assert Entry.everywhere.filter(verb="a révélé la graine de").count() == 1


def test_a_lottery_or_a_seed_changed_in_the_database_is_not_drawn_from(cast, in_pays):
    draw = make_committed(cast.pays)
    Draw.objects.update(seed="une autre")
    with pytest.raises(DomainError, match="ne sont plus celles"):
        drawing.reveal_draw(Draw.objects.get(), by=cast.aicha)
    changed = dict(draw.lottery, panels=draw.lottery["panels"][:1])
    Draw.objects.update(seed=SEED, lottery=changed)
    with pytest.raises(DomainError, match="ne sont plus celles"):
        drawing.reveal_draw(Draw.objects.get(), by=cast.aicha)
    assert Draw.objects.get().state == "committed"


def test_a_public_number_announced_before_counts_in_the_pick(cast, in_pays):
    draw = make_committed(cast.pays, public_source="Loto du 12 décembre")
    with pytest.raises(DomainError, match="Loto du 12 décembre"):
        drawing.reveal_draw(draw, by=cast.aicha)
    drawing.reveal_draw(draw, public_number=" 4 8  15 ", by=cast.aicha)
    expected = pick(read_lottery(draw.lottery), SEED, "4 8 15")
    assert procedure_of(draw)["panel_index"] == expected.index
    plain = make_committed(cast.pays, name="Sans nombre")
    with pytest.raises(DomainError, match="Aucun nombre public"):
        drawing.reveal_draw(plain, public_number="4", by=cast.aicha)


def test_who_withdrew_after_the_publication_is_never_drawn(cast, in_pays):
    draw = make_committed(cast.pays)
    result = pick(read_lottery(draw.lottery), SEED)
    leaving = result.selected[0]
    draw_candidates.withdraw_candidate(draw.candidates.get(code=leaving))

    selected = drawing.reveal_draw(draw, by=cast.aicha)

    codes = [row.code for row in selected]
    assert leaving not in codes
    coming = next(row for row in selected if row.replaces_id)
    assert coming.answers == draw.candidates.get(code=leaving).answers
    assert ("draw_selected", coming.email) in mails()
    assert len([to for _kind, to in mails() if to == coming.email]) == 1
    document = procedure_of(draw)
    today = timezone.localdate().isoformat()
    assert document["replacements"] == [{"out": leaving, "in": coming.code, "on": today}]
    assert replay(document)[1] == result  # the replay still shows what the seed said


# Afterwards


def test_who_renounces_gives_place_to_the_nearest_of_the_reserve_until_nobody_fits(cast, in_pays):
    draw = make_committed(cast.pays)
    drawing.reveal_draw(draw, by=cast.aicha)
    sex = {"sexe": "femme"}
    for _ in range(2):  # of four women: one drawn, two in reserve
        leaving = draw.candidates.get(outcome="selected", answers=sex)
        coming = drawing.replace_candidate(leaving, reason="déménage", by=cast.theo)
        assert (coming.answers, coming.replaces_id) == (sex, leaving.pk)
    leaving = draw.candidates.get(outcome="selected", answers=sex)
    with pytest.raises(DomainError, match="un nouveau tirage"):
        drawing.replace_candidate(leaving, reason="déménage", by=cast.theo)
    with pytest.raises(DomainError, match="Écrivez pourquoi"):
        drawing.replace_candidate(leaving, reason=" ", by=cast.theo)
    assert "déménage" not in str(procedure_of(draw))
    assert "déménage" not in str(list(Entry.everywhere.values_list("details", flat=True)))


def test_the_drawn_sit_for_the_term_and_a_newcomer_takes_the_free_seat(cast, in_pays):
    body = make_body(cast.pays)
    draw = make_committed(cast.pays, body=body)
    drawing.reveal_draw(draw, by=cast.aicha)
    with pytest.raises(DomainError, match="pas de collège d’habitants"):
        drawing.seat_drawn(draw, starts_on=date(2026, 3, 2), by=cast.theo)
    seat = make_seat(make_group(body, "drawn_inhabitants"))

    assert drawing.seat_drawn(draw, starts_on=date(2026, 3, 2), by=cast.theo) == 2

    mandates = list(Mandate.objects.order_by("pk").select_related("seat", "person"))
    assert [(row.starts_on, row.ends_on) for row in mandates] == [(date(2026, 3, 2), date(2028, 3, 2))] * 2
    assert seat in [row.seat for row in mandates]
    person = mandates[0].person
    assert (person.origin, person.legal_basis) == ("given_by_person", "public_task")
    with pytest.raises(DomainError, match="déjà leur fiche"):
        drawing.seat_drawn(draw, starts_on=date(2026, 3, 2), by=cast.theo)

    leaving = draw.candidates.get(person=person)
    drawing.replace_candidate(leaving, reason="déménage", by=cast.theo)
    assert drawing.seat_drawn(draw, starts_on=timezone.localdate(), by=cast.theo) == 1
    held = Mandate.objects.held().order_by("pk")
    assert [row.seat_id for row in held] == [mandates[1].seat_id, mandates[0].seat_id]
    assert Person.everywhere.filter(candidacies__draw=draw).count() == 3


def test_what_the_law_asks_of_a_draw(cast, in_pays):
    body = make_body(cast.pays)
    assert draw_facts(body) is None
    draw = make_committed(cast.pays, body=body)
    assert draw_facts(body) is None
    drawing.reveal_draw(draw, by=cast.aicha)
    facts = draw_facts(body)
    assert (facts.drawn_on, facts.base, facts.criteria, facts.log, facts.has_reserve) == (
        timezone.localdate(),
        "appel à candidatures public",
        "sexe",
        draw.lottery_hash,
        True,
    )
    assert facts.method.startswith("un groupe parmi 16, désigné par une graine révélée le ")


def test_names_go_when_they_are_no_longer_needed(cast, in_pays):
    draw = make_committed(cast.pays, term_months=24)
    drawing.reveal_draw(draw, by=cast.aicha)
    with scopes_disabled():
        assert draw_candidates.forget_candidates() == 0
    Draw.objects.update(drawn_at=timezone.now() - timedelta(days=91))
    with scopes_disabled():
        assert draw_candidates.forget_candidates() == 2
    assert set(draw.candidates.exclude(erased_at=None).values_list("outcome", flat=True)) == {"not_drawn"}
    Draw.objects.update(drawn_at=timezone.now() - relativedelta(months=24, days=1))
    with scopes_disabled():
        assert draw_candidates.forget_candidates() == 6
        assert draw_candidates.forget_candidates() == 0
    assert set(draw.candidates.values_list("full_name", flat=True)) == {"[candidature effacée]"}
    assert replay(procedure_of(Draw.objects.get()))[1].selected  # it can still be verified


def test_a_draw_never_held_forgets_its_candidates_after_a_year(cast, in_pays):
    draw = make_draw(cast.pays, people=False)
    make_candidate(draw, "FA", registered_at=timezone.now() - timedelta(days=366))
    make_candidate(draw, "FB")
    with scopes_disabled():
        assert draw_candidates.forget_candidates() == 1


def test_chloe_takes_her_candidacy_away_with_her_account(cast, in_pays):
    draw = make_draw(cast.pays, people=False)
    row = make_candidate(draw, "FA", email=cast.chloe.email, full_name="Chloé")
    make_candidate(draw, "FB")
    assert [held["code"] for held in candidacies_under_address_of(cast.chloe)] == ["FA"]
    assert draw_candidates.forget_candidate(cast.chloe) == 1
    row.refresh_from_db()
    assert (row.full_name, row.email) == ("[candidature effacée]", "")
    assert list(pool_of_draw(draw).candidates) == ["FB"]
    assert candidacies_under_address_of(cast.chloe) == []
