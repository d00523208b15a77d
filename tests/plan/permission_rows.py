from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row
from tests.plan.factories import make_note

PLAN = "/pays-des-sources/espace/plan/"
NOTE = f"{PLAN}note/"
GUEST = "/region-aval/espace/plans-copilotes/"
READERS = f"{MEMBERS} greta"  # greta co-pilots as a reader
EDITORS = "aicha paul theo"
ONLY_READERS = "chloe driss anne bruno greta"
NOT_PILOTS = "paul theo chloe driss anne bruno"  # paul lacks his second factor

ROWS: list[Row] = [
    Row("plan:project", PLAN, allowed=READERS, hidden="eve root"),
    Row("plan:project", "/region-aval/espace/plan/", allowed="greta", hidden=f"{MEMBERS} eve root"),
    Row("plan:open", f"{PLAN}ouvrir/", allowed=EDITORS, refused="chloe driss anne bruno", hidden=STRANGERS),
    Row(
        "plan:open",
        f"{PLAN}ouvrir/",
        allowed=EDITORS,
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
        method="POST",
        status=302,
        data={"name": "Suite", "first_year": "2031", "last_year": "2033"},
    ),
    Row("plan:change", f"{PLAN}modifier/", allowed=EDITORS, refused=ONLY_READERS, hidden="eve root"),
    Row(
        "plan:change",
        f"{PLAN}modifier/",
        allowed=EDITORS,
        refused=ONLY_READERS,
        hidden="eve root",
        method="POST",
        status=302,
        data={"name": "Autre nom", "first_year": "2026", "last_year": "2029"},
    ),
    Row("plan:phases", f"{PLAN}phases/", allowed=EDITORS, refused=ONLY_READERS, hidden="eve root"),
    Row(
        "plan:phases",
        f"{PLAN}phases/",
        allowed=EDITORS,
        refused=ONLY_READERS,
        hidden="eve root",
        method="POST",
        status=302,
        data={"start_framing": "2026-01-01", "end_framing": "2026-03-31"},
    ),
    Row("plan:note", NOTE, allowed=READERS, hidden="eve root"),
    Row("plan:note_edit", f"{NOTE}modifier/", allowed=EDITORS, refused=ONLY_READERS, hidden="eve root"),
    Row(
        "plan:note_edit",
        f"{NOTE}modifier/",
        allowed=EDITORS,
        refused=ONLY_READERS,
        hidden="eve root",
        method="POST",
        status=302,
        data={"base_version": "1", "objectives": "Que chacun puisse aller travailler."},
        needs="version",
    ),
    Row("plan:note_versions", f"{NOTE}versions/", allowed=READERS, hidden="eve root"),
    Row("plan:note_version", f"{NOTE}versions/{{version}}/", allowed=READERS, hidden="eve root"),
    Row("plan:note_version", f"{NOTE}versions/99/", hidden=EVERYBODY),
    Row(
        "plan:note_restore",
        f"{NOTE}versions/{{version}}/retablir/",
        allowed=EDITORS,
        refused=ONLY_READERS,
        hidden="eve root",
        method="POST",
        status=302,
        data={"sure": "1"},
    ),
    Row(
        "plan:copilot_invite",
        f"{PLAN}copilotes/inviter/",
        allowed="aicha",
        refused=NOT_PILOTS,
        hidden=STRANGERS,
        method="POST",
        status=302,
        data={"authority": "1", "role": "reader"},
    ),
    Row(
        "plan:copilot_end",
        f"{PLAN}copilotes/{{copilot}}/finir/",
        allowed="aicha greta",
        refused=NOT_PILOTS,
        hidden="eve root",
        method="POST",
        status=302,
        data={"sure": "1"},
    ),
    Row("plan:copiloted", GUEST, allowed="greta", hidden=f"{MEMBERS} eve root"),
    Row(
        "plan:copiloted",
        "/pays-des-sources/espace/plans-copilotes/",  # neither a région nor a département
        refused=MEMBERS,
        hidden=STRANGERS,
    ),
    *(
        Row(
            f"plan:copilot_{name}",
            f"{GUEST}{{copilot}}/{word}/",
            allowed="greta",
            hidden=f"{MEMBERS} eve root",
            method="POST",
            status=302,
            data={"sure": "1"},
        )
        for name, word in (("accept", "accepter"), ("decline", "decliner"))
    ),
]

FACTS = {
    "plan": lambda cast: cast.plan.pk,
    "phase": lambda cast: cast.plan.phases(manager="everywhere").order_by("pk").first().pk,
    "copilot": lambda cast: cast.plan.copilots(manager="everywhere").get().pk,
    "version": lambda cast: make_note(cast.plan).number,
}
