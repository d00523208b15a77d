from collections.abc import Callable

from tests.permission_table import Row

ROWS: list[Row] = []
FACTS: dict[str, Callable] = {}
