"""`localminis upload`: make a version of a package."""

import asyncio
import os
import zipfile
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import quote

import click

from localminis import settings
from localminis.amounts import counted, sized
from localminis.cli import terminal
from localminis.cli.steer import home_option, json_option, segment
from localminis.errors import Invalid, Unavailable
from localminis.spec.config import CONFIG_NAMES

_CHUNK_BYTES: Final = 1 << 18
_CONFIG_MAX_BYTES: Final = 1 << 20
_SHOWN_MAX: Final = 20


class PackageUnreadable(Unavailable):
    """The package that shall be uploaded cannot be read."""

    code = "package_unreadable"


class AppUnknown(Invalid):
    """Neither the command line nor the package says which app it is for."""

    code = "app_unknown"


@click.command("upload")
@click.argument("package", metavar="[ZIP]", type=click.Path(path_type=Path), default="minis.zip")
@click.option("--app", "client_key", metavar="KEY", help="The app. Default: the package's own key.")
@click.option("--note", default="", help="What shall be noted about this version.")
@home_option
@json_option
def upload(
    package: Path, client_key: str | None, note: str, home: str | None, *, is_json: bool
) -> None:
    """Upload ZIP (minis.zip here), have it scanned, and make a preview of it."""
    from localminis.steering import AdminRefused

    try:
        with closing(package.open("rb")) as file:
            key = client_key or _key_in(package)
            made, is_running = asyncio.run(_send(settings.load(home=home), file, key, note))
    except OSError as error:
        raise PackageUnreadable(
            f"{package} cannot be read ({error.strerror}). Run `localminis build`, or name the zip."
        ) from error
    except AdminRefused as refusal:
        if not is_json:
            show_findings(refusal.facts.get("findings", ()))
        raise
    if is_json:
        terminal.print_json(made)
        return
    _show(made, is_running=is_running)


async def _send(
    chosen: settings.Settings, file: BinaryIO, client_key: str, note: str
) -> tuple[Any, bool]:
    """Upload a file; returns the version, and whether a platform runs that can open it."""
    from localminis import runtime

    size_bytes = os.fstat(file.fileno()).st_size

    async def chunks() -> AsyncIterator[bytes]:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk

    path = f"/admin/v1/apps/{segment(client_key)}/versions?note={quote(note, safe='')}"
    async with runtime.opened(chosen) as platform:
        made = await platform.send(path, chunks(), size_bytes=size_bytes, kind="application/zip")
        return made, not platform.is_ours


def _key_in(package: Path) -> str:
    """Return the client key in a package's config; what else is in the zip is not our matter."""
    from localminis.project.config import read
    from localminis.project.model import ConfigInvalid
    from localminis.publishing import unpack

    for flavour, name in CONFIG_NAMES.items():
        try:
            with zipfile.ZipFile(package) as archive, archive.open(name) as content:
                text = content.read(_CONFIG_MAX_BYTES).decode()
            config = read.parse(text, Path(name), flavour).config
        except (*unpack.UNREADABLE, KeyError, ConfigInvalid):
            continue  # no such file in it, or none to be read: the platform says what is wrong
        if config.has_client_key and config.client_key is not None:
            return config.client_key
    raise AppUnknown(
        f"{package} does not say which app it is for. Name it with --app KEY; "
        "`localminis app list` shows the keys."
    )


def _show(made: Any, *, is_running: bool) -> None:
    key, number = made["client_key"], made["number"]
    size = f"{sized(made['size_bytes'])}, {counted(made['file_count'], 'file')}"
    terminal.done(f"Version {terminal.bold(str(number))} of {key} is a preview ({size}).")
    show_findings(made["report"]["findings"])
    for sentence in made["domains"]["differences"]:
        terminal.warn(sentence)
    shown_by = "" if is_running else "   once `localminis serve` runs"
    terminal.say(f"  Preview  {terminal.link(made['preview_url'])}{shown_by}")
    if made["phone_url"]:
        terminal.say(f"  Phone    {terminal.link(made['phone_url'])}")
    terminal.say(f"Next: localminis version submit {number} --app {key}")


def show_findings(findings: Any) -> None:
    """Print what the scan found, errors first, beside the result."""
    ordered = sorted(findings, key=lambda each: each["severity"] != "error")
    for each in ordered[:_SHOWN_MAX]:
        place = f"{each['path']}:{each['line']}:{each['column']}" if each["line"] else each["path"]
        severity = each["severity"]
        terminal.note(f"  {place}: {severity} {each['code']}: {each['message']}")
    if len(ordered) > _SHOWN_MAX:
        terminal.note(f"  and {len(ordered) - _SHOWN_MAX} more; --json or the console shows all.")
