import asyncio
import socket

import pytest
from aiohttp import web

from localminis.devserver.entry import page_text, page_warnings, read_page
from localminis.devserver.model import DevPageUnreadable

SDK = '<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'
INIT = '<script>TTMinis.init({ clientKey: "mnkey" })</script>'
VITE = '<script type="module" src="/@vite/client"></script>'


def warnings(head: str, client_key: str | None = "mnkey") -> list[str]:
    return page_warnings(f"<!doctype html><html><head>{head}</head>", client_key=client_key)


@pytest.mark.parametrize("head", [SDK + INIT, VITE + SDK + INIT, SDK + VITE + INIT])
def test_a_right_page_has_no_warning(head):
    """A module that a development server injects is not taken for the first script."""
    assert warnings(head) == []


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (INIT, ["does not load the SDK"]),
        ("<script src=a.js></script>" + SDK + INIT, ["not the first script"]),
        (SDK, ["does not call TTMinis.init"]),
        ("", ["does not load the SDK", "does not call TTMinis.init"]),
        (SDK + INIT.replace("mnkey", "mnother"), ["'mnother'"]),
        (SDK + INIT.replace("mnkey", "your_client_key"), ["placeholder 'your_client_key'"]),
    ],
)
def test_each_fault_is_one_sentence(head, words):
    """SDK tag missing, not first, init missing and a differing key are said, one line each."""
    said = warnings(head)
    assert len(said) == len(words)
    for sentence, word in zip(said, words, strict=True):
        assert word in sentence
        assert "\n" not in sentence


def test_a_game_is_judged_by_its_own_sdk():
    """A game's tag and init are right in a game, and the drama's tag is named as the wrong one."""
    head = (SDK + INIT).replace("drama/", "game/").replace("TTMinis.init", "TTMinis.game.init")
    page = f"<!doctype html><html><head>{head}</head>"
    assert page_warnings(page, client_key="mnkey", flavour="minigame") == []
    [wrong] = page_warnings(page, client_key="mnkey")
    assert "game/sdk.js" in wrong
    assert "ttdx minigame init" in wrong
    [missing] = page_warnings(
        page.replace("TTMinis.game.init", "start"), client_key="mnkey", flavour="minigame"
    )
    assert "does not call TTMinis.game.init" in missing


def test_without_a_config_key_the_pages_key_is_not_judged():
    """There is nothing to compare with."""
    assert warnings(SDK + INIT, client_key=None) == []


def test_a_page_is_read_as_it_is_served():
    """The page comes from the server itself; anything but HTML, and no server, is refused."""

    async def run() -> None:
        async def handler(request: web.Request) -> web.Response:
            kind = "text/html" if request.path == "/app/" else "application/json"
            return web.Response(body="\ufeff<p>é".encode(), content_type=kind)

        app = web.Application()
        app.router.add_get("/{path:.*}", handler)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
        assert await read_page(origin + "/app/") == "<p>é"
        with pytest.raises(DevPageUnreadable, match="application/json"):
            await read_page(origin + "/api")
        await runner.cleanup()
        with pytest.raises(DevPageUnreadable, match="could not be read"):
            await read_page(origin)

    asyncio.run(run())


def test_a_server_that_never_answers_is_told_as_such():
    """It takes the connection and says nothing: the sentence says for how long it was waited."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(DevPageUnreadable, match=r"did not answer within 0\.2 s"):
            asyncio.run(read_page(f"http://127.0.0.1:{port}/", timeout_s=0.2))


def test_bytes_that_are_no_text_do_not_stop_the_check():
    """Only ASCII matters to the check."""
    assert page_text(b"<p>\xff") == "<p>\ufffd"
