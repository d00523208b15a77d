"""Whatever differs between SQLite and PostgreSQL stands here, and nowhere else."""

from django.db import connection, migrations
from django.db.models.expressions import RawSQL


def append_only(table: str, frozen_columns: list[str]) -> migrations.RunPython:
    """A migration step: the database refuses to delete rows of `table`, or to change `frozen_columns`."""

    def install(apps, editor):
        for statement in append_only_sql(editor.connection.vendor, table, frozen_columns):
            editor.execute(statement)

    def remove(apps, editor):
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for what in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {table}_no_{what}{on}")

    return migrations.RunPython(install, remove)


def append_only_sql(vendor: str, table: str, frozen_columns: list[str]) -> list[str]:
    columns = ", ".join(frozen_columns)
    events = {"update": f"UPDATE OF {columns}", "delete": "DELETE"}
    if vendor == "postgresql":
        function = (
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        return [function] + [
            f"CREATE TRIGGER {table}_no_{what} BEFORE {event} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
            for what, event in events.items()
        ]
    return [
        f"CREATE TRIGGER {table}_no_{what} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for what, event in events.items()
    ]


# Full-text search: rows hold distinct plain words (a-z0-9) parted by spaces; a term is a word, or a word that begins so.


def full_text(table: str, columns: list[str]) -> migrations.RunPython:
    """A migration step: an index of words on these columns of `table`, kept in step by the database itself."""

    def install(apps, editor):
        for statement in full_text_sql(editor.connection.vendor, table, columns):
            editor.execute(statement)

    def remove(apps, editor):
        if editor.connection.vendor == "postgresql":
            for column in columns:
                editor.execute(f"DROP INDEX {table}_{column}_fts")
            return
        for event in ("insert", "delete", "update"):
            editor.execute(f"DROP TRIGGER {table}_fts_{event}")
        editor.execute(f"DROP TABLE {table}_fts")

    return migrations.RunPython(install, remove)


def full_text_sql(vendor: str, table: str, columns: list[str]) -> list[str]:
    if vendor == "postgresql":
        return [
            f"CREATE INDEX {table}_{column}_fts ON {table} USING gin ({vector_of(column)})"
            for column in columns
        ]
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("new", "old"))
    add = f"INSERT INTO {table}_fts (rowid, {names}) VALUES (new.id, {new});"  # noqa: S608  names of ours
    drop = f"INSERT INTO {table}_fts ({table}_fts, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608  same
    return [
        f"CREATE VIRTUAL TABLE {table}_fts USING fts5 ({names}, content='{table}', content_rowid='id')",
        f"CREATE TRIGGER {table}_fts_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {table}_fts_delete AFTER DELETE ON {table} BEGIN {drop} END",
        f"CREATE TRIGGER {table}_fts_update AFTER UPDATE ON {table} BEGIN {drop} {add} END",
    ]


def vector_of(column: str) -> str:
    """No parser of PostgreSQL's own: it would read « 2e » or « 1er » in its way."""
    return f"array_to_tsvector(string_to_array({column}, ' '))"


def rows_holding(table: str, column: str, terms: list[tuple[str, str]]) -> RawSQL:
    """The ids of the rows that hold every term. A term is (begins so, is exactly); both are made of a-z0-9 only."""
    if connection.vendor == "postgresql":
        asked = " & ".join(f"('{begins}':* | '{exactly}')" for begins, exactly in terms)
        return RawSQL(f"SELECT id FROM {table} WHERE {vector_of(column)} @@ %s::tsquery", [asked])  # noqa: S608, S611  names of ours
    asked = " AND ".join(f'("{begins}"* OR "{exactly}")' for begins, exactly in terms)
    return RawSQL(f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s", [f"{column} : ({asked})"])  # noqa: S608, S611  same
