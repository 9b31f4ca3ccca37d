"""`ttdx minis init`: write the config and put the SDK into the entry page, or take both back."""

import difflib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from localminis.cli import terminal
from localminis.cli.flavour import flavour_option
from localminis.cli.project_folder import project_argument

if TYPE_CHECKING:
    from localminis.project.html import Vconsole
    from localminis.project.scaffold import FilePlan, Plan
    from localminis.spec.config import Flavour

_NOTHING_WRITTEN = "Nothing was written; run this without --dry-run to do it."


def _checked_key(
    ctx: click.Context,  # noqa: ARG001 - click's signature
    param: click.Parameter,  # noqa: ARG001 - click's signature
    value: str | None,
) -> str | None:
    from localminis.spec.config import CLIENT_KEY_PATTERN

    if value is not None and not re.fullmatch(CLIENT_KEY_PATTERN, value):
        raise click.BadParameter(
            f"{value!r} is no client key. Copy the key alone: 4 to 64 letters, digits, '-' or '_'."
        )
    return value


@click.command()
@click.option(
    "--client-key",
    metavar="KEY",
    callback=_checked_key,
    help="Your app's client key; without it a placeholder is written.",
)
@click.option(
    "--vconsole",
    type=click.Choice(["unpkg", "sdk-host", "eruda", "none"]),
    help="The on-device console; replaces one that init wrote.  [default, where there is none: "
    "unpkg; games: eruda]",
)
@click.option("--no-vconsole", is_flag=True, help="The same as --vconsole=none.")
@click.option("--entry", "named_entry", metavar="FILE", help="The entry page, relative to PATH.")
@click.option(
    "--page",
    "more_pages",
    metavar="FILE",
    multiple=True,
    help="Put the SDK into this page too; a name or a pattern, as often as needed.",
)
@flavour_option
@click.option("-y", "--yes", "is_unasked", is_flag=True, help="Ask nothing; take the first choice.")
@click.option("--undo", "is_undo", is_flag=True, help="Take back what init wrote.")
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@project_argument
def init(
    path: Path,
    *,
    client_key: str | None,
    vconsole: "Vconsole | None",
    no_vconsole: bool,
    named_entry: str | None,
    more_pages: tuple[str, ...],
    flavour: "Flavour | None",
    is_unasked: bool,
    is_undo: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write minis.config.json and put SDK, init call and vConsole into the entry page of PATH.

    What is there already stays: a config is kept, a page only gets what it lacks, and running this
    again changes nothing. With --undo exactly what init wrote goes again.
    """
    from localminis.project import scaffold
    from localminis.project.load import config_place, flavour_of

    flavour = flavour or flavour_of(path)
    # Before anything is asked or written: something else may stand where the config belongs.
    config_place(path, flavour)
    if is_undo:
        plan = scaffold.plan_undo(path, flavour=flavour, more_pages=more_pages)
    else:
        if named_entry is None and not is_unasked and not as_json:
            named_entry = _asked_entry(path, flavour)
        plan = scaffold.plan(
            path,
            client_key=client_key,
            vconsole="none" if no_vconsole else vconsole,
            flavour=flavour,
            named_entry=named_entry,
            more_pages=more_pages,
        )
    if not dry_run:
        scaffold.apply(plan)
    if as_json:
        terminal.print_json(_as_json(plan, dry_run=dry_run))
    elif is_undo:
        _show_undo(plan, dry_run=dry_run)
    else:
        _show(plan, dry_run=dry_run)


def _asked_entry(path: Path, flavour: "Flavour") -> str | None:
    """Ask which page is meant, where several could be and somebody is there to answer."""
    from localminis.project import entry

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    found = entry.find(path, flavour)
    if not found.others:
        return None
    names = [found.name, *found.others]
    terminal.say("Several pages could be the entry:")
    for number, name in enumerate(names, 1):
        terminal.say(f"  {number}  {name}")
    numbers = click.Choice([str(number) for number in range(1, len(names) + 1)])
    typed = click.prompt("Which one", type=numbers, default="1", show_choices=False)
    return names[int(typed) - 1]


def _show(plan: "Plan", *, dry_run: bool) -> None:
    for file in (plan.config, *plan.pages):
        name = _name(plan, file)
        if not file.is_changed:
            terminal.say(f"  {name}: kept as it is")
            continue
        named = [*(f"{it} taken out" for it in file.removed), *file.added]
        parts = f": {', '.join(named)}" if named else ""
        if dry_run:
            terminal.say(f"{name} would be written{parts}")
            _show_diff(plan, file)
        else:
            terminal.done(f"{name} written{parts}")
    for note in plan.notes:
        terminal.warn(note)
    if plan.snippet:
        terminal.say("\n".join(f"    {line}" for line in plan.snippet))
    if dry_run:
        terminal.say(_NOTHING_WRITTEN)
        return
    if not plan.has_real_key:
        names = " and ".join(_name(plan, file) for file in (plan.config, *plan.pages))
        terminal.say(
            f"Next: replace your_client_key by your app's client key in {names}, or run this again "
            "with --client-key."
        )
    from localminis.cli import shadowed

    for name, path in shadowed.shadowed_names().items():
        terminal.warn(shadowed.sentence(name, path))
    called = _called_as()
    terminal.say(f"Then: `{called} debug`; after a production build `{called} build:after`.")


def _show_undo(plan: "Plan", *, dry_run: bool) -> None:
    for file in (plan.config, *plan.pages):
        name = _name(plan, file)
        if not file.is_changed:
            if not file.is_new:
                terminal.say(f"  {name}: kept as it is")
            continue
        taken = ", ".join(file.removed)
        if not dry_run:
            terminal.done(f"{name} removed" if file.is_removed else f"{name}: {taken} taken out")
            continue
        terminal.say(
            f"{name} would be removed" if file.is_removed else f"{name} would lose: {taken}"
        )
        _show_diff(plan, file)
    for note in plan.notes:
        terminal.warn(note)
    if not plan.contents:
        terminal.say("There is nothing of init's to take back.")
    elif dry_run:
        terminal.say(_NOTHING_WRITTEN)


def _show_diff(plan: "Plan", file: "FilePlan") -> None:
    name = _name(plan, file)
    before, after = (
        (content or b"").decode(file.codec).splitlines(keepends=True)
        for content in (file.before, file.content)
    )
    names = (
        "/dev/null" if file.is_new else f"a/{name}",
        "/dev/null" if file.is_removed else f"b/{name}",
    )
    for line in difflib.unified_diff(before, after, *names):
        style = {"+": "good", "-": "error", "@": "info"}.get(line[0])
        bare = line.rstrip("\r\n")
        terminal.say(terminal.paint(style, bare) if style else bare)


def _called_as() -> str:
    # The same command hangs under three programs; the next step is named as this one was.
    above = click.get_current_context().parent
    return above.command_path if above else "ttdx minis"


def _name(plan: "Plan", file: "FilePlan") -> str:
    root = plan.root.resolve()
    path = file.path.resolve()
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _as_json(plan: "Plan", *, dry_run: bool) -> dict[str, object]:
    return {
        "root": str(plan.root),
        "flavour": plan.flavour,
        "dry_run": dry_run,
        "client_key": plan.client_key,
        "files": [
            {
                "path": _name(plan, file),
                "state": _state(file),
                "added": list(file.added),
                "kept": list(file.kept),
                "removed": list(file.removed),
            }
            for file in (plan.config, *plan.pages)
        ],
        "notes": list(plan.notes),
        "snippet": list(plan.snippet),
    }


def _state(file: "FilePlan") -> str:
    if file.is_removed:
        return "removed"
    if file.content is None:
        return "kept"
    return "new" if file.is_new else "changed"
