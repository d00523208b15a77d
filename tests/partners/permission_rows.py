from maillage.partners.queries.space import space_token
from tests.partners import permission_rows_files as files
from tests.partners import permission_rows_space as space
from tests.partners import permission_rows_upkeep as upkeep
from tests.partners.factories import function_of, make_contact, make_organisation
from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row

PARTNERS = "/pays-des-sources/espace/partenaires/"
ONE = f"{PARTNERS}{{organisation}}/"
CONTACT = f"{PARTNERS}contacts/{{contact}}/"
SPACE = "/pays-des-sources/partenaires/"
FUNCTION = f"{PARTNERS}fonctions/{{function}}/"
ORGANISATION = {"name": "CCAS", "kind": "ccas", "sphere": "social"}
PERSON = {
    "full_name": "Zoé Petit",
    "origin": "meeting",
    "legal_basis": "public_task",
    "collected_on": "2026-01-06",
}
FUNCTION_FACTS = {**files.FACTS, **upkeep.FACTS, "title": "directrice", "starts_on": "2026-01-06"}
EXCHANGE = {"kind": "call", "happened_on": "2026-01-06", "summary": "Un appel."}


def team(view, path, *, method="GET", data=None) -> Row:
    """What the team does and others may not."""
    return Row(
        f"partners:{view}",
        path,
        allowed="aicha paul theo",
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
        method=method,
        status=302 if method == "POST" else 200,
        data=data or {},
    )


def post(view, path, data=None) -> Row:
    return team(view, path, method="POST", data=data or {"sure": "1"})


def someone(authority, name: str):
    """A contact at an organisation of their own, so that the facts of a table can stand together."""
    return make_contact(make_organisation(authority, f"Chez {name}"), name)


ROWS: list[Row] = [
    # The API asks for a token, whoever is signed in.
    Row("api:organisations", "/api/v1/organisations", allowed=EVERYBODY, status=401, public=True),
    Row("api:organisation", "/api/v1/organisations/1", allowed=EVERYBODY, status=401, public=True),
    *files.ROWS,
    *space.ROWS,
    Row("partners:door_ask", f"{SPACE}mon-lien/", allowed=EVERYBODY, public=True),
    Row(
        "partners:door_ask",
        f"{SPACE}mon-lien/",
        allowed=EVERYBODY,
        public=True,
        method="POST",
        data={"email": "x@y.fr"},
    ),
    Row("partners:door", f"{SPACE}entrer/{{space_token}}/", allowed=EVERYBODY, public=True),
    Row(
        "partners:door",
        f"{SPACE}entrer/{{space_token}}/",
        allowed=EVERYBODY,
        public=True,
        method="POST",
        status=302,
    ),
    Row("partners:door", f"{SPACE}entrer/faux/", allowed=EVERYBODY, public=True, status=410),
    Row("partners:door_leave", f"{SPACE}quitter/", allowed=EVERYBODY, public=True, method="POST", status=302),
    *upkeep.ROWS,
    Row("partners:list", PARTNERS, allowed=MEMBERS, hidden=STRANGERS),
    Row("partners:list", f"{PARTNERS}?q=a&etat=retires", allowed=MEMBERS, hidden=STRANGERS),
    Row("partners:organisation", ONE, allowed=MEMBERS, hidden=STRANGERS),
    Row("partners:organisation", f"{PARTNERS}{{foreign_organisation}}/", hidden=EVERYBODY),
    Row("partners:contact", f"{PARTNERS}contacts/{{foreign_contact}}/", hidden=EVERYBODY),
    team("csv", "/pays-des-sources/espace/partenaires.csv"),
    post("town_halls", f"{PARTNERS}mairies/"),
    team("new", f"{PARTNERS}nouveau/"),
    post("new", f"{PARTNERS}nouveau/", ORGANISATION),
    team("change", f"{ONE}modifier/"),
    post("change", f"{ONE}modifier/", ORGANISATION),
    post("close", f"{ONE}retirer/"),
    post("reopen", f"{ONE}remettre/"),
    team("exchange_new", f"{ONE}echanges/nouveau/"),
    post("exchange_new", f"{ONE}echanges/nouveau/", EXCHANGE),
    team("contact_new", f"{ONE}contacts/nouveau/"),
    post("contact_new", f"{ONE}contacts/nouveau/", PERSON | FUNCTION_FACTS),
    team("contact", CONTACT),
    post("contact", CONTACT, PERSON),
    post("contact_verify", f"{CONTACT}verifier/"),
    post("contact_oppose", f"{CONTACT}opposition/"),
    post("contact_take_back", f"{CONTACT}liens/"),
    post("contact_forget", f"{CONTACT}effacer/"),
    post("function_end", f"{FUNCTION}finir/"),
    post("function_referent", f"{FUNCTION}referent/"),
    Row(
        "partners:function_end",
        f"{PARTNERS}fonctions/{{foreign_function}}/finir/",
        hidden=EVERYBODY,
        method="POST",
    ),
]

FACTS = {
    **files.FACTS,
    **space.FACTS,
    **upkeep.FACTS,
    "organisation": lambda cast: make_organisation(cast.pays).pk,
    "foreign_organisation": lambda cast: make_organisation(cast.elsewhere).pk,
    "space_token": lambda cast: space_token(someone(cast.pays, "Ève Lien")),
    "contact": lambda cast: someone(cast.pays, "Léa Martin").pk,
    "foreign_contact": lambda cast: someone(cast.elsewhere, "Léa Martin").pk,
    "function": lambda cast: function_of(someone(cast.pays, "Zoé Petit")).pk,
    "foreign_function": lambda cast: function_of(someone(cast.elsewhere, "Zoé Petit")).pk,
}
