"""`localminis bundle`: everything in one file, for another machine."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import click

from localminis import settings
from localminis.amounts import sized
from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.local_file import FILE
from localminis.cli.steer import home_option, json_option
from localminis.errors import Unavailable
from localminis.project.replace import staging_path

if TYPE_CHECKING:
    from localminis.steering import Steering

_CHUNK_BYTES: Final = 1 << 18
_NAMES: Final = {"code_versions": "versions", "webhook_events": "events"}


class BundleUnreadable(Unavailable):
    """The file of a bundle cannot be read or written."""

    code = "bundle_unreadable"


@group("bundle", "Hand everything on in one file: versions, orders, requests, the clock.")
def bundle() -> None:
    """Hold the bundle commands."""


@bundle.command("export")
@click.argument("file", type=FILE, default="bundle.zip")
@home_option
def export(file: Path, home: str | None) -> None:
    """Write everything to FILE (bundle.zip here), with all secrets masked."""
    size = asyncio.run(_export(settings.load(home=home), file))
    terminal.done(f"Wrote {file} ({size}). No secret is in it; what users are called is.")
    terminal.say(f"There: localminis bundle load {file.name}")


@bundle.command("load")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Replace what is here, if anything is.")
@home_option
@json_option
def load(file: Path, home: str | None, *, replace: bool, is_json: bool) -> None:
    """Put what FILE holds here; a broken file changes nothing."""
    try:
        with closing(file.open("rb")) as content:
            loaded = asyncio.run(_send(settings.load(home=home), content, is_replacing=replace))
    except OSError as error:
        raise BundleUnreadable(f"{file} cannot be read ({error.strerror}).") from error
    if is_json:
        terminal.print_json(loaded)
        return
    _tell(loaded, file)


async def save(platform: "Steering", file: Path) -> str:
    """Write a platform's bundle to a file, whole or not at all; returns its size in words.

    Raises:
        BundleUnreadable: the place does not take it.
    """
    temporary = staging_path(file)
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            await platform.fetch("/admin/v1/bundle", out)
            size_bytes = out.tell()
        temporary.replace(file)
    except OSError as error:
        raise BundleUnreadable(f"{file} cannot be written ({error.strerror}).") from error
    finally:
        temporary.unlink(missing_ok=True)
    return sized(size_bytes)


async def _export(chosen: settings.Settings, file: Path) -> str:
    from localminis import runtime

    async with runtime.opened(chosen) as platform:
        return await save(platform, file)


async def _send(chosen: settings.Settings, content: BinaryIO, *, is_replacing: bool) -> Any:
    from localminis import runtime

    async def chunks() -> AsyncIterator[bytes]:
        while chunk := content.read(_CHUNK_BYTES):
            yield chunk

    path = f"/admin/v1/bundle?replace={int(is_replacing)}"
    size_bytes = os.fstat(content.fileno()).st_size
    async with runtime.opened(chosen) as platform:
        return await platform.send(path, chunks(), size_bytes=size_bytes, kind="application/zip")


def _tell(loaded: Any, file: Path) -> None:
    counts = {**loaded["counts"], "requests": loaded["requests"]}
    listed = ", ".join(_counted(count, name) for name, count in counts.items() if count)
    made = terminal.moment(loaded["made_at_s"])
    terminal.done(f"Loaded {file}, made {made} UTC by LocalMinis {loaded['program']}: {listed}.")
    stands = terminal.moment(loaded["now_s"])
    terminal.say(f"The clock stands at {stands} UTC. On with it: localminis clock resume")
    if loaded["held_deliveries"]:
        terminal.say(
            f"{loaded['held_deliveries']} webhooks that waited there are held here: "
            "localminis webhook list"
        )
    for digest in loaded["missing_packages"]:
        terminal.warn(f"The files of a version were missing there already ({digest[:12]}…).")
    for each in loaded["settings"]:
        terminal.warn(
            f"The setting {each['name']} was {each['there']!r} there and is {each['here']!r} here."
        )
    if loaded["seed"] is not None:
        terminal.note(f"It ran with --seed {loaded['seed']}.")
    if loaded["apps"]:
        terminal.say("New client secrets; the former ones are not in a bundle:")
        rows = [(each["client_key"], each["client_secret"]) for each in loaded["apps"]]
        terminal.table(("CLIENT KEY", "CLIENT SECRET"), rows)


def _counted(count: int, name: str) -> str:
    words = _NAMES.get(name, name)
    return f"{count} {words.removesuffix('s') if count == 1 else words}"
