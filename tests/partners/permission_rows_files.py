"""Who takes files of contacts in and out, and merges records: the team."""

from maillage.partners.domain import imports
from tests.partners.factories import make_contact, make_organisation
from tests.partners.files import checked, csv_of, started, written
from tests.permission_table import EVERYBODY, STRANGERS, Row

PARTNERS = "/pays-des-sources/espace/partenaires/"
IMPORTS = f"{PARTNERS}fichiers/"
FILE = csv_of("Épicerie des Sources;Association;Action sociale;Léa;Martin;directrice;lea@epicerie.example;")


def team(view, path, *, method="GET", status=0, data=None) -> Row:
    return Row(
        f"partners:{view}",
        path,
        allowed="aicha paul theo",
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
        method=method,
        status=status or (302 if method == "POST" else 200),
        data=data or {},
    )


def post(view, path) -> Row:
    return team(view, path, method="POST", data={"sure": "1"})


def undone(cast):
    batch = written(cast.pays, cast.theo, FILE)
    imports.undo_import(batch, by=cast.theo)
    return batch.pk


def two_organisations(cast, *names) -> str:
    names = names or ("Emmaüs Sources", "Emaüs Sources")
    return "/".join(str(make_organisation(cast.pays, name).pk) for name in names)


def two_people(cast) -> str:
    partner = make_organisation(cast.pays, "Ludothèque")
    people = (
        make_contact(partner, "Ana Roy"),
        make_contact(partner, "Anna Roy", email="anna.roy@partenaire.example"),
    )
    return "/".join(str(person.pk) for person in people)


ROWS: list[Row] = [
    team("imports", IMPORTS),
    team("imports", IMPORTS, method="POST", status=200),
    team("import", f"{IMPORTS}{{undone_import}}/"),
    Row("partners:import", f"{IMPORTS}{{foreign_import}}/", hidden=EVERYBODY),
    team("import_columns", f"{IMPORTS}{{new_import}}/colonnes/"),
    team(
        "import_columns", f"{IMPORTS}{{new_import}}/colonnes/", method="POST", status=200, data={"sure": "1"}
    ),
    team("import_check", f"{IMPORTS}{{checked_import}}/verifier/"),
    post("import_choose", f"{IMPORTS}{{checked_import}}/choisir/"),
    post("import_write", f"{IMPORTS}{{checked_import}}/ecrire/"),
    post("import_undo", f"{IMPORTS}{{undone_import}}/annuler/"),
    post("import_drop", f"{IMPORTS}{{new_import}}/abandonner/"),
    team("import_left", f"{IMPORTS}{{undone_import}}/restes.csv"),
    team("xlsx", "/pays-des-sources/espace/partenaires.xlsx"),
    team("ods", "/pays-des-sources/espace/partenaires.ods"),
    team("vcf", "/pays-des-sources/espace/partenaires.vcf"),
    team("contact_card", f"{PARTNERS}contacts/{{card_contact}}/fiche.vcf"),
    team("duplicates", f"{PARTNERS}doublons/"),
    team("merge", f"{PARTNERS}fusionner/{{two_organisations}}/"),
    team("merge", f"{PARTNERS}fusionner/{{merged_organisations}}/", method="POST", data={"name": "kept"}),
    team("merge_people", f"{PARTNERS}fusionner/contacts/{{two_people}}/"),
    team("merge_with", f"{PARTNERS}{{card_organisation}}/fusionner/"),
    team("merge_with_people", f"{PARTNERS}contacts/{{card_contact}}/fusionner/"),
    post("set_aside", f"{PARTNERS}doublons/{{two_organisations}}/ecarter/"),
    post("set_aside_people", f"{PARTNERS}doublons/contacts/{{two_people}}/ecarter/"),
]

FACTS = {
    "new_import": lambda cast: started(cast.pays, cast.theo, FILE).pk,
    "checked_import": lambda cast: checked(cast.pays, cast.theo, FILE).pk,
    "undone_import": undone,
    "foreign_import": lambda cast: started(cast.elsewhere, cast.eve, FILE).pk,
    "card_organisation": lambda cast: make_organisation(cast.pays, "Médiathèque").pk,
    "card_contact": lambda cast: make_contact(make_organisation(cast.pays, "Ressourcerie"), "Max Noir").pk,
    "two_organisations": two_organisations,
    "merged_organisations": lambda cast: two_organisations(cast, "Un", "Autre"),
    "two_people": two_people,
}
