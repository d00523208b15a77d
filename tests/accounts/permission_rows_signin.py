from tests.permission_table import EVERYBODY, Row

WITH = "aicha greta eve"  # a second factor protects them: they confirm before a change of security
WITHOUT = "paul theo chloe driss anne bruno root"

SECURITY = "/compte/securite/"

SIGNIN_ROWS = [
    # pages for people who are not signed in: the others are sent home
    Row("account_login", "/connexion/", sent_away=EVERYBODY, public=True),
    Row("account_login", "/connexion/", sent_away=EVERYBODY, public=True, method="POST", data={"login": "x"}),
    Row("account_signup", "/inscription/", sent_away=EVERYBODY, public=True),
    Row("account_confirm_login_code", "/connexion/code/", sent_away=EVERYBODY, public=True, status=302),
    Row(
        "account_email_verification_sent",
        "/inscription/verification/",
        sent_away=EVERYBODY,
        public=True,
        status=302,
    ),
    Row("mfa_authenticate", "/connexion/second-facteur/", sent_away=EVERYBODY, public=True, status=302),
    Row("mfa_login_webauthn", "/connexion/cle/", sent_away=EVERYBODY, public=True, status=302),
    Row(
        "mfa_login_webauthn",
        "/connexion/cle/",
        sent_away=EVERYBODY,
        public=True,
        method="POST",
        data={"begin": "1"},
    ),
    # without ProConnect in the settings, it does not exist
    Row(
        "proconnect_login", "/connexion/proconnect/", hidden=EVERYBODY, public=True, method="POST", status=404
    ),
    Row(
        "openid_connect_callback",
        "/connexion/proconnect/retour/?code=x&state=y",
        hidden=EVERYBODY,
        public=True,
        status=404,
    ),
    Row("account_logout", "/deconnexion/", EVERYBODY, public=True, stranger=302),
    Row("account_logout", "/deconnexion/", EVERYBODY, public=True, method="POST", status=302),
    Row("account_inactive", "/compte/inactif/", EVERYBODY, public=True),
    # one's own account
    Row("mfa_index", SECURITY, EVERYBODY),
    Row("usersessions_list", "/compte/sessions/", EVERYBODY),
    Row("usersessions_list", "/compte/sessions/", EVERYBODY, method="POST", status=302),
    Row("mfa_reauthenticate", "/compte/confirmer/", WITH, refused=WITHOUT),
    Row("mfa_reauthenticate_webauthn", "/compte/confirmer/cle/", sent_away=WITH, refused=WITHOUT),
    Row("mfa_activate_totp", f"{SECURITY}application/", WITHOUT, sent_away=WITH),
    Row(
        "mfa_activate_totp",
        f"{SECURITY}application/",
        WITHOUT,
        sent_away=WITH,
        method="POST",
        data={"begin": "1"},
    ),
    Row("mfa_deactivate_totp", f"{SECURITY}application/retirer/", sent_away=WITH, hidden=WITHOUT),
    Row("mfa_view_recovery_codes", f"{SECURITY}codes/", hidden=EVERYBODY),
    Row("mfa_download_recovery_codes", f"{SECURITY}codes/telecharger/", hidden=EVERYBODY),
    Row("mfa_generate_recovery_codes", f"{SECURITY}codes/renouveler/", WITHOUT, sent_away=WITH),
    Row("mfa_list_webauthn", f"{SECURITY}cles/", EVERYBODY),
    Row("mfa_add_webauthn", f"{SECURITY}cles/ajouter/", WITHOUT, sent_away=WITH),
    Row(
        "mfa_add_webauthn",
        f"{SECURITY}cles/ajouter/",
        WITHOUT,
        sent_away=WITH,
        method="POST",
        data={"begin": "1"},
    ),
    Row("mfa_edit_webauthn", f"{SECURITY}cles/0/renommer/", sent_away=WITH, hidden=WITHOUT),
    Row("mfa_remove_webauthn", f"{SECURITY}cles/0/retirer/", sent_away=WITH, hidden=WITHOUT),
]
