from collections.abc import Callable

from tests.governance.factories import make_body, make_group, make_mandate, make_rules, make_seat
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

BODIES = "/pays-des-sources/espace/instances/"
ONE = f"{BODIES}{{seated_body}}/"
UNSEEN = "chloe driss anne greta eve root"  # no seat there: for them it does not exist
GROUP = f"{ONE}colleges/{{its_group}}/"
SEAT = f"{ONE}sieges/{{its_seat}}/"
MANDATE = f"{ONE}mandats/{{its_mandate}}/"
RULE = f"{ONE}droit/CP-04/"
BODY_FACTS = {"kind": "working_group", "name": "Groupe de travail"}
MANDATE_FACTS = {"full_name": "Zoé Petit", "role": "titular", "starts_on": "2026-04-13"}
RULES = {
    "adopted_on": "2026-04-13",
    "notice_days": "5",
    "notice_count": "working",
    "max_proxies": "1",
    "minutes_days": "15",
}


def read(view, path, **facts) -> Row:
    """What whoever sees the body may read."""
    return Row(f"governance:{view}", path, allowed="aicha paul theo bruno", hidden=UNSEEN, **facts)


def edit(view, path, *, method="GET", data=None, status=0) -> Row:
    """What the team does, and readers may not."""
    return Row(
        f"governance:{view}",
        path,
        allowed="aicha paul theo",
        refused="bruno",
        hidden=UNSEEN,
        method=method,
        status=status or (302 if method == "POST" else 200),
        data=data or {},
    )


def post(view, path, data=None) -> Row:
    return edit(view, path, method="POST", data=data or {"sure": "1"})


def lead(view, path, *, method="GET", data=None) -> Row:
    """What pilots alone decide."""
    return Row(
        f"governance:{view}",
        path,
        allowed="aicha paul",
        refused="theo bruno",
        hidden=UNSEEN,
        method=method,
        status=302 if method == "POST" else 200,
        data=data or {},
    )


def team(view, path, *, method="GET", data=None) -> Row:
    """What the team does with no body at hand yet."""
    return Row(
        f"governance:{view}",
        path,
        allowed="aicha paul theo",
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
        method=method,
        status=302 if method == "POST" else 200,
        data=data or {},
    )


def body_of(cast):
    """One body for all the rows of this table, whichever of its parts is named first."""
    known = cast.pays.bodies(manager="everywhere").filter(name="Comité des sources").first()
    return known or make_body(cast.pays, "Comité des sources")


def group_of(cast):
    return body_of(cast).groups(manager="everywhere").first() or make_group(body_of(cast))


ROWS: list[Row] = [
    Row("governance:bodies", BODIES, allowed=MEMBERS, hidden=STRANGERS),
    Row("governance:bodies", f"{BODIES}?etat=closes", allowed=MEMBERS, hidden=STRANGERS),
    team("body_new", f"{BODIES}nouvelle/?modele=partners_committee"),
    team("body_new", f"{BODIES}nouvelle/", method="POST", data=BODY_FACTS),
    read("body", ONE),
    read("body", f"{ONE}?le=2025-03-01"),
    Row("governance:body", f"{BODIES}{{unseen_body}}/", hidden=EVERYBODY),
    read("body_paper", f"{ONE}composition.csv?le=2025-03-01"),
    read("body_paper", f"{ONE}composition.pdf"),
    Row("governance:body_paper", f"{ONE}composition.exe", hidden=EVERYBODY),
    edit("body_change", f"{ONE}modifier/"),
    post("body_change", f"{ONE}modifier/", BODY_FACTS),
    post("body_close", f"{ONE}clore/"),
    post("body_reopen", f"{ONE}rouvrir/"),
    edit("body_renew", f"{ONE}renouveler/"),
    post("body_renew", f"{ONE}renouveler/", {"act": "délib. 4", "starts_on": "2026-04-13"}),
    edit("group_new", f"{ONE}colleges/nouveau/"),
    post("group_new", f"{ONE}colleges/nouveau/", {"kind": "experts"}),
    edit("group", GROUP),
    post("group", GROUP, {"kind": "experts", "name": "Savants"}),
    post("group_remove", f"{GROUP}retirer/"),
    edit("seat_new", f"{GROUP}sieges/nouveau/"),
    post("seat_new", f"{GROUP}sieges/nouveau/", {"label": "Habitant"}),
    edit("seat", SEAT),
    edit("seat_change", f"{SEAT}modifier/"),
    post("seat_change", f"{SEAT}modifier/", {"label": "Habitante"}),
    post("seat_close", f"{SEAT}supprimer/"),
    edit("mandate_new", f"{SEAT}designer/?q=zoe"),
    post("mandate_new", f"{SEAT}designer/", MANDATE_FACTS),
    edit("mandate", MANDATE),
    post("mandate_end", f"{MANDATE}finir/", {"on": "2026-04-13"}),
    edit("mandate_end", f"{MANDATE}finir/", method="POST", data={"on": "jamais"}, status=200),
    post("mandate_renew", f"{MANDATE}renouveler/", {"starts_on": "2026-04-13", "act": "délib. 4"}),
    post("mandate_chair", f"{MANDATE}presider/"),
    read("body_law", f"{ONE}droit/"),
    read("body_law", f"{ONE}droit/?le=2023-12-28"),
    lead("body_rule", RULE),
    lead("body_rule", RULE, method="POST", data={"waived_because": "Élection en mai."}),
    lead("body_rule_reset", f"{RULE}retablir/", method="POST"),
    read("body_rules", f"{ONE}reglement/"),
    edit("body_rules_new", f"{ONE}reglement/nouveau/"),
    post("body_rules_new", f"{ONE}reglement/nouveau/", RULES),
    post("body_rules_preset", f"{ONE}reglement/modele/"),
    edit("body_rules_change", f"{ONE}reglement/{{its_rules}}/"),
    post("body_rules_change", f"{ONE}reglement/{{its_rules}}/", RULES),
]


FACTS: dict[str, Callable] = {
    "seated_body": lambda cast: body_of(cast).pk,
    "its_group": lambda cast: group_of(cast).pk,
    "its_seat": lambda cast: make_seat(group_of(cast), label="Vacant").pk,
    "its_mandate": lambda cast: make_mandate(make_seat(group_of(cast), label="Occupé")).pk,
    "its_rules": lambda cast: make_rules(body_of(cast)).pk,
    "unseen_body": lambda cast: make_body(cast.elsewhere).pk,
}
