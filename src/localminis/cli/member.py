"""`localminis member`: the team of a served platform, its roles and API tokens, and what it did."""

import sys
from typing import Any, Final
from urllib.parse import urlencode

import click

from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import SWITCH, call, home_option, json_option, segment

_ROLE: Final = click.Choice(["viewer", "developer", "admin"])
_password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@group("member", "Manage the team of a served platform.")
def member() -> None:
    """Hold the member commands."""


@member.command("add")
@click.argument("email")
@click.option("--name", default="", help="How the console calls them.")
@click.option("--role", type=_ROLE, default="developer", show_default=True)
@click.option("--no-password", is_flag=True, help="Sign in through the identity provider only.")
@_password_option
@home_option
@json_option
def add(
    email: str,
    name: str,
    role: str,
    home: str | None,
    *,
    no_password: bool,
    password_stdin: bool,
    is_json: bool,
) -> None:
    """Add a member with the address EMAIL; asks for a password on a terminal."""
    password = None if no_password else _password(is_piped=password_stdin)
    body = {"email": email, "name": name, "role": role, "password": password}
    added = call(home, "POST", "members", body)
    if is_json:
        terminal.print_json(added)
        return
    terminal.done(f"{added['email']} is {added['role']}.")


@member.command("list")
@home_option
@json_option
def listing(home: str | None, *, is_json: bool) -> None:
    """List the team."""
    found = call(home, "GET", "members")["members"]
    if is_json:
        terminal.print_json(found)
        return
    if not found:
        terminal.say(
            "There are no members yet. `localminis member add EMAIL --role admin` adds one."
        )
        return
    rows = [
        (
            each["email"],
            each["name"],
            each["role"],
            "disabled"
            if each["is_disabled"]
            else "password"
            if each["has_password"]
            else "provider",
            terminal.moment(each["last_seen_at_s"]),
        )
        for each in found
    ]
    terminal.table(("EMAIL", "NAME", "ROLE", "SIGN-IN", "LAST SEEN"), rows)


@member.command("set")
@click.argument("email")
@click.option("--role", type=_ROLE)
@click.option("--disabled", type=SWITCH, help="Shut out, or let in again.")
@_password_option
@home_option
@json_option
def change(
    email: str,
    role: str | None,
    disabled: str | None,
    home: str | None,
    *,
    password_stdin: bool,
    is_json: bool,
) -> None:
    """Change the role, the password or the access of a member."""
    body: dict[str, Any] = {}
    if role is not None:
        body["role"] = role
    if disabled is not None:
        body["is_disabled"] = disabled == "on"
    if password_stdin:
        body["password"] = _password(is_piped=True)
    if not body:
        raise click.UsageError("Nothing to change. Give --role, --disabled or --password-stdin.")
    changed = call(home, "PATCH", _path(email), body)
    if is_json:
        terminal.print_json(changed)
        return
    terminal.done(f"Changed {', '.join(body)} of {changed['email']}.")


@member.command("remove")
@click.argument("email")
@home_option
@json_option
def remove(email: str, home: str | None, *, is_json: bool) -> None:
    """Remove a member with all tokens and sessions."""
    removed = call(home, "DELETE", _path(email))
    if is_json:
        terminal.print_json(removed)
        return
    terminal.done(f"{removed['email']} is no member any more.")


@member.command("audit")
@click.option("--by", "actor", metavar="EMAIL", help="Only what this member did.")
@click.option("--before", type=click.IntRange(1), help="Number of an entry: show older ones.")
@home_option
@json_option
def audit(actor: str | None, before: int | None, home: str | None, *, is_json: bool) -> None:
    """Show who did what, the newest first, a hundred at a time."""
    query = {name: value for name, value in (("actor", actor), ("before", before)) if value}
    found = call(home, "GET", f"audit?{urlencode(query)}")["entries"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (each["id"], terminal.moment(each["at_s"]), each["actor"], each["action"], each["subject"])
        for each in found
    ]
    terminal.table(("NUMBER", "TIME", "WHO", "ACTION", "ON"), rows)


@member.group("token")
def token() -> None:
    """Make, list and revoke tokens for the admin API."""


@token.command("create")
@click.argument("email")
@click.argument("name")
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True)
@home_option
@json_option
def create_token(email: str, name: str, days: int, home: str | None, *, is_json: bool) -> None:
    """Make a token called NAME for a member and print it, once."""
    made = call(home, "POST", f"{_path(email)}/tokens", {"name": name, "days": days})
    if is_json:
        terminal.print_json(made)
        return
    terminal.say(made["token"])
    terminal.note("It is not shown again. Use it as LOCALMINIS_SERVER_TOKEN, or as a bearer token.")


@token.command("list")
@click.argument("email")
@home_option
@json_option
def list_tokens(email: str, home: str | None, *, is_json: bool) -> None:
    """List a member's tokens by name."""
    found = call(home, "GET", f"{_path(email)}/tokens")["tokens"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (
            each["name"],
            *(terminal.moment(each[n]) for n in ("created_at_s", "expires_at_s", "last_used_at_s")),
        )
        for each in found
    ]
    terminal.table(("NAME", "MADE", "ENDS", "LAST USED"), rows)


@token.command("revoke")
@click.argument("email")
@click.argument("name")
@home_option
@json_option
def revoke_token(email: str, name: str, home: str | None, *, is_json: bool) -> None:
    """Revoke the token NAME of a member."""
    revoked = call(home, "DELETE", f"{_path(email)}/tokens/{segment(name)}")
    if is_json:
        terminal.print_json(revoked)
        return
    terminal.done(f"The token {revoked['name']} is revoked.")


def _path(email: str) -> str:
    return f"members/{segment(email)}"


def _password(*, is_piped: bool) -> str:
    if is_piped:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError(
            "There is no terminal to ask on. Give --password-stdin or --no-password."
        )
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked
