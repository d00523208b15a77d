from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

SPACE = "/pays-des-sources/espace/"

GUESTS = "/pays-des-sources/partenaires/"
# Whoever is no guest finds nothing; the first page alone asks a stranger for their address.
GUEST = {
    "allowed": "chloe",
    "hidden": "aicha paul theo driss anne bruno greta eve root",
    "public": True,
    "needs": "card_of_chloe",
}
TEAM = {"allowed": "aicha paul theo", "refused": "chloe driss anne bruno", "hidden": STRANGERS}

ROWS: list[Row] = [
    Row("workspace:front", "/", allowed=EVERYBODY, public=True),
    Row("workspace:home", "/mes-territoires/?choisir", allowed=EVERYBODY),
    Row("workspace:instance_accessibility", "/accessibilite/", allowed=EVERYBODY, public=True),
    Row("workspace:instance_legal", "/mentions-legales/", allowed=EVERYBODY, public=True),
    Row("workspace:instance_privacy", "/donnees-personnelles/", allowed=EVERYBODY, public=True),
    Row("workspace:guide", "/aide/", allowed=EVERYBODY, public=True),
    Row("workspace:guide_page", "/aide/demarrer/", allowed=EVERYBODY, public=True),
    Row("workspace:dashboard", SPACE, allowed=MEMBERS, hidden=STRANGERS),
    Row("workspace:mobilise", f"{SPACE}mobiliser/", allowed=MEMBERS, hidden=STRANGERS),
    Row("workspace:listen", f"{SPACE}ecouter/", allowed=MEMBERS, hidden=STRANGERS),
    Row("workspace:decipher", f"{SPACE}decrypter/", allowed=MEMBERS, hidden=STRANGERS),
    Row("workspace:act", f"{SPACE}agir/", allowed=MEMBERS, hidden=STRANGERS),
    Row(
        "workspace:journal",
        f"{SPACE}journal/",
        allowed="aicha",
        refused="paul theo chloe driss anne bruno",
        hidden=STRANGERS,
    ),
    Row("workspace:handover", f"{SPACE}passation/", **TEAM),
    Row("workspace:handover_paper", f"{SPACE}passation.pdf", **TEAM),
    Row(
        "workspace:handover_paper",
        f"{SPACE}passation.exe",
        refused=TEAM["refused"],
        hidden=f"aicha paul theo {STRANGERS}",
    ),
    Row("workspace:space", GUESTS, **GUEST, stranger=302),
    Row("workspace:space_seen", f"{GUESTS}vu/", **GUEST, stranger=404, method="POST", status=302),
    Row("workspace:space_who", f"{GUESTS}qui-est-qui/", **GUEST, stranger=404),
    Row("workspace:welcome", f"{GUESTS}bienvenue/", **GUEST, stranger=404),
    Row("workspace:welcome_step", f"{GUESTS}bienvenue/projet/", **GUEST, stranger=404),
    Row("workspace:welcome_step", f"{GUESTS}bienvenue/date/", **GUEST, stranger=404),
    Row(
        "workspace:welcome_step", f"{GUESTS}bienvenue/mots/", **GUEST, stranger=404, method="POST", status=302
    ),
    Row("workspace:components", f"{SPACE}composants/", allowed=MEMBERS, hidden=STRANGERS),
    Row("workspace:health", "/healthz", allowed=EVERYBODY, public=True),
    Row("workspace:robots", "/robots.txt", allowed=EVERYBODY, public=True),
    Row("workspace:security_txt", "/.well-known/security.txt", allowed=EVERYBODY, status=404, public=True),
    # Whoever has an account may create an authority; the steps without their answers lead back to the first.
    Row("workspace:wizard", "/nouvelle-autorite/", allowed=EVERYBODY),
    Row("workspace:wizard_places", "/nouvelle-autorite/territoire/?nature=petr", allowed=EVERYBODY),
    Row(
        "workspace:wizard_check",
        "/nouvelle-autorite/verification/?nature=petr",
        allowed=EVERYBODY,
        status=302,
    ),
    Row(
        "workspace:wizard_check",
        "/nouvelle-autorite/verification/",
        allowed=EVERYBODY,
        method="POST",
        data={"nature": "petr", "lieux": "c54999", "name": "Pays neuf", "slug": "pays-neuf"},
        status=302,
    ),
    # The API asks for a token, whoever is signed in.
    Row("api_documentation", "/api/", allowed=EVERYBODY, public=True),
    Row("api:api-root", "/api/v1/", allowed=EVERYBODY, status=302, public=True),
    Row("api:openapi-json", "/api/v1/openapi.json", allowed=EVERYBODY, public=True),
    Row("api:authority", "/api/v1/autorite", allowed=EVERYBODY, status=401, public=True),
]
