"""One draw from its candidates to its seats, for the partners' committee; another that takes candidates today."""

from datetime import timedelta

from django.utils import timezone
from django_scopes import scope

from maillage.accounts.models import User
from maillage.demo.scenes.bodies import COMMITTEE, PANEL
from maillage.demo.scenes.people import BY_KEY
from maillage.demo.scenes.territory import SLUG
from maillage.governance.domain.draw_candidates import register_candidate
from maillage.governance.domain.drawing import commit_draw, reveal_draw, seat_drawn
from maillage.governance.domain.draws import (
    Share,
    close_registration,
    create_draw,
    open_registration,
    set_strata,
)
from maillage.governance.models import Body, Draw
from maillage.territories.models import Authority

WOMEN, MEN = "femme", "homme"
YOUNG, MIDDLE, OLD = "16 à 29 ans", "30 à 59 ans", "60 ans et plus"
SOURCE = "parts arrondies, pour la démonstration"
# all fictive: name, sex, age band
CANDIDATES = (
    ("Agathe Morel", WOMEN, YOUNG),
    ("Ali Mansour", MEN, YOUNG),
    ("Andrée Voinson", WOMEN, OLD),
    ("Bastien Claude", MEN, MIDDLE),
    ("Brigitte Hocquard", WOMEN, OLD),
    ("Camila Torres", WOMEN, MIDDLE),
    ("Damien Lacour", MEN, MIDDLE),
    ("Édith Rollin", WOMEN, OLD),
    ("Fabien Noël", MEN, MIDDLE),
    ("Georges Pierrat", MEN, OLD),
    ("Hawa Diallo", WOMEN, YOUNG),
    ("Inès Balland", WOMEN, YOUNG),
    ("Jacques Thirion", MEN, OLD),
    ("Katia Schmitt", WOMEN, MIDDLE),
    ("Lucien Ancel", MEN, OLD),
    ("Manon Viry", WOMEN, MIDDLE),
    ("Nicolas Bertin", MEN, MIDDLE),
    ("Oumar Sy", MEN, YOUNG),
    ("Paulette Cuny", WOMEN, OLD),
    ("Quentin Maire", MEN, YOUNG),
    ("Rachel Humbert", WOMEN, MIDDLE),
    ("Simon Valdenaire", MEN, MIDDLE),
    ("Thérèse Grandidier", WOMEN, OLD),
    ("Yann Poirot", MEN, YOUNG),
)


def is_played() -> bool:
    return Draw.everywhere.filter(authority__slug=SLUG).exists()


def play() -> None:
    pays = Authority.objects.get(slug=SLUG)
    aicha = User.objects.get(email=BY_KEY["aicha"].email)
    with scope(authority=pays):
        done = prepare(pays, COMMITTEE, "Habitants du comité des partenaires", size=4, by=aicha)
        for name, sex, age in CANDIDATES:
            register_candidate(done, full_name=name, answers={"Sexe": sex, "Âge": age}, by=aicha)
        close_registration(done, by=aicha)
        commit_draw(done, by=aicha)
        done.refresh_from_db()
        reveal_draw(done, by=aicha)
        done.refresh_from_db()
        seat_drawn(done, starts_on=timezone.localdate(), by=aicha)
        coming = prepare(pays, PANEL, "Panel d’habitants\u00a0: prochain groupe", size=8, by=aicha)
        for name, sex, age in CANDIDATES[:7]:
            register_candidate(coming, full_name=name, answers={"Sexe": sex, "Âge": age}, by=aicha)


def prepare(pays, body: str, name: str, *, size: int, by) -> Draw:
    draw = create_draw(
        pays,
        name=name,
        size=size,
        body=Body.objects.get(name=body),
        purpose="Dire ce que vivent les habitants, deux soirées par an. Les trajets sont remboursés.",
        reserve_size=size,
        closes_on=timezone.localdate() + timedelta(days=40),
        by=by,
    )
    set_strata(draw, "Sexe", [Share(WOMEN, 0.52), Share(MEN, 0.48)], source=SOURCE, by=by)
    ages = [Share(YOUNG, 0.2), Share(MIDDLE, 0.45), Share(OLD, 0.35)]
    set_strata(draw, "Âge", ages, source=SOURCE, by=by)
    open_registration(draw, by=by)
    draw.refresh_from_db()
    return draw
