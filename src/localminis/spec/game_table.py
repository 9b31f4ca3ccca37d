"""Every name of `TTMinis.game`, in one table.

The names are those of contract client-sdk §5.2; the rows are in `game_phone.py` and
`game_platform.py`, their form in `game.py`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from localminis.spec.game import BASE, EXAMPLE_PATHS, GameCapability, paths_of
from localminis.spec.game_phone import PHONE
from localminis.spec.game_platform import PLATFORM

GAME: Final[Mapping[str, GameCapability]] = MappingProxyType(
    {each.name: each for each in (*PHONE, *PLATFORM)}
)


def paths() -> dict[str, str]:
    """Return every path that `canIUse` knows in a game, with its library version."""
    found = {path: since for each in GAME.values() for path, since in paths_of(each)}
    return {**found, **dict.fromkeys(EXAMPLE_PATHS, BASE)}
