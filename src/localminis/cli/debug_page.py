"""The app's page on its way while the platform of `debug` starts: script, text and modules."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from localminis.cli import terminal
from localminis.devserver import model, ports

if TYPE_CHECKING:
    from localminis.devserver.runner import DevScript
    from localminis.settings import Settings

# After so long without a page somebody wonders what is being waited for.
_WONDERING_S: Final = 8.0


@dataclass(slots=True)
class Arrival:
    """A development server that answers: its address, and what its page says."""

    url: str
    text: "asyncio.Task[str]"


async def placed(chosen: "Settings") -> "tuple[Settings, str]":
    """Tell where the platform will be, and with which settings it is there.

    The script starts before it, and what the script starts is told.
    """
    # Looked for only where one has been, because what looks takes long to load.
    if chosen.run_file.exists():
        from localminis import steering

        if (found := await steering.find_running(chosen)) is not None:
            return chosen, found[0]
    chosen = replace(chosen, port=chosen.port or ports.find_free(chosen.host))
    return chosen, f"http://{chosen.host}:{chosen.port}"


@asynccontextmanager
async def arriving(
    script: "DevScript | None", upstream: str | None
) -> "AsyncIterator[asyncio.Task[Arrival] | None]":
    """Start the script and look after its page aside, until the block ends; None without a server.

    Args:
        upstream: the address of a server that runs already, in place of a script.

    Raises:
        UpstreamInvalid: the address is not on this machine; nothing was asked there.
        ProgramMissing: the script cannot be started.
    """
    if script is None:
        if upstream is not None:
            model.check_upstream(upstream)
        async with _looking(upstream) as arrival:
            yield arrival
        return
    terminal.note(f"Starting {' '.join(['npm', *script.argv[1:]])} in {script.cwd} ...")
    await script.launch()
    try:
        async with _looking(script) as arrival:
            yield arrival
    finally:
        await script.stop()


@asynccontextmanager
async def _looking(
    server: "DevScript | str | None",
) -> "AsyncIterator[asyncio.Task[Arrival] | None]":
    if server is None:
        yield None
        return
    aside: list[asyncio.Task[str] | asyncio.Task[None]] = []

    async def arrive() -> Arrival:
        url = server if isinstance(server, str) else await _answered(server)
        text = asyncio.create_task(_read(url))
        aside.extend([text, asyncio.create_task(_warm(url, text))])
        return Arrival(url, text)

    arrival = asyncio.create_task(arrive())
    try:
        yield arrival
    finally:
        for task in (arrival, *aside):
            task.cancel()
        await asyncio.gather(arrival, *aside, return_exceptions=True)


async def _answered(script: "DevScript") -> str:
    address = asyncio.create_task(script.address())
    try:
        if not (await asyncio.wait({address}, timeout=_WONDERING_S))[0]:
            terminal.note(
                f"No page answers yet; waiting up to {script.timeout_s:g} s (--patience). If it is "
                "there already, name it: dev.port in the config, or --upstream URL."
            )
        return await address
    finally:
        address.cancel()


async def _read(url: str) -> str:
    from localminis.devserver import entry

    return await entry.read_page(url)


async def _warm(url: str, text: "asyncio.Task[str]") -> None:
    from localminis.devserver import warmup

    await asyncio.wait({text})
    if not text.cancelled() and text.exception() is None:
        await warmup.warm(url, text.result())
