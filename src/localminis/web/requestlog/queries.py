"""All SQL of the request log."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, Row, Select, bindparam, delete, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from localminis.spec import endpoints
from localminis.store.tables.identity import apps, open_ids, users
from localminis.store.tables.requests import api_request_details, api_requests
from localminis.store.transaction import Tx, listed
from localminis.web.requestlog.model import Call, LogInvalid, Search

_CALL: Final = select(api_requests, users.c.name.label("user")).join_from(
    api_requests, users, users.c.id == api_requests.c.user_id, isouter=True
)
# Each by itself is read off the end of an index; SQLite would look at all rows for both at once.
_ENDS: Final = select(
    func.coalesce(select(func.min(api_requests.c.number)).scalar_subquery(), 1).label("oldest"),
    func.coalesce(select(func.max(api_requests.c.number)).scalar_subquery(), 0).label("newest"),
)
_LOCK_NEWEST: Final = (
    select(api_requests.c.number).order_by(api_requests.c.number.desc()).limit(1).with_for_update()
)
_INSERT: Final = insert(api_requests)
_INSERT_DETAILS: Final = insert(api_request_details)
_PRUNE: Final = tuple(
    delete(table).where(table.c.number <= bindparam("until"))
    for table in (api_requests, api_request_details)
)
_DETAIL_COLUMNS: Final = tuple(
    column for column in api_request_details.columns if column.name != "number"
)
_KNOWN_PATHS: Final = frozenset(each.path for each in endpoints.ENDPOINTS)


def _call(row: Row[Any]) -> Call:
    found = {name: getattr(row, name) for name in Call.__dataclass_fields__}
    return Call(**{**found, "is_refused": bool(row.is_refused)})


def search(
    tx: Tx, wanted: Search, *, after: int | None = None, before: int | None = None, limit: int
) -> list[Call]:
    """Return calls with a number above `after` and below `before`; from `after` on oldest first."""
    statement = _narrowed(_CALL, wanted).limit(limit)
    number, path = api_requests.c.number, api_requests.c.path
    is_newest_first = after is None
    statement = statement.order_by(number.desc() if is_newest_first else number)
    if after is not None:
        statement = statement.where(number > after)
    if before is not None:
        statement = statement.where(number < before)
    if wanted.path is None:
        return [_call(row) for row in tx.all(statement)]
    whole = wanted.path.rstrip("/") + "/"
    if whole not in _KNOWN_PATHS:
        # The beginning of a path is compared row by row.
        begins = path.startswith(wanted.path, autoescape=True)
        return [_call(row) for row in tx.all(statement.where(begins))]
    # Each form is read off the index in order; both at once would have to be sorted, all of them.
    forms = [tx.all(statement.where(path == form)) for form in (whole, whole[:-1])]
    rows = sorted((row for found in forms for row in found), key=lambda row: row.number)
    return [_call(row) for row in (rows[::-1] if is_newest_first else rows)[:limit]]


def _narrowed(statement: Select[Any], wanted: Search) -> Select[Any]:
    for column, value in (
        (api_requests.c.client_key, wanted.client_key),
        (api_requests.c.user_id, wanted.user_id),
        (api_requests.c.status, wanted.status),
        (api_requests.c.code, wanted.code),
        (api_requests.c.is_refused, None if wanted.is_refused is None else int(wanted.is_refused)),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return statement


def by_log_id(tx: Tx, log_id: str) -> Call | None:
    """Find the newest call with a log_id."""
    row = tx.first(
        _CALL.where(api_requests.c.log_id == log_id).order_by(api_requests.c.number.desc()).limit(1)
    )
    return _call(row) if row else None


def details(tx: Tx, number: int) -> Row[Any] | None:
    """Return what was sent and answered in a call."""
    return tx.first(select(api_request_details).where(api_request_details.c.number == number))


def ends(tx: Tx) -> tuple[int, int]:
    """Return the oldest and the newest number; 1 and 0 when there is none."""
    row = tx.first(_ENDS)
    assert row is not None
    return int(row.oldest), int(row.newest)


def lock_newest(tx: Tx) -> None:
    """Let no other process give out numbers until the transaction ends."""
    tx.first(_LOCK_NEWEST)


def insert_calls(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Store calls, each with the number it is to have."""
    tx.execute(_INSERT, list(rows))


def insert_details(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Store what was sent and answered, under the numbers of the calls."""
    tx.execute(_INSERT_DETAILS, list(rows))


def prune(tx: Tx, until: int) -> None:
    """Forget the calls up to a number."""
    for statement in _PRUNE:
        tx.execute(statement, {"until": until})


def users_of(tx: Tx, wanted: set[str]) -> dict[tuple[str, str], int]:
    """Return the users behind open_ids, by client key and open_id."""
    if not wanted:
        return {}
    rows = tx.all(*listed(_users_in, sorted(wanted)))
    return {(row.client_key, row.open_id): row.user_id for row in rows}


@cache
def _users_in(names: tuple[str, ...]) -> Select[Any]:
    return (
        select(apps.c.client_key, open_ids.c.open_id, open_ids.c.user_id)
        .join(apps, apps.c.id == open_ids.c.app_id)
        .where(open_ids.c.open_id.in_([bindparam(name) for name in names]))
    )


def rows_after(tx: Tx, number: int, *, until: int, limit: int) -> list[dict[str, Any]]:
    """Return whole rows, details included, from after a number, the oldest first."""
    found = tx.all(
        select(api_requests, *_DETAIL_COLUMNS)
        .join(api_request_details, api_request_details.c.number == api_requests.c.number)
        .where(api_requests.c.number > number, api_requests.c.number <= until)
        .order_by(api_requests.c.number)
        .limit(limit)
    )
    return [dict(zip(column_kinds(), row, strict=True)) for row in found]


def column_kinds() -> dict[str, tuple[type, bool]]:
    """Return what a whole row holds: by column its type, and whether it may be nothing."""
    return {
        column.name: (int if isinstance(column.type, Integer) else str, bool(column.nullable))
        for column in (*api_requests.columns, *_DETAIL_COLUMNS)
    }


def insert_rows(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Store whole rows, as `rows_after` returned them.

    Raises:
        LogInvalid: two have one number, or a value is none that is stored.
    """
    try:
        for table, statement in ((api_requests, _INSERT), (api_request_details, _INSERT_DETAILS)):
            names = table.columns.keys()
            tx.execute(statement, [{name: row[name] for name in names} for row in rows])
    except (IntegrityError, DataError, OverflowError) as error:
        raise LogInvalid(f"The calls of the log contradict each other ({error}).") from error
