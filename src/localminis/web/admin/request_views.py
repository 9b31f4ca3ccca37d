"""The admin API's handlers for the request log: list, show, follow, clear."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any, Final

from starlette.requests import Request

from localminis.errors import Invalid
from localminis.identity import users
from localminis.store.transaction import Tx
from localminis.web.admin import paging, shapes
from localminis.web.context import Context
from localminis.web.requestlog import log
from localminis.web.requestlog.model import Call, Search

_WAIT_MAX_S: Final = 25
# Another process may write, and says nothing of it.
_LOOK_EVERY_S: Final = 1.0


class LogSearchInvalid(Invalid):
    """A search in the request log has a value that cannot be."""

    code = "log_search_invalid"


def list_calls(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List the newest calls that a search asks for, by the page."""
    size, before = paging.limit(request), paging.number(request, "before")
    found = log.search(tx, search_of(tx, request), before=before, limit=size + 1)
    listed, following = paging.cut(found, size, lambda each: each.number)
    return {"requests": [shown(each) for each in listed], "next": following}


def show_call(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show one call with its request, its answer and, for a refusal, why."""
    found = log.get(tx, request.path_params["log_id"])
    return {**asdict(found), "call": shown(found.call)}


def clear_log(tx: Tx, _: Context, __: Request, ___: shapes.Nothing) -> Any:
    """Forget every call."""
    log.clear(tx)
    return {}


def tail_calls(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List calls after a number, the oldest first; without one, only tell the newest number.

    With `wait_s` the answer comes as soon as there are any.
    """
    after = paging.number(request, "after")
    if after is None:
        return {"requests": [], "newest": log.newest(tx)}
    found, newest = log.since(tx, after, search_of(tx, request))
    return {"requests": [shown(each) for each in found], "newest": newest}


async def patiently(context: Context, request: Request, look: Callable[[], Awaitable[Any]]) -> Any:
    """Look again until there is something to tell, or the caller's patience is over."""
    loop = asyncio.get_running_loop()
    end_s = loop.time() + min(paging.number(request, "wait_s") or 0, _WAIT_MAX_S)
    answer = await look()
    while not answer["requests"] and "after" in request.query_params:
        left_s = end_s - loop.time()
        if left_s <= 0 or context.calls.is_stopping:
            break
        await context.calls.wait(min(left_s, _LOOK_EVERY_S) if context.store.is_shared else left_s)
        answer = await look()
    return answer


def search_of(tx: Tx, request: Request) -> Search:
    """Read which calls a request asks for; `user` may be a name or a number.

    Raises:
        LogSearchInvalid: a value cannot be; says which.
        UserNotFound: there is no such user.
    """
    asked = request.query_params
    if any("\x00" in value for value in asked.values()):
        raise LogSearchInvalid("A search value holds a NUL, which no stored text does.")
    outcome = asked.get("outcome")
    if outcome not in {None, "ok", "refused"}:
        raise LogSearchInvalid(f"The outcome is {outcome!r}. Use ok or refused.")
    return Search(
        client_key=asked.get("client_key"),
        user_id=users.get(tx, asked["user"]).id if "user" in asked else None,
        path=asked.get("path"),
        status=paging.number(request, "status"),
        code=asked.get("code"),
        is_refused=None if outcome is None else outcome == "refused",
    )


def shown(call: Call) -> dict[str, Any]:
    """Return a call as the admin API shows it."""
    return asdict(call)


TAIL: Final = "requests/tail"

TABLE: Final = (
    ("GET", "requests", shapes.Nothing, list_calls),
    ("DELETE", "requests", shapes.Nothing, clear_log),
    # Before the route of one call, whose log_id would take it.
    ("GET", TAIL, shapes.Nothing, tail_calls),
    ("GET", "requests/{log_id}", shapes.Nothing, show_call),
)
