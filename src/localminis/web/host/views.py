"""The simulator's calls: session, login, consent, quote, recharge, pay, activity. One verb each."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import msgspec
from starlette.requests import Request

from localminis.commerce import ledger, orders, tiers
from localminis.errors import NotFound
from localminis.identity import apps, codes, consent, users
from localminis.identity.model import App, NotInRegion, User
from localminis.publishing import localizations
from localminis.spec.scopes import SILENT_LOGIN_SCOPES
from localminis.store.transaction import Tx
from localminis.web import openings
from localminis.web.console import qr
from localminis.web.context import Context
from localminis.web.numbers import whole_number
from localminis.webhooks.queries import log as webhook_queries

_ACTIVITY_LIMIT = 50
_NUMBER_DIGITS_MAX = 18


class NoUsers(NotFound):
    """There is no simulated user to log in."""

    code = "no_users"


class Nothing(msgspec.Struct):
    """A call without a body."""


class Actor(msgspec.Struct):
    """Which app's page asks, and for which simulated user (number)."""

    client_key: str
    user: int


class LoginCall(Actor):
    """A silent login; one without an outcome takes the platform's in the same request."""

    has_outcome: bool = True


class OrderCall(Actor):
    """A call about one trade order."""

    trade_order_id: str


class AuthorizeCall(Actor):
    """What the user has ticked on the consent sheet, after pressing allow."""

    scopes: list[str]


class RechargeCall(Actor):
    """A call that buys one tier."""

    tier_id: str


def session(tx: Tx, context: Context, request: Request, _: Nothing) -> dict[str, Any]:
    """Tell the page what it shows: the app, its page's address, the users and the balance."""
    key = request.path_params.get("client_key") or request.query_params.get("client_key", "")
    app = apps.get(tx, key)
    everyone = users.listing(tx)
    if not everyone:
        raise NoUsers("There are no simulated users. Make one: `localminis user create NAME`.")
    chosen = request.query_params.get("user")
    user = users.get(tx, chosen) if chosen else everyone[0]
    context = context.on(app)
    page, checked = context.pages.get(app.client_key), context.checks.last(app.client_key)
    asked, refusal = request.query_params.get("version"), None
    try:
        opening = openings.choose(tx, context.settings, app, user, asked, has_page=page is not None)
    except NotInRegion as error:
        # The phone stays, so that it can be handed to somebody else.
        opening, page, refusal = None, None, error.message
    if opening is not None:
        page = openings.page_of(opening.version)
    return {
        "client_key": app.client_key,
        "app": {"name": localizations.name_for(tx, app, user.language)},
        "page_url": page.url if page else None,
        "second_url": page.second_url if page else None,
        "opening": opening,
        "refusal": refusal,
        "min_library_version": app.min_library_version,
        "user": {
            "id": user.id,
            "name": user.name,
            "region": user.region,
            "language": user.language,
        },
        "users": [{"id": each.id, "name": each.name} for each in everyone],
        "balance": ledger.balance(tx, user.id),
        "page_token": context.page_token,
        "rules": page.rules if page else "enforce",
        "lan": asdict(page.lan) if page and page.lan else None,
        "check": checked.summary() if checked else None,
        "navbar": {"light": page.nav_light, "dark": page.nav_dark, "style": page.nav_style}
        if page
        else None,
        "flavour": page.flavour if page else "minis",
        "turn": page.turn if page else "portrait",
        "clock": {
            "now_s": context.clock.now_s(),
            "offset_s": context.clock.state.offset_s,
            "frozen_at_s": context.clock.state.frozen_at_s,
        },
    }


async def opened(context: Context, _: Request, run: Callable[[], Awaitable[Any]]) -> Any:
    """Answer with a session whose version is served; the manner of `session`."""
    answer = await run()
    opening = answer.pop("opening")
    answer["version"] = None
    if opening is not None:
        version = opening.version
        addresses = await context.version_servers.open(context, opening)
        answer["page_url"], answer["second_url"] = addresses
        answer["version"] = {"number": version.number, "state": version.state}
        answer["lan"] = None
        if context.phones is not None:
            link = context.phones.link_to(answer["client_key"], version.number)
            address = await context.version_servers.open_to_phones(context, context.phones, opening)
            answer["lan"] = {"page_url": address, "link": link, "qr": qr.drawing(link)}
    return answer


def login(tx: Tx, context: Context, _: Request, call: LoginCall) -> dict[str, Any]:
    """Mint the one-time code of a silent login, or hand out the outcome that was chosen for it."""
    app, user = actor(tx, call)
    chosen = None if call.has_outcome else context.outcomes.take(app.client_key, "login")
    if chosen is not None:
        return {"outcome": chosen}
    return {"code": codes.issue(tx, context.on(app).clock, user, app)}


def authorize(tx: Tx, context: Context, _: Request, call: AuthorizeCall) -> dict[str, Any]:
    """Grant the app what the user has ticked, and mint the code of this authorization.

    Whoever presses deny makes no call: the silent login then stays as it is.
    """
    app, user = actor(tx, call)
    wanted = [*SILENT_LOGIN_SCOPES, *consent.parse_scopes(call.scopes)]
    clock = context.on(app).clock
    granted = consent.grant(tx, clock, user, app, wanted)
    code = codes.issue(tx, clock, user, app, granted)
    return {"code": code, "granted_scopes": list(granted)}


def revoke(tx: Tx, context: Context, _: Request, call: Actor) -> dict[str, Any]:
    """Disconnect the user from the app, as the switch in TikTok's settings does."""
    app, user = actor(tx, call)
    clock = context.on(app).clock
    return {"was_connected": consent.revoke(tx, clock, context.bell, user, app)}


def quote(tx: Tx, context: Context, _: Request, call: OrderCall) -> dict[str, Any]:
    """Tell the payment sheet what an order takes."""
    app, user = actor(tx, call)
    found = orders.quote(
        tx,
        app.id,
        user.id,
        call.trade_order_id,
        region=user.region,
        recharge_covers=context.settings.recharge_covers,
    )
    tier = found.tier
    return {
        "order": {
            "trade_order_id": found.order.trade_order_id,
            "product_name": found.order.product_name,
            "token_amount": found.order.token_amount,
        },
        "balance": found.balance_beans,
        "shortfall": found.shortfall_beans,
        "is_sandbox": found.is_sandbox,
        "tier": None
        if tier is None
        else {
            "tier_id": tier.tier_id,
            "token_amount": tier.token_amount,
            "price": tier.price,
            "currency": tier.currency,
            "symbol": tier.symbol,
        },
    }


def recharge(tx: Tx, context: Context, _: Request, call: RechargeCall) -> dict[str, Any]:
    """Sell a tier to the user, as the store would."""
    app, user = actor(tx, call)
    tier = tiers.get(call.tier_id, user.region, tiers.sold(tx))
    ledger.recharge(tx, context.on(app).clock, user.id, tier)
    return {"balance": ledger.balance(tx, user.id)}


def pay(tx: Tx, context: Context, _: Request, call: OrderCall) -> dict[str, Any]:
    """Pay an order from the user's wallet; the webhook leaves on its own."""
    app, user, open_id = users.party(tx, call.client_key, call.user)
    payment = orders.pay(
        tx,
        context.on(app).clock,
        context.bell,
        app.id,
        user.id,
        call.trade_order_id,
        open_id or users.make_open_id(tx, app.id, user.id),
    )
    return {
        "is_success": True,
        "trade_order_id": payment.order.trade_order_id,
        "balance": payment.balance_beans,
    }


def activity(tx: Tx, _: Context, request: Request, __: Nothing) -> dict[str, Any]:
    """List webhook attempts of the app after a number, for the log panel."""
    app = apps.get(tx, request.query_params.get("client_key", ""))
    after = request.query_params.get("after", "0")
    rows = webhook_queries.attempts_after(
        tx,
        client_key=app.client_key,
        after=whole_number(after, _NUMBER_DIGITS_MAX) or 0,
        limit=_ACTIVITY_LIMIT,
    )
    return {
        "items": [
            {
                "id": row.id,
                "at_s": row.sent_at_wall_s,
                "kind": "webhook",
                "text": f"{row.event} {row.subject}" + (f": {row.error}" if row.error else ""),
                "level": "warn" if row.error else "ok",
                "attempt": row.attempt,
                "error": row.error,
                "details": {
                    "body": row.request_body or row.body,
                    "headers": "\n".join(
                        f"{name}: {value}" for name, value in json.loads(row.request_headers)
                    ),
                    "answer": None if row.response_status is None else _answer(row),
                },
            }
            for row in rows
        ]
    }


def _answer(row: Any) -> dict[str, Any]:
    return {
        "status": row.response_status,
        "duration_ms": row.duration_ms,
        "body": row.response_body or "",
    }


def actor(tx: Tx, call: Actor) -> tuple[App, User]:
    """Return the app and the user that a call names."""
    app, user, _ = users.party(tx, call.client_key, call.user)
    return app, user
