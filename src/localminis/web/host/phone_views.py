"""The simulator's calls about the phone itself: wallet, clock, chosen outcomes. One verb each."""

from dataclasses import asdict
from typing import Any, Final

import msgspec
from starlette.requests import Request

from localminis.commerce import ledger, orders, tiers
from localminis.identity import apps
from localminis.publishing import placements
from localminis.store.transaction import Tx
from localminis.web.context import Context
from localminis.web.host.views import Actor, Nothing, actor

_ORDERS_LIMIT: Final = 50


class GrantCall(Actor):
    """Beans that the developer gives the user."""

    beans: int


class AdCall(Actor):
    """An ad that the page makes in a slot."""

    method: str
    slot: str


class OutcomeCall(Actor):
    """A call of the SDK that begins now."""

    method: str


def wallet(tx: Tx, _: Context, __: Request, call: Actor) -> dict[str, Any]:
    """Show the user's Beans, their orders in the app and the store's tiers in their region."""
    app, user = actor(tx, call)
    found = orders.listing(tx, app_id=app.id, user_id=user.id, limit=_ORDERS_LIMIT)
    return {
        "balance": ledger.balance(tx, user.id),
        "orders": [msgspec.structs.asdict(each) for each in found],
        "tiers": [asdict(each) for each in tiers.listing(user.region, tiers.sold(tx))],
    }


def grant(tx: Tx, context: Context, _: Request, call: GrantCall) -> dict[str, Any]:
    """Put Beans into the user's wallet."""
    app, user = actor(tx, call)
    ledger.grant(tx, context.on(app).clock, user.id, call.beans)
    return {"balance": ledger.balance(tx, user.id)}


def findings(tx: Tx, context: Context, request: Request, _: Nothing) -> dict[str, Any]:
    """List what the last check of the app's files found."""
    app = apps.get(tx, request.query_params.get("client_key", ""))
    checked = context.checks.last(app.client_key)
    if checked is None:
        return {"revision": 0, "files": 0, "problem": "", "findings": []}
    return {
        "revision": checked.revision,
        "files": checked.files,
        "problem": checked.problem,
        "findings": [msgspec.structs.asdict(each) for each in checked.findings],
    }


def check_ad(tx: Tx, _: Context, __: Request, call: AdCall) -> dict[str, Any]:
    """Tell what the portal says of an ad placement: the error for the page, or nothing."""
    app = apps.get(tx, call.client_key)
    kind = placements.KINDS.get(call.method)
    refused = None if kind is None else placements.refusal(tx, app, call.slot, kind)
    return {"outcome": None if refused is None else asdict(refused)}


def take_outcome(tx: Tx, context: Context, _: Request, call: OutcomeCall) -> dict[str, Any]:
    """Hand out the outcome that was chosen for a call; one that is not sticky is used up."""
    app = apps.get(tx, call.client_key)
    return {"outcome": context.outcomes.take(app.client_key, call.method)}
