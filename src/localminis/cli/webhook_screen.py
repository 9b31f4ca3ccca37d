"""The live view of `webhook listen`: a list to move in, details, and sending again."""

import asyncio
import os
import shutil
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from localminis.cli import terminal
from localminis.cli.webhook_listen import Feed, line
from localminis.errors import MinisError

_LOOK_EVERY_S: Final = 0.3
_ENTER: Final = "\x1b[?1049h\x1b[?25l"
_LEAVE: Final = "\x1b[?25h\x1b[?1049l"
_KEYS: Final = {
    b"\x1b[A": "up",
    b"\x1bOA": "up",
    b"k": "up",
    b"\x1b[B": "down",
    b"\x1bOB": "down",
    b"j": "down",
    b"\r": "details",
    b"\n": "details",
    b"d": "details",
    b"r": "resend",
    b"q": "quit",
    b"\x1b": "quit",
}
_HELP: Final = "up/down choose   Enter details   r send again   q end"


class View:
    """What is shown: the newest attempts, the chosen one, and its details when asked for."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.chosen: int | None = None
        self.details: list[str] | None = None
        self.message = ""

    def move(self, step: int) -> None:
        """Choose the attempt above or below."""
        ids = [each["id"] for each in self.feed.attempts]
        if not ids:
            return
        at = ids.index(self.chosen) if self.chosen in ids else len(ids)
        self.chosen = ids[max(0, min(len(ids) - 1, at + step))]
        self.details = None

    @property
    def current(self) -> dict[str, Any] | None:
        """The chosen attempt, or the newest."""
        attempts = list(self.feed.attempts)
        found = [each for each in attempts if each["id"] == self.chosen] or attempts[-1:]
        return found[0] if found else None

    async def press(self, key: str) -> bool:
        """Do what a key asks for; returns whether to go on."""
        self.message = ""
        if key == "quit":
            return False
        if key in {"up", "down"}:
            self.move(-1 if key == "up" else 1)
        elif (current := self.current) is not None:
            self.chosen = current["id"]
            try:
                await self._act(key, current["delivery_id"])
            except MinisError as refusal:
                self.message = refusal.message
        return True

    async def _act(self, key: str, delivery_id: str) -> None:
        if key == "resend":
            await self.feed.resend(delivery_id)
            self.message = f"{delivery_id} is due now."
        elif self.details is not None:
            self.details = None
        else:
            self.details = _details(await self.feed.details(delivery_id))

    def frame(self, width: int, height: int) -> str:
        """Draw everything for a terminal of this size."""
        rows = [terminal.bold(f"Webhooks of {self.feed.where}"), ""]
        details = (self.details or [])[: height // 2]
        current = self.current
        room = max(1, height - len(rows) - len(details) - 3)
        attempts = list(self.feed.attempts)
        at = attempts.index(current) if current in attempts else 0
        begin = max(0, min(at - room // 2, len(attempts) - room))
        shown = attempts[begin : begin + room]
        rows += [("> " if each is current else "  ") + line(each) for each in shown]
        if not attempts:
            rows.append("  Nothing yet: attempts show up here as they are made.")
        rows += [*details, "", self.message or _HELP]
        drawn = "".join(f"{_cut(row, width)}\x1b[K\n" for row in rows[: height - 1])
        return f"\x1b[H{drawn}\x1b[J"


async def show(feed: Feed) -> None:
    """Show the feed in the terminal until the person ends it."""
    view = View(feed)
    loop = asyncio.get_running_loop()
    keys: asyncio.Queue[str] = asyncio.Queue()
    number = sys.stdin.fileno()

    def read() -> None:
        for key in parse(os.read(number, 64)):
            keys.put_nowait(key)

    with _cbreak(number):
        loop.add_reader(number, read)
        try:
            await _loop(view, keys)
        finally:
            loop.remove_reader(number)


async def _loop(view: View, keys: "asyncio.Queue[str]") -> None:
    while True:
        try:
            await view.feed.new()
        except MinisError as trouble:
            view.message = trouble.message
        size = shutil.get_terminal_size()
        _write(view.frame(size.columns, size.lines))
        try:
            key = await asyncio.wait_for(keys.get(), _LOOK_EVERY_S)
        except TimeoutError:
            continue
        if not await view.press(key):
            return


def parse(pressed: bytes) -> Iterator[str]:
    """Read the keys out of what a terminal sent at once; unknown ones are left out."""
    while pressed:
        for code in sorted(_KEYS, key=len, reverse=True):
            if pressed.startswith(code):
                yield _KEYS[code]
                pressed = pressed[len(code) :]
                break
        else:
            pressed = pressed[1:]


@contextmanager
def _cbreak(number: int) -> Iterator[None]:
    """Give keys at once and unseen, on a screen of their own; Ctrl-C still interrupts."""
    before = termios.tcgetattr(number)
    _write(_ENTER)
    try:
        tty.setcbreak(number)
        yield
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)
        _write(_LEAVE)


def _write(text: str) -> None:
    click.echo(text, nl=False)


def _cut(text: str, width: int) -> str:
    """Shorten a row to the terminal's width; a row that is too long loses its colours."""
    plain = click.unstyle(text)
    return text if len(plain) <= width else plain[: max(0, width - 1)] + "…"


def _details(found: dict[str, Any]) -> list[str]:
    rows = ["", f"{found['id']}  {found['state']}  to {found['url']}", f"  {found['body']}"]
    for row in reversed(found["log"]):
        rows.append(f"  attempt {row['attempt']}: {row['error'] or row['response_status']}")
        rows += [f"    > {name}: {value}" for name, value in row["request_headers"]]
        rows += [f"    < {name}: {value}" for name, value in row["response_headers"]]
        rows += [f"    < {text}" for text in (row["response_body"] or "").splitlines()]
    return [terminal.plain(row) for row in rows]
