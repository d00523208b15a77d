from collections.abc import Callable

from maillage.governance.models import RegisterEntry
from tests.governance.minutes_cast import make_approved_meeting, make_committee
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

REGISTER = "/pays-des-sources/espace/registre"
ENTRY = f"{REGISTER}/{{register_number}}/"
READERS, UNSEATED = "aicha paul theo bruno", f"chloe driss anne {STRANGERS}"


def reading(view: str, path: str) -> Row:
    return Row(f"governance:{view}", path, allowed=MEMBERS, hidden=STRANGERS)


def post(view: str, path: str, data: dict) -> Row:
    return Row(
        f"governance:{view}",
        path,
        allowed="aicha paul theo",
        refused="bruno",
        hidden=UNSEATED,
        method="POST",
        status=302,
        data=data,
    )


def decision_in_register(cast) -> int:
    make_approved_meeting(cast, body=make_committee(cast, "Comité inscrit"))
    return RegisterEntry.everywhere.filter(kind="decision").latest("number").number


ROWS: list[Row] = [
    reading("register", f"{REGISTER}/"),
    reading("register", f"{REGISTER}/?q=ligne&vue=en-retard&instance=x"),
    reading("register_csv", f"{REGISTER}.csv"),
    reading("register_pdf", f"{REGISTER}.pdf"),
    reading("register_check", f"{REGISTER}/verifier/"),
    Row("governance:register_entry", ENTRY, allowed=READERS, hidden=UNSEATED),
    Row("governance:register_entry", f"{REGISTER}/99999/", hidden=EVERYBODY),
    post("decision_state", f"{ENTRY}etat/", {"state": "started"}),
    post("decision_contradict", f"{ENTRY}contredite/", {"later": ""}),
]

FACTS: dict[str, Callable] = {"register_number": decision_in_register}
