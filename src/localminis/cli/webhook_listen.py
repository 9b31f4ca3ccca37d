"""`localminis webhook listen`: deliveries as they happen, in a terminal or as plain lines.

It asks the admin API, so it shows what any process of the platform sends.
"""

import asyncio
import sys
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import click

from localminis import settings
from localminis.cli import terminal
from localminis.cli.steer import PlatformNotRunning, app_path, home_option, json_option, segment
from localminis.errors import MinisError

if TYPE_CHECKING:
    from localminis.steering import Steering

_LOOK_EVERY_S: Final = 0.3
_PROLONG_EVERY_S: Final = 10
_KEPT: Final = 500


@click.command("listen")
@click.option("--forward-to", metavar="URL", help="Send a copy of each event there meanwhile.")
@click.option("--app", "client_key", help="Only this app's (client key).")
@click.option("--plain", "is_plain", is_flag=True, help="Lines only, also in a terminal.")
@home_option
@json_option
def listen(
    forward_to: str | None,
    client_key: str | None,
    home: str | None,
    *,
    is_plain: bool,
    is_json: bool,
) -> None:
    """Show webhook attempts as they happen. Ctrl-C ends it.

    In a terminal: up and down choose, Enter shows details, r sends again, q ends. A copy that
    --forward-to sends is tried once.
    """
    from localminis.cli import waiting

    is_live = not (is_plain or is_json) and sys.stdin.isatty() and sys.stdout.isatty()
    chosen = settings.load(home=home)
    work = _listen(chosen, forward_to, client_key, is_live=is_live, is_json=is_json)
    asyncio.run(waiting.until_stopped(work))


async def _listen(
    chosen: settings.Settings,
    forward_to: str | None,
    client_key: str | None,
    *,
    is_live: bool,
    is_json: bool,
) -> None:
    from localminis import runtime

    async with runtime.opened(chosen) as platform:
        if platform.is_ours:
            raise PlatformNotRunning(chosen.home)
        feed = Feed(platform, client_key)
        await feed.start(forward_to)
        try:
            if is_live:
                from localminis.cli.webhook_screen import show

                await show(feed)
            else:
                await _print(feed, is_json=is_json)
        finally:
            with suppress(MinisError):
                await feed.end()


async def _print(feed: "Feed", *, is_json: bool) -> None:
    terminal.note(f"Listening at {feed.where}. Ctrl-C ends it.")
    while True:
        for each in await feed.new():
            if is_json:
                terminal.print_json(each)
            else:
                terminal.say(line(each))
        await asyncio.sleep(_LOOK_EVERY_S)


class Feed:
    """The attempts of a running platform since the listening began, the oldest first."""

    def __init__(self, platform: "Steering", client_key: str | None) -> None:
        self.attempts: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self.where = platform.url
        self._platform = platform
        self._client_key = client_key
        self._after = 0
        self._forward: str | None = None
        self._prolong_at_s = 0.0

    async def start(self, forward_to: str | None) -> None:
        """Start from now, with copies to an address when one is given."""
        if self._client_key is not None:
            await self._call("GET", app_path(self._client_key))
        if forward_to is not None:
            body = {"url": forward_to, "client_key": self._client_key}
            self._forward = (await self._call("POST", "webhooks/forwards", body))["id"]
        self._after = (await self._call("GET", "webhooks/attempts"))["newest"]
        self._prolong_at_s = self._now_s() + _PROLONG_EVERY_S

    async def new(self) -> list[dict[str, Any]]:
        """Return the attempts since the last look."""
        if self._forward is not None and self._now_s() >= self._prolong_at_s:
            await self._call("PUT", f"webhooks/forwards/{self._forward}")
            self._prolong_at_s = self._now_s() + _PROLONG_EVERY_S
        query: dict[str, object] = {"after": self._after}
        if self._client_key is not None:
            query["client_key"] = self._client_key
        found = await self._call("GET", f"webhooks/attempts?{urlencode(query)}")
        self._after = found["newest"]
        self.attempts.extend(found["attempts"])
        return list(found["attempts"])

    async def details(self, delivery_id: str) -> Any:
        """Return a delivery with every attempt."""
        return await self._call("GET", f"webhooks/deliveries/{segment(delivery_id)}")

    async def resend(self, delivery_id: str) -> None:
        """Make a delivery due now."""
        await self._call("POST", f"webhooks/deliveries/{segment(delivery_id)}/resend")

    async def end(self) -> None:
        """Stop the copies."""
        if self._forward is not None:
            await self._call("DELETE", f"webhooks/forwards/{self._forward}")

    async def _call(self, method: str, path: str, body: object | None = None) -> Any:
        return await self._platform.call(method, f"/admin/v1/{path}", body)

    def _now_s(self) -> float:
        return asyncio.get_running_loop().time()


def line(attempt: dict[str, Any]) -> str:
    """Write one attempt as one line."""
    at = datetime.fromtimestamp(attempt["sent_at_wall_s"], UTC).astimezone().strftime("%H:%M:%S")
    status = attempt["response_status"]
    is_done = attempt["error"] is None
    answer = click.style(
        str(status) if status is not None else "no answer", fg="green" if is_done else "red"
    )
    said = [at, answer, f"{attempt['event']} {attempt['subject']}".rstrip()]
    if attempt["origin"] == "raw":
        said.append("(made up)")
    if attempt["purpose"] == "forward":
        said.append("(copy)")
    said.append(f"#{attempt['attempt']} {attempt['duration_ms']} ms {attempt['delivery_id']}")
    if not is_done:
        said.append(terminal.plain(attempt["error"]))
    return "  ".join(said)
