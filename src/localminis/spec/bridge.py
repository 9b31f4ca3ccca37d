"""Messages between a framed page and the simulator's host page: their names and shapes.

The JavaScript on both sides is tested against these tables. The messages are ours; the methods,
events and results they carry are the platform's (contract client-sdk §4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from localminis.spec import capabilities, game_table
from localminis.spec.capabilities import QUICK_MS

# Every message is an object with `localminis: PROTOCOL`, its `type`, and the fields named here.
PROTOCOL: Final = 1

PAGE_MESSAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # A document begins; said by the shim, before any script of the page.
        "begin": (),
        "hello": ("client_key", "sdk"),
        # The caller is a place in the page, `file:line:column`, or empty.
        "call": ("id", "method", "args", "caller"),
        "log": ("entry",),
        "page": ("url", "title"),
        # A person touched the page; what the target is called, such as its button's words.
        "tap": ("target",),
    }
)
HOST_MESSAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "reply": ("id", "result"),
        # The host answers this call never, so the page must not answer it in its place.
        "forget": ("id",),
        "event": ("name", "data"),
        # How the simulated phone is set, whenever that changes; at first it stands in window.name.
        "phone": ("settings",),
    }
)

# What window.name starts with when a JSON object of the phone's settings follows.
PHONE_NAME_PREFIX: Final = "localminis:"

# `sdk` are calls that the page's own SDK answers.
LOG_KINDS: Final = ("sdk", "restriction", "console", "notice", "network", "storage")
LOG_LEVELS: Final = ("info", "warn", "error")
LOG_FIELDS: Final = (
    "kind",
    "level",
    "rule",
    "text",
    "file",
    "line",
    "column",
    "blocked",
    "details",
)

# Source: contract client-sdk §4.16. What `data` holds is unpublished; assumed empty. That `launch`
# and `show` follow init, and that late listeners get no replay, is assumed.
EVENTS: Final = ("minis.launch", "minis.show", "minis.hide", "minis.destroy", "minis.share")

# Events of one ad object; their data holds its `ad_id` and what the listener gets.
AD_EVENTS: Final = ("ad.close", "ad.error")


@dataclass(frozen=True, slots=True)
class Method:
    """One call of the page that the host answers.

    `page_timeout_ms` is when the page gives up; `host_timeout_ms` is shorter, so that the host
    takes its sheet away before the page has forgotten the call.
    """

    arguments: tuple[str, ...]
    required: tuple[str, ...]
    page_timeout_ms: int
    host_timeout_ms: int


def _host_timeout_ms(page_timeout_ms: int) -> int:
    return page_timeout_ms - (10_000 if page_timeout_ms > QUICK_MS else 5_000)


_AD_CALL: Final = Method(("adUnitId", "ad_id"), (), QUICK_MS, _host_timeout_ms(QUICK_MS))

METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        **{
            each.name: Method(
                tuple(field.name for field in each.object),
                each.required,
                each.page_timeout_ms,
                _host_timeout_ms(each.page_timeout_ms),
            )
            for each in capabilities.DRAMA.values()
            if each.is_async
        },
        # An ad object tells the host of its making and of its one showing.
        "createRewardedVideoAd": _AD_CALL,
        "createInterstitialAd": _AD_CALL,
        "showAd": _AD_CALL,
        # The player asks where its library is simulated to be, and nothing else.
        "getPlayer": Method(("channel",), (), QUICK_MS, _host_timeout_ms(QUICK_MS)),
        # What only games have; calls that both flavours have are those above.
        **{
            each.name: Method(
                each.arguments,
                tuple(name for name in each.required if name in each.arguments),
                each.page_timeout_ms,
                _host_timeout_ms(each.page_timeout_ms),
            )
            for each in game_table.GAME.values()
            if each.is_host and each.name not in capabilities.DRAMA
        },
        # The update manager's own call, which no page waits for.
        "applyUpdate": Method((), (), QUICK_MS, _host_timeout_ms(QUICK_MS)),
    }
)
