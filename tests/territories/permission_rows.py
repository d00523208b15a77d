from tests.permission_table import EVERYBODY, MEMBERS, STRANGERS, Row
from tests.territories.factories import make_basin

SPACE = "/pays-des-sources/espace/"
EDITORS, READERS = "aicha paul theo", "chloe driss anne bruno"
EDIT = {"allowed": EDITORS, "refused": READERS, "hidden": STRANGERS}
READ = {"allowed": MEMBERS, "hidden": STRANGERS}
CHANGE = EDIT | {"method": "POST", "status": 302}
BASIN = {"name": "Bassin des Sources", "epcis": ["200099999"]}

ROWS: list[Row] = [
    Row("territories:territory", f"{SPACE}territoire/", **READ),
    Row("territories:communes", f"{SPACE}communes/", **READ),
    Row("territories:communes_csv", f"{SPACE}communes.csv", **READ),
    Row("territories:commune", f"{SPACE}communes/54999/", **READ),
    Row("territories:basins", f"{SPACE}bassins/", **READ),
    Row("territories:basin_new", f"{SPACE}bassins/nouveau/", **EDIT),
    Row("territories:basin_new", f"{SPACE}bassins/nouveau/", **CHANGE, data=BASIN, needs="basin"),
    Row("territories:basin", f"{SPACE}bassins/{{basin}}/", **EDIT),
    Row("territories:basin", f"{SPACE}bassins/{{basin}}/", **CHANGE, data=BASIN),
    Row("territories:basin_delete", f"{SPACE}bassins/{{basin}}/supprimer/", **CHANGE, data={"sure": "oui"}),
    # The API asks for a token, whoever is signed in.
    Row("api:commune", "/api/v1/communes/54999", allowed=EVERYBODY, status=401, public=True),
    Row("api:epci", "/api/v1/epci/200099999", allowed=EVERYBODY, status=401, public=True),
    Row("api:territories", "/api/v1/territoires?q=sources", allowed=EVERYBODY, status=401, public=True),
    Row("api:vintages", "/api/v1/vintages", allowed=EVERYBODY, status=401, public=True),
]

FACTS = {"basin": lambda cast: make_basin(cast.pays).pk}
