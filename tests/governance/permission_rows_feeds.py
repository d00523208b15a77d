from collections.abc import Callable

from maillage.governance.domain.feeds import open_feed
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

PAGE = "/pays-des-sources/espace/agenda/"

ROWS: list[Row] = [
    Row("governance:feeds", PAGE, allowed=MEMBERS, hidden=STRANGERS),
    Row(
        "governance:feed_open",
        f"{PAGE}ouvrir/",
        allowed=MEMBERS,
        hidden=STRANGERS,
        method="POST",
        data={"body": ""},
    ),
    Row(
        "governance:feed_close",
        f"{PAGE}{{feed_of_bruno}}/fermer/",
        allowed="bruno",
        hidden=f"aicha paul theo chloe driss anne {STRANGERS}",
        method="POST",
        status=302,
    ),
    Row("governance:feed", "/agenda/{feed_address}.ics", allowed=EVERYBODY, public=True),
    Row("governance:feed", "/agenda/perdu.ics", hidden=EVERYBODY, public=True, status=404),
]

FACTS: dict[str, Callable] = {
    "feed_of_bruno": lambda cast: open_feed(cast.bruno, authority=cast.pays)[0].pk,
    "feed_address": lambda cast: open_feed(cast.bruno, authority=cast.pays)[1],
}
