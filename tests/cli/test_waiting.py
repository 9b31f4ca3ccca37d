import asyncio
import os
import signal

import pytest

from localminis.cli import waiting
from localminis.errors import Unavailable


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_cancels_the_work_and_is_no_error(number):
    """The work may clean up, and the command ends well."""
    ended = []

    async def work():
        os.kill(os.getpid(), number)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cleaned up")

    asyncio.run(waiting.until_stopped(work()))
    assert ended == ["cleaned up"]
    assert signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}


def test_a_command_under_nohup_outlives_the_terminal():
    """The end of the terminal stays ignored where it was."""

    async def work():
        os.kill(os.getpid(), signal.SIGHUP)
        return await asyncio.sleep(0)

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        asyncio.run(waiting.until_stopped(work()))
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_work_that_ends_by_itself_ends_the_waiting():
    """Nobody has to stop what is over."""

    async def work():
        return None

    asyncio.run(waiting.until_stopped(work()))


def test_work_that_fails_is_heard():
    """The refusal goes on to the terminal."""

    async def work():
        raise Unavailable("The dev server ended by itself.")

    with pytest.raises(Unavailable, match="ended by itself"):
        asyncio.run(waiting.until_stopped(work()))


def test_what_serves_runs_on_the_fast_loop():
    """And ends by a signal like everything else."""
    seen = []

    async def work():
        seen.append(type(asyncio.get_running_loop()).__module__)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    waiting.serve(work())
    assert seen == ["uvloop"]


def test_the_first_to_end_ends_the_others():
    """What it raised is raised, and nothing goes on behind its back."""
    ended = []

    async def failing():
        await asyncio.sleep(0)
        raise Unavailable("gone")

    async def lasting():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cleaned up")

    with pytest.raises(Unavailable, match="gone"):
        asyncio.run(waiting.first_to_end(lasting(), failing()))
    assert ended == ["cleaned up"]


def test_waiting_for_nothing_lasts_until_it_is_cancelled():
    """A folder that is served has no end of its own."""

    async def briefly():
        await asyncio.wait_for(waiting.first_to_end(), 0.01)

    with pytest.raises(TimeoutError):
        asyncio.run(briefly())
