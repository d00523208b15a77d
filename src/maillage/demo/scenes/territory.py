"""The Pays du Lunévillois and its four EPCI; beside it the Région, the Département and a neighbour."""

from maillage.accounts.domain.people import open_account
from maillage.accounts.models import User
from maillage.demo.enums import CHARACTERS, EXTRAS
from maillage.territories.domain import create_basin
from maillage.territories.enums import AuthorityKind, Level
from maillage.territories.models import Authority
from maillage.workspace.domain import found_authority

SLUG = "pays-du-lunevillois"
EPCIS = ("200067643", "200069433", "200070324", "245400759")
AUTHORITIES = (
    ("aicha", AuthorityKind.PETR, "Pays du Lunévillois", SLUG, [(Level.EPCI, code) for code in EPCIS]),
    ("eve", AuthorityKind.REGION, "Région Grand Est", "region-grand-est", [(Level.REGION, "44")]),
    (
        "karim",
        AuthorityKind.DEPARTEMENT,
        "Meurthe-et-Moselle",
        "meurthe-et-moselle",
        [(Level.DEPARTEMENT, "54")],
    ),
    ("nora", AuthorityKind.CC, "Pays du Sel et du Vermois", "sel-et-vermois", [(Level.EPCI, "245400510")]),
)


def is_played() -> bool:
    return Authority.objects.filter(slug=SLUG).exists()


def play() -> None:
    people = {
        each.key: User.objects.filter(email=each.email).first()
        or open_account(each.email, each.name, is_verified=True)
        for each in (*CHARACTERS, *EXTRAS)
        if each.founds
    }
    for founder, kind, name, slug, places in AUTHORITIES:
        found_authority(people[founder], kind=kind, name=name, slug=slug, places=places)
    pays = Authority.objects.get(slug=SLUG)
    create_basin(pays, name="Bassin de Lunéville", epcis=EPCIS, by=people["aicha"])
