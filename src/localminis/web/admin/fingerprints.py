"""Fingerprints: what tells whether somebody has changed an object since it was read.

A fingerprint is a digest of the object as it is shown, so nothing has to be counted or stored.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from localminis.errors import Conflict
from localminis.ids import digest

_LENGTH: Final = 16


class Overtaken(Conflict):
    """Somebody else has changed the object since it was read."""

    code = "overtaken"


def of(shown: Mapping[str, Any]) -> str:
    """Return the fingerprint of an object as it is shown."""
    return digest(msgspec.json.encode(shown, order="sorted").decode())[:_LENGTH]


def require(shown: Mapping[str, Any], given: str | None) -> None:
    """Let a change happen that was made for the object as it is, or for no state of it.

    Raises:
        Overtaken: nothing is written.
    """
    if given is not None and given != shown["fingerprint"]:
        raise Overtaken(
            f"This was changed by somebody else since you read it (fingerprint {given}, now "
            f"{shown['fingerprint']}). Look at what is stored now, then decide."
        )
