"""`localminis app domains`, `placement`, `icon` and `draft`: what the portal keeps of an app."""

import base64
import json
from pathlib import Path
from typing import Any

import click

from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.local_file import FILE, read
from localminis.cli.project_folder import project_argument
from localminis.cli.steer import app_path, call, home_option, json_option, segment

key_argument = click.argument("client_key", metavar="KEY")


@group("domains", "List, add, remove and compare the trusted domains of an app.")
def domains() -> None:
    """Hold the domains commands."""


@domains.command("list")
@key_argument
@home_option
@json_option
def list_domains(client_key: str, home: str | None, *, is_json: bool) -> None:
    """List the trusted domains of an app."""
    found = call(home, "GET", f"{app_path(client_key)}/domains")
    if is_json:
        terminal.print_json(found)
        return
    for each in found["domains"]:
        terminal.say(each)
    if not found["domains"]:
        terminal.note(f"There is none. Add one: localminis app domains add {client_key} https://…")


@domains.command("add")
@key_argument
@click.argument("origins", nargs=-1, required=True, metavar="ORIGIN...")
@home_option
@json_option
def add_domains(
    client_key: str, origins: tuple[str, ...], home: str | None, *, is_json: bool
) -> None:
    """Register ORIGINs, such as https://api.example.com, beside those there are."""
    _change_domains(home, client_key, lambda now: [*now, *origins], is_json=is_json)


@domains.command("remove")
@key_argument
@click.argument("origins", nargs=-1, required=True, metavar="ORIGIN...")
@home_option
@json_option
def remove_domains(
    client_key: str, origins: tuple[str, ...], home: str | None, *, is_json: bool
) -> None:
    """Take ORIGINs out."""
    _change_domains(
        home, client_key, lambda now: [each for each in now if each not in origins], is_json=is_json
    )


@domains.command("compare")
@key_argument
@project_argument
@home_option
@json_option
def compare_domains(client_key: str, path: Path, home: str | None, *, is_json: bool) -> None:
    """Set the trusted domains of an app beside those of the config in PATH."""
    from localminis.project.load import load

    config = list(load(path).config.trusted_domains)
    found = call(home, "POST", f"{app_path(client_key)}/domains/compare", {"domains": config})
    if is_json:
        terminal.print_json(found)
        return
    for sentence in found["differences"]:
        terminal.say(sentence)
    if not found["differences"]:
        terminal.done("The portal and the config list the same domains.")


@group("placement", "Make, list, switch and delete the ad placements of an app.")
def placement() -> None:
    """Hold the placement commands."""


@placement.command("list")
@key_argument
@home_option
@json_option
def list_placements(client_key: str, home: str | None, *, is_json: bool) -> None:
    """List the ad placements of an app; the id is the page's adUnitId."""
    found = call(home, "GET", f"{app_path(client_key)}/placements")
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (each["placement_id"], each["kind"], "on" if each["is_active"] else "off", each["name"])
        for each in found["placements"]
    ]
    terminal.table(("ID", "KIND", "ACTIVE", "NAME"), rows)


@placement.command("create")
@key_argument
@click.argument("name")
@click.option("--kind", type=click.Choice(["rewarded", "interstitial"]), default="rewarded")
@home_option
@json_option
def create_placement(
    client_key: str, name: str, kind: str, home: str | None, *, is_json: bool
) -> None:
    """Make an ad placement called NAME; it is inactive until it is switched on."""
    body = {"name": name, "kind": kind}
    made = call(home, "POST", f"{app_path(client_key)}/placements", body)
    if is_json:
        terminal.print_json(made)
        return
    slot = made["placement_id"]
    terminal.done(f"Made the {kind} placement {terminal.bold(slot)}, which is inactive.")
    terminal.say(f"Next: localminis app placement on {client_key} {slot}")


@placement.command("on")
@key_argument
@click.argument("placement_id")
@home_option
@json_option
def switch_on(client_key: str, placement_id: str, home: str | None, *, is_json: bool) -> None:
    """Switch a placement on."""
    _switch(home, client_key, placement_id, is_active=True, is_json=is_json)


@placement.command("off")
@key_argument
@click.argument("placement_id")
@home_option
@json_option
def switch_off(client_key: str, placement_id: str, home: str | None, *, is_json: bool) -> None:
    """Switch a placement off."""
    _switch(home, client_key, placement_id, is_active=False, is_json=is_json)


@placement.command("delete")
@key_argument
@click.argument("placement_id")
@home_option
@json_option
def delete_placement(
    client_key: str, placement_id: str, home: str | None, *, is_json: bool
) -> None:
    """Forget a placement."""
    gone = call(home, "DELETE", _placement(client_key, placement_id))
    if is_json:
        terminal.print_json(gone)
        return
    terminal.done(f"Deleted the placement {gone['name']}.")


@click.command("icon")
@key_argument
@click.argument("file", type=FILE, required=False)
@click.option("--remove", is_flag=True, help="Forget the icon.")
@home_option
@json_option
def icon(
    client_key: str, file: Path | None, home: str | None, *, remove: bool, is_json: bool
) -> None:
    """Give an app the icon in FILE: PNG, JPEG or BMP of 600 by 600 pixels."""
    if (file is None) == (not remove):
        raise click.UsageError("Give a FILE, or --remove.")
    path = f"{app_path(client_key)}/icon"
    if file is None:
        answer = call(home, "DELETE", path)
    else:
        body = {"content_base64": base64.b64encode(read(file)).decode()}
        answer = call(home, "PUT", path, body)
    if is_json:
        terminal.print_json(answer)
        return
    terminal.done("The icon is gone." if remove else f"The icon is kept ({answer['media_type']}).")


@group("draft", "Change an app by way of a draft: edit, submit, approve or reject, discard.")
def draft() -> None:
    """Hold the draft commands."""


@draft.command("show")
@key_argument
@home_option
@json_option
def show_draft(client_key: str, home: str | None, *, is_json: bool) -> None:
    """Show the changes that wait, beside what is in effect."""
    _tell_draft(call(home, "GET", f"{app_path(client_key)}/draft"), is_json=is_json)


@draft.command("set")
@key_argument
@click.argument("changes", nargs=-1, required=True, metavar="FIELD=VALUE...")
@home_option
@json_option
def set_draft(
    client_key: str, changes: tuple[str, ...], home: str | None, *, is_json: bool
) -> None:
    """Draft FIELD=VALUE, where VALUE is a text or JSON, such as category=Drama."""
    body = {"content": dict(_parsed(each) for each in changes)}
    _tell_draft(call(home, "PATCH", f"{app_path(client_key)}/draft", body), is_json=is_json)


@draft.command("submit")
@key_argument
@home_option
@json_option
def submit_draft(client_key: str, home: str | None, *, is_json: bool) -> None:
    """Ask for the review of a draft."""
    _tell_draft(call(home, "POST", f"{app_path(client_key)}/draft/submit"), is_json=is_json)


@draft.command("recall")
@key_argument
@home_option
@json_option
def recall_draft(client_key: str, home: str | None, *, is_json: bool) -> None:
    """Take a draft back from its review."""
    _tell_draft(call(home, "POST", f"{app_path(client_key)}/draft/recall"), is_json=is_json)


@draft.command("approve")
@key_argument
@home_option
@json_option
def approve_draft(client_key: str, home: str | None, *, is_json: bool) -> None:
    """Approve a draft, as the reviewer; it takes effect."""
    _tell_draft(call(home, "POST", f"{app_path(client_key)}/draft/approve"), is_json=is_json)


@draft.command("reject")
@key_argument
@click.option("--reason", "reasons", multiple=True, required=True, help="Why; repeat it for more.")
@home_option
@json_option
def reject_draft(
    client_key: str, reasons: tuple[str, ...], home: str | None, *, is_json: bool
) -> None:
    """Reject a draft, as the reviewer, with reasons."""
    body = {"reasons": list(reasons)}
    _tell_draft(call(home, "POST", f"{app_path(client_key)}/draft/reject", body), is_json=is_json)


@draft.command("discard")
@key_argument
@home_option
@json_option
def discard_draft(client_key: str, home: str | None, *, is_json: bool) -> None:
    """Forget a draft."""
    answer = call(home, "DELETE", f"{app_path(client_key)}/draft")
    if is_json:
        terminal.print_json(answer)
        return
    terminal.done(f"The draft of {client_key} is gone.")


def _placement(client_key: str, placement_id: str) -> str:
    return f"{app_path(client_key)}/placements/{segment(placement_id)}"


def _change_domains(home: str | None, client_key: str, change: Any, *, is_json: bool) -> None:
    """Read the list, change it, and write it unless it changed meanwhile."""
    path = f"{app_path(client_key)}/domains"
    now = call(home, "GET", path)
    body = {"domains": change(now["domains"]), "revision": now["revision"]}
    done = call(home, "PUT", path, body)
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"Trusted domains of {client_key}: {' '.join(done['domains']) or 'none'}.")


def _switch(
    home: str | None, client_key: str, placement_id: str, *, is_active: bool, is_json: bool
) -> None:
    path = _placement(client_key, placement_id)
    changed = call(home, "PATCH", path, {"is_active": is_active})
    if is_json:
        terminal.print_json(changed)
        return
    terminal.done(f"The placement {changed['name']} is {'on' if is_active else 'off'}.")


def _parsed(change: str) -> tuple[str, Any]:
    name, separator, value = change.partition("=")
    if not separator:
        raise click.UsageError(f"{change!r} is no change. Write it as field=value.")
    try:
        # A number would be a text to the portal: `category=2026` means the text.
        parsed = json.loads(value) if value[:1] in "[tf" and value else value
    except ValueError:
        parsed = value
    return name, parsed


def _tell_draft(found: Any, *, is_json: bool) -> None:
    if is_json:
        terminal.print_json(found)
        return
    if "content" not in found:
        terminal.done(f"The changes of {found['client_key']} are in effect.")
        return
    terminal.say(f"The draft of {found['client_key']} is {found['state'].replace('_', ' ')}.")
    for reason in found["reasons"]:
        terminal.say(f"  because: {reason}")
    rows = [
        (name, _written(found["live"][name]), _written(value))
        for name, value in found["content"].items()
    ]
    terminal.table(("FIELD", "IN EFFECT", "DRAFT"), rows)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
