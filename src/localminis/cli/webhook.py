"""`localminis webhook`: see deliveries, send them again, trigger events, and test a receiver."""

import json
from typing import Any, Final
from urllib.parse import urlencode

import click

from localminis.amounts import counted
from localminis.cli import terminal
from localminis.cli.clock import Duration
from localminis.cli.groups import group
from localminis.cli.steer import app_path, call, departure, home_option, json_option, segment
from localminis.cli.webhook_listen import listen
from localminis.cli.webhook_sign import sign, verify
from localminis.cli.webhook_torture import torture

_APP_HELP: Final = "The app (client key); not needed while there is one app."


@group("webhook", "See webhook deliveries, send them again, and test a receiver.")
def webhook() -> None:
    """Hold the webhook commands."""


for _command in (listen, sign, verify, torture):
    webhook.add_command(_command)


@webhook.command("list")
@click.option("--app", "client_key", help="Only this app's (client key).")
@click.option("--state", type=click.Choice(["pending", "delivered", "dead"]), help="Only these.")
@click.option("--event", help="Only events of this name, or whose name begins like this.")
@click.option("--order", help="Only about this order (trade order id or your order id).")
@click.option("--user", help="Only about this user (name, number or open_id).")
@click.option("--status", type=click.IntRange(100, 999), help="Only with this last HTTP status.")
@click.option("--limit", type=click.IntRange(1, 500), help="How many at most. Default 100.")
@home_option
@json_option
def listing(home: str | None, *, is_json: bool, **wanted: str | int | None) -> None:
    """List the newest deliveries."""
    query = urlencode({name: value for name, value in wanted.items() if value is not None})
    found = call(home, "GET", f"webhooks/deliveries?{query}")["deliveries"]
    if not found and wanted["client_key"] is not None:
        # An app that is not there is refused, and not shown as one without deliveries.
        call(home, "GET", app_path(str(wanted["client_key"])))
    if is_json:
        terminal.print_json(found)
        return
    if not found:
        narrowed = ", ".join(
            f"--{'app' if name == 'client_key' else name} {value}"
            for name, value in wanted.items()
            if value is not None and name != "limit"
        )
        terminal.note(f"No delivery fits {narrowed}." if narrowed else "Nothing was sent yet.")
        return
    rows = [
        (
            each["id"],
            _name(each),
            each["subject"],
            each["state"],
            each["attempts"],
            each["last_status"] or "",
            each["last_error"] or "",
        )
        for each in found
    ]
    header = ("DELIVERY", "EVENT", "SUBJECT", "STATE", "TRIES", "STATUS", "LAST ERROR")
    terminal.table(header, rows)


@webhook.command("show")
@click.argument("delivery_id")
@home_option
@json_option
def show(delivery_id: str, home: str | None, *, is_json: bool) -> None:
    """Show one delivery with its exact body and every attempt."""
    found = call(home, "GET", _path(delivery_id))
    if is_json:
        terminal.print_json(found)
        return
    terminal.say(f"{terminal.bold(_name(found))}  {found['subject']}".rstrip())
    terminal.say(f"to      {found['url']}  ({found['purpose']})")
    tries = counted(found["attempts"], "attempt")
    terminal.say(f"state   {found['state']}, {tries}")
    if found["next_attempt_at_s"] is not None:
        terminal.say(f"next    {terminal.moment(found['next_attempt_at_s'])} UTC, platform time")
    terminal.say(f"body    {found['body']}")
    for row in found["log"]:
        _show_attempt(row, found["body"])


@webhook.command("resend")
@click.argument("delivery_id")
@home_option
@json_option
def resend(delivery_id: str, home: str | None, *, is_json: bool) -> None:
    """Send one delivery again, now."""
    found = call(home, "POST", f"{_path(delivery_id)}/resend")
    _say_due(found, home, is_json=is_json)


@webhook.command("ping")
@click.argument("client_key")
@home_option
@json_option
def ping(client_key: str, home: str | None, *, is_json: bool) -> None:
    """Send the portal's test event to the app's webhook address."""
    found = call(home, "POST", f"{app_path(client_key)}/ping")
    _say_due(found, home, is_json=is_json)


@webhook.command("replay")
@click.option(
    "--since",
    "since_s",
    type=Duration(),
    required=True,
    help="Everything that happened in the last 90s, 5m, 24h or 3d of platform time.",
)
@click.option("--failed", "is_failed_only", is_flag=True, help="Only what did not arrive.")
@click.option("--app", "client_key", help="Only this app's (client key).")
@home_option
@json_option
def replay(
    since_s: int, client_key: str | None, home: str | None, *, is_failed_only: bool, is_json: bool
) -> None:
    """Send past events again, the oldest first.

    Also those that had no address when they happened.
    """
    body = {"since_s": since_s, "is_failed_only": is_failed_only, "client_key": client_key}
    count = 0
    after: int | None = 0
    while after is not None:
        answer = call(home, "POST", "webhooks/replay", {**body, "after": after})
        count += answer["count"]
        after = answer["after"]
    if is_json:
        terminal.print_json({"count": count})
        return
    if not count:
        what = "No event failed" if is_failed_only else "No event happened"
        terminal.note(f"{what} in that time, so there is nothing to send again.")
        return
    which = counted(count, "delivery leaves", "deliveries leave")
    terminal.done(f"{which} {departure(home)}. `localminis webhook list` shows what comes of it.")


@webhook.command("trigger")
@click.argument("event")
@click.option("--app", "client_key", help=_APP_HELP)
@click.option("--order", help="The order it is about (trade order id or your order id).")
@click.option("--user", help="The user it is about (name or number).")
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="KEY=VALUE",
    help="What the event's content must have; with --raw, what it shall have.",
)
@click.option("--raw", "is_raw", is_flag=True, help="Make the event up, though nothing happened.")
@home_option
@json_option
def trigger(
    event: str,
    values: tuple[str, ...],
    home: str | None,
    *,
    is_json: bool,
    **given: str | bool | None,
) -> None:
    """Send the EVENT of one of your own objects again, as it really happened.

    It is refused when it never happened to the object; `--raw` then makes it up, and the log says
    so.
    """
    body = {"event": event, "values": dict(map(_assignment, values)), **given}
    found = call(home, "POST", "webhooks/trigger", body)
    _say_due(found, home, is_json=is_json)


@webhook.command("events")
@json_option
def catalogue(*, is_json: bool) -> None:
    """List every event that is known, and how sure that is."""
    from localminis.spec import unsent_events
    from localminis.spec.events import EVENTS

    sent = {"platform": EVENTS, "raw only": unsent_events.UNAVAILABLE}
    rows = [
        {
            "event": each.name,
            "content_fields": list(each.content_fields),
            "confidence": each.confidence,
            "sent": how,
        }
        for how, kinds in {**sent, "raw only, other product": unsent_events.FOREIGN}.items()
        for each in kinds
    ]
    if is_json:
        terminal.print_json(rows)
        return
    terminal.table(
        ("EVENT", "CONFIDENCE", "SENT BY", "CONTENT"),
        [
            (each["event"], each["confidence"], each["sent"], ", ".join(each["content_fields"]))
            for each in rows
        ],
    )


def _assignment(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise click.UsageError(f"--set {text!r} is not KEY=VALUE, such as refund_amount=80.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _say_due(found: dict[str, Any], home: str | None, *, is_json: bool) -> None:
    if is_json:
        terminal.print_json(found)
        return
    terminal.done(f"{_name(found)} leaves for {found['url']} {departure(home)}.")
    terminal.note(f"What comes of it: localminis webhook show {found['id']}")


def _show_attempt(row: dict[str, Any], body: str) -> None:
    answered = terminal.plain(row["error"] or f"answered {row['response_status']}")
    terminal.say()
    terminal.say(terminal.bold(f"attempt {row['attempt']}: {answered} ({row['duration_ms']} ms)"))
    terminal.say(f"  sent at {terminal.moment(row['sent_at_wall_s'])} UTC")
    for name, value in row["request_headers"]:
        terminal.say(f"  > {name}: {value}")
    if row["request_body"] != body:
        terminal.say(f"  > {row['request_body']}")
    for name, value in row["response_headers"]:
        terminal.say(terminal.plain(f"  < {name}: {value}"))
    for text in (row["response_body"] or "").splitlines():
        terminal.say(terminal.plain(f"  < {text}"))
    if row["next_attempt_at_s"] is not None:
        at = terminal.moment(row["next_attempt_at_s"])
        terminal.say(f"  next attempt at {at} UTC, platform time")


def _name(found: dict[str, Any]) -> str:
    mark = " (made up)" if found["origin"] == "raw" else ""
    return f"{found['event']}{mark}"


def _path(delivery_id: str) -> str:
    return f"webhooks/deliveries/{segment(delivery_id)}"
