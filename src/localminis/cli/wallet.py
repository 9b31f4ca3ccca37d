"""`localminis wallet`: show and fill Beans wallets."""

from urllib.parse import quote

import click

from localminis.cli import terminal
from localminis.cli.steer import call, group, home_option, json_option


@group("wallet", "Show and fill Beans wallets.")
def wallet() -> None:
    """Hold the wallet commands."""


@wallet.command("show")
@click.argument("user")
@home_option
@json_option
def show(user: str, home: str | None, *, is_json: bool) -> None:
    """Show the Beans of USER (name or number)."""
    _print(call(home, "GET", f"wallets/{quote(user, safe='')}"), is_json=is_json)


@wallet.command("grant", context_settings={"ignore_unknown_options": True})
@click.argument("user")
@click.argument("beans", type=int)
@home_option
@json_option
def grant(user: str, beans: int, home: str | None, *, is_json: bool) -> None:
    """Put BEANS into the wallet of USER; a negative number takes them out."""
    path = f"wallets/{quote(user, safe='')}/grant"
    _print(call(home, "POST", path, {"beans": beans}), is_json=is_json)


def _print(found: dict[str, object], *, is_json: bool) -> None:
    if is_json:
        terminal.print_json(found)
        return
    user = found["user"]
    assert isinstance(user, dict)
    terminal.say(f"{user['name']} has {found['balance_beans']} Beans.")
