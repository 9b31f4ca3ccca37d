"""`localminis user`: simulated TikTok users, and the apps they are connected to."""

from typing import Any

import click

from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import SWITCH, call, home_option, json_option, segment


@group("user", "Create, list, change and delete simulated TikTok users.")
def user() -> None:
    """Hold the user commands."""


@user.command("create")
@click.argument("name")
@click.option("--region", default="US", show_default=True, help="Two-letter country code.")
@click.option("--language", default="en", show_default=True, help="Such as en or pt-BR.")
@click.option("--adult", type=SWITCH, default="on", show_default=True, help="The age flag.")
@click.option("--avatar-url", help="A picture; one is drawn when not given.")
@home_option
@json_option
def create(
    name: str,
    region: str,
    language: str,
    adult: str,
    avatar_url: str | None,
    home: str | None,
    *,
    is_json: bool,
) -> None:
    """Make a simulated user called NAME."""
    body = {
        "name": name,
        "region": region,
        "language": language,
        "is_adult": adult == "on",
        "avatar_url": avatar_url,
    }
    made = call(home, "POST", "users", body)
    if is_json:
        terminal.print_json(made)
        return
    terminal.done(f"Made the user {terminal.bold(made['name'])} (number {made['id']}).")


@user.command("login")
@click.argument("user_name", metavar="USER")
@click.argument("client_key")
@click.option("--scope", "scopes", multiple=True, help="Grant this too, such as user.info.basic.")
@home_option
@json_option
def login(
    user_name: str, client_key: str, scopes: tuple[str, ...], home: str | None, *, is_json: bool
) -> None:
    """Log USER in to an app and print the one-time code that its page would get."""
    body = {"client_key": client_key, "scopes": list(scopes)}
    made = call(home, "POST", f"users/{segment(user_name)}/login-codes", body)
    if is_json:
        terminal.print_json(made)
        return
    terminal.say(made["code"])


@user.command("list")
@home_option
@json_option
def listing(home: str | None, *, is_json: bool) -> None:
    """List every user with the Beans in the wallet."""
    found = call(home, "GET", "users")["users"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (each["id"], each["name"], each["region"], each["language"], each["balance_beans"])
        for each in found
    ]
    terminal.table(("NUMBER", "NAME", "REGION", "LANGUAGE", "BEANS"), rows)


@user.command("show")
@click.argument("name_or_number")
@home_option
@json_option
def show(name_or_number: str, home: str | None, *, is_json: bool) -> None:
    """Show one user and the apps they are connected to."""
    found = call(home, "GET", _path(name_or_number))
    if is_json:
        terminal.print_json(found)
        return
    connected = found.pop("connected_apps")
    for name, value in found.items():
        terminal.say(f"{name:<20}{'-' if value is None else value}")
    rows = [(each["client_key"], each["open_id"], ",".join(each["scopes"])) for each in connected]
    terminal.table(("CONNECTED APP", "OPEN ID", "SCOPES"), rows)


@user.command("set")
@click.argument("name_or_number")
@click.option("--name", help="Another name.")
@click.option("--region", help="Two-letter country code.")
@click.option("--language", help="Such as en or pt-BR.")
@click.option("--avatar-url", help="A picture; an empty text goes back to the drawn one.")
@click.option("--adult", type=SWITCH, help="The age flag; off disconnects every app.")
@click.option("--banned", type=SWITCH, help="A ban; on disconnects every app.")
@home_option
@json_option
def change(
    name_or_number: str,
    adult: str | None,
    banned: str | None,
    home: str | None,
    *,
    is_json: bool,
    **given: str | None,
) -> None:
    """Change one user."""
    body: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    for name, switch in (("is_adult", adult), ("is_banned", banned)):
        if switch is not None:
            body[name] = switch == "on"
    if not body:
        raise click.UsageError("Nothing to change. `localminis user set -h` lists what can be.")
    changed = call(home, "PATCH", _path(name_or_number), body)
    if is_json:
        terminal.print_json(changed)
        return
    terminal.done(f"Changed {', '.join(body)} of {changed['name']}.")


@user.command("delete")
@click.argument("name_or_number")
@home_option
@json_option
def delete(name_or_number: str, home: str | None, *, is_json: bool) -> None:
    """End one user's account; every connected app is told."""
    gone = call(home, "DELETE", _path(name_or_number))
    if is_json:
        terminal.print_json(gone)
        return
    terminal.done(f"Deleted the user {gone['name']} (number {gone['id']}).")


@user.command("disconnect")
@click.argument("name_or_number")
@click.argument("client_key")
@home_option
@json_option
def disconnect(name_or_number: str, client_key: str, home: str | None, *, is_json: bool) -> None:
    """Take back what a user has granted to an app, as in TikTok's settings."""
    path = f"{_path(name_or_number)}/grants/{segment(client_key)}"
    answer = call(home, "DELETE", path)
    if is_json:
        terminal.print_json(answer)
    elif answer["was_connected"]:
        terminal.done(f"Disconnected {name_or_number} from {client_key}; its tokens are dead.")
    else:
        terminal.say(f"{name_or_number} was not connected to {client_key}.")


def _path(name_or_number: str) -> str:
    return f"users/{segment(name_or_number)}"
