from collections.abc import Callable

from maillage.governance.domain import attendance as attendance_domain
from maillage.governance.domain import minutes as minutes_domain
from maillage.governance.domain import outcomes
from maillage.governance.models import Meeting
from maillage.governance.queries.attendance import presence_token
from tests.governance.minutes_cast import (
    advise,
    approve,
    decide,
    make_committee,
    make_held_meeting,
    make_item,
    members_of,
)
from tests.permission_table import EVERYBODY, STRANGERS, Row

SPACE = "/pays-des-sources/espace/seances/"
READERS, UNSEATED = "aicha paul theo bruno", f"chloe driss anne {STRANGERS}"
LINE = {"text": "Une ligne", "version": "1"}
DECISION = {"text": "Ouvrir une ligne"}


def reading(view: str, path: str) -> Row:
    """What whoever sees the meeting may read: those who sit elsewhere do not see it."""
    return Row(f"governance:{view}", f"{SPACE}{path}", allowed=READERS, hidden=UNSEATED)


def team(view: str, path: str, *, method="GET", data=None) -> Row:
    return Row(
        f"governance:{view}",
        f"{SPACE}{path}",
        allowed="aicha paul theo",
        refused="bruno",
        hidden=UNSEATED,
        method=method,
        status=302 if method == "POST" else 200,
        data=data or {},
    )


def post(view: str, path: str, data=None) -> Row:
    return team(view, path, method="POST", data=data or {"sure": "1"})


def anyone(view: str, path: str, **facts) -> Row:
    return Row(f"governance:{view}", path, allowed=EVERYBODY, public=True, **facts)


def held(cast, name: str) -> Meeting:
    """A meeting of its own, so that the facts of a table can stand together."""
    return make_held_meeting(cast, body=make_committee(cast, f"Comité {name}", members=1))


def member_of_meeting(cast) -> str:
    meeting = held(cast, "des présences")
    return f"{meeting.pk}/presences/{members_of(meeting.body)[0].pk}"


def point(cast) -> str:
    item = make_item(held(cast, "des points"))
    advise(item, by=cast.theo, votes=(0, 0, 0))
    return f"{item.meeting_id}/compte-rendu/points/{item.pk}"


def piece(what: str, make) -> Callable:
    """Something under an item of a meeting of its own."""

    def path(cast) -> str:
        item = make_item(held(cast, f"({what})"))
        return f"{item.meeting_id}/compte-rendu/{what}/{make(cast, item).pk}"

    return path


def add_dissent(cast, item):
    opinion = advise(item, by=cast.theo, votes=(0, 0, 0))
    return outcomes.record_dissent(opinion, members_of(item.body)[0], "Non", by=cast.theo)


def approved(cast) -> int:
    meeting = held(cast, "approuvé")
    approve(meeting, by=cast.aicha)
    return meeting.pk


def submitted(cast) -> int:
    meeting = held(cast, "soumis")
    minutes_domain.submit_minutes(meeting, by=cast.theo)
    return meeting.pk


def open_door(cast) -> str:
    meeting = held(cast, "à signer")
    attendance_domain.open_signing(meeting, by=cast.theo)
    return presence_token(meeting)


ROWS: list[Row] = [
    anyone("presence", "/presence/{presence_key}/"),
    reading("attendance", "{minutes_meeting}/presences/"),
    Row("governance:attendance", f"{SPACE}99999/presences/", hidden=EVERYBODY),
    team("attendance_mark", "{minutes_member}/"),
    post("attendance_mark", "{minutes_member}/", {"presence": "excused"}),
    post("attendance_unmark", "{minutes_member}/effacer/"),
    post("attendance_open", "{minutes_meeting}/presences/ouvrir/"),
    post("attendance_shut", "{minutes_meeting}/presences/fermer/"),
    team("attendance_code", "{minutes_meeting}/presences/code/"),
    team("attendance_sheet", "{minutes_meeting}/presences/feuille.pdf"),
    team("attendance_paper", "{minutes_meeting}/presences/papier/"),
    post("attendance_paper", "{minutes_meeting}/presences/papier/"),
    post("attendance_close", "{minutes_meeting}/presences/clore/"),
    reading("minutes", "{minutes_meeting}/compte-rendu/"),
    reading("minutes", "{minutes_submitted}/compte-rendu/"),
    reading("minutes", "{minutes_approved}/compte-rendu/"),
    team("minutes_file", "{minutes_meeting}/compte-rendu.odt"),
    reading("minutes_file", "{minutes_approved}/compte-rendu.odt"),
    post("minutes_submit", "{minutes_meeting}/compte-rendu/soumettre/"),
    post("minutes_take_back", "{minutes_submitted}/compte-rendu/reprendre/"),
    Row(
        "governance:minutes_approve",
        f"{SPACE}{{minutes_submitted}}/compte-rendu/approuver/",
        allowed="aicha paul",
        refused="theo bruno",
        hidden=UNSEATED,
        method="POST",
        status=302,
        data={"on": "2026-03-10"},
    ),
    team("minutes_rectify", "{minutes_approved}/compte-rendu/rectifier/"),
    post("line_new", "{minutes_point}/lignes/", LINE),
    post("line_write", "{minutes_line}/", LINE),
    post("line_remove", "{minutes_line}/retirer/"),
    post("line_restore", "{minutes_line}/remettre/"),
    post("withdrawal", "{minutes_point}/retrait/"),
    team("opinion", "{minutes_point}/avis/"),
    post("opinion", "{minutes_point}/avis/", {"sense": "favourable", "text": "Oui"}),
    post("dissent_new", "{minutes_point}/desaccords/"),
    post("dissent_remove", "{minutes_dissent}/retirer/"),
    team("decision_new", "{minutes_point}/decisions/"),
    post("decision_new", "{minutes_point}/decisions/", DECISION),
    team("decision_change", "{minutes_decision}/"),
    post("decision_change", "{minutes_decision}/", DECISION),
    post("decision_remove", "{minutes_decision}/retirer/"),
    team("action_new", "{minutes_point}/actions/"),
    post("action_new", "{minutes_point}/actions/", DECISION),
    post("action_remove", "{minutes_action}/retirer/"),
    post("action_done", "{minutes_action}/faite/"),
    post("decision_share", "{minutes_decision}/tache/"),
    post("action_share", "{minutes_action}/tache/"),
    anyone("minutes_public", "/pays-des-sources/seances/{minutes_approved}/compte-rendu/"),
    anyone("minutes_public_file", "/pays-des-sources/seances/{minutes_approved}/compte-rendu.odt"),
    Row(
        "governance:minutes_public",
        "/pays-des-sources/seances/{minutes_submitted}/compte-rendu/",
        hidden=EVERYBODY,
        public=True,
        stranger=404,
    ),
]

FACTS: dict[str, Callable] = {
    "presence_key": open_door,
    "minutes_meeting": lambda cast: held(cast, "tenu").pk,
    "minutes_member": member_of_meeting,
    "minutes_submitted": submitted,
    "minutes_approved": approved,
    "minutes_point": point,
    "minutes_line": piece("lignes", lambda cast, item: minutes_domain.add_line(item, "Dit", by=cast.theo)),
    "minutes_dissent": piece("desaccords", add_dissent),
    "minutes_decision": piece("decisions", lambda cast, item: decide(item, by=cast.theo)),
    "minutes_action": piece(
        "actions", lambda cast, item: outcomes.promise_action(item, text="Appeler", by=cast.theo)
    ),
}
