"""Ten thousand due deliveries over real HTTP: all arrive, once each."""

import asyncio

from aiohttp import web

from localminis.agenda import queries as agenda_queries
from localminis.agenda.worker import Worker
from localminis.identity import apps
from localminis.ids import OpenId
from localminis.store import vault
from localminis.webhooks import events
from localminis.webhooks.delivery import Sender
from localminis.webhooks.model import Search
from localminis.webhooks.queries import log as queries

COUNT = 10_000


def test_ten_thousand_due_deliveries_drain(shelf, tmp_path):
    """As after a weekend with the receiver switched off; nothing is left and nothing is doubled."""
    seal = vault.load(tmp_path / "secret.key")
    heard: list[bytes] = []

    async def hear(request):
        heard.append(await request.read())
        return web.Response()

    async def whole():
        runner = web.ServerRunner(web.Server(hear))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        shelf.run(lambda tx: record(tx, url))
        sender = Sender(shelf.store, shelf.clock, seal, shelf.bell, timeout_s=10)
        worker = Worker(shelf.store, shelf.clock, shelf.bell, {events.DELIVER: sender.deliver})
        await worker.drain()
        await sender.close()
        await runner.cleanup()

    def record(tx, url):
        app = apps.create(tx, shelf.clock, seal, name="Drama")
        apps.set_webhook_url(tx, app, url)
        for number in range(COUNT):
            events.record_redeem_success(
                tx,
                shelf.bell,
                app_id=app.id,
                open_id=OpenId("-000mia"),
                trade_order_id=f"TOID{number}",
                order_id=f"ord-{number}",
                now_s=shelf.clock.now_s(),
            )

    asyncio.run(asyncio.wait_for(whole(), 110))
    assert len(heard) == len(set(heard)) == COUNT
    assert shelf.run(agenda_queries.count) == 0
    assert shelf.run(lambda tx: queries.search(tx, Search(state="pending"), limit=1)) == []
