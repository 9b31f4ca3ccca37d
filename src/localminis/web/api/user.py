"""`/v2/user/info/` and its limit. Source: contract server-api §2, §13."""

import threading
from collections import deque
from typing import Any, Final
from weakref import WeakKeyDictionary

import msgspec

from localminis.clock import wall_ms
from localminis.errors import Refused
from localminis.identity import users
from localminis.identity.model import Caller
from localminis.spec import limits
from localminis.store.engine import Store
from localminis.store.transaction import Tx
from localminis.web.context import Context

_MINUTE_MS: Final = 60_000


class RateLimitExceeded(Refused):
    """The app has asked as often as it may within a minute."""

    code = "rate_limit_exceeded"


class UserInfoQuery(msgspec.Struct):
    """The query: `fields`, comma-separated."""

    fields: str = ""


class SlidingMinute:
    """Counts calls per key over the last minute of wall time, in this process's memory.

    Wall time, because the limit protects a machine from traffic: a turned clock brings none. A
    refused call does not count (assumed).
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken_ms: dict[int, deque[int]] = {}
        self._lock = threading.Lock()

    def take(self, key: int, now_ms: int) -> bool:
        """Count one call at `now_ms`; False when the minute before it is full."""
        with self._lock:
            taken = self._taken_ms.setdefault(key, deque())
            while taken and taken[0] <= now_ms - _MINUTE_MS:
                taken.popleft()
            if len(taken) >= self._limit:
                return False
            taken.append(now_ms)
            return True


# One count for each platform of this process; it goes when the platform's database is closed.
_minutes: WeakKeyDictionary[Store, SlidingMinute] = WeakKeyDictionary()


def info(tx: Tx, context: Context, caller: Caller, query: UserInfoQuery) -> dict[str, Any]:
    """Answer `GET /v2/user/info/` with the requested fields only, 600 times a minute per app."""
    minute = _minutes.setdefault(context.store, SlidingMinute(limits.USER_INFO_PER_MINUTE))
    if not minute.take(caller.app.id, wall_ms()):
        raise RateLimitExceeded(
            f"The app {caller.app.client_key} has called /v2/user/info/ "
            f"{limits.USER_INFO_PER_MINUTE} times within a minute. Wait, and keep what it tells."
        )
    fields = [name for name in (part.strip() for part in query.fields.split(",")) if name]
    return {"user": users.info(tx, caller, fields, avatar_base=context.url)}
