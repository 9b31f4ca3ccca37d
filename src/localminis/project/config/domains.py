"""What is wrong with one entry of a trusted-domain list; reading the list is done elsewhere."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from localminis.project.model import Severity

# Anything that could break out of a header or a policy built from the list.
_USABLE = re.compile(
    r"(?:(?:https?|wss?)://)?(?:\*\.)?"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::[0-9]{1,5})?(?:/[^\s;,'\"]*)?",
    re.ASCII,
)
_PARTS = re.compile(
    r"(?:(?P<scheme>[a-z]+)://)?(?P<host>\[[^\]]*\]|[^:/]*)(?::(?P<port>\d+))?(?P<path>/.*)?",
    re.ASCII,
)


class Fault(NamedTuple):
    """One thing that the platform does not take; `fix` says what to write."""

    code: str
    severity: Severity
    what: str
    fix: str


def is_usable(value: str) -> bool:
    """Tell whether an entry can be put into a policy at all, right or not."""
    return _USABLE.fullmatch(value) is not None


def normal_form(value: str) -> str:
    """Return what makes two entries the same: lower case, no slash at the end, no usual port."""
    plain = value.strip().lower().rstrip("/")
    scheme, separator, rest = plain.rpartition("://")
    scheme = scheme or "https"
    usual = {"https": ":443", "wss": ":443", "http": ":80", "ws": ":80"}.get(scheme, "")
    return f"{scheme}{separator or '://'}{rest.removesuffix(usual) if usual else rest}"


def faults(value: str) -> list[Fault]:
    """List what the platform's list does not take about one usable entry.

    Args:
        value: an entry for which `is_usable` holds.

    Source: contract:toolchain-8. https, no wildcard and no path are documented; that a port is not
    taken and that wss is, is observed.
    """
    match = _PARTS.fullmatch(value.lower())
    assert match is not None, "a usable entry has these parts"
    scheme, host = match["scheme"], match["host"]
    bare = host.removeprefix("*.")
    found = list(_scheme_faults(scheme, bare))
    if host != bare:
        fix = "List each host on its own."
        found.append(Fault("domain-wildcard", "error", "has a wildcard", fix))
    if match["port"] is not None:
        fix = f"Serve the host on its usual port and write {scheme or 'https'}://{host}."
        found.append(Fault("domain-port", "warning", f"has the port {match['port']}", fix))
    if match["path"] is not None:
        fix = f"Write the host alone: https://{bare}."
        found.append(Fault("domain-path", "error", f"has the path {match['path']}", fix))
    return found


def _scheme_faults(scheme: str | None, host: str) -> Iterator[Fault]:
    if scheme is None:
        fix = f"Write https:// first: https://{host}."
        yield Fault("domain-scheme", "error", "has no scheme", fix)
    elif scheme in {"http", "ws"}:
        secure = "wss" if scheme == "ws" else "https"
        fix = f"Use {secure}://{host}; the platform takes no plain {scheme}."
        yield Fault("domain-http", "error", f"is plain {scheme}", fix)
    elif scheme == "wss":
        what = "is a wss:// address, which only newer documentation mentions"
        fix = "Nothing to do when the developer portal takes it."
        yield Fault("domain-wss", "info", what, fix)
