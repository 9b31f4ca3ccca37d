"""Servers for these tests: a real upstream and a real page server, in one loop."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from localminis.devserver.proxy import PageOptions, PageServer

PLATFORM = "http://127.0.0.1:8600"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Check = Callable[[PageServer, aiohttp.ClientSession, str], Awaitable[None]]


@asynccontextmanager
async def listening(handler: Handler) -> AsyncIterator[str]:
    """Run a real server with one handler for everything; gives its origin."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def page_server(**options: Any) -> AsyncIterator[tuple[PageServer, aiohttp.ClientSession]]:
    """Run a page server on a free port; gives it and a client of its origin."""
    server = PageServer(PageOptions(platform_url=PLATFORM, client_key="mntest", port=0, **options))
    await server.start()
    try:
        async with aiohttp.ClientSession(server.origin, auto_decompress=False) as session:
            yield server, session
    finally:
        await server.stop()


@pytest.fixture(name="listening")
def _listening() -> Callable[..., Any]:
    """Give the context manager that runs a server with one handler."""
    return listening


@pytest.fixture
def serving() -> Callable[..., Any]:
    """Give the context manager that runs a page server."""
    return page_server


@pytest.fixture
def through() -> Callable[[Handler, Check], None]:
    """Give the function that runs `check(server, session, upstream_origin)` against a handler."""

    def run_through(handler: Handler, check: Check) -> None:
        async def run() -> None:
            async with (
                listening(handler) as origin,
                page_server(upstream=origin) as (server, session),
            ):
                await check(server, session, origin)

        asyncio.run(asyncio.wait_for(run(), 20))

    return run_through
