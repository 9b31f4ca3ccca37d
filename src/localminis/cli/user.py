"""`localminis user`: create and list simulated TikTok users."""

import click

from localminis.cli import terminal
from localminis.cli.steer import call, group, home_option, json_option


@group("user", "Create and list simulated TikTok users.")
def user() -> None:
    """Hold the user commands."""


@user.command("create")
@click.argument("name")
@click.option("--region", default="US", show_default=True, help="Two-letter country code.")
@home_option
@json_option
def create(name: str, region: str, home: str | None, *, is_json: bool) -> None:
    """Make a simulated user called NAME."""
    made = call(home, "POST", "users", {"name": name, "region": region})
    if is_json:
        terminal.print_json(made)
        return
    terminal.done(f"Made the user {terminal.bold(made['name'])} (number {made['id']}).")


@user.command("list")
@home_option
@json_option
def listing(home: str | None, *, is_json: bool) -> None:
    """List every user with the Beans in the wallet."""
    found = call(home, "GET", "users")["users"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [(each["id"], each["name"], each["region"], each["balance_beans"]) for each in found]
    terminal.table(("NUMBER", "NAME", "REGION", "BEANS"), rows)
