from tests.accounts.factories import make_hold
from tests.accounts.permission_rows_signin import SIGNIN_ROWS
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

SPACE = "/pays-des-sources/espace/"
TEAM = f"{SPACE}equipe/"
TOKENS = f"{SPACE}jetons/"
OTHERS = "paul theo chloe driss anne bruno"  # a role in `pays`, without the right to administer
NOBODY_KNOWS = "aicha paul theo chloe driss anne bruno greta eve"  # the machine has no page for them
INVITEE = {"email": "lea@example.org", "role": "reader"}
TOKEN = {"label": "Essai", "scopes": ["authority:read"], "days": "30"}


def pilots_only(view: str, path: str, **facts) -> Row:
    return Row(view, path, allowed="aicha", refused=OTHERS, hidden=STRANGERS, **facts)


ACCOUNT_ROWS = [
    Row("accounts:profile", "/compte/", allowed=EVERYBODY),
    Row(
        "accounts:profile",
        "/compte/",
        allowed=EVERYBODY,
        method="POST",
        status=302,
        data={"full_name": "Nouveau Nom"},
    ),
    Row("accounts:my_data", "/mes-donnees/", allowed=EVERYBODY),
    Row("accounts:my_data_export", "/mes-donnees/export.json", allowed=EVERYBODY),
    Row("accounts:my_data_erase", "/mes-donnees/effacer/", allowed=EVERYBODY),
    Row(
        "accounts:my_data_erase",
        "/mes-donnees/effacer/",
        allowed=EVERYBODY,
        method="POST",
        data={"email": "personne@example.org"},  # not theirs: the page comes back
    ),
    Row("accounts:invitation", "/invitation/inconnu/", allowed=EVERYBODY, status=404, public=True),
    Row(
        "accounts:invitation",
        "/invitation/inconnu/",
        allowed=EVERYBODY,
        method="POST",
        status=404,
        public=True,
    ),
]

TEAM_ROWS = [
    Row("accounts:team", TEAM, allowed=MEMBERS, hidden=STRANGERS),
    Row("accounts:leave", f"{TEAM}quitter/", allowed=MEMBERS, hidden=STRANGERS),
    Row(
        "accounts:leave",
        f"{TEAM}quitter/",
        allowed=MEMBERS,
        hidden=STRANGERS,
        method="POST",
        status=302,
    ),
    pilots_only("accounts:invite", f"{TEAM}inviter/"),
    pilots_only("accounts:invite", f"{TEAM}inviter/", method="POST", status=302, data=INVITEE),
    pilots_only("accounts:access", f"{TEAM}{{bruno_access}}/"),
    pilots_only(
        "accounts:access", f"{TEAM}{{bruno_access}}/", method="POST", status=302, data={"role": "adviser"}
    ),
    pilots_only("accounts:access_end", f"{TEAM}{{bruno_access}}/retirer/", method="POST", status=302),
    # No such invitation: those who may not act are refused before it is looked for.
    pilots_only("accounts:invitation_resend", f"{SPACE}invitations/0/renvoyer/", method="POST", status=404),
    pilots_only("accounts:invitation_withdraw", f"{SPACE}invitations/0/retirer/", method="POST", status=404),
    pilots_only("accounts:tokens", TOKENS),
    pilots_only("accounts:token_create", f"{TOKENS}nouveau/"),
    pilots_only("accounts:token_create", f"{TOKENS}nouveau/", method="POST", data=TOKEN),
    pilots_only("accounts:token_revoke", f"{TOKENS}0/revoquer/", method="POST", status=404),
]

MAIL = f"{SPACE}courriel/"
MAIL_ROWS = [
    pilots_only("accounts:mail", MAIL),
    pilots_only("accounts:mail_check", f"{MAIL}verifier/", method="POST", status=302),
    pilots_only("accounts:hold_lift", f"{MAIL}adresses/{{hold}}/lever/"),
    pilots_only(
        "accounts:hold_lift",
        f"{MAIL}adresses/{{hold}}/lever/",
        method="POST",
        status=302,
        data={"reason": "Boîte vidée."},
    ),
    # Nobody knows the secret: for all of them there is no such page.
    Row(
        "accounts:mail_hook",
        "/courriels/retours/brevo/inconnu/",
        allowed=EVERYBODY,
        method="POST",
        status=404,
        public=True,
    ),
]

# Root has no second factor: refused, with the way out. Others never learn that the machine has pages.
MACHINE_ROWS = [
    Row("accounts:machine", "/machine/", refused="root", hidden=NOBODY_KNOWS),
    Row("accounts:support_open", "/machine/pays-des-sources/ouvrir/", refused="root", hidden=NOBODY_KNOWS),
    Row(
        "accounts:support_open",
        "/machine/pays-des-sources/ouvrir/",
        refused="root",
        hidden=NOBODY_KNOWS,
        method="POST",
        data={"reason": "essai"},
    ),
]

ROWS: list[Row] = [*SIGNIN_ROWS, *ACCOUNT_ROWS, *TEAM_ROWS, *MAIL_ROWS, *MACHINE_ROWS]

FACTS = {
    "bruno_access": lambda cast: cast.bruno.memberships(manager="everywhere").get().pk,
    "hold": lambda cast: make_hold(cast.pays).pk,
}
