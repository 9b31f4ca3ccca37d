"""The whole state as one readable document, and back again."""

from collections.abc import Callable, Collection
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Integer, Table, func, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from localminis.clock import MAIN
from localminis.store import earlier, migrate, reset
from localminis.store.model import StateInvalid
from localminis.store.tables.identity import apps
from localminis.store.tables.schema import clocks, state_tables
from localminis.store.transaction import Tx
from localminis.store.words import FORMS, SECRETS, WORDS

FORMAT: Final = 1
_TABLES: Final = state_tables()
_BATCH: Final = 500
# What both databases keep in their whole numbers.
_RANGE: Final = {Integer: (-(2**31), 2**31 - 1), BigInteger: (-(2**63), 2**63 - 1)}

Seal = Callable[[str, str], str]


def dump(tx: Tx, unseal: Seal) -> dict[str, Any]:
    """Read everything.

    Args:
        unseal: opens a sealed client secret, given the client key it belongs to; the document
            carries the secret itself, so that another machine can take it.
    """
    tables = {
        table.name: [
            dict(zip(table.columns.keys(), row, strict=True))
            for row in tx.all(select(table).order_by(*table.primary_key))
        ]
        for table in _TABLES
    }
    for row in tables[apps.name]:
        for sealed, clear in SECRETS.items():
            kept = row.pop(sealed)
            row[clear] = None if kept is None else unseal(kept, row["client_key"])
    return {"localminis": FORMAT, "schema_version": migrate.VERSION, "tables": tables}


def is_empty(tx: Tx, *, but: Collection[str]) -> bool:
    """Tell whether no table of the state has a row, apart from some."""
    return not any(
        tx.first(select(*table.primary_key).limit(1)) for table in _TABLES if table.name not in but
    )


def restore(tx: Tx, document: Any, seal: Seal) -> int:
    """Replace everything by a document that `dump` made; returns the number of rows.

    One of an earlier schema version is brought up to this one.

    Raises:
        StateInvalid: another format or a newer version, an unknown table or column, a value of
            another type, or rows that contradict each other; the caller's transaction must be given
            up.
    """
    rows_of = _checked(document)
    reset.wipe(tx)
    count = 0
    for table in _TABLES:
        rows = rows_of[table.name]
        if table is apps:
            rows = [_sealed(row, seal) for row in rows]
        _insert(tx, table, rows)
        count += len(rows)
        _go_on_counting(tx, table)
    _require_clocks(tx)
    return count


def _require_clocks(tx: Tx) -> None:
    """Refuse apps whose clock is missing; the main one is made when it is."""
    known = select(clocks.c.id)
    lost = tx.first(select(apps).where(apps.c.clock_id != MAIN, apps.c.clock_id.not_in(known)))
    if lost is not None:
        raise StateInvalid(
            f"The app {lost.client_key} goes by the clock {lost.clock_id!r}, which is not in the "
            "state. Export it again."
        )


def _insert(tx: Tx, table: Table, rows: list[dict[str, Any]]) -> None:
    try:
        for start in range(0, len(rows), _BATCH):
            tx.execute(insert(table), rows[start : start + _BATCH])
    except (IntegrityError, DataError) as error:
        reason = str(error.orig).partition("\n")[0]
        raise StateInvalid(
            f"The rows of {table.name} contradict each other or the other tables ({reason})."
        ) from error


def _checked(document: Any) -> dict[str, list[dict[str, Any]]]:
    if not isinstance(document, dict) or document.get("localminis") != FORMAT:
        raise StateInvalid("The file is not a LocalMinis state. Make one with `state export`.")
    document = earlier.brought_up(document)
    if document.get("schema_version") != migrate.VERSION:
        raise StateInvalid(
            f"The state has schema version {document.get('schema_version')!r} and this LocalMinis "
            f"knows {migrate.VERSION}. A newer LocalMinis wrote it: upgrade this one."
        )
    tables = document.get("tables")
    if not isinstance(tables, dict) or set(tables) != {table.name for table in _TABLES}:
        raise StateInvalid("The state lacks tables, or has unknown ones. Export it again.")
    for table in _TABLES:
        _check_rows(table, tables[table.name])
    return tables


def _check_rows(table: Table, rows: Any) -> None:
    columns = {column.name: column for column in table.columns}
    if table is apps:
        for sealed, clear in SECRETS.items():
            columns[clear] = columns.pop(sealed)
    if not isinstance(rows, list):
        raise StateInvalid(f"The table {table.name} of the state is not a list.")
    for number, row in enumerate(rows):
        if not isinstance(row, dict) or set(row) != set(columns):
            raise StateInvalid(
                f"Row {number} of {table.name} does not have exactly the columns "
                f"{', '.join(columns)}."
            )
        for name, value in row.items():
            if trouble := _trouble(table, columns[name], name, value):
                raise StateInvalid(f"{table.name}.{name} in row {number} is {value!r}, {trouble}.")


def _trouble(table: Table, column: Column[Any], name: str, value: Any) -> str | None:
    """Say what is wrong with a value of a row, or None."""
    if value is None and column.nullable:
        return None
    if isinstance(column.type, Integer):
        if type(value) is not int:
            return "not a whole number"
        least, most = (0, 1) if name.startswith("is_") else _RANGE[type(column.type)]
        return None if least <= value <= most else f"not from {least} to {most}"
    return _trouble_of_text(table, name, value) if type(value) is str else "not text"


def _trouble_of_text(table: Table, name: str, value: str) -> str | None:
    if "\x00" in value or any("\ud800" <= each <= "\udfff" for each in value):
        return "which holds what no text does"
    known = WORDS.get((table.name, name))
    if known is not None and value not in known:
        return f"not one of {', '.join(known)}"
    form, called = FORMS.get((table.name, name), (None, ""))
    return None if form is None or form.fullmatch(value) else f"not {called}"


def _sealed(row: dict[str, Any], seal: Seal) -> dict[str, Any]:
    changed = dict(row)
    for sealed, clear in SECRETS.items():
        secret = changed.pop(clear)
        changed[sealed] = None if secret is None else seal(secret, changed["client_key"])
    return changed


def _go_on_counting(tx: Tx, table: Table) -> None:
    """Let PostgreSQL's counting keys go on after the highest one that was put in."""
    key = table.autoincrement_column
    if key is None or tx.connection.dialect.name != "postgresql":
        return
    highest = tx.scalar(select(func.max(key)))
    if highest is not None:
        tx.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"),
            {"table": table.name, "column": key.name, "highest": highest},
        )
