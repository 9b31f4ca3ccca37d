"""How much work may run at once, all together and towards one place, in this process.

Without it a receiver that never answers would fill every slot, and everybody else would wait.
"""

import threading
from typing import Final

from localminis.clock import wall_ms

# Work without a lane (renewals, expiries) is short and goes nowhere; only the total bounds it.
NO_LANE: Final = ""
_ANY: Final = "*"


class Lanes:
    """Counts the work that runs, and says where there is room for more.

    A lane that has been full is opened again when half of it is free, so that a flood towards one
    place is claimed in batches and not one by one.

    Args:
        width: how many pieces of work may run in one lane.
        total: how many may run together.
        rate_per_s: how many may start in one lane per second of wall time; 0 for any number.
    """

    def __init__(self, *, width: int = 16, total: int = 512, rate_per_s: int = 0) -> None:
        self._width = width
        self._total = total
        self._rate_per_s = rate_per_s
        self._running: dict[str, int] = {}
        self._count = 0
        self._full: set[str] = set()
        self._turned_away: set[str] = set()
        self._started: dict[str, tuple[int, int]] = {}
        # The worker's loop and the threads of the database count here.
        self._lock = threading.RLock()

    def free(self) -> int:
        """Return how many more pieces of work may start now, in whatever lanes."""
        return self._total - self._count

    def room(self, lane: str) -> int:
        """Return how many more may start now in one lane."""
        with self._lock:
            if lane == NO_LANE:
                return self.free()
            if lane in self._full:
                return 0
            return min(self._width - self._running.get(lane, 0), self._left_of_second(lane))

    def closed(self) -> list[str]:
        """Return the lanes in which nothing may start now."""
        with self._lock:
            return [lane for lane in {*self._running, *self._started} if self.room(lane) <= 0]

    def turn_away(self, lane: str | None) -> None:
        """Remember that due work of a lane found no room, so that `leave` tells when it would.

        Args:
            lane: None when there was no room in whatever lane.
        """
        with self._lock:
            self._turned_away.add(_ANY if lane is None else lane)

    def reserve(self, lane: str) -> bool:
        """Count one more if there is room, and nobody who was there before waits for it."""
        with self._lock:
            is_free = self.free() > 0 and self.room(lane) > 0
            if not is_free or self._turned_away & {lane, _ANY}:
                return False
            self.enter(lane)
            return True

    def enter(self, lane: str) -> None:
        """Count one more that runs."""
        with self._lock:
            self._count += 1
            self._running[lane] = self._running.get(lane, 0) + 1
            if lane != NO_LANE and self._running[lane] >= self._width:
                self._full.add(lane)
            if self._rate_per_s and lane != NO_LANE:
                second = wall_ms() // 1_000
                began, count = self._started.get(lane, (second, 0))
                self._started[lane] = (second, count + 1 if began == second else 1)

    def leave(self, lane: str) -> bool:
        """Count one fewer; returns whether this has made room where there was none."""
        with self._lock:
            was_crowded = self.free() <= 0
            self._count -= 1
            self._running[lane] -= 1
            if lane in self._full and self._running[lane] <= self._width // 2:
                self._full.discard(lane)
                was_crowded = True
            if lane in self._turned_away and self._running[lane] <= self._width // 2:
                self._turned_away.discard(lane)
                was_crowded = True
            if _ANY in self._turned_away:
                self._turned_away.discard(_ANY)
                was_crowded = True
            if not self._running[lane]:
                del self._running[lane]
            return was_crowded

    def pause_ms(self) -> int | None:
        """Return how long until a lane's rate allows more; None when no lane waits for that."""
        if not self._rate_per_s:
            return None
        now_ms = wall_ms()
        second = now_ms // 1_000
        with self._lock:
            self._started = {lane: at for lane, at in self._started.items() if at[0] == second}
            if all(self._left_of_second(lane) > 0 for lane in self._started):
                return None
        return 1_000 - now_ms % 1_000

    def _left_of_second(self, lane: str) -> int:
        if not self._rate_per_s:
            return self._width
        began, count = self._started.get(lane, (0, 0))
        return self._rate_per_s - count if began == wall_ms() // 1_000 else self._rate_per_s
