"""Waiting for the person, or the system, to stop a running command."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


async def until_stopped(*watched: Coroutine[Any, Any, object]) -> None:
    """Wait for Ctrl-C or a termination signal, or until one of `watched` ends or fails."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    tasks = [asyncio.ensure_future(stopped.wait()), *map(asyncio.ensure_future, watched)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
