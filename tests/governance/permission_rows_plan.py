from datetime import date, time

from maillage.governance.models import MeetingPattern
from tests.governance.factories import make_body, make_meeting
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

SPACE = "/pays-des-sources/espace/"
MEETINGS = f"{SPACE}seances/"
ONE = f"{MEETINGS}{{calendar_meeting}}/"
DAY = "2031-03-04"
MEETING = {"day": DAY, "starts": "14:00", "ends": "16:00"}
PATTERN = {
    "every_months": 3,
    "rank": 2,
    "weekday": 1,
    "starts_at": "14:00",
    "duration": 120,
    "first_on": "2031-01-01",
    "last_on": "2031-12-31",
}


def team(view, path, *, method="GET", data=None, **facts) -> Row:
    """What the team does: a reader sees the body and is refused; who sits in no body sees nothing of it."""
    return Row(
        f"governance:{view}",
        path,
        **{
            "allowed": "aicha paul theo",
            "refused": "bruno",
            "hidden": f"chloe driss anne {STRANGERS}",
            **facts,
        },
        method=method,
        status=302 if method == "POST" else 200,
        data=data or {},
    )


def anywhere(view, path, **facts) -> Row:
    """The same, where no body is named yet."""
    return team(view, path, refused="chloe driss anne bruno", hidden=STRANGERS, **facts)


def post(view, path, data=None) -> Row:
    return team(view, path, method="POST", data=data or {"sure": "1"})


ROWS: list[Row] = [
    Row("governance:meetings", MEETINGS, allowed=MEMBERS, hidden=STRANGERS, needs="calendar_meeting"),
    Row(
        "governance:meetings",
        f"{MEETINGS}?annee=2031&instance=1&etat=planned",
        allowed=MEMBERS,
        hidden=STRANGERS,
    ),
    Row("governance:meetings_csv", f"{SPACE}seances.csv?annee=2031", allowed=MEMBERS, hidden=STRANGERS),
    Row("governance:meetings_pdf", f"{SPACE}seances.pdf?annee=2031", allowed=MEMBERS, hidden=STRANGERS),
    anywhere("meeting_new", f"{MEETINGS}nouvelle/"),
    anywhere("forecasts", f"{MEETINGS}previsions/"),
    team("meeting_change", f"{ONE}modifier/"),
    post("meeting_change", f"{ONE}modifier/", MEETING),
    team("meeting_move", f"{ONE}deplacer/?jour={DAY}"),
    post("meeting_move", f"{ONE}deplacer/", {"day": DAY, "time": "15:00"}),
    Row("governance:meeting_move", f"{MEETINGS}{{foreign_calendar_meeting}}/deplacer/", hidden=EVERYBODY),
    post("meeting_unplan", f"{ONE}retirer/"),
    team("forecast", f"{ONE}prevision/"),
    team("pattern_new", f"{SPACE}instances/{{calendar_body}}/rythme/"),
    post("pattern_new", f"{SPACE}instances/{{calendar_body}}/rythme/", PATTERN),
    team("pattern_change", f"{SPACE}rythmes/{{calendar_pattern}}/"),
    post("pattern_change", f"{SPACE}rythmes/{{calendar_pattern}}/", PATTERN),
]


def body_named(authority, name):
    return make_body(authority, f"Instance du calendrier, {name}")


def make_pattern(body) -> MeetingPattern:
    return MeetingPattern.everywhere.create(
        body=body,
        weekday=1,
        rank=2,
        starts_at=time(14),
        first_on=date(2031, 1, 1),
        last_on=date(2031, 12, 31),
    )


FACTS = {
    "calendar_body": lambda cast: body_named(cast.pays, "seule").pk,
    "calendar_meeting": lambda cast: make_meeting(body_named(cast.pays, "séance"), date(2031, 3, 4)).pk,
    "foreign_calendar_meeting": lambda cast: make_meeting(body_named(cast.elsewhere, "séance")).pk,
    "calendar_pattern": lambda cast: make_pattern(body_named(cast.pays, "rythme")).pk,
}
