"""`localminis sku`: the subscription SKUs that the simulated store sells, in sets."""

from typing import Any

import click

from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import call, home_option, json_option, segment
from localminis.spec.subscriptions import CYCLE_MONTHS

_id_argument = click.argument("tier_id", metavar="TIER")


@group("sku", "See and choose the subscriptions that the store sells.")
def sku() -> None:
    """Hold the sku commands."""


@sku.command("list")
@click.option("--region", default="US", show_default=True, help="At the prices of this country.")
@home_option
@json_option
def listing(region: str, home: str | None, *, is_json: bool) -> None:
    """List every set, and the sandbox's tiers."""
    found = call(home, "GET", f"skus?region={segment(region)}")
    if is_json:
        terminal.print_json(found)
        return
    every = [(one["name"], each) for one in found["sets"] for each in one["skus"]]
    every += [("(sandbox)", each) for each in found["sandbox"]]
    rows = [
        (
            name,
            each["tier_id"],
            each["deduct_cycle"],
            f"{each['price']} {each['currency']}",
            "taken out" if each.get("is_removed") else "",
        )
        for name, each in every
    ]
    terminal.table(("SET", "TIER", "CYCLE", "PRICE", ""), rows)


@sku.command("set")
@_id_argument
@click.option("--set", "set_name", required=True, help="The set that it belongs to.")
@click.option(
    "--cycle",
    "deduct_cycle",
    type=click.Choice(list(CYCLE_MONTHS)),
    required=True,
    help="When paid.",
)
@click.option("--price-usd", required=True, help="Its price in US dollars, such as 4.99.")
@home_option
@json_option
def put(tier_id: str, home: str | None, *, is_json: bool, **given: Any) -> None:
    """Sell the subscription TIER, in place of an earlier one with this id."""
    done = call(home, "PUT", f"skus/{segment(tier_id)}", given)
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(
        f"{tier_id} of {done['set_name']} costs {done['price']} USD, {given['deduct_cycle']}."
    )


@sku.command("remove")
@_id_argument
@home_option
@json_option
def remove(tier_id: str, home: str | None, *, is_json: bool) -> None:
    """Sell the subscription TIER to nobody new; who has it goes on paying."""
    done = call(home, "DELETE", f"skus/{segment(tier_id)}")
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"{done['tier_id']} is sold to nobody new.")


@sku.command("restore")
@home_option
@json_option
def restore(home: str | None, *, is_json: bool) -> None:
    """Sell the subscriptions that LocalMinis comes with, and nothing else to anybody new."""
    done = call(home, "POST", "skus/restore")
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"The {done['count']} subscriptions of LocalMinis are sold, and nothing else.")
