"""The admin API's handlers for webhooks: the log, sending again, triggering, listening in."""

import json
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta
from starlette.requests import Request

from localminis.commerce import orders, subscriptions
from localminis.commerce.model import OrderNotFound
from localminis.errors import MinisError
from localminis.identity import apps, users
from localminis.identity import queries as identity_queries
from localminis.identity.model import App
from localminis.ids import OpenId
from localminis.spec.events import EVENTS, REDEEM_SUCCESS
from localminis.store.transaction import Tx
from localminis.web.admin import paging, shapes
from localminis.web.context import Context
from localminis.web.numbers import whole_number
from localminis.webhooks import events, forwards, replay
from localminis.webhooks.model import NothingHappened, Search, SearchInvalid, TriggerInvalid
from localminis.webhooks.queries import log as queries
from localminis.webhooks.rules import Rules

_LIST_LIMIT: Final = 100
# Beyond any history, and within what both databases take for a number.
_SINCE_MAX_S: Final = 100 * 366 * 86_400
_NUMBER_MAX: Final = 2**31 - 1
# The events that this platform sends on its own.
_HAPPENING: Final = frozenset(each.name for each in EVENTS)
STATES: Final = ("pending", "delivered", "dead")


class Replay(msgspec.Struct):
    """What shall be sent again: what happened in the last `since_s` of platform time.

    `after` is the number to go on after, from the answer before.
    """

    since_s: Annotated[int, Meta(ge=0, le=_SINCE_MAX_S)]
    is_failed_only: bool = False
    client_key: str | None = None
    after: Annotated[int, Meta(ge=0, le=_NUMBER_MAX)] = 0


class Trigger(msgspec.Struct):
    """The event that shall be sent, and the object it is about; `values` narrow or fill it."""

    event: str
    client_key: str | None = None
    order: str | None = None
    user: str | None = None
    values: dict[str, Any] = {}
    is_raw: bool = False


class Forward(msgspec.Struct):
    """An address that gets a copy of an app's events for a while."""

    url: str
    client_key: str | None = None


def list_deliveries(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List the newest webhook deliveries that a search asks for."""
    size = paging.limit(request)
    found = queries.search(tx, _search(tx, request), limit=size + 1)
    shown, following = paging.cut(found, size, lambda each: each.number)
    return {"deliveries": [shapes.delivery(each) for each in shown], "next": following}


def show_delivery(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show one delivery with every attempt."""
    found = events.get(tx, request.path_params["delivery_id"])
    log = [_attempt(row, found.body) for row in queries.attempts(tx, found.id)]
    return {**shapes.delivery(found), "log": log}


def resend(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Make a delivery due now."""
    delivery_id = request.path_params["delivery_id"]
    return shapes.delivery(events.resend(tx, context.clock, context.bell, delivery_id))


def ping(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Send the portal's test event to an app's webhook address."""
    app = apps.get(tx, request.path_params["client_key"])
    now_s = context.on(app).clock.now_s()
    return shapes.delivery(events.record_ping(tx, context.bell, app_id=app.id, now_s=now_s))


def replay_deliveries(tx: Tx, context: Context, _: Request, body: Replay) -> Any:
    """Make one page of past deliveries due now."""
    if body.client_key is not None:
        context = context.on(apps.get(tx, body.client_key))
    wanted = Search(
        client_key=body.client_key,
        since_s=context.clock.now_s() - body.since_s,
        is_failed_only=body.is_failed_only,
        after=body.after,
    )
    count, after = replay.replay(tx, context.clock, context.bell, wanted)
    return {"count": count, "after": after}


def trigger(tx: Tx, context: Context, _: Request, body: Trigger) -> Any:
    """Send the event of an existing object again, or make one up."""
    if any("\x00" in str(each) for each in (body.order, *body.values.values())):
        raise TriggerInvalid("A value holds a NUL, which cannot be stored. Take it out.")
    app = _app(tx, body)
    open_id = users.open_id(tx, app, users.get(tx, body.user)) if body.user else None
    now_s = context.on(app).clock.now_s()
    if body.is_raw:
        made = replay.trigger_raw(
            tx,
            context.bell,
            body.event,
            app_id=app.id,
            open_id=open_id or OpenId(""),
            content={**_order_ids(tx, body.order), **body.values},
            now_s=now_s,
        )
        return shapes.delivery(made)
    try:
        found = replay.trigger(
            tx,
            context.bell,
            body.event,
            app_id=app.id,
            subject=body.order,
            open_id=open_id,
            where=body.values,
            now_s=now_s,
        )
    except NothingHappened:
        if body.order is not None and body.event in _HAPPENING:
            _say_why(tx, app, body.event, body.order)
        raise
    return shapes.delivery(found)


def list_attempts(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List attempts after a number, the oldest first; without one, only tell the newest number."""
    after = _number(request, "after")
    if after is None:
        return {"attempts": [], "newest": queries.newest_attempt(tx)}
    client_key = request.query_params.get("client_key")
    rows = queries.attempts_since(tx, client_key=client_key, after=after, limit=_LIST_LIMIT)
    attempts = [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for it
    return {"attempts": attempts, "newest": attempts[-1]["id"] if attempts else after}


def start_forward(tx: Tx, context: Context, _: Request, body: Forward) -> Any:
    """Let an address listen in on an app's events."""
    app = apps.get(tx, body.client_key) if body.client_key else _only_app(tx)
    networks = Rules.of(context.settings).networks
    forward_id = forwards.start(tx, app.id, body.url, networks)
    return {"id": forward_id, "client_key": app.client_key, "lifetime_s": forwards.LIFETIME_S}


def prolong_forward(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Let an address listen in for longer."""
    forwards.prolong(tx, request.path_params["forward_id"])
    return {}


def end_forward(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Stop sending copies to an address."""
    forwards.end(tx, request.path_params["forward_id"])
    return {}


def _attempt(row: Any, body: str) -> dict[str, Any]:
    shown = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    for name in ("request_headers", "response_headers"):
        shown[name] = json.loads(shown[name]) if shown[name] else []
    return {**shown, "request_body": shown["request_body"] or body}


def _search(tx: Tx, request: Request) -> Search:
    asked = request.query_params
    state = asked.get("state")
    if state is not None and state not in STATES:
        raise SearchInvalid(f"The state is {state!r}. Use pending, delivered or dead.")
    if any("\x00" in value for value in asked.values()):
        raise SearchInvalid("A search value holds a NUL, which no stored text does. Take it out.")
    client_key = asked.get("client_key")
    return Search(
        client_key=client_key,
        state=state,  # type: ignore[arg-type]  # checked above
        event=asked.get("event"),
        order=asked.get("order"),
        users=_open_ids(tx, asked["user"], client_key) if "user" in asked else None,
        status=_number(request, "status"),
        after=_number(request, "after") or 0,
        before=paging.number(request, "before"),
    )


def _open_ids(tx: Tx, user: str, client_key: str | None) -> tuple[str, ...]:
    """Return the open_ids that a name or number has, or an open_id as it is."""
    try:
        found = users.get(tx, user)
    except MinisError:
        return (user,)
    asked = [apps.get(tx, client_key)] if client_key else apps.listing(tx)
    known = [identity_queries.open_id(tx, app.id, found.id) for app in asked]
    return tuple(each for each in known if each)


def _number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name)
    if given is None:
        return None
    found = whole_number(given)
    if found is None:
        raise SearchInvalid(f"The {name} is {given!r}. Use a whole number.")
    return found


def _app(tx: Tx, body: Trigger) -> App:
    if body.client_key:
        return apps.get(tx, body.client_key)
    if body.order:
        try:
            app_id = orders.get(tx, body.order).app_id
        except OrderNotFound:
            return _only_app(tx)
        return next(each for each in apps.listing(tx) if each.id == app_id)
    return _only_app(tx)


def _only_app(tx: Tx) -> App:
    found = apps.listing(tx)
    if len(found) != 1:
        raise TriggerInvalid(f"There are {len(found)} apps. Say which one with --app KEY.")
    return found[0]


def _say_why(tx: Tx, app: App, event: str, order_id: str) -> None:
    """Say more than that nothing has happened: there is no such order, or nobody has paid it."""
    order = orders.of_app(tx, app.id, order_id)
    if order is None and not subscriptions.is_known(tx, app.id, order_id):
        raise OrderNotFound(
            f"The app {app.client_key} has no order {order_id!r}, and no subscription: it is "
            "neither an id of the platform's nor an order_id of yours. `localminis order list` and "
            "`localminis subscription list` show them; --app names another app, and --raw makes "
            "the event up."
        )
    is_open = order is not None and order.trade_order_status == "PENDING"
    if is_open and event == REDEEM_SUCCESS.name:
        raise NothingHappened(
            f"The order {order_id} has not been paid. "
            "Pay it in the simulator first, or make the event up with --raw."
        )


def _order_ids(tx: Tx, trade_order_id: str | None) -> dict[str, Any]:
    if trade_order_id is None:
        return {}
    try:
        order_id = orders.get(tx, trade_order_id).order_id
    except OrderNotFound:
        return {"trade_order_id": trade_order_id}
    return {"trade_order_id": trade_order_id, "order_id": order_id}


_DELIVERY: Final = "webhooks/deliveries/{delivery_id}"
_FORWARD: Final = "webhooks/forwards/{forward_id}"

TABLE: Final = (
    ("POST", "apps/{client_key}/ping", shapes.Nothing, ping),
    ("GET", "webhooks/deliveries", shapes.Nothing, list_deliveries),
    ("GET", _DELIVERY, shapes.Nothing, show_delivery),
    ("POST", f"{_DELIVERY}/resend", shapes.Nothing, resend),
    ("POST", "webhooks/replay", Replay, replay_deliveries),
    ("POST", "webhooks/trigger", Trigger, trigger),
    ("GET", "webhooks/attempts", shapes.Nothing, list_attempts),
    ("POST", "webhooks/forwards", Forward, start_forward),
    ("PUT", _FORWARD, shapes.Nothing, prolong_forward),
    ("DELETE", _FORWARD, shapes.Nothing, end_forward),
)
