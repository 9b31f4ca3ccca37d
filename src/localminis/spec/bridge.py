"""Messages between a framed page and the simulator's host page: their names and shapes.

The JavaScript on both sides is tested against these tables. The messages are ours; the methods,
events and results they carry are the platform's (contract client-sdk §4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

# Every message is an object with `localminis: PROTOCOL`, its `type`, and the fields named here.
PROTOCOL: Final = 1

PAGE_MESSAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "hello": ("client_key", "sdk"),
        "call": ("id", "method", "args"),
        "log": ("entry",),
        "page": ("url", "title"),
    }
)
HOST_MESSAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "reply": ("id", "result"),
        "event": ("name", "data"),
    }
)

LOG_KINDS: Final = ("restriction", "console", "notice")
LOG_LEVELS: Final = ("info", "warn", "error")
LOG_FIELDS: Final = ("kind", "level", "rule", "text", "file", "line", "column", "blocked")

# Source: contract client-sdk §4.16. What `data` holds is unpublished; assumed empty. That `launch`
# and `show` follow init, and that late listeners get no replay, is assumed.
EVENTS: Final = ("minis.launch", "minis.show", "minis.hide", "minis.destroy", "minis.share")


@dataclass(frozen=True, slots=True)
class Method:
    """One asynchronous call of the drama SDK that the host answers.

    `page_timeout_ms` is when the page gives up; `host_timeout_ms` is shorter, so that the host
    takes its sheet away before the page has forgotten the call.
    """

    arguments: tuple[str, ...]
    required: tuple[str, ...]
    page_timeout_ms: int
    host_timeout_ms: int


METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        # Source: contract client-sdk §4.3. The newest text takes no options; the older two are read
        # and ignored. No time-out is documented; assumed.
        "login": Method(("scope", "returnScopes"), (), 30_000, 25_000),
        # Source: contract client-sdk §4.5. A person decides, so ten minutes; assumed.
        "pay": Method(("trade_order_id", "log_extra"), ("trade_order_id",), 600_000, 590_000),
    }
)
