"""`localminis version`: code versions, their review, and who gets which."""

from collections.abc import Callable
from typing import Any, Final, TypeVar, get_args
from urllib.parse import urlencode

import click

from localminis.amounts import counted
from localminis.cli import terminal
from localminis.cli.groups import group
from localminis.cli.steer import app_option, app_path, call, home_option, json_option, segment
from localminis.cli.upload import show_findings
from localminis.spec.publishing import State

revision_option = click.option(
    "--revision", type=int, help="Refuse when the releases changed since this revision."
)
_PERCENTAGE: Final = click.IntRange(0, 100)
_REASON: Final = click.option(
    "--reason", "reasons", multiple=True, required=True, help="Why; repeat it for more."
)
Command = TypeVar("Command", bound=Callable[..., Any])


def step(command: Command) -> Command:
    """Give a command what every step of one version takes."""
    for add in (
        json_option,
        home_option,
        revision_option,
        app_option,
        click.argument("number", type=int),
    ):
        command = add(command)
    return command


@group("version", "Review, release and roll back the code versions of an app.")
def version() -> None:
    """Hold the version commands."""


@version.command("list")
@app_option
@click.option("--state", type=click.Choice(get_args(State)), help="Only those in this state.")
@click.option("--before", type=click.IntRange(1), help="List those below this number.")
@home_option
@json_option
def listing(
    client_key: str, home: str | None, *, is_json: bool, **wanted: str | int | None
) -> None:
    """List an app's versions, the newest first."""
    query = urlencode({name: value for name, value in wanted.items() if value})
    found = call(home, "GET", f"{app_path(client_key)}/versions?{query}")
    if is_json:
        terminal.print_json(found)
        return
    rows = [
        (each["number"], each["state"], _share(each, found), f"{each['size_bytes']}", each["note"])
        for each in found["versions"]
    ]
    if not rows:
        terminal.say(f"There is none. Upload one: localminis upload --app {client_key}")
        return
    terminal.table(("NUMBER", "STATE", "USERS", "BYTES", "NOTE"), rows)
    if found["next"] is not None:
        terminal.note(f"Older ones: --before {found['next']}")


@version.command("show")
@click.argument("number", type=int)
@app_option
@home_option
@json_option
def show(number: int, client_key: str, home: str | None, *, is_json: bool) -> None:
    """Show one version with its scan report."""
    found = call(home, "GET", _version(client_key, number))
    if is_json:
        terminal.print_json(found)
        return
    report = found.pop("report")
    for name, value in found.items():
        terminal.say(f"{name:<20}{_plain(value)}")
    counts = f"warnings: {report.get('warnings', 0)}, remarks: {report.get('infos', 0)}"
    terminal.say(f"{'scan':<20}{counts}")
    show_findings(report.get("findings", ()))


@version.command("submit")
@step
@click.option("--auto-release", is_flag=True, help="Release it at its approval.")
@click.option("--gray", type=_PERCENTAGE, metavar="PERCENT", help="Release it to this share.")
@click.option("--production", is_flag=True, help="Release it to everybody, as the first launch.")
def submit(
    number: int,
    client_key: str,
    gray: int | None,
    revision: int | None,
    home: str | None,
    *,
    auto_release: bool,
    production: bool,
    is_json: bool,
) -> None:
    """Ask for the review of a preview."""
    body = {
        **_target(gray, is_production=production),
        "release_mode": "automatic" if auto_release else "manual",
        "revision": revision,
    }
    done = call(home, "POST", f"{_version(client_key, number)}/submit", body)
    _tell(done, is_json=is_json)


def _simple(name: str, about: str) -> None:
    """Add the command of a step that takes a version and nothing else."""

    @version.command(name, help=about)
    @step
    def command(
        number: int, client_key: str, revision: int | None, home: str | None, *, is_json: bool
    ) -> None:
        _tell(_step(home, client_key, number, name, revision), is_json=is_json)


def _reasoned(name: str, about: str) -> None:
    """Add the command of a step that wants reasons."""

    @version.command(name, help=about)
    @step
    @_REASON
    def command(
        number: int,
        client_key: str,
        reasons: tuple[str, ...],
        revision: int | None,
        home: str | None,
        *,
        is_json: bool,
    ) -> None:
        done = _step(home, client_key, number, name, revision, reasons=list(reasons))
        _tell(done, is_json=is_json)


_simple("recall", "Take a version back from its review.")
_simple("approve", "Approve a version, as the reviewer.")
_reasoned("reject", "Reject a version, as the reviewer, with reasons.")
_reasoned("block", "Take a released version offline, as the platform does for a violation.")
_simple("unblock", "Lift a block, as after an appeal; the version can be released again.")


@version.command("release")
@step
@click.option("--gray", type=_PERCENTAGE, metavar="PERCENT", help="To this share of the users.")
@click.option("--production", is_flag=True, help="To everybody, as the first launch.")
def release(
    number: int,
    client_key: str,
    gray: int | None,
    revision: int | None,
    home: str | None,
    *,
    production: bool,
    is_json: bool,
) -> None:
    """Release a version that passed its review; as its submission said when nothing is given."""
    target = _target(gray, is_production=production)
    done = _step(home, client_key, number, "release", revision, **target)
    _tell(done, is_json=is_json)


@version.command("rollout")
@click.argument("percentage", type=_PERCENTAGE)
@app_option
@revision_option
@home_option
@json_option
def rollout(
    percentage: int, client_key: str, revision: int | None, home: str | None, *, is_json: bool
) -> None:
    """Give the gray version a larger share of the users; 100 makes it the production version."""
    body = {"percentage": percentage, "revision": revision}
    _tell(call(home, "POST", f"{app_path(client_key)}/rollout", body), is_json=is_json)


@version.command("rollback")
@app_option
@revision_option
@home_option
@json_option
def rollback(client_key: str, revision: int | None, home: str | None, *, is_json: bool) -> None:
    """Take the gray version back, or return to the production version before."""
    now = call(home, "POST", f"{app_path(client_key)}/rollback", {"revision": revision})
    if is_json:
        terminal.print_json(now)
        return
    terminal.done(f"Rolled back. {_released(now)}")


@version.command("delete")
@step
def delete(
    number: int, client_key: str, revision: int | None, home: str | None, *, is_json: bool
) -> None:
    """Forget a version that was never released."""
    gone = call(home, "DELETE", _version(client_key, number), {"revision": revision})
    if is_json:
        terminal.print_json(gone)
        return
    terminal.done(f"Deleted version {number} of {client_key}.")


@version.command("search")
@click.argument("user")
@app_option
@home_option
@json_option
def search(user: str, client_key: str, home: str | None, *, is_json: bool) -> None:
    """Tell which version USER (name or number) gets who searches for the app."""
    found = call(home, "GET", f"{app_path(client_key)}/search/{segment(user)}")
    if is_json:
        terminal.print_json(found)
        return
    terminal.say(f"{user} gets version {found['number']}, {found['state']}.")


@version.command("target-user")
@click.argument("action", type=click.Choice(["add", "remove"]))
@click.argument("number", type=int)
@click.argument("user")
@app_option
@home_option
@json_option
def target_user(
    action: str, number: int, user: str, client_key: str, home: str | None, *, is_json: bool
) -> None:
    """Let USER get a version whatever its share, or no longer."""
    path = f"{_version(client_key, number)}/target-users/{segment(user)}"
    done = call(home, "PUT" if action == "add" else "DELETE", path)
    if is_json:
        terminal.print_json(done)
        return
    shown = ", ".join(str(each) for each in done["target_users"]) or "none"
    terminal.done(f"Target users of version {number} (numbers): {shown}.")


@version.command("prune")
@home_option
@json_option
def prune(home: str | None, *, is_json: bool) -> None:
    """Delete the files of packages that no version refers to; snapshots may want them back."""
    done = call(home, "POST", "packages/prune")
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"Deleted the files of {counted(done['packages'], 'package')}.")


def _version(client_key: str, number: int) -> str:
    return f"{app_path(client_key)}/versions/{number}"


def _step(
    home: str | None, client_key: str, number: int, what: str, revision: int | None, **body: Any
) -> Any:
    path = f"{_version(client_key, number)}/{what}"
    return call(home, "POST", path, {**body, "revision": revision})


def _target(gray: int | None, *, is_production: bool) -> dict[str, Any]:
    if gray is not None and is_production:
        raise click.UsageError("Give --gray or --production, not both.")
    if is_production:
        return {"target": "production"}
    return {} if gray is None else {"target": "gray", "percentage": gray}


def _tell(done: Any, *, is_json: bool) -> None:
    if is_json:
        terminal.print_json(done)
        return
    terminal.done(f"Version {done['number']} is {done['state'].replace('_', ' ')}.")
    for reason in done["reasons"]:
        terminal.say(f"  because: {reason}")
    terminal.say(f"  {_released(done['release'])}")
    key, number = done["client_key"], done["number"]
    following = {
        "in_review": f"localminis version approve {number} --app {key}   (you are the reviewer)",
        "ready": f"localminis version release {number} --app {key}",
        "gray": f"localminis version rollout PERCENT --app {key}",
    }.get(done["state"])
    if following:
        terminal.say(f"Next: {following}")


def _released(now: Any) -> str:
    parts = [
        f"version {now[place]} has {now[f'{place}_percentage']} %"
        for place in ("production", "gray")
        if now[place] is not None
    ]
    return f"Released: {', '.join(parts) or 'nothing'} (revision {now['revision']})."


def _share(each: Any, found: Any) -> str:
    state = each["state"]
    return f"{found[f'{state}_percentage']} %" if state in {"production", "gray"} else "-"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={_plain(each)}" for name, each in value.items())
    if isinstance(value, list):
        return " ".join(str(each) for each in value) or "-"
    return "-" if value in (None, "") else str(value)
