from django.urls import path

from maillage.accounts.views import hooks, invitations, machine, mail, profile, team, tokens

app_name = "accounts"

SPACE = "<slug:authority_slug>/espace/"

urlpatterns = [
    path("compte/", profile.profile, name="profile"),
    path("mes-donnees/", profile.my_data, name="my_data"),
    path("mes-donnees/export.json", profile.my_data_export, name="my_data_export"),
    path("mes-donnees/effacer/", profile.my_data_erase, name="my_data_erase"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("machine/", machine.machine, name="machine"),
    path("machine/<slug:slug>/ouvrir/", machine.support_open, name="support_open"),
    path("courriels/retours/<slug:provider>/<str:secret>/", hooks.mail_hook, name="mail_hook"),
    path(f"{SPACE}courriel/", mail.mail, name="mail"),
    path(f"{SPACE}courriel/verifier/", mail.mail_check, name="mail_check"),
    path(f"{SPACE}courriel/adresses/<int:pk>/lever/", mail.hold_lift, name="hold_lift"),
    path(f"{SPACE}equipe/", team.team, name="team"),
    path(f"{SPACE}equipe/inviter/", team.invite, name="invite"),
    path(f"{SPACE}equipe/quitter/", team.leave, name="leave"),
    path(f"{SPACE}equipe/<int:pk>/", team.access, name="access"),
    path(f"{SPACE}equipe/<int:pk>/retirer/", team.access_end, name="access_end"),
    path(f"{SPACE}invitations/<int:pk>/renvoyer/", team.invitation_resend, name="invitation_resend"),
    path(f"{SPACE}invitations/<int:pk>/retirer/", team.invitation_withdraw, name="invitation_withdraw"),
    path(f"{SPACE}jetons/", tokens.tokens, name="tokens"),
    path(f"{SPACE}jetons/nouveau/", tokens.token_create, name="token_create"),
    path(f"{SPACE}jetons/<int:pk>/revoquer/", tokens.token_revoke, name="token_revoke"),
]
