"""States that an earlier LocalMinis wrote: brought up by the same steps as a database.

Its rows are put into a database in memory that is as old as they are, and read out of a new one.
What they mean is judged afterwards, as for any other document.
"""

from typing import Any, Final

from sqlalchemy import Connection, create_engine, inspect, select
from sqlalchemy.exc import DBAPIError

from localminis.store import migrate
from localminis.store.model import StateInvalid
from localminis.store.tables.identity import apps
from localminis.store.tables.schema import state_tables
from localminis.store.words import SECRETS

_KINDS: Final = (int, str, type(None))


def brought_up(document: Any) -> Any:
    """Return a state's document at this schema version; one that is there, or none, is left alone.

    Raises:
        StateInvalid: it does not hold what a state of its version holds.
    """
    version = document.get("schema_version") if isinstance(document, dict) else None
    if type(version) is not int or not 1 <= version < migrate.VERSION:
        return document
    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            migrate.run(connection, 0, version)
            _fill(connection, document.get("tables"))
            migrate.run(connection, version, migrate.VERSION)
            tables = _read(connection)
    except (DBAPIError, OverflowError, UnicodeEncodeError) as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        raise _refused(version, reason) from error
    finally:
        engine.dispose()
    return {**document, "schema_version": migrate.VERSION, "tables": tables}


def _fill(connection: Connection, tables: Any) -> None:
    """Put rows into the tables that there are; every name is compared with theirs."""
    found = inspect(connection)
    known = set(found.get_table_names())
    if not isinstance(tables, dict) or not tables.keys() <= known:
        raise StateInvalid("The state lacks tables, or has unknown ones. Export it again.")
    for table, rows in tables.items():
        columns = [each["name"] for each in found.get_columns(table)]
        names = [SECRETS.get(each, each) if table == apps.name else each for each in columns]
        if not isinstance(rows, list):
            raise StateInvalid(f"The table {table} of the state is not a list.")
        for number, row in enumerate(rows):
            if not isinstance(row, dict) or row.keys() != set(names):
                raise StateInvalid(
                    f"Row {number} of {table} does not have exactly the columns {', '.join(names)}."
                )
            for name, value in row.items():
                if type(value) not in _KINDS:
                    raise StateInvalid(
                        f"{table}.{name} in row {number} is {value!r}, neither text nor a number."
                    )
        if rows:
            marks = ", ".join("?" * len(columns))
            connection.exec_driver_sql(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - ours
                [tuple(row[name] for name in names) for row in rows],
            )


def _read(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    tables = {
        table.name: [
            dict(zip(table.columns.keys(), row, strict=True))
            for row in connection.execute(select(table).order_by(*table.primary_key))
        ]
        for table in state_tables()
    }
    for row in tables[apps.name]:
        for sealed, clear in SECRETS.items():
            row[clear] = row.pop(sealed)
    return tables


def _refused(version: int, reason: str) -> StateInvalid:
    return StateInvalid(
        f"The state has schema version {version} and cannot be brought up to {migrate.VERSION} "
        f"({reason}). Load it with the LocalMinis that wrote it, start this one on that folder, "
        "and export it again."
    )
