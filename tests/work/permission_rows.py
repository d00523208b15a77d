from maillage.work.models import Promise, PromiseLine, Task
from tests.partners.factories import make_organisation
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row
from tests.work.factories import make_promise, make_step, make_task

WORK = "/pays-des-sources/espace/travaux/"
ONE = f"{WORK}{{task}}/"
OWN = f"{WORK}{{chloe_task}}/"
LEDGER = "/pays-des-sources/espace/engagements/"
SPACE = "/pays-des-sources/partenaires/travaux/"
SEES_ALL = "aicha paul theo bruno"
OUTSIDE = "chloe driss anne greta eve root"  # partners, surveyors and advisers see what is theirs


def row(view, path, *, allowed, refused="", hidden=STRANGERS, data=None, post=False, **facts) -> Row:
    return Row(
        f"work:{view}",
        path,
        allowed=allowed,
        refused=refused,
        hidden=hidden,
        method="POST" if post else "GET",
        status=302 if post else 200,
        data=data or ({"sure": "1"} if post else {}),
        **facts,
    )


def team(view, path, data=None, *, post=False) -> Row:
    """What the team does on a task that others do not see; readers see it and may not."""
    return row(view, path, allowed="aicha paul theo", refused="bruno", hidden=OUTSIDE, data=data, post=post)


def editors(view, path, data=None, *, post=False) -> Row:
    refused = "chloe driss anne bruno"
    return row(view, path, allowed="aicha paul theo", refused=refused, data=data, post=post)


def space(view, path, *, allowed, hidden="", status=200, data=None, post=False) -> Row:
    """Behind a personal link; whoever has neither link nor role is sent to the door."""
    return Row(
        f"work:{view}",
        path,
        allowed=allowed,
        hidden=hidden,
        sent_away=STRANGERS,
        status=status,
        public=True,
        stranger=302,
        method="POST" if post else "GET",
        data=data or ({"sure": "1"} if post else {}),
    )


def space_post(view, path, data=None) -> Row:
    return space(
        view,
        path,
        allowed="chloe",
        hidden="aicha paul theo driss anne bruno",
        status=302,
        post=True,
        data=data,
    )


ROWS: list[Row] = [
    row("tasks", WORK, allowed=MEMBERS),
    row("tasks", f"{WORK}?vue=tableau&q=carte&groupe=x", allowed=MEMBERS),
    row("tasks", f"{WORK}?vue=miennes&etat=retard&qui=99999999999999999999", allowed=MEMBERS),
    row("load", f"{WORK}charge/", allowed=MEMBERS),
    editors("task_new", f"{WORK}nouvelle/"),
    editors("task_new", f"{WORK}nouvelle/", {"title": "Relire"}, post=True),
    row("task", ONE, allowed=SEES_ALL, hidden=OUTSIDE),
    row("task", OWN, allowed=f"{SEES_ALL} chloe", hidden="driss anne greta eve root"),
    row("task", f"{WORK}{{foreign_task}}/", allowed="", hidden=EVERYBODY),
    team("task_change", f"{ONE}modifier/"),
    team("task_change", f"{ONE}modifier/", {"title": "Relire"}, post=True),
    team("task_state", f"{ONE}etat/", {"state": "doing"}, post=True),
    row(
        "task_state",
        f"{OWN}etat/",
        allowed="aicha paul theo chloe",
        refused="bruno",
        hidden="driss anne greta eve root",
        data={"state": "done"},
        post=True,
    ),
    team("task_cannot", f"{ONE}autrement/", {"because": "Trop court."}, post=True),
    team("task_settle", f"{ONE}regler/", {"accord": "oui"}, post=True),
    row("task_take", f"{ONE}prendre/", allowed=SEES_ALL, hidden=OUTSIDE, post=True),
    row("task_comment", f"{ONE}mots/", allowed=SEES_ALL, hidden=OUTSIDE, data={"text": "Vu."}, post=True),
    team("step_new", f"{ONE}etapes/", {"text": "Appeler"}, post=True),
    team("step_tick", f"{WORK}{{stepped_task}}/etapes/{{step}}/", {"fait": "oui"}, post=True),
    team("step_remove", f"{WORK}{{stepped_task}}/etapes/{{step}}/retirer/", post=True),
    row("promises", LEDGER, allowed=MEMBERS),
    row("promises", f"{LEDGER}?annee=99999999&nature=x&etat=retard", allowed=MEMBERS),
    *(
        row(f"promises_{ending}", f"/pays-des-sources/espace/engagements.{ending}", allowed=MEMBERS)
        for ending in ("csv", "xlsx", "ods")
    ),
    editors("promise_new", f"{LEDGER}nouveau/"),
    editors("promise_new", f"{LEDGER}nouveau/?partenaire={{giver}}"),
    Row(  # the form comes back: no partner is chosen
        "work:promise_new",
        f"{LEDGER}nouveau/",
        allowed="aicha paul theo",
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
        method="POST",
        data={"kind": "days", "quantity": "3,5"},
    ),
    row("promise", f"{LEDGER}{{pledge}}/", allowed=SEES_ALL, hidden=OUTSIDE),
    row("promise", f"{LEDGER}{{foreign_promise}}/", allowed="", hidden=EVERYBODY),
    team(
        "promise",
        f"{LEDGER}{{pledge}}/",
        {"quantity": "1", "happened_on": "2026-01-07"},
        post=True,
    ),
    team("line_correct", f"{LEDGER}{{pledge}}/ecritures/{{promise_line}}/corriger/"),
    team(
        "line_correct",
        f"{LEDGER}{{pledge}}/ecritures/{{promise_line}}/corriger/",
        {"quantity": "8", "because": "Erreur de frappe le jour même."},
        post=True,
    ),
    space("space_list", SPACE, allowed=MEMBERS),
    space("space_task", f"{SPACE}{{task}}/", allowed=SEES_ALL, hidden="chloe driss anne"),
    space("space_task", f"{SPACE}{{chloe_task}}/", allowed=f"{SEES_ALL} chloe", hidden="driss anne"),
    space_post("space_state", f"{SPACE}{{chloe_task}}/etat/", {"state": "doing"}),
    space_post("space_cannot", f"{SPACE}{{chloe_task}}/autrement/", {"because": "Trop court."}),
    space_post("space_step", f"{SPACE}{{chloe_task}}/etapes/{{chloe_step}}/", {"fait": "oui"}),
    space(
        "space_take",
        f"{SPACE}{{task}}/prendre/",
        allowed=SEES_ALL,
        hidden="chloe driss anne",
        status=302,
        post=True,
    ),
    space(
        "space_comment",
        f"{SPACE}{{chloe_task}}/mots/",
        allowed=f"{SEES_ALL} chloe",
        hidden="driss anne",
        status=302,
        post=True,
        data={"text": "Vu."},
    ),
]


def titled(cast, title: str, **facts) -> Task:
    """The one task of this title, found again by the facts that hang on it."""
    return Task.everywhere.filter(title=title).first() or make_task(cast.pays, title, **facts)


def chloe_task(cast) -> Task:
    return titled(cast, "Celle de Chloé", user=cast.chloe)


def stepped(cast) -> Task:
    return titled(cast, "Par étapes")


def ledger(cast) -> Promise:
    known = Promise.everywhere.filter(organisation__name="Donateurs").first()
    return known or make_promise(make_organisation(cast.pays, "Donateurs"))


FACTS = {
    "task": lambda cast: make_task(cast.pays).pk,
    "chloe_task": lambda cast: chloe_task(cast).pk,
    "chloe_step": lambda cast: make_step(chloe_task(cast)).pk,
    "foreign_task": lambda cast: make_task(cast.elsewhere).pk,
    "stepped_task": lambda cast: stepped(cast).pk,
    "step": lambda cast: make_step(stepped(cast)).pk,
    "giver": lambda cast: ledger(cast).organisation_id,
    "pledge": lambda cast: ledger(cast).pk,
    "foreign_promise": lambda cast: make_promise(make_organisation(cast.elsewhere)).pk,
    "promise_line": lambda cast: PromiseLine.everywhere.get(promise=ledger(cast)).pk,
}
