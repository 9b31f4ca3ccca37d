"""Reading and writing the request log: the verbs of the admin API and the console.

A list costs the same however long the log is: it is read off an index, a page at a time.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, Final

from msgspec.structs import asdict

from localminis.store.transaction import Tx
from localminis.web.requestlog import queries, reasons
from localminis.web.requestlog.model import Call, CallNotFound, Details, Entry, LogInvalid, Search

# What tells of a call whether it was made; lists read it. The rest of an entry are its details.
_DETAILS: Final = frozenset(each.name for each in fields(Details)) | {"field", "passes"}
# Rows that are read or stored at once.
_ROWS: Final = 500
_WIDE: Final = tuple(name for name in Entry.__struct_fields__ if name in _DETAILS)
# The oldest are forgotten in portions: not every call pays for one, and none waits for many.
_PORTION: Final = 100


def search(
    tx: Tx, wanted: Search | None = None, *, before: int | None = None, limit: int = 100
) -> list[Call]:
    """Return calls, the newest first.

    Args:
        before: only calls with a smaller number; the last number of a page leads to the next.
    """
    return queries.search(tx, wanted or Search(), before=before, limit=limit)


def since(
    tx: Tx, after: int, wanted: Search | None = None, *, limit: int = 100
) -> tuple[list[Call], int]:
    """Return the calls after a number, the oldest first, and the number to go on after.

    Where the log was emptied meanwhile, it begins anew.
    """
    oldest, newest = queries.ends(tx)
    start = after if after <= newest else 0
    found = queries.search(tx, wanted or Search(), after=max(start, oldest - 1, 0), limit=limit)
    return found, found[-1].number if len(found) == limit else newest


def newest(tx: Tx) -> int:
    """Return the number of the newest call; 0 when there is none."""
    return queries.ends(tx)[1]


def get(tx: Tx, log_id: str) -> Details:
    """Return a call with all that was sent and answered and, for a refusal, why.

    Raises:
        CallNotFound: no call in the log has this log_id.
    """
    call = queries.by_log_id(tx, log_id)
    row = queries.details(tx, call.number) if call is not None else None
    if call is None or row is None:
        raise CallNotFound(
            f"No call in the log has the log_id {log_id!r}. `localminis logs list` shows the "
            "newest; older ones are forgotten (setting request_log_kept)."
        )
    return Details(
        call=call,
        query=row.query,
        request_headers=[(name, value) for name, value in json.loads(row.request_headers)],
        request_body=row.request_body,
        response_headers=[(name, value) for name, value in json.loads(row.response_headers)],
        response_body=row.response_body,
        reason=reasons.of(call, field=row.field, passes=row.passes),
    )


def append(tx: Tx, entries: Sequence[Entry], *, kept: int) -> None:
    """Store calls, and forget the oldest beyond the number that is kept."""
    queries.lock_newest(tx)
    oldest, last = queries.ends(tx)
    known = queries.users_of(tx, {each.open_id for each in entries if each.open_id})
    calls, details = [], []
    for number, entry in enumerate(entries, last + 1):
        values = asdict(entry)
        open_id = values.pop("open_id")
        values["user_id"] = entry.user_id or known.get((entry.client_key, open_id))
        # An answer on request may have no log_id; the call can be shown all the same.
        values["log_id"] = entry.log_id or f"call-{number}"
        details.append({"number": number, **{name: values.pop(name) for name in _WIDE}})
        calls.append({"number": number, "is_refused": int(entry.code != "ok"), **values})
    queries.insert_calls(tx, calls)
    queries.insert_details(tx, details)
    until = last + len(entries) - kept
    if until - oldest >= min(kept // 20, _PORTION):
        queries.prune(tx, until)


def clear(tx: Tx) -> None:
    """Forget every call."""
    queries.prune(tx, queries.ends(tx)[1])


def rows(tx: Tx, *, after: int, until: int) -> list[dict[str, Any]]:
    """Return the next rows of the log as they are stored, the oldest first; none at the end."""
    return queries.rows_after(tx, after, until=until, limit=_ROWS)


def replace(tx: Tx, found: Iterable[Any]) -> int:
    """Put other rows, as `rows` returned them, in the place of the log; returns how many.

    Raises:
        LogInvalid: one of them is no such row; the caller's transaction must be given up.
    """
    kinds = queries.column_kinds()
    clear(tx)
    count = 0
    for batch in _batches(found):
        for row in batch:
            count += 1
            _check(row, kinds, count)
        queries.insert_rows(tx, batch)
    return count


def _batches(found: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(found)
    while batch := list(islice(left, _ROWS)):
        yield batch


def _check(row: Any, kinds: dict[str, tuple[type, bool]], count: int) -> None:
    if not isinstance(row, dict) or set(row) != set(kinds):
        raise LogInvalid(f"Call {count} of the log does not have exactly what a call has.")
    for name, value in row.items():
        kind, may_be_none = kinds[name]
        if type(value) is not kind and not (value is None and may_be_none):
            raise LogInvalid(f"Call {count} of the log has the {name} {value!r}.")
