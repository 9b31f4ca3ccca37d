"""`localminis fault`: make an app's calls to the open API fail on purpose."""

import click

from localminis.amounts import counted
from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import app_path, call, home_option, json_option


@group("fault", "Make an app's calls to the open API fail on purpose.")
def fault() -> None:
    """Hold the fault commands."""


@fault.command("add")
@click.argument("client_key")
@click.argument("what", metavar="FAULT")
@click.option("--endpoint", default="*", show_default=True, help="Such as trade_order.create.")
@click.option("--times", type=click.IntRange(1), help="Stop after so many failures.")
@click.option("--every", type=click.IntRange(1), default=1, help="Fail every n-th call.")
@click.option("--probability", type=click.FloatRange(0, 1), default=1.0, help="Fail by chance.")
@click.option("--seed", type=int, default=0, help="Makes the chance repeatable.")
@home_option
@json_option
def add(
    client_key: str,
    what: str,
    endpoint: str,
    times: int | None,
    every: int,
    probability: float,
    seed: int,
    home: str | None,
    *,
    is_json: bool,
) -> None:
    """Make the calls of the app CLIENT_KEY fail with FAULT until cleared or restarted.

    FAULT is error=CODE, status=503, delay=1500 (milliseconds), cut (no answer) or lose (the work is
    done, the answer is not); join several with commas. One request asks for its own with the header
    X-LocalMinis-Fault.
    """
    body = {
        "fault": what,
        "endpoint": endpoint,
        "times": times,
        "every": every,
        "probability": probability,
        "seed": seed,
    }
    found = call(home, "POST", f"{app_path(client_key)}/faults", body)
    if is_json:
        terminal.print_json(found)
    else:
        terminal.done(f"Calls of {client_key} to {endpoint} fail with {what}.")


@fault.command("list")
@click.argument("client_key")
@home_option
@json_option
def listing(client_key: str, home: str | None, *, is_json: bool) -> None:
    """List the rules of the app CLIENT_KEY and how often each has fired."""
    found = call(home, "GET", f"{app_path(client_key)}/faults")["rules"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [(each["endpoint"], each["fault"], each["seen"], each["fired"]) for each in found]
    terminal.table(("ENDPOINT", "FAULT", "SEEN", "FIRED"), rows)


@fault.command("clear")
@click.argument("client_key")
@home_option
@json_option
def clear(client_key: str, home: str | None, *, is_json: bool) -> None:
    """Forget the rules of the app CLIENT_KEY."""
    found = call(home, "DELETE", f"{app_path(client_key)}/faults")
    if is_json:
        terminal.print_json(found)
        return
    count = found["forgotten"]
    terminal.done(f"Forgot {counted(count, 'rule')}.")
