"""Work that can wait is put off while a page loads, and not for ever."""

import asyncio

from localminis.devserver.lull import Lull

NEVER_S = 1000


def test_work_waits_for_the_page_to_be_asked_for():
    """Nothing happens before somebody has opened the page."""

    async def run():
        lull = Lull(first_s=NEVER_S, quiet_s=0)
        waiting = asyncio.create_task(lull.wait())
        await asyncio.sleep(0.01)
        assert not waiting.done()
        lull.note()
        await waiting

    asyncio.run(run())


def test_a_page_that_nobody_opens_holds_nothing_up():
    """Without a browser the work is done all the same."""
    asyncio.run(Lull(first_s=0.001, quiet_s=NEVER_S, patience_s=NEVER_S).wait())


def test_work_waits_until_the_page_rests():
    """A page that has just asked for something is loading."""

    async def run():
        lull = Lull(first_s=NEVER_S, quiet_s=NEVER_S, patience_s=NEVER_S)
        lull.note()
        waiting = asyncio.create_task(lull.wait())
        await asyncio.sleep(0.01)
        assert not waiting.done()
        waiting.cancel()

    asyncio.run(run())


def test_a_page_that_never_rests_does_not_hold_it_up_for_ever():
    """A game that asks without end is checked as well."""

    async def run():
        lull = Lull(quiet_s=NEVER_S, patience_s=0.001)
        lull.note()
        await lull.wait()

    asyncio.run(run())
