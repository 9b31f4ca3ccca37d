"""What the development server serves, its refusals and their facts. Nothing here opens anything."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from localminis.errors import Invalid, NotFound, Unavailable


@dataclass(frozen=True, slots=True)
class Site:
    """One version that can be opened: its files, its entry page, and whom its page may ask."""

    folder: Path
    entry: str
    trusted_domains: tuple[str, ...] = ()
    is_game: bool = False


class PortTaken(Unavailable):
    """The port for the app's page cannot be listened on; `port` is its number."""

    def __init__(self, message: str, *, port: int) -> None:
        super().__init__(message)
        self.port = port


class UpstreamInvalid(Invalid):
    """The address of the app's own development server cannot be used."""


class FolderMissing(NotFound):
    """The folder that shall be served, or its entry page, is not there."""


class NoDevScript(NotFound):
    """The project's `package.json` has neither a `dev` nor a `start` script."""


class ProgramMissing(Unavailable):
    """The program that runs the dev script is not installed."""


class DevScriptEnded(Unavailable):
    """The dev script ended by itself; `last_lines` are the end of its output."""

    def __init__(self, message: str, *, last_lines: tuple[str, ...]) -> None:
        super().__init__(message)
        self.last_lines = last_lines


class DevScriptSilent(Unavailable):
    """The dev script runs, and no address of it answered in time."""


class DevPageUnreadable(Unavailable):
    """The page could not be read from the app's own development server."""


class LanUnavailable(Unavailable):
    """The simulator cannot be opened to the local network."""


class BrowserMissing(Unavailable):
    """No Chromium is installed, and one was asked for."""


class BrowserSilent(Unavailable):
    """Chromium did not start, or ended while it was used."""


def is_local_host(host: str) -> bool:
    """Tell whether a host is this machine or its own network: `localhost` or a private address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private


def check_upstream(url: str) -> str:
    """Return the upstream address when it is one that may be proxied.

    Raises:
        UpstreamInvalid: not http or https, or not on this machine or its network.
    """
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in {"http", "https"} and is_local_host(parts.hostname or "")
        # Reading the port is what checks it.
        is_usable = is_usable and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise UpstreamInvalid(
            f"The upstream {url!r} is no local address. Give the address of your development "
            "server, such as http://127.0.0.1:5173."
        )
    return url
