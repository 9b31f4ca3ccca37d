"""The two times, and nothing else reads a clock.

*Platform time* can be frozen and turned; it drives codes, tokens, orders, `create_time` and due
times. *Wall time* is the machine's; it drives leases, socket time-outs, log stamps and, by default,
the webhook signature's `t`. Both are whole epoch seconds, UTC.
"""

import time
from dataclasses import dataclass, replace


def wall_s() -> int:
    """Read the machine's clock: epoch seconds, UTC."""
    return int(time.time())


def wall_ms() -> int:
    """Read the machine's clock in milliseconds, for durations in logs."""
    return int(time.time() * 1000)


def wall_stamp() -> str:
    """Write the machine's time as fourteen digits, `YYYYMMDDHHMMSS`, UTC."""
    return time.strftime("%Y%m%d%H%M%S", time.gmtime())


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the database keeps of a platform clock.

    `offset_s` is added to wall time while the clock runs; `frozen_at_s` is the platform time at
    which it stands still, or None while it runs.
    """

    offset_s: int = 0
    frozen_at_s: int | None = None


class Clock:
    """A platform clock: the machine's time, moved by an offset or standing still."""

    def __init__(self, state: ClockState | None = None) -> None:
        self.state = state or ClockState()

    def now_s(self) -> int:
        """Read platform time: epoch seconds, UTC."""
        if self.state.frozen_at_s is not None:
            return self.state.frozen_at_s
        return wall_s() + self.state.offset_s

    def advanced(self, seconds: int) -> ClockState:
        """Return the state after turning the clock forward by `seconds`; nothing changes yet."""
        if self.state.frozen_at_s is not None:
            return replace(self.state, frozen_at_s=self.state.frozen_at_s + seconds)
        return replace(self.state, offset_s=self.state.offset_s + seconds)

    def frozen(self) -> ClockState:
        """Return the state that stands still at the present platform time."""
        return replace(self.state, frozen_at_s=self.now_s())

    def resumed(self) -> ClockState:
        """Return the running state that goes on from the present platform time."""
        return ClockState(offset_s=self.now_s() - wall_s())
