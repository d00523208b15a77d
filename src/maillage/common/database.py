"""Whatever differs between SQLite and PostgreSQL stands here, and nowhere else."""

from django.db import migrations


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
