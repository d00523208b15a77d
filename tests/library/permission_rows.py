"""Who gets what in the library. Chloé, a partner, sits in the « Comité du papier »: she sees its documents, no others."""

from collections.abc import Callable

from maillage.partners.models import Person
from tests.governance.factories import make_body, make_group, make_mandate, make_seat
from tests.library import permission_rows_sharing as sharing
from tests.library.factories import SHOWN, due_document, make_document, make_resource, version_of
from tests.partners.factories import make_contact, make_organisation
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

SITE = "/pays-des-sources/"
SPACE = f"{SITE}espace/"
DOCUMENTS, RESOURCES = f"{SPACE}documents/", f"{SPACE}ressources/"
WHOLE, PARTNERS = "aicha paul theo bruno", "chloe driss anne"
TEAM, PILOTS = "aicha paul theo", "aicha paul"
DEPOSIT = {"state": "draft", "audience": "team", "communicability": "open", "uploads": []}


def of_members(view, path, *, method="GET", status=200, data=None) -> Row:
    return Row(
        f"library:{view}",
        path,
        allowed=MEMBERS,
        hidden=STRANGERS,
        method=method,
        status=status,
        data=data or {},
    )


def of_team(view, path, *, method="GET", status=200, data=None, hidden=STRANGERS, who=TEAM) -> Row:
    """What the team may do on a thing that all the members see, unless `hidden` says otherwise."""
    refused = " ".join(each for each in MEMBERS.split() if each not in f"{who} {hidden}".split())
    return Row(
        f"library:{view}",
        path,
        allowed=who,
        refused=refused,
        hidden=hidden,
        method=method,
        status=status,
        data=data or {},
    )


def inside(view, path) -> Row:
    """The partners' space: whoever has a role here; the others, and strangers, are shown the door."""
    return Row(f"library:{view}", path, allowed=MEMBERS, sent_away=STRANGERS, public=True, stranger=302)


NOT_SEEN = f"{PARTNERS} {STRANGERS}"
OWN, TO_SORT = f"{DOCUMENTS}{{team_document}}/", f"{DOCUMENTS}{{due_document}}/"

ROWS: list[Row] = [
    *sharing.ROWS,
    Row("api:documents", "/api/v1/documents", allowed=EVERYBODY, status=401, public=True),
    of_members("documents", DOCUMENTS),
    Row("library:document", OWN, allowed=WHOLE, hidden=NOT_SEEN),
    Row(
        "library:document",
        f"{DOCUMENTS}{{circle_document}}/",
        allowed=f"{WHOLE} chloe",
        hidden=f"driss anne {STRANGERS}",
    ),
    Row("library:document", f"{DOCUMENTS}{{foreign_document}}/", hidden=EVERYBODY),
    of_team("document_new", f"{DOCUMENTS}nouveau/"),
    of_team("document_new", f"{DOCUMENTS}nouveau/", method="POST", data=DEPOSIT),
    of_team("folder_new", f"{DOCUMENTS}dossiers/nouveau/"),
    of_team(
        "folder_new", f"{DOCUMENTS}dossiers/nouveau/", method="POST", status=302, data={"name": "Emploi"}
    ),
    of_team("fates", f"{DOCUMENTS}tries/"),
    *(
        of_team(f"document_{view}", f"{OWN}{path}/", hidden=NOT_SEEN)
        for view, path in (("change", "modifier"), ("version", "version"), ("decision", "decision"))
    ),
    of_team(
        "document_change",
        f"{OWN}modifier/",
        method="POST",
        status=302,
        hidden=NOT_SEEN,
        data={"title": "Note", "state": "draft", "audience": "team", "communicability": "open"},
    ),
    of_team("document_version", f"{OWN}version/", method="POST", hidden=NOT_SEEN),
    of_team(
        "document_decision",
        f"{OWN}decision/",
        method="POST",
        status=302,
        hidden=NOT_SEEN,
        data={"on": "2026-01-05"},
    ),
    of_team("document_finish", f"{OWN}definitif/", method="POST", status=302, hidden=NOT_SEEN),
    of_team("document_keep", f"{TO_SORT}garder/", hidden=NOT_SEEN, who=PILOTS),
    of_team(
        "document_keep",
        f"{TO_SORT}garder/",
        method="POST",
        status=302,
        hidden=NOT_SEEN,
        who=PILOTS,
        data={"reason": "Utile encore"},
    ),
    of_team("document_eliminate", f"{TO_SORT}eliminer/", hidden=NOT_SEEN, who=PILOTS),
    of_team(
        "document_eliminate",
        f"{TO_SORT}eliminer/",
        method="POST",
        status=302,
        hidden=NOT_SEEN,
        who=PILOTS,
        data={"reason": "Périmé"},
    ),
    Row(
        "library:file",
        f"{SITE}documents/fichier/{{team_key}}/",
        allowed=WHOLE,
        hidden=NOT_SEEN,
        public=True,
        stranger=404,
    ),
    Row(
        "library:file",
        f"{SITE}documents/fichier/{{circle_key}}/",
        allowed=f"{WHOLE} chloe",
        hidden=f"driss anne {STRANGERS}",
        public=True,
        stranger=404,
    ),
    Row(
        "library:file",
        f"{SITE}documents/fichier/{{partners_key}}/",
        allowed=MEMBERS,
        hidden=STRANGERS,
        public=True,
        stranger=404,
    ),
    Row("library:file", f"{SITE}documents/fichier/{{public_key}}/", allowed=EVERYBODY, public=True),
    Row("library:file", f"{SITE}documents/fichier/devine/", hidden=EVERYBODY, public=True, status=404),
    Row(
        "library:file", f"{SITE}documents/fichier/{{foreign_key}}/", hidden=EVERYBODY, public=True, status=404
    ),
    Row(
        "library:preview",
        f"{SITE}documents/apercu/{{public_key}}/",
        hidden=EVERYBODY,
        public=True,
        status=404,
    ),
    Row("library:preview", f"{SITE}documents/apercu/{{drawn_key}}/", allowed=EVERYBODY, public=True),
    inside("shared", f"{SITE}partenaires/documents/"),
    of_members("resources", RESOURCES),
    of_members("resource", f"{RESOURCES}{{resource}}/"),
    Row("library:resource", f"{RESOURCES}{{team_resource}}/", allowed=WHOLE, hidden=NOT_SEEN),
    of_members("resource_leave", f"{RESOURCES}{{resource}}/sortie/"),
    of_team("resource_new", f"{RESOURCES}nouvelle/"),
    of_team(
        "resource_new",
        f"{RESOURCES}nouvelle/",
        method="POST",
        status=302,
        data={"kind": "article", "title": "Le permis", "audience": "partners"},
    ),
    of_team("resource_change", f"{RESOURCES}{{resource}}/modifier/"),
    of_team(
        "resource_change",
        f"{RESOURCES}{{resource}}/modifier/",
        method="POST",
        status=302,
        data={"kind": "article", "title": "Le permis", "audience": "partners"},
    ),
    of_team("resource_remove", f"{RESOURCES}{{resource}}/retirer/", method="POST", status=302),
    inside("shared_resource", f"{SITE}partenaires/ressources/{{resource}}/"),
    inside("shared_resource_leave", f"{SITE}partenaires/ressources/{{resource}}/sortie/"),
]


def committee_of_chloe(cast):
    """A body where the contact under Chloé's proven address sits."""
    body = make_body(cast.pays, "Comité du papier", kind="working_group")
    organisation = make_organisation(cast.pays, "Chez Chloé")
    person = Person.everywhere.filter(authority=cast.pays, email=cast.chloe.email).first()
    person = person or make_contact(organisation, "Chloé Simonin", email=cast.chloe.email)
    make_mandate(make_seat(make_group(body)), person)
    return body


def circle_document(cast):
    body = committee_of_chloe(cast)
    return make_document(cast.pays, "Projet de tarif", audience="circle", circle=body.circle)


def drawn_key(cast) -> str:
    """A public document whose first page is drawn."""
    version = version_of(make_document(cast.pays, audience="public", **SHOWN))
    version.preview.save("page.png", version.file, save=True)
    return version.key


FACTS: dict[str, Callable] = {
    **sharing.FACTS,
    "team_document": lambda cast: make_document(cast.pays, communicability="after_decision").pk,
    "due_document": lambda cast: due_document(cast.pays).pk,
    "circle_document": lambda cast: circle_document(cast).pk,
    "foreign_document": lambda cast: make_document(cast.elsewhere, audience="partners").pk,
    "team_key": lambda cast: version_of(make_document(cast.pays)).key,
    "circle_key": lambda cast: version_of(circle_document(cast)).key,
    "partners_key": lambda cast: version_of(make_document(cast.pays, audience="partners")).key,
    "public_key": lambda cast: version_of(make_document(cast.pays, audience="public", **SHOWN)).key,
    "foreign_key": lambda cast: version_of(make_document(cast.elsewhere, audience="public", **SHOWN)).key,
    "drawn_key": drawn_key,
    "resource": lambda cast: make_resource(cast.pays, link="https://video.example/1").pk,
    "team_resource": lambda cast: make_resource(cast.pays, audience="team").pk,
}
