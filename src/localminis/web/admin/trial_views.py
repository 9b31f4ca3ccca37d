"""The admin API's handlers that call a receiver and wait for it: no transaction is open then."""

from dataclasses import asdict
from typing import Any

import msgspec
from starlette.requests import Request

from localminis.commerce import orders
from localminis.identity import apps
from localminis.identity.model import App
from localminis.publishing import revisions
from localminis.store.transaction import Tx
from localminis.web.context import Context
from localminis.webhooks import torture, trial
from localminis.webhooks.model import TriggerInvalid
from localminis.webhooks.post import Poster
from localminis.webhooks.rules import Rules


class Trial(msgspec.Struct):
    """An address to try; it becomes the app's webhook address if it is to be saved and answers.

    With the `revision` of the app that was looked at, only if nobody has changed it since.
    """

    url: str
    is_saved: bool = True
    revision: int | None = None


class TortureOrder(msgspec.Struct):
    """A receiver to test, the app's own when not given, and orders that it knows."""

    url: str | None = None
    state_url: str | None = None
    orders: list[str] = []
    timeout_s: float = 10


async def try_webhook(context: Context, request: Request, body: Trial) -> Any:
    """Send the portal's ping to an address, and register it only if it acknowledges."""
    rules = Rules.of(context.settings)
    app, secret = await context.store.run(lambda tx: _sender(tx, context, request))
    sender = trial.Sender(app.client_key, secret)
    timeout_s = context.settings.webhook_timeout_s
    met = await trial.ping(body.url, sender, context.on(app).clock, rules, timeout_s=timeout_s)
    if body.is_saved:

        def save(tx: Tx) -> None:
            held = revisions.hold(tx, app, body.revision, "revision")
            apps.set_webhook_url(tx, held, body.url, networks=rules.networks)

        await context.store.run(save)
    return {
        "url": body.url,
        "status": met.status,
        "duration_ms": met.duration_ms,
        "is_saved": body.is_saved,
    }


async def torture_receiver(context: Context, request: Request, body: TortureOrder) -> Any:
    """Send a receiver everything that it must survive, and report how it did."""
    from localminis.webhooks.torture_cases import CASES

    rules = Rules.of(context.settings)
    target = await context.store.run(lambda tx: _target(tx, context, request, body))
    for address in filter(None, (target.url, target.state_url)):
        torture.check_address(address, rules)
    poster = Poster(rules)
    try:
        results = await torture.run(target, poster, CASES)
    finally:
        await poster.close()
    return {"url": target.url, "results": [asdict(each) for each in results]}


def _sender(tx: Tx, context: Context, request: Request) -> tuple[App, str]:
    app = apps.get(tx, request.path_params["client_key"])
    return app, apps.secret(tx, context.vault, app)


def _target(tx: Tx, context: Context, request: Request, body: TortureOrder) -> torture.Target:
    app, secret = _sender(tx, context, request)
    url = body.url or app.webhook_url
    if url is None:
        raise TriggerInvalid(f"The app {app.client_key} has no webhook address. Give a url.")
    known = [_order(tx, app, each) for each in body.orders]
    return torture.Target(url, app.client_key, secret, body.state_url, known, body.timeout_s)


def _order(tx: Tx, app: App, trade_order_id: str) -> torture.Order:
    found = orders.get(tx, trade_order_id)
    if found.app_id != app.id:
        raise TriggerInvalid(f"The order {trade_order_id} belongs to another app.")
    return torture.Order(found.trade_order_id, found.order_id, "", is_real=True)
