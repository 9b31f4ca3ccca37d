"""Identifiers and secrets: types, prefixes, lengths, alphabets; the only source of randomness.

At least 128 random bits in everything that grants something.
"""

import base64
import hashlib
import itertools
import random
import secrets
from collections.abc import Iterator
from typing import Final, NewType

AppId = NewType("AppId", int)
UserId = NewType("UserId", int)
OpenId = NewType("OpenId", str)
ClientKey = NewType("ClientKey", str)
TradeOrderId = NewType("TradeOrderId", str)

MEMBER_TOKEN_PREFIX = "lmt."  # noqa: S105 - what such a token begins with

_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
# In the order of the bytes, which is how a database compares.
_ORDERED: Final = "".join(sorted(_ALPHABET))


_FIRST_LETTERS: Final = 6
_COUNT_LETTERS: Final = 6
# Every byte below the last multiple of the alphabet stands for a letter, each as often as another.
_FAIR: Final = 256 - 256 % len(_ALPHABET)
_LETTERS: Final = bytes(ord(_ALPHABET[each % len(_ALPHABET)]) for each in range(256))
_UNFAIR: Final = bytes(range(_FAIR, 256))


def _counted() -> Iterator[str]:
    """Count from nothing in letters, whose order is that of the numbers."""
    return map("".join, itertools.product(_ORDERED, repeat=_COUNT_LETTERS))


# Where identifiers and tokens come from. Keys and nonces of the vault never do: see below.
_chance: random.Random = secrets.SystemRandom()
_first = ""
_count = _counted()


def use_seed(seed: int) -> None:
    """Make the same identifiers and tokens on each run of this process, in the order of asking.

    For tests on loopback only: whoever knows the seed knows every token.
    """
    global _chance, _count, _first  # noqa: PLW0603 - a process is repeatable as a whole
    _chance = random.Random(seed)  # noqa: S311 - that it repeats is the purpose
    _count, _first = _counted(), ""


def _urlsafe(length_bytes: int) -> str:
    return base64.urlsafe_b64encode(_chance.randbytes(length_bytes)).rstrip(b"=").decode()


def _random(length: int) -> str:
    # One draw for all of them, and some to spare for those that are left out.
    letters = b""
    while len(letters) < length:
        drawn = _chance.randbytes(length + 8)
        letters += drawn.translate(_LETTERS, _UNFAIR)
    return letters[:length].decode()


def _in_order(length: int) -> str:
    """Make what comes after all that this process has made before.

    What a database keeps in the order of its ids is then written in one place, and not all over it.
    """
    global _first  # noqa: PLW0603 - drawn when it is first needed, as everything is
    _first = _first or _random(_FIRST_LETTERS)
    return _first + next(_count) + _random(length - _FIRST_LETTERS - _COUNT_LETTERS)


def digest(secret: str) -> str:
    """Return what is stored of a code, token or session: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_client_key() -> ClientKey:
    """Make a client key: `mn` (the form seen in mini drama samples) and 14 characters."""
    return ClientKey("mn" + _random(14))


def new_client_secret() -> str:
    """Make a client secret of 40 characters, 200 bits and more."""
    return _random(40)


def new_open_id() -> OpenId:
    """Make the id of one user within one app; the platform's own start with `-000`."""
    return OpenId("-000" + _random(32))


def new_union_id() -> str:
    """Make the id of one user across one developer's apps."""
    return _random(36)


def new_code() -> str:
    """Make a one-time login code."""
    return _urlsafe(48)


def new_access_token() -> str:
    """Make a user access token (`act.`)."""
    return "act." + _urlsafe(36)


def new_refresh_token() -> str:
    """Make a refresh token (`rft.`)."""
    return "rft." + _urlsafe(36)


def new_client_token() -> str:
    """Make a client access token (`clt.`)."""
    return "clt." + _urlsafe(36)


def new_trade_order_id() -> TradeOrderId:
    """Make a trade order id: `TOID` and 18 characters; opaque to callers."""
    return TradeOrderId("TOID" + _in_order(18))


def new_admin_token() -> str:
    """Make the token that guards the admin API of one run."""
    return "adm." + _urlsafe(32)


def new_member_token() -> str:
    """Make a member's token for the admin API (`lmt.`), so that a scanner can tell what leaked."""
    return MEMBER_TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_session_token() -> str:
    """Make what the browser of a signed-in member keeps."""
    return secrets.token_urlsafe(32)


def new_page_token() -> str:
    """Make the token that ties one simulator page to the run that served it."""
    return _urlsafe(32)


def new_row_id(prefix: str) -> str:
    """Make the id of a stored record that grants nothing, such as `evt_…` or `dlv_…`."""
    return f"{prefix}_{_in_order(20)}"


def new_log_tail() -> str:
    """Make the twenty upper-case hex digits that end a `log_id`."""
    return _chance.randbytes(10).hex().upper()


def new_jitter() -> float:
    """Draw a factor between 0.8 and 1.2 that spreads retries out."""
    return (20_000 + _chance.randrange(10_001)) / 25_000


def new_vault_key(length_bytes: int) -> bytes:
    """Make the key that seals secrets at rest."""
    return secrets.token_bytes(length_bytes)


def new_nonce(length_bytes: int) -> bytes:
    """Make a nonce for one sealing."""
    return secrets.token_bytes(length_bytes)


# A source of repeatable chance, for faults; never for anything that grants something.
Dice = random.Random


def new_dice(seed: int) -> Dice:
    """Make dice that fall the same way for the same seed."""
    return Dice(seed)
