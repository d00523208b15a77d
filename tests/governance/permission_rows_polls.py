from datetime import date, time

from maillage.accounts.queries.tokens import fingerprint
from maillage.governance.models import DatePoll, PollGuest, PollOption
from maillage.governance.queries.calendar_days import moment
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.governance.permission_rows_plan import SPACE, post, team
from tests.permission_table import EVERYBODY, Row

ONE = f"{SPACE}sondages-de-dates/{{date_poll}}/"
NEW = f"{SPACE}instances/{{poll_body}}/sondage/"
POLL = {
    "title": "Printemps",
    "duration": 120,
    "closes_on": "2031-01-01",
    "day_1": "2031-03-04",
    "time_1": "14:00",
    "day_2": "2031-03-05",
    "time_2": "14:00",
}


def make_poll(authority) -> DatePoll:
    """The one poll of the table, with one member whose token is « jeton »."""
    if known := DatePoll.everywhere.filter(body__authority=authority).first():
        return known
    body = make_body(authority, "Instance sondée")
    mandate = make_mandate(make_seat(make_group(body)))
    poll = DatePoll.everywhere.create(body=body, title="Dates", closes_on=date(2031, 1, 1))
    PollOption.everywhere.create(poll=poll, starts_at=moment(date(2031, 3, 4), time(14)))
    token = f"jeton-{authority.pk}"
    PollGuest.everywhere.create(poll=poll, mandate=mandate, token_hash=fingerprint(token))
    return poll


def seated_body(authority):
    body = make_body(authority, "Instance à sonder")
    make_mandate(make_seat(make_group(body)))
    return body


ROWS: list[Row] = [
    team("poll_new", NEW),
    post("poll_new", NEW, POLL),
    team("poll", ONE),
    Row("governance:poll", f"{SPACE}sondages-de-dates/{{foreign_date_poll}}/", hidden=EVERYBODY),
    team("poll_guest", f"{ONE}membres/{{date_poll_guest}}/"),
    post("poll_settle", f"{ONE}dates/{{date_poll_option}}/fixer/"),
    post("poll_close", f"{ONE}clore/"),
    Row("governance:poll_answer", "/sondage/{date_poll_token}/", allowed=EVERYBODY, public=True),
    Row("governance:poll_answer", "/sondage/inconnu/", allowed=EVERYBODY, public=True, status=404),
]

FACTS = {
    "poll_body": lambda cast: seated_body(cast.pays).pk,
    "date_poll": lambda cast: make_poll(cast.pays).pk,
    "foreign_date_poll": lambda cast: make_poll(cast.elsewhere).pk,
    "date_poll_guest": lambda cast: make_poll(cast.pays).guests(manager="everywhere").get().pk,
    "date_poll_option": lambda cast: make_poll(cast.pays).options(manager="everywhere").get().pk,
    "date_poll_token": lambda cast: make_poll(cast.pays) and f"jeton-{cast.pays.pk}",
}
