"""`localminis order`: list and show trade orders."""

from urllib.parse import quote, urlencode

import click

from localminis.cli import terminal
from localminis.cli.steer import call, group, home_option, json_option


@group("order", "List and show trade orders.")
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
            each["product_name"],
        )
        for each in found
    ]
    terminal.table(("TRADE ORDER", "ORDER ID", "BEANS", "STATUS", "PRODUCT"), rows)


@order.command("show")
@click.argument("trade_order_id")
@home_option
def show(trade_order_id: str, home: str | None) -> None:
    """Show one trade order as JSON."""
    terminal.print_json(call(home, "GET", f"orders/{quote(trade_order_id, safe='')}"))
