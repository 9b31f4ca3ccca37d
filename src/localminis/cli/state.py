"""`localminis state`: what the platform remembers, as a whole."""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import click

from localminis.amounts import counted, sized
from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.local_file import FILE, FileUnreadable, read
from localminis.cli.steer import call, home_option, json_option, segment
from localminis.errors import Invalid
from localminis.project.replace import staging_path


class FileInvalid(Invalid):
    """A file that was named does not hold what it should."""

    code = "file_invalid"


@group("state", "Reset, export, import and snapshot what the platform remembers.")
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
@json_option
def reset(home: str | None, *, yes: bool, is_json: bool) -> None:
    """Forget every app, user, wallet, order, token and event."""
    if not yes:
        click.confirm("Forget every app, user, wallet, order, token and event?", abort=True)
    found = call(home, "POST", "state/reset")
    _done(found, "Forgotten. The first users are there again.", is_json=is_json)


@state.command("export")
@click.argument("file", type=FILE)
@home_option
@json_option
def export(file: Path, home: str | None, *, is_json: bool) -> None:
    """Write the whole state to FILE as JSON; client secrets are in it, in the clear."""
    found = call(home, "GET", "state")
    temporary = staging_path(file)
    try:
        with os.fdopen(
            os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as out:
            json.dump(found, out, indent=1, ensure_ascii=False)
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FileUnreadable(f"{file} cannot be written ({error.strerror}).") from error
    rows = sum(len(table) for table in found["tables"].values())
    said = f"Wrote {counted(rows, 'row')} to {file}. It holds client secrets: keep it private."
    _done({"file": str(file), "rows": rows}, said, is_json=is_json)


@state.command("import")
@click.argument("file", type=FILE)
@home_option
@json_option
def take(file: Path, home: str | None, *, is_json: bool) -> None:
    """Replace the whole state by that of FILE; a broken file changes nothing."""
    try:
        document = json.loads(read(file))
    except ValueError as error:
        raise FileInvalid(f"{file} is not JSON ({error}).") from error
    found = call(home, "PUT", "state", document)
    _done(found, f"The state is that of {file}: {counted(found['rows'], 'row')}.", is_json=is_json)


@state.command("apply")
@click.argument("file", type=FILE, default="localminis.toml")
@home_option
@json_option
def apply(file: Path, home: str | None, *, is_json: bool) -> None:
    """Make the apps, users, wallets, tiers and placements that FILE declares (TOML or JSON)."""
    found = call(home, "POST", "state/world", read_world(file))
    _done(found, f"Applied {counted_world(found)} of {file}.", is_json=is_json)


def read_world(file: Path) -> Any:
    """Read a world file, TOML or JSON.

    Raises:
        FileUnreadable, FileInvalid: says why.
    """
    raw = read(file)
    try:
        return json.loads(raw) if file.suffix == ".json" else tomllib.loads(raw.decode())
    except ValueError as error:
        raise FileInvalid(f"{file} cannot be read: {error}.") from error


def counted_world(made: dict[str, int]) -> str:
    """Say in words what of a world file was made or brought in line."""
    counts = ", ".join(_counted(count, what) for what, count in made.items() if count)
    return counts or "nothing"


@state.command("snapshot")
@click.argument("name")
@home_option
@json_option
def snapshot(name: str, home: str | None, *, is_json: bool) -> None:
    """Keep the present state as NAME."""
    kept = call(home, "PUT", f"state/snapshots/{segment(name)}")
    said = f"Kept the state as {kept['name']} ({sized(kept['size_bytes'])})."
    _done(kept, said, is_json=is_json)


@state.command("snapshots")
@home_option
@json_option
def snapshots(home: str | None, *, is_json: bool) -> None:
    """List the snapshots."""
    found = call(home, "GET", "state/snapshots")["snapshots"]
    if is_json:
        terminal.print_json(found)
        return
    terminal.table(("NAME", "BYTES"), [(each["name"], each["size_bytes"]) for each in found])


@state.command("restore")
@click.argument("name")
@home_option
@json_option
def restore(name: str, home: str | None, *, is_json: bool) -> None:
    """Put the state back that was kept as NAME."""
    found = call(home, "POST", f"state/snapshots/{segment(name)}/restore")
    said = f"The state is that of the snapshot {name}: {counted(found['rows'], 'row')}."
    _done(found, said, is_json=is_json)


def _done(found: dict[str, Any], said: str, *, is_json: bool) -> None:
    if is_json:
        terminal.print_json(found)
    else:
        terminal.done(said)


def _counted(count: int, what: str) -> str:
    return f"{count} {what.removesuffix('s') if count == 1 else what}"
