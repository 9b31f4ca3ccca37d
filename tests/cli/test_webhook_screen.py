"""The live view in a pseudo terminal, on a running platform."""

import os
import pty
import re
import select
import sys
import time
from pathlib import Path

from localminis.cli.webhook_screen import parse

COMMAND = str(Path(sys.executable).with_name("localminis"))


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


def test_the_live_view_moves_shows_details_and_sends_again(platform, receiver):
    """Up, Enter, r and q do what the last line says."""
    app = platform.new_app(receiver.url)

    def ping():
        platform.admin("POST", f"apps/{app['client_key']}/ping")

    platform.admin("POST", "clock", {"action": "freeze"})  # or the failed one is tried again
    receiver.answers = [500]
    shown = Terminal(COMMAND, "webhook", "listen", "--home", str(platform.home))
    shown.until("Nothing yet")
    ping()
    shown.until(r"> .*500.*tiktok\.ping")
    ping()
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
