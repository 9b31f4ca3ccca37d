"""A page of one's own in the simulator's phone, for tests that need no example app.

`game` makes it an HTML game, held upright or on its side: "portrait", "landscape".
"""

from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from localminis.devserver.proxy import PageOptions, PageServer

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

HEAD = """<!doctype html>
<html lang="en"><head>
<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>
<script>TTMinis.init({ clientKey: "%s" });</script>
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A page</title></head>
"""


GAME_HEAD = HEAD.replace("drama/sdk.js", "game/sdk.js").replace("TTMinis.init", "TTMinis.game.init")


@pytest.fixture
def finding():
    """Give what the checker finds about vibration."""
    return {
        "code": "LM303",
        "name": "vibration",
        "severity": "error",
        "path": "src/app.js",
        "line": 3,
        "column": 11,
        "message": "navigator.vibrate is used.",
        "fix": "Do without it.",
    }


@pytest.fixture
def serious():
    """Give the function that lists what axe-core finds serious or critical in a page or frame."""

    def found(page):
        if not page.evaluate("() => 'axe' in window"):
            page.add_script_tag(path=AXE)
        return page.evaluate(
            """async () => (await axe.run(document, { iframes: false }))
              .violations
              .filter(({ impact }) => ["serious", "critical"].includes(impact))
              .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))"""
        )

    return found


@pytest.fixture
def phone(platform, chromium, tmp_path):
    """Give the context manager that shows a page; it yields simulator, frame and app."""

    @contextmanager
    def shown(
        body,
        *,
        query="",
        navbar="default",
        files=None,
        game=None,
        domains=(),
        rules="enforce",
        **options,
    ):
        app = platform.new_app()
        key = app["client_key"]
        folder = tmp_path / key
        folder.mkdir()
        head = (GAME_HEAD if game else HEAD) % key
        for name, content in {"index.html": head + body, **(files or {})}.items():
            (folder / name).parent.mkdir(exist_ok=True)
            raw = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(raw)
        server = PageServer(
            PageOptions(
                platform_url=platform.url,
                client_key=key,
                folder=folder,
                port=0,
                trusted_domains=tuple(domains),
                is_game=bool(game),
                rules=rules,
            )
        )
        platform._call(server.start())
        try:
            address = {
                "url": server.url,
                "second_url": server.second_url,
                "nav_style": navbar,
                "rules": rules,
            }
            if game:
                address |= {"flavour": "minigame", "turn": game}
            platform.admin("PUT", f"apps/{key}/page", address)
            page = chromium.new_page(viewport={"width": 1280, "height": 800}, **options)
            page.goto(f"{platform.url}/simulator/{key}{query}")
            expect(page.get_by_test_id("log")).to_contain_text("minis.launch")
            yield page, page.frames[1], app
            page.close()
        finally:
            platform._call(server.stop())

    return shown
