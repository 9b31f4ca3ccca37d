"""`localminis order`: list, show and pay trade orders, and move them into the sandbox."""

from urllib.parse import urlencode

import click

from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import SWITCH, call, home_option, json_option, segment


@group("order", "List, show and pay trade orders, move them into the sandbox.")
def order() -> None:
    """Hold the order commands."""


@order.command("list")
@click.option("--app", "client_key", help="Only this app's (client key).")
@click.option("--user", help="Only this user's (name or number).")
@home_option
@json_option
def listing(client_key: str | None, user: str | None, home: str | None, *, is_json: bool) -> None:
    """List the newest trade orders."""
    wanted = {"client_key": client_key, "user": user}
    query = urlencode({name: value for name, value in wanted.items() if value})
    found = call(home, "GET", f"orders?{query}")["orders"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (
            each["trade_order_id"],
            each["order_id"],
            each["token_amount"],
            each["trade_order_status"],
            "yes" if each["is_sandbox"] else "",
            each["product_name"],
        )
        for each in found
    ]
    terminal.table(("TRADE ORDER", "ORDER ID", "BEANS", "STATUS", "SANDBOX", "PRODUCT"), rows)


@order.command("show")
@click.argument("trade_order_id")
@home_option
@json_option
def show(trade_order_id: str, home: str | None, *, is_json: bool) -> None:  # noqa: ARG001 - JSON either way
    """Show one trade order as JSON."""
    terminal.print_json(call(home, "GET", f"orders/{segment(trade_order_id)}"))


@order.command("pay")
@click.argument("trade_order_id")
@click.option("--recharge", is_flag=True, help="Buy what is missing first, as the sheet offers.")
@home_option
@json_option
def pay(trade_order_id: str, home: str | None, *, recharge: bool, is_json: bool) -> None:
    """Pay an order as its user does in the sheet."""
    path = f"orders/{segment(trade_order_id)}/pay"
    paid = call(home, "POST", path, {"with_recharge": recharge})
    if is_json:
        terminal.print_json(paid)
        return
    terminal.done(f"The order {paid['trade_order_id']} is paid.")


@order.command("sandbox")
@click.argument("trade_order_id")
@click.argument("switch", type=SWITCH)
@home_option
@json_option
def sandbox(trade_order_id: str, switch: str, home: str | None, *, is_json: bool) -> None:
    """Let an open order be paid without Beans, or no longer."""
    path = f"orders/{segment(trade_order_id)}/sandbox"
    found = call(home, "PUT", path, {"is_sandbox": switch == "on"})
    if is_json:
        terminal.print_json(found)
        return
    how = "without Beans" if found["is_sandbox"] else "with Beans"
    terminal.done(f"The order {found['trade_order_id']} is paid {how}.")
