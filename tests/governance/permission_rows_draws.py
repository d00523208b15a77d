from tests.governance.draw_factories import make_committed, make_draw
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

SPACE = "/pays-des-sources/espace/tirages/"
SITE = "/pays-des-sources/tirages/"
OPEN, DRAFT, PUBLISHED, ENDED = (
    f"{SPACE}{{{name}}}/" for name in ("open_draw", "draft_draw", "committed_draw", "closed_draw")
)
DRAW = {
    "name": "Habitants",
    "size": "12",
    "reserve_size": "12",
    "term_months": "24",
    "conditions": "Habiter ici.",
}
CRITERION = {"criterion": "âge", "shares": "16 à 39 ans ; 40\n40 ans et plus ; 60", "source": "Insee"}
CANDIDACY = {"full_name": "Zoé Petit", "email": "zoe@exemple.fr", "critere_0": "femme", "fits": "on"}


def team(view, path, *, method="GET", data=None, status=0) -> Row:
    return Row(
        f"governance:{view}",
        path,
        allowed="aicha paul theo",
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
        method=method,
        status=status or (302 if method == "POST" else 200),
        data=data or {},
    )


def post(view, path, data=None) -> Row:
    return team(view, path, method="POST", data=data or {"sure": "1"})


def anyone(view, path, **facts) -> Row:
    return Row(f"governance:{view}", path, allowed=EVERYBODY, public=True, **facts)


ROWS: list[Row] = [
    Row("governance:draws", SPACE, allowed=MEMBERS, hidden=STRANGERS, needs="open_draw committed_draw"),
    Row("governance:draw", OPEN, allowed=MEMBERS, hidden=STRANGERS),
    Row("governance:draw", PUBLISHED, allowed=MEMBERS, hidden=STRANGERS),
    Row("governance:draw", f"{SPACE}{{foreign_draw}}/", hidden=EVERYBODY),
    team("draw_new", f"{SPACE}nouveau/"),
    post("draw_new", f"{SPACE}nouveau/", DRAW),
    team("draw_change", f"{OPEN}modifier/"),
    post("draw_change", f"{OPEN}modifier/", DRAW),
    team("draw_strata", f"{DRAFT}criteres/"),
    post("draw_strata", f"{DRAFT}criteres/", CRITERION),
    post("draw_strata_communes", f"{DRAFT}criteres/communes/", {"grouping": "size"}),
    post("draw_strata_limits", f"{DRAFT}criteres/quotas/"),
    post("draw_strata_remove", f"{DRAFT}criteres/retirer/", {"criterion": "sexe"}),
    post("draw_open", f"{DRAFT}ouvrir/"),
    post("draw_close", f"{OPEN}clore/"),
    post("draw_reopen", f"{ENDED}rouvrir/"),
    post("draw_commit", f"{SPACE}{{hopeless_draw}}/publier/"),
    Row(
        "governance:draw_reveal",
        f"{PUBLISHED}reveler/",
        allowed="aicha paul",
        refused="theo chloe driss anne bruno",
        hidden=STRANGERS,
        method="POST",
        status=302,
    ),
    post("draw_seat", f"{PUBLISHED}installer/", {"starts_on": "2026-03-02"}),
    team("draw_minutes", f"{PUBLISHED}proces-verbal.pdf", status=302),  # nothing to print before the draw
    team("draw_candidates", f"{OPEN}candidats/"),
    team("draw_candidates_csv", f"{OPEN}candidats.csv"),
    team("draw_import", f"{OPEN}candidats/importer/"),
    team("draw_import", f"{OPEN}candidats/importer/", method="POST", status=200),  # no file: said on the page
    post("draw_candidate_withdraw", f"{SPACE}candidatures/{{open_candidate}}/retirer/"),
    post("draw_candidate_replace", f"{SPACE}candidatures/{{open_candidate}}/remplacer/", {"reason": "part"}),
    Row(
        "governance:draw_candidate_withdraw",
        f"{SPACE}candidatures/{{foreign_candidate}}/retirer/",
        hidden=EVERYBODY,
        method="POST",
    ),
    anyone("draws_public", SITE, needs="open_draw committed_draw"),
    anyone("draw_public", f"{SITE}{{open_draw}}/"),
    anyone("draw_public", f"{SITE}{{committed_draw}}/"),
    Row("governance:draw_public", f"{SITE}{{draft_draw}}/", hidden=EVERYBODY, public=True, stranger=404),
    anyone("draw_procedure", f"{SITE}{{committed_draw}}/procedure.json"),
    anyone("draw_register", f"{SITE}{{open_draw}}/inscription/"),
    anyone("draw_register", f"{SITE}{{open_draw}}/inscription/", method="POST", data=CANDIDACY),
    anyone("draw_candidacy", f"{SITE}candidature/{{candidacy_token}}/"),
    anyone("draw_candidacy", f"{SITE}candidature/{{candidacy_token}}/", method="POST", data={"sure": "1"}),
    Row(
        "governance:draw_candidacy",
        f"{SITE}candidature/inconnu/",
        hidden=EVERYBODY,
        public=True,
        stranger=404,
    ),
]


def token_of(draw) -> str:
    return f"jeton-{draw.pk}-FA"


FACTS = {
    "open_draw": lambda cast: make_draw(cast.pays).pk,
    "draft_draw": lambda cast: make_draw(cast.pays, "draft", people=False).pk,
    "closed_draw": lambda cast: make_draw(cast.pays, "closed").pk,
    "hopeless_draw": lambda cast: make_draw(cast.pays, "closed", people=False).pk,  # no solver in this table
    "committed_draw": lambda cast: make_committed(cast.pays).pk,
    "foreign_draw": lambda cast: make_draw(cast.elsewhere).pk,
    "open_candidate": lambda cast: make_draw(cast.pays).candidates(manager="everywhere").get(code="FA").pk,
    "foreign_candidate": lambda cast: (
        make_draw(cast.elsewhere).candidates(manager="everywhere").get(code="FA").pk
    ),
    "candidacy_token": lambda cast: token_of(make_draw(cast.pays)),
}
