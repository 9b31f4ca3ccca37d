"""The two times, and nothing else reads a clock.

*Platform time* can be frozen and turned; it drives codes, tokens, orders, `create_time` and due
times. *Wall time* is the machine's; it drives leases, socket time-outs, log stamps and, by default,
the webhook signature's `t`. Both are whole epoch seconds, UTC.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

# The clock that everything goes by but sandboxes, which have one each.
MAIN: Final = "main"


def wall_s() -> int:
    """Read the machine's clock: epoch seconds, UTC."""
    return int(time.time())


def wall_ms() -> int:
    """Read the machine's clock in milliseconds, for durations in logs."""
    return int(time.time() * 1000)


def wall_stamp() -> str:
    """Write the machine's time as fourteen digits, `YYYYMMDDHHMMSS`, UTC."""
    return time.strftime("%Y%m%d%H%M%S", time.gmtime())


def written(epoch_s: int) -> str:
    """Write a point in time for people, in UTC and saying so."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(epoch_s))
    except (OverflowError, ValueError, OSError):
        return f"{epoch_s} s"  # what no calendar has


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the database keeps of a platform clock.

    `offset_s` is added to wall time while the clock runs; `frozen_at_s` is the platform time at
    which it stands still, or None while it runs. `revision` grows with every turn, so that a
    process never takes an older state for a newer one.
    """

    offset_s: int = 0
    frozen_at_s: int | None = None
    revision: int = 0


class Clock:
    """A platform clock: the machine's time, moved by an offset or standing still.

    The clocks of one platform know each other: `of` leads from any of them to any other.
    """

    def __init__(
        self,
        state: ClockState | None = None,
        clock_id: str = MAIN,
        family: "dict[str, Clock] | None" = None,
    ) -> None:
        self.state = state or ClockState()
        self.id = clock_id
        self._family = {clock_id: self} if family is None else family

    def of(self, clock_id: str) -> "Clock":
        """Return the platform's clock of an id; one that is new runs with the machine's."""
        found = self._family.get(clock_id)
        if found is None:
            # Asked from any thread: who comes first has made it.
            found = self._family.setdefault(clock_id, Clock(None, clock_id, self._family))
        return found

    def adopt_all(self, states: Mapping[str, ClockState]) -> None:
        """Go by these states from now on, each clock by its own."""
        for clock_id, state in states.items():
            self.of(clock_id).adopt(state)

    def now_s(self) -> int:
        """Read platform time: epoch seconds, UTC."""
        if self.state.frozen_at_s is not None:
            return self.state.frozen_at_s
        return wall_s() + self.state.offset_s

    def adopt(self, state: ClockState) -> None:
        """Go by `state` from now on, unless a newer one has been adopted already."""
        if state.revision >= self.state.revision:
            self.state = state

    def advanced(self, seconds: int) -> ClockState:
        """Return the state after turning the clock forward by `seconds`; nothing changes yet."""
        moved = self._next()
        if moved.frozen_at_s is not None:
            return replace(moved, frozen_at_s=moved.frozen_at_s + seconds)
        return replace(moved, offset_s=moved.offset_s + seconds)

    def frozen(self) -> ClockState:
        """Return the state that stands still at the present platform time."""
        return replace(self._next(), frozen_at_s=self.now_s())

    def resumed(self) -> ClockState:
        """Return the running state that goes on from the present platform time."""
        return replace(self._next(), offset_s=self.now_s() - wall_s(), frozen_at_s=None)

    def straightened(self) -> ClockState:
        """Return the state that goes with the machine's time again."""
        return replace(self._next(), offset_s=0, frozen_at_s=None)

    def _next(self) -> ClockState:
        return replace(self.state, revision=self.state.revision + 1)
