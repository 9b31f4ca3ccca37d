"""The asynchronous client as a whole."""

import asyncio
import inspect

from localminis.client import AsyncMinisClient


def test_calls_run_side_by_side(scripted):
    """Several calls share one client on one event loop."""

    async def ask():
        async with AsyncMinisClient("k", "s", base_url=scripted.origin) as client:
            return await asyncio.gather(*(client.user_info("act.x") for _ in range(8)))

    for _ in range(8):
        scripted.ok({"user": {"open_id": "o"}})
    assert [user.open_id for user in asyncio.run(ask())] == ["o"] * 8


def test_a_login_and_an_order_against_the_real_platform(platform):
    """The asynchronous client speaks to our platform as the blocking one does."""
    app = platform.new_app()

    async def buy():
        async with AsyncMinisClient(
            app["client_key"], app["client_secret"], base_url=platform.url
        ) as client:
            tokens = await client.exchange_code(platform.code(app))
            trade_order_id = await client.create_trade_order(
                tokens.access_token, order_id="o", product_name="p", token_amount=1
            )
            return await client.query_trade_order(tokens.access_token, trade_order_id)

    assert asyncio.run(buy()).status == "PENDING"


def test_everything_that_sends_is_awaited():
    """Only the webhook's proof, which computes and sends nothing, is a plain function."""
    plain = {
        name
        for name, member in inspect.getmembers(AsyncMinisClient, inspect.isfunction)
        if not name.startswith("_") and not inspect.iscoroutinefunction(member)
    }
    assert plain == {"parse_webhook"}
