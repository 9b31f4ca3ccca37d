"""`localminis sandbox`: an app's environments for tests."""

from typing import Any

import click

from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import app_option, app_path, call, home_option, json_option, segment


@group("sandbox", "Create, clone, apply, import and delete the sandboxes of an app.")
def sandbox() -> None:
    """Hold the sandbox commands."""


@sandbox.command("list")
@app_option
@home_option
@json_option
def listing(client_key: str, home: str | None, *, is_json: bool) -> None:
    """List the sandboxes of an app."""
    found = call(home, "GET", f"{app_path(client_key)}/sandboxes")["sandboxes"]
    if is_json:
        terminal.print_json(found)
        return
    terminal.table(
        ("NAME", "CLIENT KEY", "WEBHOOK"),
        [(each["name"], each["client_key"], each["webhook_url"] or "-") for each in found],
    )


@sandbox.command("create")
@click.argument("name")
@app_option
@home_option
@json_option
def create(name: str, client_key: str, home: str | None, *, is_json: bool) -> None:
    """Make an empty sandbox called NAME and print its credentials."""
    made = call(home, "POST", f"{app_path(client_key)}/sandboxes", {"name": name})
    _tell(made, is_json=is_json)


@sandbox.command("clone")
@click.argument("name")
@app_option
@click.option("--from", "source", metavar="KEY", help="A sandbox; the app itself when not given.")
@home_option
@json_option
def clone(
    name: str, client_key: str, source: str | None, home: str | None, *, is_json: bool
) -> None:
    """Make a sandbox called NAME with the settings of the app or of another sandbox."""
    body = {"name": name, "clone_of": source or client_key}
    _tell(call(home, "POST", f"{app_path(client_key)}/sandboxes", body), is_json=is_json)


@sandbox.command("apply")
@click.argument("sandbox_key", metavar="SANDBOX_KEY")
@home_option
@json_option
def apply(sandbox_key: str, home: str | None, *, is_json: bool) -> None:
    """Let the draft of a sandbox take effect; `localminis app draft set` makes one."""
    done = call(home, "POST", f"{app_path(sandbox_key)}/draft/apply")
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"The changes of {done['name']} are in effect.")


@sandbox.command("import")
@click.argument("name")
@app_option
@home_option
@json_option
def take_over(name: str, client_key: str, home: str | None, *, is_json: bool) -> None:
    """Import the settings of the sandbox NAME (or its key) into the draft of its app."""
    done = call(home, "POST", f"{_sandbox(client_key, name)}/import")
    if is_json:
        terminal.print_json(done)
        return
    fields = ", ".join(done["content"]) or "nothing, both are the same"
    terminal.done(f"The draft of {client_key} changes: {fields}.")
    terminal.say(f"Next: localminis app draft submit {client_key}")


@sandbox.command("delete")
@click.argument("name")
@app_option
@home_option
@json_option
def delete(name: str, client_key: str, home: str | None, *, is_json: bool) -> None:
    """End the sandbox NAME (or its key)."""
    gone = call(home, "DELETE", _sandbox(client_key, name))
    if is_json:
        terminal.print_json(gone)
        return
    terminal.done(f"Deleted the sandbox {gone['name']}; its tokens are dead.")


def _sandbox(client_key: str, name: str) -> str:
    return f"{app_path(client_key)}/sandboxes/{segment(name)}"


def _tell(made: Any, *, is_json: bool) -> None:
    if is_json:
        terminal.print_json(made)
        return
    terminal.done(f"Made the sandbox {terminal.bold(made['name'])}; its payments need no Beans.")
    terminal.say(f"  client_key     {made['client_key']}")
    terminal.say(f"  client_secret  {made['client_secret']}")
