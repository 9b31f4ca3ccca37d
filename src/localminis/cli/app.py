"""`localminis app`: create, list, show and change apps."""

from typing import Any
from urllib.parse import quote

import click

from localminis.cli import terminal
from localminis.cli.steer import call, group, home_option, json_option


@group("app", "Create, list and change apps.")
def app() -> None:
    """Hold the app commands."""


@app.command("create")
@click.argument("name")
@click.option("--client-key", help="Use this client key instead of a new one.")
@home_option
@json_option
def create(name: str, client_key: str | None, home: str | None, *, is_json: bool) -> None:
    """Register an app called NAME and print its credentials."""
    made = call(home, "POST", "apps", {"name": name, "client_key": client_key})
    if is_json:
        terminal.print_json(made)
        return
    terminal.done(f"Registered {terminal.bold(made['name'])}.")
    terminal.say(f"  client_key     {made['client_key']}")
    terminal.say(f"  client_secret  {made['client_secret']}")
    terminal.say(f"Next: localminis app set {made['client_key']} --webhook-url URL")


@app.command("list")
@home_option
@json_option
def listing(home: str | None, *, is_json: bool) -> None:
    """List every app."""
    found = call(home, "GET", "apps")["apps"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (
            each["client_key"],
            each["name"],
            each["webhook_url"] or "-",
            "on" if each["is_payment_enabled"] else "off",
        )
        for each in found
    ]
    terminal.table(("CLIENT KEY", "NAME", "WEBHOOK", "PAYMENT"), rows)


@app.command("show")
@click.argument("client_key")
@click.option("--secret", "is_secret_shown", is_flag=True, help="Print the client secret too.")
@home_option
@json_option
def show(client_key: str, home: str | None, *, is_secret_shown: bool, is_json: bool) -> None:
    """Show one app."""
    tail = "?secret=1" if is_secret_shown else ""
    found = call(home, "GET", f"apps/{quote(client_key, safe='')}{tail}")
    if is_json:
        terminal.print_json(found)
        return
    for name, value in found.items():
        terminal.say(f"{name:<20}{'-' if value is None else value}")


@app.command("set")
@click.argument("client_key")
@click.option("--webhook-url", help="Where this app's events go; an empty text removes it.")
@click.option("--payment", type=click.Choice(["on", "off"]), help="The payment capability.")
@home_option
@json_option
def change(
    client_key: str,
    webhook_url: str | None,
    payment: str | None,
    home: str | None,
    *,
    is_json: bool,
) -> None:
    """Change one app."""
    body: dict[str, Any] = {}
    if webhook_url is not None:
        body["webhook_url"] = webhook_url
    if payment is not None:
        body["is_payment_enabled"] = payment == "on"
    if not body:
        raise click.UsageError("Nothing to change. Give --webhook-url or --payment.")
    changed = call(home, "PATCH", f"apps/{quote(client_key, safe='')}", body)
    if is_json:
        terminal.print_json(changed)
        return
    terminal.done(f"Changed {', '.join(body)} of {changed['client_key']}.")
