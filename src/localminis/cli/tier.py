"""`localminis tier`: the Beans tiers that the simulated store sells."""

from pathlib import Path
from typing import Any

import click

from localminis.amounts import counted
from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.local_file import FILE, FileUnreadable, read
from localminis.cli.steer import call, home_option, json_option, segment

_id_argument = click.argument("tier_id", metavar="TIER")


@group("tier", "See and choose the Beans tiers that the store sells.")
def tier() -> None:
    """Hold the tier commands."""


@tier.command("list")
@click.option("--region", default="US", show_default=True, help="At the prices of this country.")
@home_option
@json_option
def listing(region: str, home: str | None, *, is_json: bool) -> None:
    """List what is sold."""
    found = call(home, "GET", f"tiers?region={segment(region)}")
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (each["tier_id"], each["token_amount"], f"{each['price']} {each['currency']}", _of(each))
        for each in found["tiers"]
    ]
    terminal.table(("TIER", "BEANS", "PRICE", "WHOSE"), rows)


@tier.command("set")
@_id_argument
@click.option("--beans", type=int, required=True, help="How many Beans it is.")
@click.option("--price-usd", required=True, help="Its price in US dollars, such as 1.19.")
@click.option("--name", default="", help="Its name on the wire; made up when not given.")
@home_option
@json_option
def put(tier_id: str, home: str | None, *, is_json: bool, **given: Any) -> None:
    """Sell TIER, in place of an earlier one with this id."""
    done = call(home, "PUT", f"tiers/{segment(tier_id)}", given)
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"{tier_id} is {done['token_amount']} Beans for {done['price']} USD.")


@tier.command("price")
@_id_argument
@click.argument("region")
@click.argument("price", default="")
@home_option
@json_option
def price(tier_id: str, region: str, price: str, home: str | None, *, is_json: bool) -> None:
    """Let TIER cost PRICE in REGION, or without PRICE what follows from the dollars."""
    path = f"tiers/{segment(tier_id)}/prices/{segment(region)}"
    done = call(home, "PUT", path, {"price": price})
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"{tier_id} costs {done['price']} {done['currency']} in {region.upper()}.")


@tier.command("remove")
@_id_argument
@home_option
@json_option
def remove(tier_id: str, home: str | None, *, is_json: bool) -> None:
    """Take TIER out of the store."""
    done = call(home, "DELETE", f"tiers/{segment(tier_id)}")
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"{done['tier_id']} is not sold any more.")


@tier.command("import")
@click.argument("file", type=FILE)
@home_option
@json_option
def import_csv(file: Path, home: str | None, *, is_json: bool) -> None:
    """Sell every tier of the CSV FILE: tier_id,beans,price_usd and perhaps name."""
    try:
        text = read(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(f"{file} is not UTF-8 ({error}). Save it as UTF-8.") from error
    done = call(home, "POST", "tiers/import", {"csv": text})
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"{counted(done['count'], 'tier is', 'tiers are')} sold as {file.name} says.")


@tier.command("restore")
@home_option
@json_option
def restore(home: str | None, *, is_json: bool) -> None:
    """Sell the tiers that LocalMinis comes with, and nothing else."""
    done = call(home, "POST", "tiers/restore")
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"The {done['count']} tiers of LocalMinis are sold, and nothing else.")


def _of(each: dict[str, Any]) -> str:
    """Say whose the tier and its price are."""
    return ("ours" if each["is_ours"] else "yours") + (
        ", own price here" if each["regional_price"] else ""
    )
