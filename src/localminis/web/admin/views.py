"""The admin API's handlers: shape in, one verb, shape out."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from localminis import __version__
from localminis.agenda import queries as agenda_queries
from localminis.commerce import ledger, orders
from localminis.commerce.model import Order
from localminis.errors import Invalid
from localminis.identity import apps, users
from localminis.identity.model import AppNotFound, User
from localminis.store.transaction import Tx
from localminis.web.admin import paging, shapes
from localminis.web.context import Context, Lan, Page
from localminis.webhooks.model import Search
from localminis.webhooks.queries import log as webhook_queries


class PageAddressInvalid(Invalid):
    """The page's address is not on this machine."""

    code = "page_address_invalid"


def alive(_: Tx, context: Context, __: Request, ___: shapes.Nothing) -> Any:
    """Tell that a platform answers here, whatever it holds."""
    return {"version": __version__, "home": str(context.settings.home)}


def status(tx: Tx, context: Context, _: Request, __: shapes.Nothing) -> Any:
    """Tell what runs here and whether the ledger holds."""
    audit = ledger.audit(tx)
    return {
        "version": __version__,
        "url": context.url,
        "home": str(context.settings.home),
        "now_s": context.clock.now_s(),
        "is_seeded": context.settings.seed is not None,
        "apps": len(apps.listing(tx)),
        "waiting_work": agenda_queries.count(tx),
        "ledger_problems": list(audit.problems),
    }


def console_link(_: Tx, context: Context, __: Request, ___: shapes.Nothing) -> Any:
    """Tell the address that lets its holder into the console, as the operator."""
    return {"url": context.console.link(context.settings.public_url or context.url)}


def list_apps(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List apps and sandboxes, of a name or kind when asked; by the page when `limit` asks so."""
    asked = request.query_params
    size = paging.limit(request) if "limit" in asked else None
    found = apps.page(
        tx,
        limit=size and size + 1,
        after=paging.number(request, "after") or 0,
        name=asked.get("name"),
        kind=asked.get("kind"),
    )
    shown, following = paging.cut(found, size or len(found), lambda each: each.id)
    return {"apps": [shapes.app(each) for each in shown], "next": following}


def create_app(tx: Tx, context: Context, _: Request, body: shapes.NewApp) -> Any:
    """Register an app and show its secret, this once."""
    made = apps.create(
        tx,
        context.clock,
        context.vault,
        name=body.name,
        client_key=body.client_key,
        client_secret=body.client_secret,
    )
    return {**shapes.app(made), "client_secret": apps.secret(tx, context.vault, made)}


def ensure_app(tx: Tx, context: Context, request: Request, body: shapes.EnsuredApp) -> Any:
    """Return the app with the key in the path, registered first when it is unknown."""
    client_key = request.path_params["client_key"]
    try:
        found = apps.get(tx, client_key)
    except AppNotFound:
        found = apps.create(tx, context.clock, context.vault, name=body.name, client_key=client_key)
    return shapes.app(found)


def set_page(tx: Tx, context: Context, request: Request, body: shapes.PageAddress) -> Any:
    """Remember, for this run, where an app's page is served, and say where it was before."""
    found = apps.get(tx, request.path_params["client_key"])
    for url in (body.url, body.second_url or body.url):
        parts = urlsplit(url)
        if parts.scheme != "http" or parts.hostname not in {"127.0.0.1", "localhost"}:
            raise PageAddressInvalid(
                f"The page's address {url!r} is not http on 127.0.0.1 or localhost."
            )
    lan = Lan(body.lan.page_url, body.lan.link, body.lan.qr) if body.lan else None
    before = context.pages.get(found.client_key)
    page = Page(
        body.url,
        body.nav_light,
        body.nav_dark,
        body.nav_style,
        body.flavour,
        body.turn,
        body.rules,
        lan,
        body.project,
        body.second_url,
    )
    # Only then: run again, the transaction would find itself to be what was before.
    tx.after_commit(lambda: context.pages.update({found.client_key: page}))
    return {"url": body.url, "replaced_url": before.url if before else None}


def forget_page(_: Tx, context: Context, request: Request, __: shapes.Nothing) -> Any:
    """Forget where an app's page was served; with `?url=`, only while it is still that one."""
    client_key, given = request.path_params["client_key"], request.query_params.get("url")
    page = context.pages.get(client_key)
    if given is not None and page is not None and page.url != given:
        return {}
    context.pages.pop(client_key, None)
    context.checks.forget(request.path_params["client_key"])
    return {}


def keep_findings(tx: Tx, context: Context, request: Request, body: shapes.CheckReport) -> Any:
    """Keep what a check of an app's files found, for its simulators to show."""
    found = apps.get(tx, request.path_params["client_key"])
    kept = context.checks.keep(
        found.client_key, body.findings, files=body.files, problem=body.problem
    )
    return kept.summary()


def show_outcomes(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Show which outcomes are chosen for an app's SDK calls."""
    found = apps.get(tx, request.path_params["client_key"])
    chosen = context.outcomes.chosen(found.client_key)
    return {"outcomes": {method: asdict(each) for method, each in chosen.items()}}


def choose_outcomes(tx: Tx, context: Context, request: Request, body: shapes.ChosenOutcomes) -> Any:
    """Choose the outcomes of an app's SDK calls, in place of those chosen before."""
    found = apps.get(tx, request.path_params["client_key"])
    context.outcomes.replace(found.client_key, body.outcomes, is_sticky=body.sticky)
    return show_outcomes(tx, context, request, shapes.Nothing())


def list_users(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List users with the balance of the wallet: every one, or by the page when one asks so."""
    if "limit" not in request.query_params:
        return {"users": [_with_balance(tx, each) for each in users.listing(tx)], "next": None}
    size = paging.limit(request)
    after = paging.number(request, "after") or 0
    name = request.query_params.get("name")
    found = users.page(tx, limit=size + 1, after=after, name=name)
    shown, following = paging.cut(found, size, lambda each: each.id)
    return {"users": [_with_balance(tx, each) for each in shown], "next": following}


def _with_balance(tx: Tx, user: User) -> dict[str, Any]:
    return {**shapes.user(user), "balance_beans": ledger.balance(tx, user.id)}


def show_wallet(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show a user's Beans, and whether the user pays without them."""
    user = users.get(tx, request.path_params["user"])
    return {
        "user": shapes.user(user),
        "balance_beans": ledger.balance(tx, user.id),
        "is_sandbox": orders.is_sandbox_user(tx, user.id),
    }


def grant(tx: Tx, context: Context, request: Request, body: shapes.Grant) -> Any:
    """Put Beans into a wallet, or take them out."""
    user = users.get(tx, request.path_params["user"])
    ledger.grant(tx, context.clock, user.id, body.beans)
    return {"user": shapes.user(user), "balance_beans": ledger.balance(tx, user.id)}


def list_orders(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List the newest orders by the page, of one app, user or status when asked."""
    asked, size = request.query_params, paging.limit(request)
    app, user = asked.get("client_key"), asked.get("user")
    found = orders.listing(
        tx,
        app_id=apps.get(tx, app).id if app else None,
        user_id=users.get(tx, user).id if user else None,
        limit=size + 1,
        status=asked.get("status"),
        before=paging.place(request),
    )
    shown, following = paging.cut(
        found, size, lambda each: f"{each.created_at_s}~{each.trade_order_id}"
    )
    return {"orders": [shapes.order(each) for each in shown], "next": following}


def show_order(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show one order, with every field that it was made with."""
    return _whole(tx, orders.get(tx, request.path_params["trade_order_id"]))


def _whole(tx: Tx, order: Order) -> dict[str, Any]:
    return {**asdict(orders.asked_for(tx, order)), **shapes.order(order)}


def show_order_history(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show all that has happened to an order, in order: made, paid, recovered, each webhook."""
    order = orders.get(tx, request.path_params["trade_order_id"])
    moments: list[dict[str, Any]] = [{"at_s": order.created_at_s, "what": "created"}]
    if order.paid_at_s is not None:
        moments.append({"at_s": order.paid_at_s, "what": "paid", "beans": order.token_amount})
    moments += [
        {"at_s": each.created_at_s, "what": "recovered", "beans": each.refund_amount}
        for each in orders.recovered(tx, order)
    ]
    wanted = Search(order=order.trade_order_id)
    moments += [
        {"at_s": each.create_time, "what": "webhook", "delivery": shapes.delivery(each)}
        for each in webhook_queries.search(tx, wanted, limit=paging.LIMIT, is_oldest_first=True)
    ]
    # What happened in the same second keeps the order in which it was read.
    return {**_whole(tx, order), "history": sorted(moments, key=lambda each: each["at_s"])}
