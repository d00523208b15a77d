from datetime import date

from maillage.governance.models import Deliberation
from tests.permission_table import EVERYBODY, STRANGERS, Row

ACTS = "/pays-des-sources/espace/deliberations/"
ONE = f"{ACTS}{{act}}/"
FACTS_OF_ACT = {"title": "Tarifs 2027", "kind": "tariff_orientation", "planned_on": "2027-03-01"}
VOTE = {"decided_on": "2026-01-06", "reason": "Urgence reconnue par le préfet, service interrompu."}
SEE_ALL = "aicha paul theo bruno"  # the others see what their own bodies are consulted on
SEE_THEIRS = f"chloe driss anne {STRANGERS}"


def make_act(authority):
    return Deliberation.everywhere.create(
        authority=authority, title="Nouveaux tarifs", kind="tariff_orientation", planned_on=date(2027, 3, 1)
    )


def post(view, path, *, refused="bruno", hidden=SEE_THEIRS, data=None) -> Row:
    return Row(
        f"governance:{view}",
        path,
        allowed="aicha paul theo",
        refused=refused,
        hidden=hidden,
        method="POST",
        status=302,
        data=data or {"sure": "1"},
    )


def get(view, path) -> Row:
    return Row(f"governance:{view}", path, allowed="aicha paul theo", refused="bruno", hidden=SEE_THEIRS)


ROWS: list[Row] = [
    Row("governance:acts", ACTS, allowed=f"{SEE_ALL} chloe driss anne", hidden=STRANGERS),
    Row(
        "governance:act_new",
        f"{ACTS}nouvelle/",
        allowed="aicha paul theo",
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
    ),
    post(
        "act_new",
        f"{ACTS}nouvelle/",
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
        data=FACTS_OF_ACT,
    ),
    Row("governance:act", ONE, allowed=SEE_ALL, hidden=SEE_THEIRS),
    Row("governance:act", f"{ACTS}{{foreign_act}}/", hidden=EVERYBODY),
    Row("governance:act_evidence", f"{ONE}dossier.pdf", allowed=SEE_ALL, hidden=SEE_THEIRS),
    get("act_change", f"{ONE}modifier/"),
    post("act_change", f"{ONE}modifier/", data=FACTS_OF_ACT),
    get("act_vote", f"{ONE}vote/"),
    post("act_vote", f"{ONE}vote/", data=VOTE),
    post("act_drop", f"{ONE}abandonner/"),
]
FACTS = {
    "act": lambda cast: make_act(cast.pays).pk,
    "foreign_act": lambda cast: make_act(cast.elsewhere).pk,
}
