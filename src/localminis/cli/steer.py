"""What the steering commands share: the state folder, the call, and `--json`."""

import asyncio
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import click

from localminis import settings
from localminis.errors import NotFound, Unavailable


class NameUnknown(NotFound):
    """The name is none that anything can have."""

    code = "name_unknown"


class PlatformNotRunning(Unavailable):
    """Nothing runs on the state folder, and the command is about what runs."""

    code = "platform_not_running"

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"No platform runs on {home}. Start it with `localminis serve`, `debug` or `demo`; "
            "with another state folder, add --home."
        )


SWITCH: Final = click.Choice(["on", "off"])
home_option = click.option(
    "--home",
    envvar="LOCALMINIS_HOME",
    metavar="DIR",
    help="State folder of the platform. [env: LOCALMINIS_HOME]",
)
app_option = click.option("--app", "client_key", metavar="KEY", required=True, help="The app.")
json_option = click.option("--json", "is_json", is_flag=True, help="Print JSON.")


def call(
    home: str | None, method: str, path: str, body: object | None = None, *, patience_s: int = 0
) -> Any:
    """Call the admin API of the running platform, or of the state folder when none runs.

    Args:
        patience_s: for how much longer than others the answer may take.
    """
    from localminis import runtime

    async def ask() -> Any:
        async with runtime.opened(settings.load(home=home)) as steering:
            return await steering.call(method, f"/admin/v1/{path}", body, patience_s=patience_s)

    return asyncio.run(ask())


def departure(home: str | None) -> str:
    """Say when what was made due is sent: a platform sends it, and perhaps none runs."""
    from localminis.steering import find_running

    found = settings.load(home=home)
    if found.server_url is not None or asyncio.run(find_running(found)) is not None:
        return "now"
    return "as soon as the platform runs (`localminis serve`)"


def app_path(client_key: str) -> str:
    """Return the place of an app in the admin API; raises as `segment` does."""
    return f"apps/{segment(client_key)}"


def segment(name: str) -> str:
    """Write a name that a person typed as one part of a path.

    Raises:
        NameUnknown: nothing can have such a name, and a path would lead elsewhere.
    """
    if name in {"", ".", ".."} or "/" in name:
        raise NameUnknown(f"There is nothing called {name!r} here. Check how the name is written.")
    return quote(name, safe="")
