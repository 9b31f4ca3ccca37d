"""The loop that runs due work: claim in one short transaction, handle with none open."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from localminis.agenda import agenda
from localminis.agenda.agenda import Bell, Work
from localminis.agenda.lanes import Lanes
from localminis.clock import Clock, wall_s
from localminis.errors import Unavailable
from localminis.store.engine import Store
from localminis.store.transaction import Tx

Handler = Callable[[Work], Awaitable[None]]
# Reads what handlers need, in the transaction that claims; None for work that is to be dropped.
Loader = Callable[[Tx, Sequence[Work]], Sequence[Any]]

# The bell does the waking; looking at this pace, on wall time, is the safety net.
_LOOK_EVERY_S: Final = 1.0

_log = logging.getLogger(__name__)


class Worker:
    """Runs due work of the platform's clock until it is stopped.

    A handler must settle its work (finish or reschedule it) itself, in the transaction that records
    the outcome; work that a dying process left unsettled is claimed again.

    Args:
        loaders: by kind, what reads what its handler needs.
        lease_s: how long the slowest handler may take.
        line_s: how long claimed work may wait for a place in its lane, in wall time; what has
            waited for longer is given back, to be read anew.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bell: Bell,
        handlers: Mapping[str, Handler],
        *,
        loaders: Mapping[str, Loader] | None = None,
        lease_s: int = agenda.LEASE_S,
        line_s: int = 0,
        lanes: Lanes | None = None,
    ) -> None:
        self._loaders = loaders or {}
        self.lease_s = lease_s + line_s
        self._line_s = line_s
        self._lines: dict[str, deque[tuple[int, Work]]] = {}
        self._lanes = lanes or Lanes()
        self._store = store
        self._clock = clock
        self._bell = bell
        self._handlers = handlers
        self._rung = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Work until cancelled; what is being handled then is cancelled too."""
        loop = self._loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._rung.set)

        self._bell.listen(wake)
        self._bell.taker = self
        try:
            while True:
                self._rung.clear()
                # After a smaller claim another look would find nothing, and delay what was claimed;
                # what becomes due or finds room meanwhile rings.
                if await self._look() < agenda.CLAIM_LIMIT:
                    # Not `wait_for`, which can swallow a cancellation that meets the ring.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._patience_s()):
                            await self._rung.wait()
        finally:
            self._bell.listen(None)
            self._bell.taker = self._loop = None
            self._lines.clear()
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def drain(self) -> None:
        """Run everything that is due now, and what that makes due, then return."""
        while await self._start_due() or self._running or self._lanes.pause_ms() is not None:
            if self._running:
                await asyncio.gather(*self._running)
            else:
                await asyncio.sleep(self._patience_s())

    def _patience_s(self) -> float:
        pause_ms = self._lanes.pause_ms()
        return _LOOK_EVERY_S if pause_ms is None else min(_LOOK_EVERY_S, pause_ms / 1_000)

    async def _look(self) -> int:
        try:
            return await self._start_due()
        except Unavailable as trouble:
            # A full disk passes, so the loop must outlive it.
            _log.error("Due work cannot be claimed just now: %s", trouble.message)
            return 0

    async def _start_due(self) -> int:
        count, claimed = await self._store.run(self._claim)
        for work in claimed:
            self._lanes.enter(work.lane)
            self._accept(work)
        return count

    def _accept(self, work: Work) -> None:
        """Begin taken work, or let it stand in its lane's line."""
        if self._lanes.start(work.lane):
            self._spawn(self._handle(work))
        else:
            self._lines.setdefault(work.lane, deque()).append((wall_s(), work))

    def _advance(self, lane: str) -> None:
        """Let the next in a lane's line begin; what has waited for too long is given back."""
        line = self._lines.get(lane)
        stale: list[Work] = []
        while line and line[0][0] + self._line_s < wall_s():
            stale.append(line.popleft()[1])
        while line and self._lanes.start(lane):
            self._spawn(self._handle(line.popleft()[1]))
        if not line:
            self._lines.pop(lane, None)
        if stale:
            self._spawn(self._give_back(stale))

    def _spawn(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def reserve(self, lane: str) -> bool:
        """Keep room for one piece of work, from any thread; False when there is none."""
        return self._lanes.reserve(lane)

    def remind(self, lane: str) -> None:
        """Look at what is stored if there is room by now, from any thread; `leave` tells later."""
        if self._lanes.room(lane) > 0:
            self._call(lambda _: self._rung.set(), lane)

    def release(self, lane: str) -> None:
        """Give the room back, from any thread."""
        self._call(self._leave, lane)

    def take(self, work: Work) -> None:
        """Start work in the room that was kept, from any thread.

        A worker that has ended meanwhile lets it be; its lease runs out like a dead process's.
        """
        self._call(self._accept, work)

    def _call(self, what: Callable[[Any], None], about: Any) -> None:
        if (loop := self._loop) is not None:
            # Asked again on the loop's own thread, where nothing ends in between.
            loop.call_soon_threadsafe(lambda: what(about) if self._loop is not None else None)

    def _leave(self, lane: str) -> None:
        if self._lanes.leave(lane):
            self._rung.set()

    def _claim(self, tx: Tx) -> tuple[int, list[Work]]:
        """Claim work and read what it needs; tells how much was claimed, and what is left to do."""
        claimed = agenda.claim(tx, self._clock, lease_s=self.lease_s, lanes=self._lanes)
        ready = [each for each in claimed if each.kind not in self._loaders]
        for kind, load in self._loaders.items():
            mine = [each for each in claimed if each.kind == kind]
            if mine:
                ready += [
                    replace(each, loaded=loaded)
                    for each, loaded in zip(mine, load(tx, mine), strict=True)
                    if loaded is not None
                ]
        return len(claimed), ready

    async def _handle(self, work: Work) -> None:
        try:
            await self._run(work)
        finally:
            self._lanes.stop(work.lane)
            self._leave(work.lane)
            self._advance(work.lane)

    async def _give_back(self, works: Sequence[Work]) -> None:
        try:
            await self._store.run(lambda tx: agenda.give_back(tx, works))
        except Unavailable as trouble:
            _log.error("Due work is put off until its lease runs out: %s", trouble.message)
        for each in works:
            self._leave(each.lane)
        self._rung.set()

    async def _run(self, work: Work) -> None:
        try:
            await self._handlers[work.kind](work)
        except Unavailable as trouble:
            # Its lease runs out, and it is done again; a receiver may then hear an event twice.
            _log.error("Work %s %s is not recorded: %s", work.kind, work.key, trouble.message)
        except Exception:  # noqa: BLE001 - one of the four doors: a bug must not stop the loop
            _log.exception("Work %s %s failed; its lease will run out", work.kind, work.key)
