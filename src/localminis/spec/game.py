"""What the SDK for HTML games has: the form of a row, client versions, scenes, and the paths.

The rows are in `game_phone.py` and `game_platform.py`, one for every name that the documentation
lists: what works, what a panel of the simulator stands in for, and what an HTML page cannot have.
`canIUse`, both ends of the bridge, the TypeScript declarations, the reference page and the tests
come from them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from localminis.spec.capabilities import QUICK_MS, Field, part_paths

# works: as documented, in the page itself or over the platform. simulated: the simulator stands in
# for a part of the phone. refused: an HTML page has nothing that it could work with.
State = Literal["works", "simulated", "refused"]

# options: one object with success, fail and complete. task: the same, and returns a task. event:
# takes a listener. object: returns an object, whose members are rows of their own.
Kind = Literal["options", "task", "sync", "event", "object", "constant"]

# The form of what `fail` gets. Source: contract client-sdk §2.2: nested on the login page, flat on
# the page of missions; for the rest the form of the nearest relative is assumed.
Fail = Literal["nested", "flat"]

# Game library and client. Source: contract client-sdk §5.2 for 0.33.0 and 0.35.0, §5.3 for 0.2.0
# and 0.3.0, §5.4 for the client of the missions. What pairs with the others is assumed.
LIBRARY_VERSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "0.0.0": "40.0.0",
        "0.2.0": "40.2.0",
        "0.3.0": "40.3.0",
        "0.5.0": "41.0.0",
        "0.10.0": "43.8.0",
        "0.33.0": "46.1.0",
        "0.35.0": "46.3.0",
    }
)
BASE: Final = "0.0.0"
LATEST: Final = "0.35.0"

USER_DATA_PATH: Final = "ttfile://user"

# Where a game was opened from. Source: contract client-sdk §5.3, but for the sidebar, whose scene
# is not in any list and is assumed.
SCENES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "center": "The games' centre",
        "search": "Search",
        "anchor": "A video's anchor",
        "ads": "An ad",
        "scan_qrcode": "A scanned code",
        "minis_link": "A link",
        "dm_sharing": "A message",
        "desktop_shortcut": "The home screen's icon",
        "sidebar": "The profile's sidebar",
    }
)
SHORTCUT_SCENE: Final = "desktop_shortcut"
SIDEBAR_SCENE: Final = "sidebar"

# The codes of requests. Source: contract client-sdk §2.2.
REQUEST_NO_ANSWER: Final = 10401
REQUEST_NOT_TRUSTED: Final = 21100
REQUEST_TIMEOUT: Final = 21103

# Events that the simulator raises in a game's page, beside `minis.show`, `minis.hide`,
# `minis.share` and those of ads, which a game shares with the drama flavour.
EVENTS: Final = ("game.enter", "game.keyboard")

# Which call makes the object that has the members.
MAKERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "RequestTask": "request",
        "UpdateManager": "getUpdateManager",
        "FileSystemManager": "getFileSystemManager",
        "RewardedVideoAd": "createRewardedVideoAd",
        "InterstitialAd": "createInterstitialAd",
        "Canvas": "createCanvas",
        "LoadSubpackageTask": "loadSubpackage",
        "PreDownloadSubpackageTask": "preDownloadSubpackage",
        "SocketTask": "connectSocket",
    }
)

# Paths that the documentation shows as examples and that follow from no row.
# Source: contract client-sdk §4.2.
EXAMPLE_PATHS: Final = ("onShow.callback.launch_from.anchor",)


@dataclass(frozen=True, slots=True, kw_only=True)
class GameCapability:
    """One name below `TTMinis.game`; a dot stands before a member of an object.

    `about` says what the name does here and, where that is not what a phone does, why. `parameters`
    are those of calls that take no options object, as TypeScript writes them, and `returns` is the
    type of what such a call gives. `is_host` tells that the simulator answers, and `host_options`
    which options it is told, None for all.
    """

    name: str
    group: str
    kind: Kind
    about: str
    state: State = "works"
    since: str = BASE
    object: tuple[Field, ...] = ()
    result: tuple[Field, ...] = ()
    parameters: str = ""
    returns: str = "void"
    flag: str | None = None
    echo: tuple[str, ...] = ()
    error_prefix: int = 0
    fail: Fail = "flat"
    is_host: bool = False
    host_options: tuple[str, ...] | None = None
    page_timeout_ms: int = QUICK_MS
    is_deprecated: bool = False
    source: str = "contract client-sdk §5.2"

    @property
    def owner(self) -> str:
        """The object that has this member; empty for a name of `TTMinis.game` itself."""
        return self.name.rpartition(".")[0]

    @property
    def is_async(self) -> bool:
        """Whether the call ends with success or fail."""
        return self.kind in {"options", "task"}

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the options without which the call is refused."""
        return tuple(field.name for field in self.object if field.is_required)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the options that the simulator is told."""
        if self.host_options is not None:
            return self.host_options
        return tuple(field.name for field in self.object)


def paths_of(each: GameCapability) -> Iterator[tuple[str, str]]:
    """Yield every path that `canIUse` knows of a row, with its library version.

    Source: contract client-sdk §4.2. That what is refused is unknown to it is assumed.
    """
    if each.state == "refused":
        return
    yield each.name, each.since
    if each.owner in MAKERS:
        yield f"{MAKERS[each.owner]}.return.{each.name.rpartition('.')[2]}", each.since
    parts = {"object": each.object}
    if each.is_async:
        flat = each.result[0].fields if each.flag == "authResponse" else each.result
        # Callbacks are those of listeners; an async call of a game has success in their place.
        parts["success"] = flat
    elif each.kind == "event":
        parts["callback"] = each.result
    elif each.result:
        parts["return"] = each.result
    yield from part_paths(each.name, each.since, parts, LIBRARY_VERSIONS)


Rows = Iterable[GameCapability]


def need(name: str, typed: str = "string") -> Field:
    """Make a field that is always there."""
    return Field(name, typed, is_required=True)


def numbers(*names: str) -> tuple[Field, ...]:
    """Make fields with numbers that are always there."""
    return tuple(need(name, "number") for name in names)


def row(group: str, name: str, kind: Any, about: str, **more: Any) -> GameCapability:
    """Make a row."""
    return GameCapability(group=group, name=name, kind=kind, about=about, **more)


def pair(group: str, name: str, about: str, result: tuple[Field, ...] = (), **more: Any) -> Rows:
    """Yield `onX` and `offX`; without a listener `offX` takes all away."""
    yield row(group, f"on{name}", "event", about, result=result, **more)
    off = f"Takes a listener of on{name} away, or all of them."
    yield row(group, f"off{name}", "event", off, **more)
