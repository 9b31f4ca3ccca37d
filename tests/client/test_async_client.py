"""The asynchronous client as a whole."""

import asyncio
import inspect

from localminis.client import AsyncMinisClient


def test_calls_run_side_by_side(platform):
    """Several calls share one client on one event loop."""

    async def ask():
        async with AsyncMinisClient("k", "s", base_url=platform.origin) as client:
            return await asyncio.gather(*(client.user_info("act.x") for _ in range(8)))

    for _ in range(8):
        platform.ok({"user": {"open_id": "o"}})
    assert [user.open_id for user in asyncio.run(ask())] == ["o"] * 8


def test_everything_that_sends_is_awaited():
    """Only the webhook's proof, which computes and sends nothing, is a plain function."""
    plain = {
        name
        for name, member in inspect.getmembers(AsyncMinisClient, inspect.isfunction)
        if not name.startswith("_") and not inspect.iscoroutinefunction(member)
    }
    assert plain == {"parse_webhook"}
