"""`localminis state`: what the platform remembers."""

import click

from localminis.cli import terminal
from localminis.cli.steer import call, group, home_option, json_option


@group("state", "Reset what the platform remembers.")
def state() -> None:
    """Hold the state commands."""


@state.command("show")
@home_option
@json_option
def show(home: str | None, *, is_json: bool) -> None:
    """Show what runs, where the state is kept, and whether the ledger holds."""
    found = call(home, "GET", "status")
    if is_json:
        terminal.print_json(found)
        return
    for name, value in found.items():
        terminal.say(f"{name:<18}{value}")


@state.command("reset")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
def reset(home: str | None, *, yes: bool) -> None:
    """Forget every app, user, wallet, order, token and event."""
    if not yes:
        click.confirm("Forget every app, user, wallet, order, token and event?", abort=True)
    call(home, "POST", "state/reset")
    terminal.done("Forgotten. The first users are there again.")
