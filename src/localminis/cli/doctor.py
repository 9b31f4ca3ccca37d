"""`localminis doctor`: what a project lacks, in the platform's own troubleshooting order."""

import json
import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from localminis import settings
from localminis.amounts import counted
from localminis.cli import terminal
from localminis.cli.flavour import flavour_option
from localminis.cli.project_folder import project_argument
from localminis.cli.shadowed import shadowed_names

if TYPE_CHECKING:
    from localminis.project.doctor import Station
    from localminis.spec.config import Flavour

_ANSWER_TIMEOUT_S = 1
_TEXT_AT = 5
_MARKS = {"good": ("✓", "green"), "bad": ("✗", "red"), "look": ("·", "blue")}


@click.command("doctor")
@flavour_option
@click.option("--home", metavar="DIR", help="State folder of the platform. [env: LOCALMINIS_HOME]")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@project_argument
def doctor(path: Path, *, flavour: "Flavour | None", home: str | None, as_json: bool) -> None:
    """Look at the project in PATH and at this machine, and say what is in the way.

    Nothing is changed. Leaves with 1 when something has to be corrected.
    """
    from localminis.project import doctor as walk

    around = walk.Around(
        node=shutil.which("node"),
        platform_url=_running_at(settings.load(home=home).run_file),
        shadowed=shadowed_names(),
    )
    stations = walk.examine(path, around, flavour)
    bad = sum(sight.state == "bad" for station in stations for sight in station.sights)
    if as_json:
        terminal.print_json({"good": not bad, "stations": [_as_json(it) for it in stations]})
    else:
        _show(stations, bad)
    sys.exit(terminal.EXIT_REFUSED if bad else 0)


def _show(stations: "list[Station]", bad: int) -> None:
    for number, station in enumerate(stations, 1):
        terminal.say(terminal.bold(f"{number}. {station.title}"))
        for sight in station.sights:
            mark, colour = _MARKS[sight.state]
            text = terminal.hanging(sight.text, _TEXT_AT)
            terminal.say(f"   {click.style(mark, fg=colour)} {text}")
    if bad:
        terminal.fail(f"{counted(bad, 'thing has', 'things have')} to be corrected.")
    else:
        terminal.done("Nothing here is in the way; the dots are for you to look up.")


def _as_json(station: "Station") -> dict[str, object]:
    sights = [{"state": it.state, "text": it.text} for it in station.sights]
    return {"title": station.title, "sights": sights}


def _running_at(run_file: Path) -> str | None:
    """Return the address in the run file, if something listens there."""
    try:
        url = str(json.loads(run_file.read_text("utf-8"))["url"])
        place = urlsplit(url)
        with socket.create_connection(
            (place.hostname or "", place.port or 0), timeout=_ANSWER_TIMEOUT_S
        ):
            return url
    except (OSError, ValueError, KeyError, TypeError):
        return None
