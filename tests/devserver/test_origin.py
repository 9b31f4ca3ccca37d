"""What every origin of a page does, whatever it serves; the two kinds have their own tests."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from localminis.devserver.model import PortTaken
from localminis.devserver.origin import Origin


class Echo(Origin):
    """Answers with the path, and with a policy of its own beside ours."""

    async def answer(self, request, path):
        return web.Response(text=path, headers={"Content-Security-Policy": "img-src 'none'"})

    def guards(self, path):
        return self.guards_for(("https://a.test",))


def test_the_apps_own_policy_stays_beside_ours():
    """The browser applies both; what it answers gets the path without the query."""

    async def run():
        server = Echo("http://127.0.0.1:8600/x", host="127.0.0.1", port=0)
        await server.start()
        async with aiohttp.ClientSession(server.origin) as session:
            async with session.get("/a/b?c=d") as answer:
                assert await answer.text() == "/a/b"
                policies = answer.headers.getall("Content-Security-Policy")
            async with session.get("/__localminis__/unknown.js") as answer:
                assert answer.status == 404
        await server.stop()
        await server.stop()
        return policies

    own, ours = asyncio.run(run())
    assert own == "img-src 'none'"
    assert "frame-ancestors http://127.0.0.1:8600" in ours
    assert "https://a.test" in ours


def test_a_taken_port_is_named():
    """With its number, for whoever chooses another."""

    async def run():
        first = Echo("http://127.0.0.1:8600", host="127.0.0.1", port=0)
        await first.start()
        port = int(first.origin.rpartition(":")[2])
        try:
            with pytest.raises(PortTaken) as refused:
                await Echo("http://127.0.0.1:8600", host="127.0.0.1", port=port).start()
        finally:
            await first.stop()
        return refused.value.port == port

    assert asyncio.run(run())
