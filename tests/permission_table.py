"""How a row of the permission table is written. Each app's rows stand in `tests/<app>/permission_rows.py`."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """Who gets what at one address.

    `allowed`, `refused` (403), `hidden` (404) and `sent_away` (302, to another page first) name people of the
    cast, separated by spaces; together they name everybody. A stranger (nobody signed in) is sent to the sign-in
    page, unless the row is `public`: then they get `status`, or `stranger` where that differs.
    `path` may hold `{names}` filled from the `FACTS` of the apps' tables: name → what makes it from the cast.
    `status` is what the allowed get.
    """

    view: str  # the name of the URL, e.g. "plan:note"
    path: str  # e.g. "/pays-des-sources/espace/plan/{plan}/note/"
    allowed: str = ""
    refused: str = ""
    hidden: str = ""
    sent_away: str = ""
    method: str = "GET"
    status: int = 200
    public: bool = False
    stranger: int = 0
    data: dict = field(default_factory=dict)
    needs: str = ""  # names of facts that must stand though the address does not hold them

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


EVERYBODY = "aicha paul theo chloe driss anne bruno greta eve root"
MEMBERS = "aicha paul theo chloe driss anne bruno"  # a role in `pays`
STRANGERS = "greta eve root"  # no role in `pays` (greta co-pilots its plan)
