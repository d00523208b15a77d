from maillage.partners.domain.imports.plan import plan_of
from maillage.partners.domain.imports.steps import (
    choose,
    drop_import,
    forget_in_files,
    forget_lines_about,
    match_columns,
    start_import,
)
from maillage.partners.domain.imports.undoing import undo_import
from maillage.partners.domain.imports.writing import write_import

__all__ = [
    "choose",
    "drop_import",
    "forget_in_files",
    "forget_lines_about",
    "match_columns",
    "plan_of",
    "start_import",
    "undo_import",
    "write_import",
]
