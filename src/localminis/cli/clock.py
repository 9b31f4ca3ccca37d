"""`localminis clock`: show, set, freeze, advance and resume platform time."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import click

from localminis.amounts import counted
from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import call, home_option, json_option
from localminis.clock import MAIN

_UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
# More is a list for `--json`.
_LINES_MAX = 10
_wait_option = click.option(
    "--wait",
    "wait_s",
    type=click.IntRange(0, 600),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for what falls due; it goes on afterwards.",
)
_app_option = click.option(
    "--app",
    "client_key",
    metavar="KEY",
    help="The clock that this app goes by: a sandbox has its own.",
)


class Duration(click.ParamType[int]):
    """A length of time such as `90s`, `5m`, `24h`, `3d` or `1d12h`, in seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the text into whole seconds."""
        if isinstance(value, int):
            return value
        if not re.fullmatch(r"(\d{1,9}[smhdw])+", value):
            self.fail(f"{value!r} is not a duration such as 90s, 5m, 24h, 3d or 1d12h.", param, ctx)
        return sum(int(n) * _UNITS_S[unit] for n, unit in re.findall(r"(\d+)([smhdw])", value))


class Moment(click.ParamType[int]):
    """A point in time, in UTC unless it says otherwise, in epoch seconds."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read a date, a date with a time, or a number of seconds."""
        if re.fullmatch(r"[0-9]{9,12}", str(value)):  # too long for any other form of a date
            return int(value)
        try:
            read = datetime.fromisoformat(value)
            return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is no moment such as 2027-01-31, 2027-01-31T12:00:00Z or 1801396800.",
                param,
                ctx,
            )


@group("clock", "Show, set, freeze, advance and resume platform time.")
def clock() -> None:
    """Hold the clock commands."""


@clock.command("show")
@_app_option
@home_option
@json_option
def show(client_key: str | None, home: str | None, *, is_json: bool) -> None:
    """Show platform time."""
    asked = f"?{urlencode({'client_key': client_key})}" if client_key else ""
    found = call(home, "GET", f"clock{asked}")
    if is_json:
        terminal.print_json(found)
        return
    state = "frozen" if found["frozen_at_s"] is not None else "running"
    said = f"{_whose(found)} is {terminal.moment(found['now_s'])} UTC, {state}"
    if ahead_s := found["ahead_s"]:
        where = "ahead of" if ahead_s > 0 else "behind"
        said += f", {_length(abs(ahead_s))} {where} this machine"
    terminal.say(f"{said}.")


@clock.command("advance")
@click.argument("duration", type=Duration())
@_app_option
@_wait_option
@home_option
@json_option
def advance(
    duration: int, client_key: str | None, wait_s: int, home: str | None, *, is_json: bool
) -> None:
    """Turn platform time forward by DURATION (90s, 5m, 24h, 3d, 1d12h) and tell what that did."""
    body = {"action": "advance", "seconds": duration, "wait_s": wait_s, "client_key": client_key}
    _change(home, body, "advanced to", is_json=is_json)


@clock.command("set")
@click.argument("moment", type=Moment())
@_app_option
@_wait_option
@home_option
@json_option
def set_(
    moment: int, client_key: str | None, wait_s: int, home: str | None, *, is_json: bool
) -> None:
    """Turn platform time forward to MOMENT: 2027-01-31, 2027-01-31T12:00:00Z, or epoch seconds."""
    body = {"action": "set", "now_s": moment, "wait_s": wait_s, "client_key": client_key}
    _change(home, body, "set to", is_json=is_json)


@clock.command("freeze")
@_app_option
@home_option
@json_option
def freeze(client_key: str | None, home: str | None, *, is_json: bool) -> None:
    """Let platform time stand still."""
    _change(home, {"action": "freeze", "client_key": client_key}, "frozen at", is_json=is_json)


@clock.command("resume")
@_app_option
@home_option
@json_option
def resume(client_key: str | None, home: str | None, *, is_json: bool) -> None:
    """Let platform time run on from where it stands."""
    body = {"action": "resume", "client_key": client_key}
    _change(home, body, "running on from", is_json=is_json)


def _length(seconds: int) -> str:
    """Write a length of time as `advance` takes it, in its two largest units."""
    parts = []
    for unit in ("d", "h", "m", "s"):
        count, seconds = divmod(seconds, _UNITS_S[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts[:2])


def _whose(found: dict[str, Any]) -> str:
    is_main = found["clock"] == MAIN
    return "Platform time" if is_main else f"The time of the sandbox {found['clock']}"


def _change(home: str | None, body: Mapping[str, object], what: str, *, is_json: bool) -> None:
    patience_s = body.get("wait_s", 0)
    assert isinstance(patience_s, int)
    found = call(home, "POST", "clock", body, patience_s=patience_s)
    if is_json:
        terminal.print_json(found)
        return
    terminal.done(f"{_whose(found)} is {what} {terminal.moment(found['now_s'])} UTC.")
    if found["summary"]:
        terminal.say(f"  {found['summary']}")
    ran = found["ran"]
    _lines([_life(each) for each in ran["subscriptions"]], ran["counts"]["steps"])
    _lines([_part(each) for each in ran["refunds"]], ran["counts"]["parts"])
    tried = sum(ran["counts"].get(state, 0) for state in ("delivered", "pending", "dead"))
    _lines([_tried(each) for each in ran["webhooks"]], tried)


def _lines(lines: list[str], count: int) -> None:
    """Print lines, those that say the same once; `count` is how many there are in all."""
    shown = Counter(lines).most_common()[:_LINES_MAX]
    for line, times in shown:
        terminal.say(f"    {line}{f'  ({times} times)' if times > 1 else ''}")
    if left := count - sum(times for _, times in shown):
        terminal.say(f"    and {left} more; --json has fifty of each")


def _life(step: dict[str, Any]) -> str:
    done = [
        f"{words} {counted(count, 'time')}"
        for words, count in (
            ("renewed", step["renewals"]),
            ("payment failed", step["failed_payments"]),
        )
        if count
    ]
    states = {
        "active": f"active until {terminal.moment(step['end_time'])}",
        "cancel": f"cancelled, until {terminal.moment(step['end_time'])}",
        "onhold": "on hold",
        "expired": "expired",
    }
    return f"{step['subscription_id']}  {', '.join([*done, states[step['state']]])}"


def _part(part: dict[str, Any]) -> str:
    return f"{part['trade_order_id']}  {part['refund_amount']} Beans came back"


def _tried(delivery: dict[str, Any]) -> str:
    what = f"{delivery['event']}  {delivery['subject']}".rstrip()
    if delivery["state"] == "delivered":
        return f"{what}  delivered"
    then = (
        "given up"
        if delivery["state"] == "dead"
        else f"again at {terminal.moment(delivery['next_attempt_at_s'])}"
    )
    tries = counted(delivery["attempts"], "try", "tries")
    return f"{what}  {then} after {tries}: {delivery['last_error']}"
