"""When nobody loads the page: the moment for work that would keep the phone waiting."""

import asyncio
from contextlib import suppress
from typing import Final

# A browser that was told to open the page asks for it within this.
_FIRST_S: Final = 2.0
# Between two requests of a page that loads there is less than this.
_QUIET_S: Final = 0.4
# A page that never rests does not put the work off for longer.
_PATIENCE_S: Final = 4.0


class Lull:
    """Knows whether the page is being asked for things.

    Args:
        first_s: how long to wait for the page to be asked for at all.
        quiet_s: how long nothing must be asked for.
        patience_s: how long a page that never rests puts the work off.
    """

    def __init__(
        self,
        *,
        first_s: float = _FIRST_S,
        quiet_s: float = _QUIET_S,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._first_s, self._quiet_s, self._patience_s = first_s, quiet_s, patience_s
        self._first, self._again = asyncio.Event(), asyncio.Event()

    def note(self) -> None:
        """Take down that something was asked for."""
        self._first.set()
        self._again.set()

    async def wait(self) -> None:
        """Wait until the page has been asked for and has come to rest, but not for long."""
        try:
            await asyncio.wait_for(self._first.wait(), self._first_s)
        except TimeoutError:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience_s):
                while await self._is_asked_again():
                    pass

    async def _is_asked_again(self) -> bool:
        self._again.clear()
        try:
            await asyncio.wait_for(self._again.wait(), self._quiet_s)
        except TimeoutError:
            return False
        return True
