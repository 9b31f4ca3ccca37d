"""`localminis clock`: show, freeze, advance and resume platform time."""

import re
from typing import Any

import click

from localminis.cli import terminal
from localminis.cli.steer import call, group, home_option, json_option

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


@group("clock", "Show, freeze, advance and resume platform time.")
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
