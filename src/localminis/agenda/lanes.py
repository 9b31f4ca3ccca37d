"""How much work may run at once, all together and towards one place, in this process.

Without it a receiver that never answers would fill every slot, and everybody else would wait.
"""

import threading
from typing import Final

from localminis.clock import wall_ms

# Work without a lane (renewals, expiries) is short and goes nowhere; only the total bounds it.
NO_LANE: Final = ""


class Lanes:
    """Counts the work that this process has taken, and says where there is room for more.

    Taken work runs, or stands in its lane's line until a place is free. A lane that has been full
    is opened again when half of it is free, so that a flood towards one place is claimed in batches
    and not one by one.

    Args:
        width: how many pieces of work may run in one lane.
        total: how many may run together.
        rate_per_s: how many may start in one lane per second of wall time; 0 for any number.
        line: how many more may stand in a lane's line; only where no other process could run them
            meanwhile.
    """

    def __init__(
        self, *, width: int = 16, total: int = 512, rate_per_s: int = 0, line: int = 0
    ) -> None:
        self._width = width
        self._total = total
        self._rate_per_s = rate_per_s
        # What stands in a line would start as fast as it can.
        self._depth = width if rate_per_s else width + line
        self._held: dict[str, int] = {}
        self._running: dict[str, int] = {}
        self._count = 0
        self._full: set[str] = set()
        self._turned_away: set[str] = set()
        self._started: dict[str, tuple[int, int]] = {}
        # The worker's loop and the threads of the database count here.
        self._lock = threading.RLock()

    def trial(self) -> "Lanes":
        """Return a copy to count on what is about to be taken."""
        with self._lock:
            trial = Lanes(width=self._width, total=self._total, rate_per_s=self._rate_per_s)
            trial._depth, trial._count = self._depth, self._count
            trial._held, trial._full = dict(self._held), set(self._full)
            trial._started = dict(self._started)
            return trial

    def room(self, lane: str) -> int:
        """Return how many more may be taken now in one lane."""
        with self._lock:
            free = self._total - self._count
            if lane == NO_LANE:
                return free
            if lane in self._full:
                return 0
            held = self._held.get(lane, 0)
            may_run = min(max(0, self._width - held), free, self._left_of_second(lane))
            # Only behind a lane that runs all that it may is there a line.
            stands = self._depth - max(held, self._width)
            return may_run + stands if held + may_run >= self._width else may_run

    def closed(self) -> list[str]:
        """Return the lanes in which nothing may be taken now."""
        with self._lock:
            return [lane for lane in {*self._held, *self._started} if self.room(lane) <= 0]

    def turn_away(self, lane: str) -> None:
        """Remember that due work of a lane found no room, so that `leave` tells when it would."""
        with self._lock:
            self._turned_away.add(lane)

    def reserve(self, lane: str) -> bool:
        """Count one more if there is room, and nobody who was there before waits for it."""
        with self._lock:
            if self.room(lane) <= 0 or lane in self._turned_away:
                self.turn_away(lane)
                return False
            self.enter(lane)
            return True

    def enter(self, lane: str) -> None:
        """Count one more that is taken."""
        with self._lock:
            held = self._held[lane] = self._held.get(lane, 0) + 1
            if lane == NO_LANE or held <= self._width:
                self._count += 1
            if lane != NO_LANE and held >= self._depth:
                self._full.add(lane)
            if self._rate_per_s and lane != NO_LANE:
                second = wall_ms() // 1_000
                began, count = self._started.get(lane, (second, 0))
                self._started[lane] = (second, count + 1 if began == second else 1)

    def start(self, lane: str) -> bool:
        """Let one that is taken run, if there is a place in its lane; otherwise it must wait."""
        with self._lock:
            running = self._running.get(lane, 0)
            if lane != NO_LANE and running >= self._width:
                return False
            self._running[lane] = running + 1
            return True

    def stop(self, lane: str) -> None:
        """Give the place of one that ran to the next in line; `leave` follows."""
        with self._lock:
            self._running[lane] -= 1
            if not self._running[lane]:
                del self._running[lane]

    def leave(self, lane: str) -> bool:
        """Count one fewer; returns whether this has made room where there was none."""
        with self._lock:
            was_crowded = self._count >= self._total
            held = self._held[lane] = self._held[lane] - 1
            if lane == NO_LANE or held < self._width:
                self._count -= 1
            if held <= self._depth // 2:
                was_crowded |= lane in self._full or lane in self._turned_away
                self._full.discard(lane)
                self._turned_away.discard(lane)
            if not held:
                del self._held[lane]
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
