"""Counting calls over the last minute, for the platform's documented rate limits."""

import threading
from collections import deque
from collections.abc import Hashable
from typing import Final

_MINUTE_MS: Final = 60_000
# Keys that strangers choose must not fill the memory.
_KEYS_MAX: Final = 10_000


class SlidingMinute:
    """Counts calls per key over the last minute of wall time, in this process's memory.

    Wall time, because the limit protects a machine from traffic: a turned clock brings none. A
    refused call does not count (assumed).
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken_ms: dict[Hashable, deque[int]] = {}
        self._lock = threading.Lock()

    def take(self, key: Hashable, now_ms: int) -> bool:
        """Count one call at `now_ms`; False when the minute before it is full."""
        with self._lock:
            if len(self._taken_ms) > _KEYS_MAX:
                self._forget_before(now_ms - _MINUTE_MS)
            taken = self._taken_ms.setdefault(key, deque())
            while taken and taken[0] <= now_ms - _MINUTE_MS:
                taken.popleft()
            if len(taken) >= self._limit:
                return False
            taken.append(now_ms)
            return True

    def _forget_before(self, start_ms: int) -> None:
        self._taken_ms = {
            key: taken for key, taken in self._taken_ms.items() if taken and taken[-1] > start_ms
        }
