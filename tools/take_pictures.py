"""Take the pictures of the documentation: the real demo, the real purchase, in headless Chromium.

Starts the demo on free ports with a state folder of its own, and writes `docs/pictures/*.png`.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, FrameLocator, Page, expect, sync_playwright

from setup_system import CHROMIUM

ROOT: Final = Path(__file__).resolve().parent.parent
PICTURES: Final = ROOT / "docs" / "pictures"
SIZE_MAX_BYTES: Final = 300_000
CHROMIUM_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP: Final = (1440, 900)
SMALL_DESKTOP: Final = (1280, 800)
PHONE: Final = (390, 844)
SMALL_PHONE: Final = (360, 740)
# The numbers of the two users that a new state folder starts with.
MIA: Final = 1
KENJI: Final = 2


def command(arguments: list[str], home: Path) -> list[str]:
    """Write a command of ours with its state folder."""
    return [sys.executable, "-m", "localminis", *arguments, "--home", str(home)]


@contextmanager
def running(arguments: list[str], home: Path, **environment: str) -> Iterator[tuple[str, str]]:
    """Run a command of ours and give the addresses of the simulator and of the console."""
    with subprocess.Popen(
        command(arguments, home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
    ) as run:
        assert run.stdout is not None
        printed: list[str] = []
        try:
            for line in run.stdout:
                printed.append(line)
                if found := re.search(r"http://\S+/console/\S+", line):
                    simulator = re.search(r"http://\S+/simulator/\S+", "".join(printed))
                    assert simulator is not None
                    yield simulator.group(), found.group()
                    return
            raise SystemExit("It did not start:\n" + "".join(printed))
        finally:
            run.send_signal(signal.SIGINT)
            run.stdout.read()


def phone_page(page: Page) -> FrameLocator:
    """Return the mini drama's page inside the phone."""
    return page.frame_locator('[data-testid="app-frame"]')


def open_simulator(
    browser: Browser, url: str, size: tuple[int, int], *, user: int, is_dark: bool = False
) -> Page:
    """Open the simulator as a user and wait until the mini drama has logged in and drawn itself."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if is_dark else "light",
        reduced_motion="reduce",
    )
    page.goto(f"{url}?user={user}")
    expect(phone_page(page).get_by_test_id("login-state")).to_have_attribute("data-state", "in")
    expect(phone_page(page).get_by_test_id("episode-3")).to_be_visible()
    return page


def open_sheet(page: Page, episode: int) -> None:
    """Tap a locked episode and wait for the sheet that offers the recharge."""
    phone_page(page).get_by_test_id(f"episode-{episode}").click()
    expect(page.get_by_test_id("recharge-and-pay")).to_be_visible()
    settle(page)


def settle(page: Page) -> None:
    """Wait until nothing moves any more: no toast, no running animation, here or in the phone."""
    expect(page.locator("#toast")).to_have_css("opacity", "0")
    # Evaluated once: a polling wait is text made into code, which both pages' policies refuse.
    for frame in page.frames:
        frame.evaluate(
            "() => Promise.all(document.getAnimations()"
            ".filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)"
            ".map(({ finished }) => finished.catch(() => null))).then(() => null)"
        )


def buy(page: Page, episode: int) -> None:
    """Pay in the open sheet and wait until the webhook has unlocked the episode."""
    page.get_by_test_id("recharge-and-pay").click()
    expect(phone_page(page).get_by_test_id(f"episode-{episode}")).to_contain_text("Unlocked")
    expect(page.get_by_test_id("log")).to_contain_text("minis.trade_order.redeem.success")
    expect(page.get_by_test_id("pay-sheet")).to_have_count(0)
    settle(page)


def keep(page: Page, name: str) -> None:
    """Write one picture, and refuse one that is too heavy for a README."""
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    size_bytes = path.stat().st_size
    if size_bytes > SIZE_MAX_BYTES:
        raise SystemExit(
            f"{path.name} has {size_bytes} bytes; at most {SIZE_MAX_BYTES} are wanted."
        )
    print(f"{path.relative_to(ROOT)}: {size_bytes // 1000} kB")


def keep_console(browser: Browser, link: str) -> None:
    """Show what the purchases left in the console: a paid order with its history, the log."""
    for theme in ("light", "dark"):
        page = browser.new_page(
            viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, color_scheme=theme
        )
        page.goto(link)
        page.goto(link.partition("/enter")[0] + "/orders?status=SUCCESS")
        page.locator("tbody a").first.click()
        expect(page.get_by_text("Paid with")).to_be_visible()
        keep(page, f"console-{theme}")
        page.close()
    page = browser.new_page(viewport={"width": SMALL_PHONE[0], "height": SMALL_PHONE[1]})
    page.goto(link)
    page.goto(link.partition("/enter")[0] + "/requests")
    keep(page, "console-mobile")
    page.close()


def keep_two_phones(browser: Browser, url: str) -> None:
    """Show two users of one app side by side."""
    page = open_simulator(browser, url, SMALL_DESKTOP, user=MIA)
    page.get_by_role("button", name="Second phone").click()
    second = page.frame_locator('[data-testid="second-phone"]')
    there = second.frame_locator('[data-testid="app-frame"]')
    expect(there.get_by_test_id("login-state")).to_have_attribute("data-state", "in")
    expect(there.get_by_test_id("episode-3")).to_be_visible()
    settle(page)
    keep(page, "two-phones")
    page.close()


def keep_game(browser: Browser, home: Path) -> None:
    """Show the example game with its shop open, its calls beside it."""
    game = str(ROOT / "examples" / "mini-game")
    create = ["app", "create", "Firefly Jar", "--client-key", "mnminigame00001", "--json"]
    made = subprocess.run(command(create, home), check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    shop = {
        # Its backend imports the client, as after `. .venv/bin/activate`.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LOCALMINIS_API_URL": f"http://127.0.0.1:{port}",
        "MINI_GAME_CLIENT_SECRET": json.loads(made.stdout)["client_secret"],
    }
    ports = ["--port", "0", "--platform-port", port]
    with running(["debug", "--game", *ports, game], home, **shop) as (url, _):
        for theme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, color_scheme=theme
            )
            page.goto(url)
            expect(phone_page(page).get_by_role("button", name="Play")).to_be_visible()
            expect(page.get_by_test_id("log")).to_contain_text("/api/login")
            settle(page)
            keep(page, f"game-{theme}")
            page.close()


def main() -> int:
    """Take all pictures."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        print("No Chromium was found. Run tools/setup_system.py first.", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        running(["demo", "--port", "0"], Path(home)) as (url, console),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=[*CHROMIUM_FLAGS])
        # One user each: the second purchase of a session finds an episode bought and a log to read.
        for theme, user in (("light", MIA), ("dark", KENJI)):
            page = open_simulator(browser, url, DESKTOP, user=user, is_dark=theme == "dark")
            open_sheet(page, 3)
            buy(page, 3)
            open_sheet(page, 4)
            keep(page, f"simulator-{theme}")
            page.close()
        page = open_simulator(browser, url, PHONE, user=MIA)
        open_sheet(page, 4)
        keep(page, "pay-sheet")
        buy(page, 4)
        keep(page, "unlocked")
        page.close()
        page = open_simulator(browser, url, SMALL_PHONE, user=MIA)
        settle(page)
        keep(page, "mobile")
        page.close()
        keep_two_phones(browser, url)
        keep_game(browser, Path(home) / "game")
        keep_console(browser, console)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
