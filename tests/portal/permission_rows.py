from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

SITE = "/pays-des-sources/"  # published (see the cast)
DRAFT = "/region-aval/"  # nobody has published it
SETTINGS = f"{SITE}espace/site-public/"
PAGES = {
    "home": "",
    "commune": "ma-commune/",
    "project": "le-projet/",
    "glossary": "glossaire/",
    "documents": "documents/",
    "contact": "contact/",
    "accessibility": "accessibilite/",
    "legal": "mentions-legales/",
    "privacy": "donnees-personnelles/",
}
NOT_PILOTS = "paul theo chloe driss anne bruno"  # paul lacks his second factor

ROWS: list[Row] = [
    *(Row(f"portal:{name}", f"{SITE}{path}", allowed=EVERYBODY, public=True) for name, path in PAGES.items()),
    *(
        Row(
            f"portal:{name}",
            f"{DRAFT}{path}",
            allowed="greta",
            hidden=f"{MEMBERS} eve root",
            public=True,
            stranger=404,
        )
        for name, path in PAGES.items()
    ),
    Row("portal:settings", SETTINGS, allowed="aicha", refused=NOT_PILOTS, hidden=STRANGERS),
    Row(
        "portal:settings",
        SETTINGS,
        allowed="aicha",
        refused=NOT_PILOTS,
        hidden=STRANGERS,
        method="POST",
        status=302,
        data={
            "title": "Bouger",
            "headline": "Bouger ici",
            "intro": "Un projet.",
            "contact_email": "mobilite@example.org",
            "publication_director": "Camille Exemple",
            "dpo_contact": "dpo@example.org",
        },
    ),
    *(
        Row(
            f"portal:{name}",
            f"{SETTINGS}{path}/",
            allowed="aicha",
            refused=NOT_PILOTS,
            hidden=STRANGERS,
            method="POST",
            status=302,
            data={"sure": "1"},
        )
        for name, path in (("publish", "publier"), ("unpublish", "depublier"))
    ),
]
