from datetime import date

from maillage.governance.models import MobilityContract, SubstitutedArea
from tests.governance.factories import make_body, make_meeting
from tests.permission_table import EVERYBODY, STRANGERS, Row
from tests.territories.factories import make_commune, make_epci

LAW = "/pays-des-sources/espace/instances/droit/"
CONTRACT = f"{LAW}contrats/{{contract}}/"
REGION = "/region-aval/espace/instances/droit/"
AREA = f"{REGION}territoires/{{area}}/"
OTHERS = "aicha paul theo chloe driss anne bruno eve root"  # no role in the région
CONTRACT_FACTS = {"name": "Contrat de l’amont", "starts_on": "2026-01-01"}


def team(view, path, data=None) -> Row:
    return Row(
        f"governance:{view}",
        path,
        allowed="aicha paul theo",
        refused="chloe driss anne bruno",
        hidden=STRANGERS,
        method="POST" if data else "GET",
        status=302 if data else 200,
        data=data or {},
    )


def of_region(view, path, data=None, needs="") -> Row:
    return Row(
        f"governance:{view}",
        path,
        allowed="greta",
        hidden=OTHERS,
        method="POST" if data else "GET",
        status=302 if data else 200,
        data=data or {},
        needs=needs,
    )


def make_contract(authority) -> MobilityContract:
    return MobilityContract.everywhere.create(
        authority=authority, name="Contrat du bassin", starts_on=date(2024, 1, 1)
    )


def make_area(authority) -> SubstitutedArea:
    return SubstitutedArea.everywhere.create(authority=authority, epci=make_epci())


def free_epci(authority) -> str:
    """A community of communes of its land that nobody noted."""
    commune = make_commune("54001", "Amont", epci="200000001")
    authority.communes.add(commune)
    return commune.epci_id


ROWS: list[Row] = [
    Row(
        "governance:authority_law",
        LAW,
        allowed="aicha paul theo bruno",
        refused="chloe driss anne",
        hidden=STRANGERS,
    ),
    Row(
        "governance:authority_law",
        f"{LAW}?le=2023-12-28",
        allowed="aicha paul theo bruno",
        refused="chloe driss anne",
        hidden=STRANGERS,
    ),
    Row(
        "governance:meeting_law",
        "/pays-des-sources/espace/seances/{law_meeting}/droit/",
        allowed="aicha paul theo bruno",
        hidden=f"chloe driss anne {STRANGERS}",
    ),
    team("contract_new", f"{LAW}contrats/nouveau/"),
    team("contract_new", f"{LAW}contrats/nouveau/", CONTRACT_FACTS),
    team("contract_change", CONTRACT),
    team("contract_change", CONTRACT, CONTRACT_FACTS),
    team("contract_remove", f"{CONTRACT}retirer/", {"sure": "1"}),
    Row(
        "governance:contract_change",
        f"{LAW}contrats/{{foreign_contract}}/",
        refused="chloe driss anne bruno",
        hidden=f"aicha paul theo {STRANGERS}",
    ),
    # only a région stands in for others
    Row(
        "governance:areas_new",
        f"{LAW}territoires/nouveaux/",
        refused="chloe driss anne bruno",
        hidden=f"aicha paul theo {STRANGERS}",
    ),
    of_region("areas_new", f"{REGION}territoires/nouveaux/"),
    of_region(
        "areas_new",
        f"{REGION}territoires/nouveaux/",
        {"starts_on": "2021-07-01", "epcis": "200000001"},
        needs="free_epci",
    ),
    of_region("area_change", AREA),
    of_region("area_change", AREA, {"starts_on": "2021-07-01"}),
    of_region("area_remove", f"{AREA}retirer/", {"sure": "1"}),
    Row("governance:area_change", f"{REGION}territoires/{{foreign_area}}/", hidden=EVERYBODY),
]
FACTS = {
    "contract": lambda cast: make_contract(cast.pays).pk,
    "foreign_contract": lambda cast: make_contract(cast.elsewhere).pk,
    "area": lambda cast: make_area(cast.region).pk,
    "foreign_area": lambda cast: make_area(cast.pays).pk,
    "free_epci": lambda cast: free_epci(cast.region),
    "law_meeting": lambda cast: make_meeting(make_body(cast.pays, "Comité du droit")).pk,
}
