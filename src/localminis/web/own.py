"""The adapter of our own doors, the simulator's and the admin API: JSON in, JSON out, one verb."""

import hmac
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from localminis.clock import wall_s
from localminis.errors import MinisError
from localminis.ids import MEMBER_TOKEN_PREFIX
from localminis.members import access, audit
from localminis.members.model import Actor, Role
from localminis.spec import limits
from localminis.store.transaction import Tx
from localminis.web import errors
from localminis.web.console.access import cookie_name
from localminis.web.context import Context
from localminis.web.endpoint import View, bearer_token, decode, header, read_body

# A whole state fits; whoever holds the admin token may send one.
_ADMIN_BODY_MAX_BYTES: Final = 256 * 1_048_576

_ADMIN_ADVICE: Final = (
    "Send Authorization: Bearer with the admin_token of run.json in the state folder, or with a "
    "token of `localminis member token create`."
)

OwnHandler = Callable[[Tx, Context, Request, Any], Any]
# One that waits for something outside, and opens a transaction only where it needs one.
WaitingHandler = Callable[[Context, Request, Any], Awaitable[Any]]
StreamHandler = Callable[[Context, Request], Awaitable[Any]]
# Finds who calls; None when nobody who may.
FindActor = Callable[[Request], Awaitable[Actor | None]]
NeededRole = Callable[[Request], Role]
# How often a handler is run for one request, and when; each run has a transaction of its own.
Manner = Callable[[Context, Request, Callable[[], Awaitable[Any]]], Awaitable[Any]]


def simulator_endpoint(context: Context, shape: type[Any], handler: OwnHandler) -> View:
    """Build a view that only a page of this run's simulator may call."""

    async def find(request: Request) -> Actor | None:
        given = header(request, b"x-localminis-page") or ""
        is_page = hmac.compare_digest(given.encode(), context.page_token.encode())
        return await visitor(context, request) if is_page and is_same_origin(request) else None

    return _view(context, shape, _whole(handler), find, "Reload the simulator's page.")


async def once(_: Context, __: Request, run: Callable[[], Awaitable[Any]]) -> Any:
    """Run a handler once: the manner of every view but those that wait for something."""
    return await run()


def simulator_session(
    context: Context, shape: type[Any], handler: OwnHandler, *, manner: Manner = once
) -> View:
    """Build the view that hands the page its token; no other origin can read the answer."""

    async def find(request: Request) -> Actor | None:
        return await visitor(context, request) if is_same_origin(request) else None

    advice = "Open the simulator at its own address."
    if context.settings.is_served:
        advice = "Sign in at /console/ first, then reload the simulator."
    return _view(context, shape, _whole(handler), find, advice, manner=manner)


def simulator_document(
    context: Context,
    handler: OwnHandler,
    render: Callable[[Any | None], Response],
    *,
    manner: Manner = once,
) -> View:
    """Build the view of the simulator's page, which brings its first session along.

    Where the session is refused the page comes without one, asks for it, and shows the refusal.

    Args:
        handler: makes the session, from a request without a body.
        render: writes the page.
        manner: how the handler is run.
    """

    async def view(request: Request) -> Response:
        # No page can read another origin's document; what it loads as anything else has no session.
        if request.headers.get("sec-fetch-dest", "document") not in {"document", "iframe"}:
            return render(None)
        try:
            if await visitor(context, request) is None:
                return render(None)
            work = _whole(handler)
            return render(await manner(context, request, lambda: work(context, request, None)))
        except MinisError:
            return render(None)
        except Exception:  # noqa: BLE001 - the web door: a bug is answered and logged
            return errors.own_bug()

    return view


async def visitor(context: Context, request: Request) -> Actor | None:
    """Return who sits at the simulator: whoever is at the machine, or a member who signed in.

    What is done in it changes orders and wallets, so it takes a developer.

    Raises:
        RoleTooLow: a member who may only look.
    """
    if not context.settings.is_served:
        return access.OPERATOR_ACTOR
    key = request.cookies.get(cookie_name(request), "")
    actor = await context.store.run(lambda tx: access.by_session(tx, key, now_s=wall_s()))
    if actor is not None:
        actor.require(Role.DEVELOPER)
    return actor


def admin_endpoint(
    context: Context,
    shape: type[Any],
    handler: OwnHandler | WaitingHandler,
    *,
    action: str,
    needed: NeededRole,
    manner: Manner = once,
) -> View:
    """Build a view that a holder of an admin token or a member's may call, and no browser page.

    Args:
        action: what the audit log calls it.
        needed: tells the role that a call needs.
        manner: how the handler is run; once unless said otherwise.
    """
    find = _finds_admin(context, needed)
    work = audited(handler, action)
    return _view(context, shape, work, find, _ADMIN_ADVICE, _ADMIN_BODY_MAX_BYTES, manner)


def audited(handler: OwnHandler | WaitingHandler, action: str) -> WaitingHandler:
    """Make what does an admin call, and writes into a team's audit log that it was done.

    Args:
        handler: runs whole in one transaction, with its line of the log, unless it is one that
            waits for something outside; that one's line comes once it is through.
        action: what the audit log calls it.
    """

    def note(tx: Tx, context: Context, request: Request) -> None:
        if not action.startswith("GET ") and context.settings.is_served:
            audit.record(tx, request.state.actor, action, request.url.path)

    def done(tx: Tx, context: Context, request: Request, body: Any) -> Any:
        answer = cast("OwnHandler", handler)(tx, context, request, body)
        note(tx, context, request)
        return answer

    async def waited(context: Context, request: Request, body: Any) -> Any:
        answer = await cast("WaitingHandler", handler)(context, request, body)
        await context.store.run(lambda tx: note(tx, context, request))
        return answer

    return waited if inspect.iscoroutinefunction(handler) else _whole(done, is_apart=True)


def _whole(handler: OwnHandler, *, is_apart: bool = False) -> WaitingHandler:
    """Make a handler that runs, whole, in one transaction; apart where it may take long."""

    async def run(context: Context, request: Request, body: Any) -> Any:
        door = context.store.run_apart if is_apart else context.store.run
        return await door(lambda tx: handler(tx, context, request, body))

    return run


def admin_stream(
    context: Context, handler: StreamHandler, *, action: str, needed: NeededRole
) -> View:
    """Build a view of the admin API whose handler reads the body itself, piece by piece.

    The arguments are those of `admin_endpoint`.
    """

    async def answer(request: Request) -> Any:
        found = await handler(context, request)
        if context.settings.is_served:
            actor, path = request.state.actor, request.url.path
            await context.store.run(lambda tx: audit.record(tx, actor, action, path))
        return found

    return _guarded(answer, _finds_admin(context, needed), _ADMIN_ADVICE)


def _finds_admin(context: Context, needed: NeededRole) -> FindActor:
    async def find(request: Request) -> Actor | None:
        actor = await find_actor(context, request)
        if actor is not None:
            actor.require(needed(request))
        return actor

    return find


async def find_actor(context: Context, request: Request) -> Actor | None:
    """Return who calls the admin API: the operator, by this run's token, or a member by theirs."""
    given = bearer_token(request) or ""
    if "origin" in request.headers:
        return None
    if hmac.compare_digest(given.encode(), context.admin_token.encode()):
        return access.OPERATOR_ACTOR
    if not given.startswith(MEMBER_TOKEN_PREFIX):
        return None
    return await context.store.run(lambda tx: access.by_token(tx, given, now_s=wall_s()))


def is_same_origin(request: Request) -> bool:
    """Return whether a request comes from our own page, or from no page at all."""
    origin = header(request, b"origin")
    site = header(request, b"sec-fetch-site")
    # The Host header has been checked; a page at `localhost` is ours as much as at 127.0.0.1, and
    # whatever ends TLS in front of a served platform leaves the scheme to us as http.
    host = header(request, b"host") or ""
    is_ours = origin is None or origin in {f"http://{host}", f"https://{host}"}
    return is_ours and site in {None, "same-origin", "none"}


def _view(
    context: Context,
    shape: type[Any],
    handler: WaitingHandler,
    find: FindActor,
    advice: str,
    size_max_bytes: int = limits.REQUEST_BODY_MAX_BYTES,
    manner: Manner = once,
) -> View:
    async def answer(request: Request) -> Any:
        raw = await read_body(request, size_max_bytes)
        body = decode(raw or b"{}", shape)

        def run() -> Awaitable[Any]:
            return handler(context, request, body)

        return await manner(context, request, run)

    return _guarded(answer, find, advice)


def _guarded(answer: Callable[[Request], Awaitable[Any]], find: FindActor, advice: str) -> View:
    async def view(request: Request) -> Response:
        try:
            actor = await find(request)
            if actor is None:
                return errors.own_error("forbidden", f"This call is not allowed. {advice}", 403)
            request.state.actor = actor
            rendered = await answer(request)
            if isinstance(rendered, Response):
                return rendered
        except MinisError as refusal:
            return errors.own_refusal(refusal)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - the web door: a bug is answered and logged
            return errors.own_bug()
        return errors.json_response(rendered)

    return view
