"""Which addresses events may be sent to: this machine, or the networks that a setting names.

A platform that a team shares sends to public addresses instead, and to nothing private.

An address is checked when it is set and before each attempt; a name is resolved by a resolver of
our own, every address it gives is checked, and the connection goes to one of those checked
addresses, so that nothing can be rebound in between.
"""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from localminis.errors import Refused

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
Lookup = Callable[[str, int], Awaitable[Sequence[str]]]

LOOPBACK: Final[tuple[Network, ...]] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
# All of it stands for what is public: no private, local or reserved address is ever meant.
PUBLIC: Final[tuple[Network, ...]] = (ip_network("0.0.0.0/0"), ip_network("::/0"))
_NAMES: Final = frozenset({"localhost"})
_NAT64: Final = ip_network("64:ff9b::/96")
_LOCAL_NAT64: Final = ip_network("64:ff9b:1::/48")
_HERE: Final = ip_address("127.0.0.1")


class AddressRefused(Refused):
    """The address is not one that this platform sends to."""

    code = "address_refused"


def parse_networks(text: str) -> tuple[Network, ...]:
    """Read a list such as `127.0.0.0/8, ::1/128`.

    Raises:
        AddressRefused: one of them is not a network.
    """
    try:
        return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise AddressRefused(
            f"The setting webhook_allow_networks is {text!r}: {error}. "
            "Use networks such as 127.0.0.0/8, separated by commas."
        ) from error


def check(url: str, networks: Sequence[Network] = LOOPBACK) -> None:
    """Let an address on this machine, or in one of the networks, pass; names are not resolved.

    Raises:
        AddressRefused: another scheme, no host, user info, a bad port, another machine, or http to
            a machine that is not this one.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused(f"The webhook address {url!r} is not a URL: {error}.") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise AddressRefused(
            f"The webhook address {url!r} is not an http or https URL. Write it in full, such as "
            "http://127.0.0.1:9000/webhooks."
        )
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("The webhook address carries user info; take it out.")
    if not url.isascii() or any(letter <= " " or letter == "\\" for letter in url):
        raise AddressRefused(
            f"The webhook address {url!r} has a character that a URL cannot have; encode it."
        )
    if host in _NAMES:
        is_allowed = is_within(_HERE, networks)
    elif (number := _number(host)) is not None:
        is_allowed = is_within(number, networks)
    else:
        is_allowed = _is_name(host) and any(each not in LOOPBACK for each in networks)
    if not is_allowed:
        raise AddressRefused(
            f"The webhook address {url!r} is not one that this platform sends to. It sends to "
            f"{reach(networks)}; the setting webhook_allow_networks changes that."
        )
    if parts.scheme == "http" and not (host in _NAMES or _is_here(host)):
        raise AddressRefused(
            f"The webhook address {url!r} leaves this machine unencrypted. Use https."
        )


def reach(networks: Sequence[Network]) -> str:
    """Say where events may be sent, for people."""
    if tuple(networks) == LOOPBACK:
        return "this machine only (127.0.0.1, [::1], localhost)"
    if tuple(networks) == PUBLIC:
        return "public addresses only, over https"
    return ", ".join(str(each) for each in networks)


def is_within(address: Address, networks: Sequence[Network]) -> bool:
    """Return whether an address, and every IPv4 address it carries inside, is in the networks.

    A mapped, NAT64 or 6to4 address reaches the IPv4 machine inside it, so that one counts.
    """
    if isinstance(address, IPv4Address):
        return any(_holds(each, address) for each in networks)
    if address.scope_id is not None:
        return False
    inside = carried(address)
    if inside is None:
        return any(_holds(each, address) for each in networks)
    return all(any(_holds(network, each) for network in networks) for each in inside)


def _holds(network: Network, address: Address) -> bool:
    if address not in network:
        return False
    # A network that is everything would reach what only this machine can see.
    return network.prefixlen > 0 or _is_public(address)


def _is_public(address: Address) -> bool:
    is_odd = address.is_multicast or address.is_reserved or address in _LOCAL_NAT64
    return address.is_global and not is_odd


def carried(address: IPv6Address) -> list[IPv4Address] | None:
    """Return the IPv4 addresses that an IPv6 address stands for, or None for a plain one."""
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address.teredo is not None:
        return list(address.teredo)
    last = IPv4Address(int(address) & 0xFFFF_FFFF)
    is_compatible = int(address) >> 32 == 0 and int(address) > 1
    return [last] if address in _NAT64 or is_compatible else None


class CheckedResolver:
    """Resolves names for the sender and refuses a name of which any address is not allowed.

    Args:
        lookup: gives a host's addresses; the system's resolver when not given.
    """

    def __init__(
        self, networks: Sequence[Network] = LOOPBACK, lookup: Lookup | None = None
    ) -> None:
        self._networks = networks
        self._lookup = lookup or _system_lookup

    async def resolve(self, host: str, port: int) -> list[str]:
        """Return the checked addresses of a host; the connection goes to one of them.

        Raises:
            AddressRefused: one of its addresses is not allowed.
            OSError: the host has no address.
        """
        number = _number(host)
        asked = [number] if number is not None else await self._lookup(host, port)
        found = [ip_address(each) for each in asked]
        if not found:
            raise OSError(errno.ENOENT, "the name has no address")
        # `localhost` is this machine whatever a setting adds; http depends on it.
        is_here = host in _NAMES and is_within(_HERE, self._networks)
        networks = LOOPBACK if is_here else self._networks
        for address in found:
            if not is_within(address, networks):
                raise AddressRefused(
                    f"The name {host!r} resolves to {address}, which is not allowed; "
                    "nothing is sent there."
                )
        return [str(each) for each in found]


async def _system_lookup(host: str, port: int) -> list[str]:
    if host in _NAMES:
        # By definition this machine; the system's resolver need not be asked, nor believed.
        return ["127.0.0.1", "::1"]
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _is_name(host: str) -> bool:
    # A last label that starts with a digit is an old way to write a number (0x7f.1, 127.1).
    labels = host.split(".")
    return all(labels) and not labels[-1][0].isdigit()


def _number(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_here(host: str) -> bool:
    number = _number(host)
    return number is not None and is_within(number, LOOPBACK)
