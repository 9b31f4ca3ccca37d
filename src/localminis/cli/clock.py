"""`localminis clock`: show, set, freeze, advance and resume platform time."""

import re
from datetime import UTC, datetime
from typing import Any

import click

from localminis.cli import terminal
from localminis.cli.steer import call, group, home_option, json_option

# What the platform does on its own when its time has come, in words for one and for many.
_WORK = {
    "webhook.deliver": ("webhook", "webhooks"),
    "subscription.step": ("step of a subscription", "steps of subscriptions"),
    "refund.trace": ("part of a refund", "parts of refunds"),
}
_UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


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
@home_option
@json_option
def show(home: str | None, *, is_json: bool) -> None:
    """Show platform time."""
    found = call(home, "GET", "clock")
    if is_json:
        terminal.print_json(found)
        return
    state = "frozen" if found["frozen_at_s"] is not None else "running"
    terminal.say(f"Platform time is {terminal.moment(found['now_s'])} UTC, {state}.")


@clock.command("advance")
@click.argument("duration", type=Duration())
@home_option
@json_option
def advance(duration: int, home: str | None, *, is_json: bool) -> None:
    """Turn platform time forward by DURATION: 90s, 5m, 24h, 3d, 1d12h."""
    _change(home, {"action": "advance", "seconds": duration}, "advanced to", is_json=is_json)


@clock.command("set")
@click.argument("moment", type=Moment())
@home_option
@json_option
def set_(moment: int, home: str | None, *, is_json: bool) -> None:
    """Turn platform time forward to MOMENT: 2027-01-31, 2027-01-31T12:00:00Z, or epoch seconds."""
    _change(home, {"action": "set", "now_s": moment}, "set to", is_json=is_json)


@clock.command("freeze")
@home_option
@json_option
def freeze(home: str | None, *, is_json: bool) -> None:
    """Let platform time stand still."""
    _change(home, {"action": "freeze"}, "frozen at", is_json=is_json)


@clock.command("resume")
@home_option
@json_option
def resume(home: str | None, *, is_json: bool) -> None:
    """Let platform time run on from where it stands."""
    _change(home, {"action": "resume"}, "running on from", is_json=is_json)


def _change(home: str | None, body: dict[str, object], what: str, *, is_json: bool) -> None:
    found = call(home, "POST", "clock", body)
    if is_json:
        terminal.print_json(found)
        return
    terminal.done(f"Platform time is {what} {terminal.moment(found['now_s'])} UTC.")
    if found["due"]:
        terminal.say(f"  due now: {', '.join(_counted(*each) for each in found['due'].items())}")


def _counted(kind: str, count: int) -> str:
    one, many = _WORK.get(kind, (kind, kind))
    return f"{count} {one if count == 1 else many}"
