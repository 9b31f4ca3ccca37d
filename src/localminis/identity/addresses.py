"""The forms of addresses that apps and users are given: redirect, legal, picture. No SQL."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from localminis.identity.model import AddressInvalid
from localminis.spec import scopes

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_LENGTH_MAX: Final = 2_048
_ANY_PORT: Final = ":*"


def parse_redirect(uri: str) -> str:
    """Return a redirect address that may be registered.

    The port of an address on this machine may be `*`, for apps that take a free one.

    Raises:
        AddressInvalid: too long, not absolute http or https, http to another machine, or with user
            info, parameters, a fragment or another wildcard in it.

    The rules are the documented ones of Login Kit; that http is for this machine only is stricter
    than the desktop rules and the same as the web rules.
    """
    if len(uri) >= scopes.REDIRECT_URI_LENGTH_MAX:
        raise AddressInvalid(
            f"The redirect address has {len(uri)} characters. "
            f"Use fewer than {scopes.REDIRECT_URI_LENGTH_MAX}."
        )
    # A port of digits stands in for the wildcard while the rest is looked at.
    settled = uri.replace(_ANY_PORT, ":1", 1)
    parts = _split(settled, "redirect")
    is_local = parts.hostname in _LOOPBACK
    is_wildcard_right = settled == uri or (is_local and _netloc_of(uri).endswith(_ANY_PORT))
    if "*" in settled or not is_wildcard_right:
        raise AddressInvalid(
            f"The redirect address {uri!r} has a wildcard. Only the port of 127.0.0.1 or localhost "
            "may be one."
        )
    if parts.scheme == "http" and not is_local:
        raise AddressInvalid(
            f"The redirect address {uri!r} is http to another machine. Use https, or 127.0.0.1."
        )
    if parts.query or parts.fragment or "?" in uri or "#" in uri:
        raise AddressInvalid(
            f"The redirect address {uri!r} has parameters or a fragment. Put them into state."
        )
    return uri


def is_redirect_registered(uri: str, registered: list[str]) -> bool:
    """Return whether an address is a registered one, letter by letter but for a wildcard port."""
    return any(
        uri == each
        or (
            _ANY_PORT in each
            and re.fullmatch(re.escape(each).replace(r":\*", r":[0-9]{1,5}"), uri) is not None
        )
        for each in registered
    )


def parse_legal(url: str) -> str:
    """Return the address of a terms of service or privacy policy page.

    Raises:
        AddressInvalid: not an absolute http or https address.
    """
    _split(url, "legal")
    return url


def parse_picture(url: str) -> str:
    """Return the address of an avatar.

    Raises:
        AddressInvalid: not an absolute http or https address.
    """
    _split(url, "avatar")
    return url


def _netloc_of(uri: str) -> str:
    return uri.split("//", 1)[1].split("/", 1)[0]


def _split(url: str, what: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_port_right = parts.port is None or parts.port > 0
    except ValueError as error:
        raise AddressInvalid(f"The {what} address {url!r} is not a URL: {error}.") from error
    is_plain = url.isascii() and url.isprintable() and not set(url) & set(' "<>\\^`{|}')
    if (
        parts.scheme not in {"http", "https"}
        or not url.startswith(f"{parts.scheme}://")
        or not parts.hostname
        or parts.username is not None
        or not is_port_right
        or not is_plain
        or len(url) > _LENGTH_MAX
    ):
        raise AddressInvalid(
            f"The {what} address {url!r} is not a plain http or https URL with a host."
        )
    return parts
