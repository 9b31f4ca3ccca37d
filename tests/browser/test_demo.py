"""The README's demo, driven like a person would: `localminis demo` and a real Chromium."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

COMMAND = str(Path(sys.executable).with_name("localminis"))


class Demo:
    """`localminis demo` on free ports, with the address that it prints."""

    def __init__(self, home: Path) -> None:
        self.home = home
        said = home.with_suffix(".log")
        with said.open("w") as errors:
            self.process = subprocess.Popen(
                [COMMAND, "demo", "--port", "0", "--home", str(home)],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        printed = ""
        while "Ctrl-C stops everything" not in printed:
            line = self.process.stdout.readline()
            if not line:
                self.stop()
                pytest.fail(f"the demo ended: {printed}{said.read_text()}")
            printed += line
        self.simulator = re.search(r"Open the simulator:\s+(\S+)", printed)[1]
        self.backend_port = int(re.search(r"backend\s+http://127.0.0.1:(\d+)", printed)[1])

    def run(self, *arguments: str) -> str:
        """Run a steering command against this demo."""
        done = subprocess.run(
            [COMMAND, *arguments, "--home", str(self.home)],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def stop(self) -> int:
        """Stop it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=20)
        return self.process.returncode


@pytest.fixture
def demo(tmp_path):
    """Run the demo with a state folder of its own, in a path with a space."""
    running = Demo(tmp_path / "demo state")
    try:
        yield running
    finally:
        running.stop()


def open_simulator(chromium, demo, **options):
    """Open the simulator and wait until the page in the phone is logged in."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, **options)
    page.goto(demo.simulator)
    app = page.frame_locator('[data-testid="app-frame"]')
    expect(app.get_by_test_id("login-state")).to_have_attribute("data-state", "in")
    return page, app


def test_a_locked_episode_is_bought_with_a_recharge_in_the_same_sheet(
    chromium, demo, artifacts, tmp_path
):
    """Tap, see the sheet, recharge and pay: the episode opens, because the webhook arrived."""
    page, app = open_simulator(chromium, demo)
    expect(app.get_by_test_id("episode-3-locked")).to_be_visible()

    app.get_by_test_id("episode-3").click()
    sheet = page.get_by_test_id("pay-sheet")
    expect(sheet).to_contain_text("99")
    expect(sheet).to_contain_text("Recharge 100 Beans")
    page.screenshot(path=artifacts / "purchase-sheet.png")
    page.get_by_test_id("recharge-and-pay").click()
    expect(app.get_by_test_id("episode-3-locked")).to_have_count(0)
    expect(page.get_by_test_id("balance")).to_contain_text("51")
    expect(page.get_by_test_id("log")).to_contain_text("minis.trade_order.redeem.success")
    page.screenshot(path=artifacts / "purchase-unlocked.png")
    page.close()

    assert "delivered" in demo.run("webhook", "list")
    assert "SUCCESS" in demo.run("order", "list")
    assert demo.stop() == 0

    again = Demo(demo.home)
    try:
        page, app = open_simulator(chromium, again)
        expect(app.get_by_test_id("episode-4-locked")).to_be_visible()
        expect(app.get_by_test_id("episode-3-locked")).to_have_count(0)
        page.close()
    finally:
        assert again.stop() == 0


def test_a_cancelled_payment_leaves_the_episode_locked(chromium, demo):
    """Closing the sheet takes no Beans, tells the page, and unlocks nothing."""
    page, app = open_simulator(chromium, demo)
    app.get_by_test_id("episode-4").click()
    page.get_by_test_id("pay-cancel").first.click()

    expect(page.get_by_test_id("pay-sheet")).to_have_count(0)
    expect(app.get_by_test_id("episode-4-locked")).to_be_visible()
    expect(page.get_by_test_id("balance")).to_contain_text("50")
    page.close()


def test_a_purchase_needs_no_mouse(chromium, demo):
    """Tab, Enter, Tab, Enter: the episode opens, and the page has the keys again."""
    page, app = open_simulator(chromium, demo)
    app.get_by_test_id("episode-2").focus()
    page.keyboard.press("Tab")
    expect(app.get_by_test_id("episode-3")).to_be_focused()
    page.keyboard.press("Enter")
    sheet = page.get_by_test_id("pay-sheet")
    expect(page.get_by_test_id("recharge-and-pay")).to_be_visible()
    expect(sheet).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("recharge-and-pay")).to_be_focused()
    page.keyboard.press("Enter")
    expect(app.get_by_test_id("episode-3-locked")).to_have_count(0)
    expect(sheet).to_have_count(0)
    expect(page.get_by_test_id("app-frame")).to_be_focused()
    page.close()


def test_after_a_day_the_page_logs_in_again_and_still_buys(chromium, demo):
    """24 hours on, the API answers 401, the backend tells its page, and the page logs in again."""
    page, app = open_simulator(chromium, demo)
    calls = page.get_by_test_id("log").get_by_text(re.compile(r"login\("))
    expect(calls).to_have_count(1)

    demo.run("clock", "advance", "24h")
    app.get_by_test_id("episode-5").click()

    expect(page.get_by_test_id("pay-sheet")).to_be_visible()
    expect(calls).to_have_count(2)
    page.get_by_test_id("recharge-and-pay").click()
    expect(app.get_by_test_id("episode-5-locked")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP], ids=["kill", "terminal closed"])
def test_nothing_of_the_demo_outlives_it(demo, number):
    """Killed, or with its terminal closed, the demo leaves its ports to the next one."""
    # A connection ends with the process that took it.
    with socket.create_connection(("127.0.0.1", demo.backend_port), timeout=20) as connection:
        demo.process.send_signal(number)
        assert connection.recv(1) == b""
    demo.process.communicate(timeout=20)
    assert demo.process.returncode == (0 if number == signal.SIGHUP else -signal.SIGKILL)
    again = Demo(demo.home)
    assert again.stop() == 0


def test_a_port_of_the_demo_in_use_names_its_holder(tmp_path):
    """The sentence says which process to stop, as far as the system tells."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = subprocess.run(
            [COMMAND, "demo", "--port", str(port - 2), "--home", str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 3
    assert f"port {port}" in ran.stderr
    assert f"(process {os.getpid()})" in ran.stderr


def test_the_demo_without_state_to_forget_and_while_running(demo):
    """Resetting a running demo is refused with a sentence; a stopped one forgets its files."""
    refused = subprocess.run(
        [COMMAND, "demo", "--reset", "--home", str(demo.home)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (refused.returncode, "Stop it with Ctrl-C" in refused.stderr) == (3, True)
    assert demo.stop() == 0

    assert "forgotten" in demo.run("demo", "--reset")
    assert not list(demo.home.glob("*.db"))
