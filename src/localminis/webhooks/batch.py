"""Doing many small pieces of database work in one transaction, without making anybody wait for it.

What is asked for while a transaction runs goes together into the next one; on an idle platform a
piece goes alone and at once.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from localminis.errors import Unavailable
from localminis.store.engine import Store
from localminis.store.transaction import Tx

Item = TypeVar("Item")
Result = TypeVar("Result")

_SIZE: Final = 64


class Batch(Generic[Item, Result]):
    """Collects items and gives them to `work`, which returns one result for each, in order."""

    def __init__(
        self, store: Store, work: Callable[[Tx, Sequence[Item]], Sequence[Result]]
    ) -> None:
        self._store = store
        self._work = work
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def run(self, item: Item) -> Result:
        """Have one item worked on and return its result once it is stored.

        Raises:
            Unavailable: the database cannot be used; nothing of the item is stored.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())
        return await future

    async def _flush(self) -> None:
        while self._waiting:
            members, self._waiting = self._waiting[:_SIZE], self._waiting[_SIZE:]
            await self._together(members)

    async def _together(self, members: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        items = [item for item, _ in members]
        working = asyncio.ensure_future(self._store.run(lambda tx: self._work(tx, items)))
        await asyncio.wait([working])
        trouble = working.exception()
        if trouble is None:
            for (_, future), result in zip(members, working.result(), strict=True):
                if not future.done():
                    future.set_result(result)
        elif len(members) > 1 and not isinstance(trouble, Unavailable):
            # One member must not take its neighbours down, again and again.
            for member in members:
                await self._together([member])
        else:
            for _, future in members:
                if not future.done():
                    future.set_exception(trouble)
