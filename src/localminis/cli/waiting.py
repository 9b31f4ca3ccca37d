"""Waiting for the person, or the system, to stop a running command."""

import asyncio
import gc
import signal
from collections.abc import Coroutine
from typing import Any, Final

_GARBAGE: Final = 20_000


def serve(work: Coroutine[Any, Any, object]) -> None:
    """Run `work`, which answers others, until it is stopped, on the loop that is made for that."""
    import uvloop

    # A call leaves some hundred objects behind; the default looks for circles after seven hundred.
    gc.set_threshold(_GARBAGE)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(until_stopped(work))


def settle() -> None:
    """Take what start-up has made for lasting: the search for circles leaves it out from now on."""
    gc.freeze()


async def until_stopped(work: Coroutine[Any, Any, object]) -> None:
    """Run `work` until a signal cancels it, or until it ends.

    The signals are Ctrl-C, a request to end, and the end of the terminal.
    """
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    numbers = [signal.SIGINT, signal.SIGTERM]
    # `nohup` has it ignored, because the command shall outlive the terminal.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    for number in numbers:
        loop.add_signal_handler(number, stopped.set)
    try:
        await first_to_end(stopped.wait(), work)
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


async def first_to_end(*works: Coroutine[Any, Any, object]) -> None:
    """Run all of `works` until one ends, and end the others; what it raised is raised here.

    With none it goes on until it is cancelled.
    """
    tasks = [asyncio.ensure_future(work) for work in works or (asyncio.Event().wait(),)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
