"""The simulator's calls about the phone itself: wallet, clock, chosen outcomes. One verb each."""

from dataclasses import asdict
from typing import Any, Final, Literal

import msgspec
from starlette.requests import Request

from localminis.commerce import ledger, orders, tiers
from localminis.identity import apps, users
from localminis.store.transaction import Tx
from localminis.web.admin import shapes as admin_shapes
from localminis.web.admin import views as admin_views
from localminis.web.context import Context
from localminis.web.host.views import Actor

_ORDERS_LIMIT: Final = 50


class GrantCall(Actor):
    """Beans that the developer gives the user."""

    beans: int


class OutcomeCall(Actor):
    """A call of the SDK that begins now."""

    method: str


class ClockCall(msgspec.Struct):
    """How the platform's clock shall be turned; `seconds` goes with `advance`."""

    action: Literal["advance", "freeze", "resume"]
    seconds: int = 0


def wallet(tx: Tx, _: Context, __: Request, call: Actor) -> dict[str, Any]:
    """Show the user's Beans, their orders in the app and the store's tiers in their region."""
    app, user = apps.get(tx, call.client_key), users.get(tx, str(call.user))
    found = orders.listing(tx, app_id=app.id, user_id=user.id, limit=_ORDERS_LIMIT)
    return {
        "balance": ledger.balance(tx, user.id),
        "orders": [asdict(each) for each in found],
        "tiers": [asdict(tiers.get(tier_id, user.region)) for tier_id in tiers.TIERS],
    }


def grant(tx: Tx, context: Context, _: Request, call: GrantCall) -> dict[str, Any]:
    """Put Beans into the user's wallet."""
    user = users.get(tx, str(call.user))
    ledger.grant(tx, context.clock, user.id, call.beans)
    return {"balance": ledger.balance(tx, user.id)}


def turn_clock(tx: Tx, context: Context, request: Request, call: ClockCall) -> Any:
    """Turn platform time, as the admin API does."""
    change = admin_shapes.ClockChange(call.action, call.seconds)
    return admin_views.change_clock(tx, context, request, change)


def take_outcome(tx: Tx, context: Context, _: Request, call: OutcomeCall) -> dict[str, Any]:
    """Hand out the outcome that was chosen for a call; one that is not sticky is used up."""
    app = apps.get(tx, call.client_key)
    return {"outcome": context.outcomes.take(app.client_key, call.method)}
