"""Which addresses events may be sent to: this machine, by number or by the name `localhost`.

Numbers and that one name need no resolver, so nothing can be rebound between check and connection.
"""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from localminis.errors import Refused

_NAMES: Final = frozenset({"localhost"})


class AddressRefused(Refused):
    """The address is not one that this platform sends to."""

    code = "address_refused"


def check(url: str) -> None:
    """Let an http or https address on loopback pass.

    Raises:
        AddressRefused: another scheme, no host, user info, a bad port, or another machine.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused(f"The webhook address {url!r} is not a URL: {error}.") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise AddressRefused(f"The webhook address {url!r} is not an http or https URL.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("The webhook address carries user info; take it out.")
    if host not in _NAMES and not _is_loopback(host):
        raise AddressRefused(
            f"The webhook address {url!r} is not on this machine. "
            "LocalMinis sends to 127.0.0.1, [::1] and localhost only."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
