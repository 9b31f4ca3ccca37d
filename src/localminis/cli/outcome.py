"""`localminis outcome`: choose how the calls of an app's SDK end in its simulators."""

import click

from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import app_path, call, home_option, json_option


@group("outcome", "Choose how the calls of an app's SDK end.")
def outcome() -> None:
    """Hold the outcome commands."""


def _place(client_key: str) -> str:
    return f"{app_path(client_key)}/outcomes"


@outcome.command("set")
@click.argument("client_key")
@click.argument("chosen", metavar="METHOD:OUTCOME...", nargs=-1, required=True)
@click.option("--sticky", is_flag=True, help="For every call, not for the next one only.")
@home_option
def choose(client_key: str, chosen: tuple[str, ...], home: str | None, *, sticky: bool) -> None:
    """Choose outcomes for the app CLIENT_KEY, such as pay:user_cancel, in place of those before.

    They hold for every simulator of the app; what a simulator has chosen for itself comes first.
    `localminis outcome options` lists what there is.
    """
    wanted = {}
    for each in chosen:
        method, _, name = each.partition(":")
        if not name:
            raise click.BadParameter(f"{each!r} is not METHOD:OUTCOME, such as pay:user_cancel.")
        wanted[method] = name
    call(home, "PUT", _place(client_key), {"outcomes": wanted, "sticky": sticky})
    which = "Every call" if sticky else "The next call"
    for method, name in wanted.items():
        terminal.done(f"{which} of {method} ends with {name}.")


@outcome.command("list")
@click.argument("client_key")
@home_option
@json_option
def listing(client_key: str, home: str | None, *, is_json: bool) -> None:
    """List what is chosen for the app CLIENT_KEY."""
    found = call(home, "GET", _place(client_key))["outcomes"]
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (method, each["outcome"], "every call" if each["is_sticky"] else "next call")
        for method, each in found.items()
    ]
    terminal.table(("METHOD", "OUTCOME", "FOR"), rows)


@outcome.command("clear")
@click.argument("client_key")
@home_option
def clear(client_key: str, home: str | None) -> None:
    """Let the sheets and the platform decide again in the app CLIENT_KEY."""
    call(home, "PUT", _place(client_key), {"outcomes": {}})
    terminal.done("The sheets and the platform decide again.")


@outcome.command("options")
@click.argument("method", required=False)
def options(method: str | None) -> None:
    """List the outcomes of METHOD, or of every method."""
    from localminis.spec.outcomes import OUTCOMES

    if method is not None and method not in OUTCOMES:
        raise click.BadParameter(f"{method!r} has no outcomes. Use one of {', '.join(OUTCOMES)}.")
    rows = [
        (name, each.id, each.title, each.code or "")
        for name, known in OUTCOMES.items()
        if method in {None, name}
        for each in known
    ]
    terminal.table(("METHOD", "OUTCOME", "WHAT HAPPENS", "ERROR"), rows)
