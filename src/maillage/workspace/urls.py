from django.urls import path

from maillage.workspace.views import desk, front, guide, handover, health, space, wizard

app_name = "workspace"

SPACE = "<slug:authority_slug>/espace/"
GUESTS = "<slug:authority_slug>/partenaires/"

urlpatterns = [
    path("", front.front, name="front"),
    path("mes-territoires/", front.home, name="home"),
    path("accessibilite/", front.instance_accessibility, name="instance_accessibility"),
    path("mentions-legales/", front.instance_legal, name="instance_legal"),
    path("donnees-personnelles/", front.instance_privacy, name="instance_privacy"),
    path("healthz", health.health, name="health"),
    path("robots.txt", health.robots, name="robots"),
    path(".well-known/security.txt", health.security_txt, name="security_txt"),
    path("aide/", guide.guide, name="guide"),
    path("aide/<slug:page>/", guide.guide_page, name="guide_page"),
    path("nouvelle-autorite/", wizard.kind, name="wizard"),
    path("nouvelle-autorite/territoire/", wizard.places, name="wizard_places"),
    path("nouvelle-autorite/verification/", wizard.check, name="wizard_check"),
    path(GUESTS, space.space, name="space"),
    path(f"{GUESTS}vu/", space.space_seen, name="space_seen"),
    path(f"{GUESTS}qui-est-qui/", space.space_who, name="space_who"),
    path(f"{GUESTS}bienvenue/", space.welcome, name="welcome"),
    path(f"{GUESTS}bienvenue/<slug:step>/", space.welcome_step, name="welcome_step"),
    path(SPACE, desk.dashboard, name="dashboard"),
    path(f"{SPACE}mobiliser/", desk.mobilise, name="mobilise"),
    path(f"{SPACE}ecouter/", desk.listen, name="listen"),
    path(f"{SPACE}decrypter/", desk.decipher, name="decipher"),
    path(f"{SPACE}agir/", desk.act, name="act"),
    path(f"{SPACE}passation/", handover.handover, name="handover"),
    path(f"{SPACE}passation.<str:kind>", handover.handover_paper, name="handover_paper"),
    path(f"{SPACE}journal/", desk.journal, name="journal"),
    path(f"{SPACE}composants/", desk.components, name="components"),
]
