"""`localminis logs`: the calls of the open API, live or from the log, and why they failed."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

import click

from localminis import settings
from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import PlatformNotRunning, call, home_option, json_option, segment

# Shorter than the steering call's own patience.
_WAIT_S: Final = 8
_NARROWING: Final = (
    click.option("--app", "client_key", help="Only this app's (client key)."),
    click.option("--user", help="Only this user's (name or number)."),
    click.option("--path", help="Only this path, or paths that begin like this."),
    click.option("--status", type=click.IntRange(100, 999), help="Only with this HTTP status."),
    click.option("--code", help="Only with this error code, such as 20021002."),
    click.option("--refused", "outcome", flag_value="refused", help="Only what was refused."),
)


@group("logs", "Follow, list and show calls of the open API, and why they were refused.")
def logs() -> None:
    """Hold the commands of the request log."""


def _narrowing(command: Any) -> Any:
    for option in reversed(_NARROWING):
        command = option(command)
    return command


@logs.command("list")
@_narrowing
@click.option("--limit", type=click.IntRange(1, 500), help="How many at most. Default 100.")
@click.option("--before", type=int, help="Go on from a page: calls older than this number.")
@home_option
@json_option
def listing(home: str | None, *, is_json: bool, **wanted: str | int | None) -> None:
    """List the newest calls."""
    found = call(home, "GET", f"requests?{_query(wanted)}")
    if is_json:
        terminal.print_json(found["requests"])
        return
    terminal.table(
        ("TIME", "STATUS", "CODE", "CALL", "APP", "USER", "MS", "LOG ID"),
        [
            (
                _time(each),
                each["status"],
                each["code"],
                terminal.plain(f"{each['method']} {each['path']}"),
                terminal.plain(each["client_key"]),
                each["user"] or each["user_id"] or "",
                each["duration_ms"],
                each["log_id"],
            )
            for each in found["requests"]
        ],
    )
    if found["next"] is not None:
        terminal.note(f"Older ones: --before {found['next']}")


@logs.command("show")
@click.argument("log_id")
@home_option
@json_option
def show(log_id: str, home: str | None, *, is_json: bool) -> None:
    """Show one call: what was sent and answered and, for a refusal, why."""
    found = call(home, "GET", f"requests/{segment(log_id)}")
    if is_json:
        terminal.print_json(found)
        return
    about = found["call"]
    asked = f"?{found['query']}" if found["query"] else ""
    terminal.say(terminal.bold(terminal.plain(f"{about['method']} {about['path']}{asked}")))
    who = f"app {about['client_key'] or '-'}  user {about['user'] or '-'}"
    terminal.say(
        terminal.plain(f"{_time(about)}  {about['duration_ms']} ms  {who}  {about['log_id']}")
    )
    _say_reason(found)
    _say_side(">", found["request_headers"], found["request_body"])
    terminal.say(terminal.bold(f"answered {about['status']}"))
    _say_side("<", found["response_headers"], found["response_body"])


@logs.command("tail")
@_narrowing
@home_option
@json_option
def tail(home: str | None, *, is_json: bool, **wanted: str | int | None) -> None:
    """Show calls as they come, each with the reason when it is refused. Ctrl-C ends it."""
    from localminis.cli import waiting

    work = _follow(settings.load(home=home), wanted, is_json=is_json)
    asyncio.run(waiting.until_stopped(work))


@logs.command("clear")
@home_option
def clear(home: str | None) -> None:
    """Forget every call in the log."""
    call(home, "DELETE", "requests")
    terminal.done("The request log is empty.")


async def _follow(
    chosen: settings.Settings, wanted: dict[str, str | int | None], *, is_json: bool
) -> None:
    from localminis import runtime

    async with runtime.opened(chosen) as platform:
        if platform.is_ours:
            raise PlatformNotRunning(chosen.home)
        tailing = "/admin/v1/requests/tail"
        after = (await platform.call("GET", f"{tailing}?{_query(wanted)}"))["newest"]
        terminal.note(f"Following the calls of {platform.url}. Ctrl-C ends it.")
        while True:
            query = _query({**wanted, "after": after, "wait_s": _WAIT_S})
            found = await platform.call("GET", f"{tailing}?{query}")
            after = found["newest"]
            for each in found["requests"]:
                if is_json:
                    terminal.print_json(each)
                else:
                    terminal.say(line(each))


def line(about: dict[str, Any]) -> str:
    """Write one call as one line."""
    is_refused = about["is_refused"]
    who = " ".join(filter(None, (about["client_key"], about["user"])))
    said = [f"{about['method']} {about['path']}", f"{about['duration_ms']} ms", who]
    said += [f"{about['code']}: {about['message']}".rstrip(": ")] if is_refused else []
    said += [about["log_id"]]
    status = terminal.paint("error" if is_refused else "good", str(about["status"]))
    return "  ".join([_time(about), status, *map(terminal.plain, filter(None, said))])


def _say_reason(found: dict[str, Any]) -> None:
    about, reason = found["call"], found["reason"]
    if reason is None:
        return
    terminal.say()
    terminal.say(f"{terminal.paint('error', about['code'])}  {terminal.plain(about['message'])}")
    rows = [
        ("rule", reason["rule"]),
        ("field", reason["field"]),
        ("passes", reason["passes"]),
        ("read", f"{reason['page']}, official page {reason['source']}"),
    ]
    for name, text in rows:
        if text:
            terminal.say(f"  {name.ljust(6)}  {terminal.plain(text)}")


def _say_side(mark: str, headers: Iterable[tuple[str, str]], body: str) -> None:
    for name, text in headers:
        terminal.say(terminal.plain(f"  {mark} {name}: {text}"))
    for each in body.splitlines():
        terminal.say(terminal.plain(f"  {mark} {each}"))


def _query(wanted: dict[str, str | int | None]) -> str:
    return urlencode({name: value for name, value in wanted.items() if value is not None})


def _time(about: dict[str, Any]) -> str:
    at = datetime.fromtimestamp(about["at_wall_ms"] / 1_000, UTC).astimezone()
    return at.strftime("%H:%M:%S")
