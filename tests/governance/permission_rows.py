from importlib import import_module

from tests.permission_table import Row

SLICES = (
    "bodies",
    "framework",
    "acts",
    "draws",
    "plan",
    "polls",
    "feeds",
    "convocations",
    "minutes",
    "register",
    "api",
)
TABLES = [import_module(f"tests.governance.permission_rows_{name}") for name in SLICES]
ROWS: list[Row] = [row for table in TABLES for row in table.ROWS]
FACTS = {name: make for table in TABLES for name, make in table.FACTS.items()}
