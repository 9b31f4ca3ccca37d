"""Listening, as plain lines and in a terminal, to a running platform."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from localminis.cli.webhook_screen import parse

COMMAND = str(Path(sys.executable).with_name("localminis"))


@pytest.fixture
def app(platform, receiver):
    """An app with a receiver."""
    return platform.new_app(receiver.url)


@contextmanager
def listening(platform, *arguments: str):
    """Listen in plain lines until the block ends."""
    process = subprocess.Popen(
        [COMMAND, "webhook", "listen", "--home", str(platform.home), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert "Listening at" in process.stderr.readline()
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)


def ping(platform, app) -> None:
    platform.admin("POST", f"apps/{app['client_key']}/ping")


def test_attempts_are_lines(platform, app, receiver):
    """Every attempt is one line with status, event and delivery, failed ones with the reason."""
    receiver.answers = [500]
    with listening(platform, "--app", app["client_key"]) as process:
        ping(platform, app)
        failed = process.stdout.readline()
        ping(platform, app)
        arrived = process.stdout.readline()
    assert re.search(r"500  tiktok\.ping  #1 \d+ ms dlv_\w+  The receiver answered 500", failed)
    assert re.search(r"200  tiktok\.ping  #1 \d+ ms dlv_\w+$", arrived)
    assert process.returncode == 0


def test_events_are_forwarded_while_listening_and_not_after(platform, app, receiver):
    """A copy goes to the other address, signed, tried once; ending the command ends the copies."""
    platform.admin("PATCH", f"apps/{app['client_key']}", {"webhook_url": ""})
    token = platform.access_token(app)
    with listening(
        platform, "--app", app["client_key"], "--forward-to", receiver.url, "--json"
    ) as process:
        receiver.answers = [500]
        order = platform.new_order(token, "ord-1", 1)
        pay = {"client_key": app["client_key"], "user": 1, "trade_order_id": order}
        platform.simulator("pay", **pay)
        assert order in receiver.wait_for(1)[0]["content"]
        text = ""
        while not text.endswith("}\n") or text.count("{") > text.count("}"):
            text += process.stdout.readline()
        attempt = json.loads(text)
    assert (attempt["purpose"], attempt["response_status"]) == ("forward", 500)
    found = platform.admin("GET", "webhooks/deliveries")["deliveries"]
    assert [(each["purpose"], each["state"]) for each in found] == [("forward", "dead")]
    pay["trade_order_id"] = platform.new_order(token, "ord-2", 1)
    platform.simulator("pay", **pay)
    assert len(platform.admin("GET", "webhooks/deliveries")["deliveries"]) == 1


def test_listening_needs_a_running_platform(tmp_path):
    """On a folder where nothing runs there is nothing to hear; unknown apps are refused."""
    done = subprocess.run(
        [COMMAND, "webhook", "listen", "--home", str(tmp_path / "new")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "localminis serve" in done.stderr


class Terminal:
    """A command in a pseudo terminal: what it drew last, and keys for it."""

    def __init__(self, *command: str) -> None:
        self.pid, self._number = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", COLUMNS="120", LINES="30")
            os.execv(command[0], command)
        self.screen = ""

    def press(self, keys: str) -> None:
        os.write(self._number, keys.encode())

    def until(self, pattern: str, timeout_s: float = 20) -> str:
        """Read until the present frame matches; returns the frame."""
        end_s = time.monotonic() + timeout_s
        while time.monotonic() < end_s:
            if select.select([self._number], [], [], 0.2)[0]:
                try:
                    self.screen += os.read(self._number, 65_536).decode("utf-8", "replace")
                except OSError:
                    break
            frame = re.sub(r"\x1b\[\d*[mKJ]", "", self.screen.rsplit("\x1b[H", 1)[-1])
            if re.search(pattern, frame, re.DOTALL):
                return frame
        raise AssertionError(f"{pattern!r} did not show up in {self.screen[-2_000:]!r}")

    def close(self) -> int:
        try:
            while os.read(self._number, 65_536):
                pass
        except OSError:
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self._number)
        return os.waitstatus_to_exitcode(status)


def test_the_live_view_moves_shows_details_and_sends_again(platform, app, receiver):
    """Up, Enter, r and q do what the last line says."""
    platform.admin("POST", "clock", {"action": "freeze"})  # or the failed one is tried again
    receiver.answers = [500]
    shown = Terminal(COMMAND, "webhook", "listen", "--home", str(platform.home))
    shown.until("Nothing yet")
    ping(platform, app)
    shown.until(r"> .*500.*tiktok\.ping")
    ping(platform, app)
    shown.until(r"  \S+  500.*> \S+  200")
    shown.press("\x1b[A\x1b[A\r")
    frame = shown.until("> TikTok-Signature: t=")
    assert "attempt 1: The receiver answered 500" in frame
    shown.press("r")
    shown.until("is due now")
    shown.until(r"#2 \d+ ms")
    receiver.wait_for(3)
    shown.press("q")
    assert shown.close() == 0
    assert shown.screen.startswith("\x1b[?1049h")


def test_keys_are_read_out_of_what_comes_at_once():
    """Several keys in one read count one by one, and unknown ones are left out."""
    assert list(parse(b"\x1b[A\x1b[Bxr\rq")) == ["up", "down", "resend", "details", "quit"]
