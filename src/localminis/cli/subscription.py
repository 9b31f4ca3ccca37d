"""`localminis subscription`: see subscriptions and do what users and stores do to them."""

from typing import Any
from urllib.parse import urlencode

import click

from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import call, home_option, json_option, segment

_ID = "subscription_id"
_STATES = ("active", "cancel", "onhold", "expired")


@group("subscription", "See subscriptions and do what users and stores do to them.")
def subscription() -> None:
    """Hold the subscription commands."""


@subscription.command("list")
@click.option("--app", "client_key", help="Only this app's (client key).")
@click.option("--user", help="Only this user's (name or number).")
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@home_option
@json_option
def listing(home: str | None, *, is_json: bool, **wanted: str | None) -> None:
    """List the newest subscriptions."""
    query = urlencode({name: value for name, value in wanted.items() if value})
    found = call(home, "GET", f"subscriptions?{query}")["subscriptions"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (
            each[_ID],
            each["tier_id"],
            each["state"],
            "yes" if each["is_subscription_rights_valid"] else "no",
            terminal.moment(each["end_time"]),
            each["renewals"],
        )
        for each in found
    ]
    terminal.table(("SUBSCRIPTION", "TIER", "STATE", "RIGHTS", "END", "RENEWALS"), rows)


@subscription.command("show")
@click.argument(_ID)
@home_option
@json_option
def show(subscription_id: str, home: str | None, *, is_json: bool) -> None:
    """Show one subscription with every payment."""
    found = call(home, "GET", _path(subscription_id))
    if is_json:
        terminal.print_json(found)
        return
    _say(found)
    rows = [
        (
            each["trade_order_id"],
            each["kind"],
            each["trade_order_status"],
            f"{each['price']} {each['currency']}",
            terminal.moment(each["begin_time"]),
            terminal.moment(each["end_time"]),
        )
        for each in found["orders"]
    ]
    terminal.table(("TRADE ORDER", "KIND", "STATUS", "PRICE", "BEGIN", "END"), rows)


@subscription.command("pay")
@click.argument("trade_order_id")
@home_option
@json_option
def pay(trade_order_id: str, home: str | None, *, is_json: bool) -> None:
    """Settle a subscription order in the store, as its user does in the page."""
    path = f"subscriptions/orders/{segment(trade_order_id)}/pay"
    _show(call(home, "POST", path), is_json=is_json)


@subscription.command("cancel")
@click.argument(_ID)
@home_option
@json_option
def cancel(subscription_id: str, home: str | None, *, is_json: bool) -> None:
    """Cancel in the store: the rights last until the period ends."""
    _do(home, subscription_id, "cancel", is_json=is_json)


@subscription.command("hold")
@click.argument(_ID)
@click.option("--at-renewal", is_flag=True, help="Let the next renewal fail instead of one now.")
@home_option
@json_option
def hold(subscription_id: str, home: str | None, *, at_renewal: bool, is_json: bool) -> None:
    """Let payments fail, which puts the subscription on hold."""
    _do(home, subscription_id, "hold", {"is_at_renewal": at_renewal}, is_json=is_json)


@subscription.command("recover")
@click.argument(_ID)
@home_option
@json_option
def recover(subscription_id: str, home: str | None, *, is_json: bool) -> None:
    """Let payments succeed again, which renews what is on hold."""
    _do(home, subscription_id, "recover", is_json=is_json)


@subscription.command("expire")
@click.argument(_ID)
@home_option
@json_option
def expire(subscription_id: str, home: str | None, *, is_json: bool) -> None:
    """End the subscription now, whatever is paid."""
    _do(home, subscription_id, "expire", is_json=is_json)


@subscription.command("refund")
@click.argument(_ID)
@click.option("--order", "trade_order_id", help="The payment; the latest when not given.")
@home_option
@json_option
def refund(
    subscription_id: str, trade_order_id: str | None, home: str | None, *, is_json: bool
) -> None:
    """Refund one payment in the store; refunding the latest ends the rights."""
    body = {"trade_order_id": trade_order_id}
    _do(home, subscription_id, "refund", body, is_json=is_json)


@subscription.command("change")
@click.argument(_ID)
@click.argument("tier_id")
@click.option(
    "--order-only", is_flag=True, help="Make the order that the page's changeSubscription settles."
)
@home_option
@json_option
def change(
    subscription_id: str, tier_id: str, home: str | None, *, order_only: bool, is_json: bool
) -> None:
    """Change to TIER_ID, whose cycle must be longer."""
    body = {"tier_id": tier_id, "is_order_only": order_only}
    if not order_only:
        _do(home, subscription_id, "change", body, is_json=is_json)
        return
    made = call(home, "POST", f"{_path(subscription_id)}/change", body)
    if is_json:
        terminal.print_json(made)
    else:
        terminal.say(made["trade_order_id"])


def _do(
    home: str | None,
    subscription_id: str,
    action: str,
    body: dict[str, Any] | None = None,
    *,
    is_json: bool,
) -> None:
    _show(call(home, "POST", f"{_path(subscription_id)}/{action}", body), is_json=is_json)


def _show(found: dict[str, Any], *, is_json: bool) -> None:
    if is_json:
        terminal.print_json(found)
    else:
        _say(found)


def _path(subscription_id: str) -> str:
    return f"subscriptions/{segment(subscription_id)}"


def _say(found: dict[str, Any]) -> None:
    rights = "with" if found["is_subscription_rights_valid"] else "without"
    terminal.say(
        f"{found[_ID]} on {found['tier_id']} is {found['state']}, {rights} rights, "
        f"until {terminal.moment(found['end_time'])}."
    )
