"""The sign-in pages under French addresses, with the names that allauth expects (no namespace).

No address for passwords, nor for a second address: the house has none.
"""

from django.urls import path

from maillage.accounts.views import security, signin

PROCONNECT = {"provider_id": "proconnect"}
SECURITY = "compte/securite/"

urlpatterns = [
    path("connexion/", signin.login, name="account_login"),
    path("connexion/code/", signin.confirm_code, name="account_confirm_login_code"),
    path("connexion/second-facteur/", signin.second_factor, name="mfa_authenticate"),
    path("connexion/cle/", signin.passkey_login, name="mfa_login_webauthn"),
    path("connexion/proconnect/", signin.proconnect_login, name="proconnect_login"),
    path(
        "connexion/proconnect/retour/", signin.proconnect_return, PROCONNECT, name="openid_connect_callback"
    ),
    path("inscription/", signin.signup, name="account_signup"),
    path("inscription/verification/", signin.confirm_address, name="account_email_verification_sent"),
    path("deconnexion/", signin.logout, name="account_logout"),
    path("compte/inactif/", signin.inactive, name="account_inactive"),
    path("compte/confirmer/", security.confirm, name="mfa_reauthenticate"),
    path("compte/confirmer/cle/", security.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("compte/sessions/", security.sessions, name="usersessions_list"),
    path(SECURITY, security.index, name="mfa_index"),
    path(f"{SECURITY}application/", security.activate_codes, name="mfa_activate_totp"),
    path(f"{SECURITY}application/retirer/", security.deactivate_codes, name="mfa_deactivate_totp"),
    path(f"{SECURITY}codes/", security.recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{SECURITY}codes/renouveler/", security.recovery_generate, name="mfa_generate_recovery_codes"),
    path(f"{SECURITY}codes/telecharger/", security.recovery_download, name="mfa_download_recovery_codes"),
    path(f"{SECURITY}cles/", security.passkeys, name="mfa_list_webauthn"),
    path(f"{SECURITY}cles/ajouter/", security.passkey_add, name="mfa_add_webauthn"),
    path(f"{SECURITY}cles/<int:pk>/renommer/", security.passkey_rename, name="mfa_edit_webauthn"),
    path(f"{SECURITY}cles/<int:pk>/retirer/", security.passkey_remove, name="mfa_remove_webauthn"),
]
