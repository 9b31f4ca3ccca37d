"""Attempts that are about the same thing go one after the other, in the order in which they began.

On the platform there is time between two events of one subscription. A turn of the clock leaves
none, and a receiver would hear of the end before the last renewal. Who takes too long to answer is
overtaken, and the log says so: the platform promises no order, and waiting takes others' places.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

# Longer, and the lease of who waits would end before an attempt that begins then. Shorter than what
# `runtime.py` adds to the receiver's time for it.
PATIENCE_S: Final = 4.0

_log = logging.getLogger(__name__)


class Turns:
    """Whose turn it is, by what an attempt is about; for one event loop."""

    def __init__(self, *, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._last: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def of(self, subject: str) -> AsyncIterator[None]:
        """Wait until the attempt before is over, or the patience; then it is this one's turn."""
        before, mine = self._last.get(subject), asyncio.Event()
        self._last[subject] = mine
        try:
            if before is not None:
                await self._wait(before, subject)
            yield
        finally:
            mine.set()
            if self._last.get(subject) is mine:
                del self._last[subject]

    async def _wait(self, before: asyncio.Event, subject: str) -> None:
        try:
            async with asyncio.timeout(self._patience_s):
                await before.wait()
        except TimeoutError:
            _log.warning(
                "Webhook to %s: the one before it has had no answer for %g s and is overtaken. "
                "Answer 200 first and work afterwards, and expect events in any order.",
                subject,
                self._patience_s,
            )
