"""`localminis app`: create, list, show and change apps."""

from typing import Any, Final
from urllib.parse import urlencode

import click

from localminis.cli import app_looks, app_portal, terminal
from localminis.cli.groups import group
from localminis.cli.steer import SWITCH, app_path, call, home_option, json_option, segment

_KIND: Final = click.Choice(["mini_drama", "mini_app", "html_game"])
_SWITCHES: Final = frozenset({"payment", "ads", "requires_test_user"})


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
@click.option("--name", help="Only apps whose name or client key holds this.")
@click.option("--kind", type=_KIND, help="Only apps of this kind.")
@home_option
@json_option
def listing(home: str | None, *, is_json: bool, **wanted: str | None) -> None:
    """List every app, or those asked for."""
    query = urlencode({name: value for name, value in wanted.items() if value})
    found = call(home, "GET", f"apps?{query}")["apps"]
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
    found = call(home, "GET", f"{app_path(client_key)}{tail}")
    if is_json:
        terminal.print_json(found)
        return
    for name, value in found.items():
        shown = " ".join(value) if isinstance(value, list) else value
        terminal.say(f"{name:<22}{'-' if shown in (None, '') else shown}")


@app.command("set")
@click.argument("client_key")
@click.option("--webhook-url", help="Where this app's events go; an empty text removes it.")
@click.option("--payment", type=SWITCH, help="The payment capability.")
@click.option("--ads", type=SWITCH, help="The ad capability.")
@click.option("--name", help="Another name, up to 50 characters.")
@click.option("--description", help="What the app is, up to 500 characters.")
@click.option("--category", help="The category in the portal.")
@click.option("--kind", type=_KIND, help="What it is.")
@click.option(
    "--redirect-uri",
    "redirect_uris",
    multiple=True,
    help="Where the web flow may return to; repeat it for more, an empty text removes all.",
)
@click.option("--terms-url", help="Terms of service; without it nobody can log in.")
@click.option("--privacy-url", help="Privacy policy; without it nobody can log in.")
@click.option(
    "--region",
    "regions",
    multiple=True,
    help="Where it is released; repeat it for more, an empty text releases it everywhere.",
)
@click.option(
    "--min-library-version",
    help="The SDK's oldest version it runs on, such as 0.4.0; an empty text takes any.",
)
@click.option("--requires-test-user", type=SWITCH, help="Whether only test users can log in.")
@click.option("--developer", help="Whose app it is; users have one union id per developer.")
@home_option
@json_option
def change(
    client_key: str, home: str | None, *, is_json: bool, **given: str | tuple[str, ...] | None
) -> None:
    """Change one app."""
    body = _changes(given)
    if not body:
        raise click.UsageError("Nothing to change. `localminis app set -h` lists what can be.")
    changed = call(home, "PATCH", app_path(client_key), body)
    if is_json:
        terminal.print_json(changed)
        return
    terminal.done(f"Changed {', '.join(body)} of {changed['client_key']}.")


@app.command("rotate-secret")
@click.argument("client_key")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, 720),
    default=24,
    show_default=True,
    help="For how long the former secret still authenticates, on the platform's clock.",
)
@home_option
@json_option
def rotate_secret(client_key: str, overlap_hours: int, home: str | None, *, is_json: bool) -> None:
    """Give an app a new client secret and print it, this once."""
    body = {"overlap_s": overlap_hours * 3600}
    made = call(home, "POST", f"{app_path(client_key)}/secret", body)
    if is_json:
        terminal.print_json(made)
        return
    terminal.done(f"The app {made['client_key']} has a new secret.")
    terminal.say(f"  client_secret  {made['client_secret']}")


for portal_command in (
    app_portal.domains,
    app_portal.placement,
    app_portal.icon,
    app_portal.draft,
    app_looks.promo,
    app_looks.localization,
):
    app.add_command(portal_command)


@app.group("test-user")
def test_user() -> None:
    """Add, remove and list the users who may log in while an app requires test users."""


@test_user.command("add")
@click.argument("client_key")
@click.argument("user")
@home_option
@json_option
def add_test_user(client_key: str, user: str, home: str | None, *, is_json: bool) -> None:
    """Make USER (name or number) a test user of an app."""
    added = call(home, "PUT", f"{app_path(client_key)}/test-users/{segment(user)}")
    if is_json:
        terminal.print_json(added)
        return
    terminal.done(f"{added['name']} is a test user of {client_key}.")


@test_user.command("remove")
@click.argument("client_key")
@click.argument("user")
@home_option
@json_option
def remove_test_user(client_key: str, user: str, home: str | None, *, is_json: bool) -> None:
    """Take USER (name or number) out of an app's test users."""
    removed = call(home, "DELETE", f"{app_path(client_key)}/test-users/{segment(user)}")
    if is_json:
        terminal.print_json(removed)
        return
    terminal.done(f"{removed['name']} is no test user of {client_key}.")


@test_user.command("list")
@click.argument("client_key")
@home_option
@json_option
def list_test_users(client_key: str, home: str | None, *, is_json: bool) -> None:
    """List an app's test users."""
    found = call(home, "GET", f"{app_path(client_key)}/test-users")["users"]
    if is_json:
        terminal.print_json(found)
        return
    terminal.table(("NUMBER", "NAME"), [(each["id"], each["name"]) for each in found])


def _changes(given: dict[str, str | tuple[str, ...] | None]) -> dict[str, Any]:
    """Return the body of the change: only what was given, switches as truth values."""
    renamed = {"payment": "is_payment_enabled", "ads": "is_ads_enabled"}
    body: dict[str, Any] = {}
    for option, value in given.items():
        if value is None or value == ():
            continue
        name = renamed.get(option, option)
        if isinstance(value, tuple):
            body[name] = [each for each in value if each]
        else:
            body[name] = value == "on" if option in _SWITCHES else value
    return body
