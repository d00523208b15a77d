from tests.permission_table import EVERYBODY, Row

# The API asks for a token, whoever is signed in.
ADDRESSES = {
    "bodies": "instances",
    "body": "instances/1",
    "meetings": "seances",
    "meeting": "seances/1",
    "register": "registre",
}
ROWS: list[Row] = [
    Row(f"api:{name}", f"/api/v1/{path}", allowed=EVERYBODY, status=401, public=True)
    for name, path in ADDRESSES.items()
]
FACTS = {}
