"""`localminis wallet`: show and fill Beans wallets, refund recharges, check the ledger."""

import sys
from typing import Any

import click

from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import SWITCH, call, home_option, json_option, segment


@group("wallet", "Show and fill Beans wallets, refund recharges, check the ledger.")
def wallet() -> None:
    """Hold the wallet commands."""


@wallet.command("show")
@click.argument("user")
@home_option
@json_option
def show(user: str, home: str | None, *, is_json: bool) -> None:
    """Show the Beans of USER (name or number)."""
    _print(call(home, "GET", _path(user)), is_json=is_json)


@wallet.command("grant", context_settings={"ignore_unknown_options": True})
@click.argument("user")
@click.argument("beans", type=int)
@home_option
@json_option
def grant(user: str, beans: int, home: str | None, *, is_json: bool) -> None:
    """Put BEANS into the wallet of USER; a negative number takes them out."""
    _print(call(home, "POST", _path(user, "grant"), {"beans": beans}), is_json=is_json)


@wallet.command("recharge")
@click.argument("user")
@click.argument("tier_id")
@home_option
@json_option
def recharge(user: str, tier_id: str, home: str | None, *, is_json: bool) -> None:
    """Buy the tier TIER_ID for USER in the store, such as local_beans_100."""
    _print(call(home, "POST", _path(user, "recharges"), {"tier_id": tier_id}), is_json=is_json)


@wallet.command("recharges")
@click.argument("user")
@home_option
@json_option
def recharges(user: str, home: str | None, *, is_json: bool) -> None:
    """List the newest recharges of USER."""
    found = call(home, "GET", _path(user, "recharges"))["recharges"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (each["number"], each["tier_id"], each["beans"], "refunded" if each["is_refunded"] else "")
        for each in found
    ]
    terminal.table(("NUMBER", "TIER", "BEANS", "STATE"), rows)


@wallet.command("refund")
@click.argument("user")
@click.option("--recharge", "number", type=int, help="Its number; the latest when not given.")
@click.option(
    "--parts",
    type=int,
    default=1,
    show_default=True,
    help="In how many steps, an hour apart, spent Beans come back from orders.",
)
@home_option
@json_option
def refund(user: str, number: int | None, parts: int, home: str | None, *, is_json: bool) -> None:
    """Let USER take a recharge back in the store; what was spent is traced back to the orders."""
    done = call(home, "POST", _path(user, "refund"), {"recharge": number, "parts": parts})
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(
        f"Refunded the recharge number {done['recharge']} of {done['refunded_beans']} Beans: "
        f"{done['wallet_beans']} from the wallet, {done['traced_beans']} from orders, "
        f"{done['owed_beans']} still to come."
    )
    rows = [(each["trade_order_id"], each["refund_amount"]) for each in done["tracebacks"]]
    if rows:
        terminal.table(("TRADE ORDER", "RECOVERED"), rows)


@wallet.command("sandbox")
@click.argument("user")
@click.argument("switch", type=SWITCH)
@home_option
@json_option
def sandbox(user: str, switch: str, home: str | None, *, is_json: bool) -> None:
    """Let USER pay without Beans, or no longer."""
    found = call(home, "PUT", _path(user, "sandbox"), {"is_sandbox": switch == "on"})
    if is_json:
        terminal.print_json(found)
        return
    name = found["user"]["name"]
    how = "in the sandbox, without Beans" if found["is_sandbox"] else "with Beans"
    terminal.done(f"{name} pays {how}.")


@wallet.command("audit")
@home_option
@json_option
def audit(home: str | None, *, is_json: bool) -> None:
    """Check the laws of the ledger; exit 1 when one is broken."""
    found = call(home, "GET", "ledger/audit")
    if is_json:
        terminal.print_json(found)
    elif not found["problems"]:
        terminal.done(f"The ledger holds: {found['accounts']} accounts.")
    for problem in found["problems"]:
        terminal.fail(problem)
    if found["problems"]:
        sys.exit(terminal.EXIT_REFUSED)


def _path(user: str, *rest: str) -> str:
    return "/".join(["wallets", segment(user), *rest])


def _print(found: dict[str, Any], *, is_json: bool) -> None:
    if is_json:
        terminal.print_json(found)
        return
    terminal.say(f"{found['user']['name']} has {found['balance_beans']} Beans.")
