"""The example game as a player has it: a night, an ad, a purchase, sharing and the way home."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from localminis.devserver.proxy import PageOptions, PageServer

pytestmark = pytest.mark.browser

EXAMPLE = Path(__file__).parents[2] / "examples" / "mini-game"
KEY = "mnminigame00001"


@contextmanager
def serving(**more):
    """Run the example's server on a free port; gives its address."""
    process = subprocess.Popen(
        [sys.executable, "server.py"],
        cwd=EXAMPLE,
        env={**os.environ, "PORT": "0", **more},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield re.search(r"(http://\S+)/", process.stdout.readline())[1]
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture
def played(platform, chromium):
    """Show the game with its backend in the simulator; gives the simulator's page and the game."""
    app = platform.admin("POST", "apps", {"name": "Firefly Jar", "client_key": KEY})
    environment = {
        "LOCALMINIS_API_URL": platform.url,
        "MINI_GAME_CLIENT_SECRET": app["client_secret"],
    }
    with serving(**environment) as url:
        platform.admin("PATCH", f"apps/{KEY}", {"webhook_url": f"{url}/webhooks"})
        options = PageOptions(
            platform_url=platform.url, client_key=KEY, upstream=url, port=0, is_game=True
        )
        server = PageServer(options)
        platform._call(server.start())
        try:
            platform.admin("PUT", f"apps/{KEY}/page", {"url": server.url, "flavour": "minigame"})
            page = chromium.new_page(viewport={"width": 1280, "height": 860})
            page.goto(f"{platform.url}/simulator/{KEY}?launch=score%3D12")
            yield page, page.frame_locator('[data-testid="app-frame"]')
            page.close()
        finally:
            platform._call(server.stop())


def settled(page):
    """Wait until no sheet covers the game, not even one that is on its way out."""
    expect(page.locator("#sheet-layer > *")).to_have_count(0)


def test_a_night_with_everything_that_a_game_sells(played):
    """Played to its end, revived by an ad, shared, a golden jar bought, and the icon used."""
    page, game = played
    expect(game.get_by_test_id("card")).to_contain_text("A friend caught 12")
    game.get_by_test_id("play").click()
    expect(game.get_by_test_id("card")).to_be_hidden()

    # In the background the night stands still, so it is the same when the game is there again.
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Put in the background").click()
    page.get_by_role("button", name="Return to the app").click()

    # The jar at the edge catches hardly anything.
    game.get_by_test_id("field").click(position={"x": 2, "y": 300})
    expect(game.get_by_test_id("revive")).to_be_visible(timeout=60_000)
    game.get_by_test_id("revive").click()
    page.get_by_test_id("ad-close").click()
    expect(game.get_by_test_id("said")).to_have_text("The ad was not watched to its end.")
    settled(page)
    game.get_by_test_id("share").click()
    expect(page.get_by_test_id("share-link")).to_contain_text("launch=score%3D")
    page.get_by_test_id("game-share-send").click()
    settled(page)

    game.get_by_test_id("jar").click()
    page.get_by_test_id("pay-confirm").click()
    expect(game.get_by_test_id("jar")).to_be_hidden(timeout=20_000)
    settled(page)
    game.get_by_test_id("shortcut").click()
    page.get_by_test_id("consent-allow").click()
    expect(game.get_by_test_id("said")).to_contain_text("home screen")
    settled(page)
    game.get_by_test_id("revive").click()
    page.get_by_test_id("ad-finish").click()
    expect(game.get_by_test_id("card")).to_be_hidden()
    settled(page)
    page.get_by_role("button", name="Close the app").click()
    page.get_by_role("button", name="Open Firefly Jar").click()
    expect(game.get_by_test_id("said")).to_have_text("Welcome back from the home screen!")
    expect(game.get_by_test_id("jar")).to_be_hidden()


def test_without_a_secret_the_game_runs_and_says_why_its_shop_is_closed():
    """The server starts with nothing set up, and a call of the shop names what is missing."""
    import httpx2

    environment = {"MINI_GAME_CLIENT_SECRET": ""}
    with serving(**environment) as url:
        assert "game/sdk.js" in httpx2.get(url).text
        answer = httpx2.post(f"{url}/api/login", json={"code": "x"})
        assert answer.status_code == 503
        assert "MINI_GAME_CLIENT_SECRET" in answer.json()["message"]
        assert httpx2.get(f"{url}/server.py").status_code == 404
