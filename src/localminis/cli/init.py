"""`ttdx minis init`: write `minis.config.json` and put the SDK into the entry page."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from localminis.cli import terminal

if TYPE_CHECKING:
    from localminis.project.html import Vconsole
    from localminis.project.scaffold import FilePlan, Plan


def _checked_key(
    ctx: click.Context,  # noqa: ARG001 - click's signature
    param: click.Parameter,  # noqa: ARG001 - click's signature
    value: str | None,
) -> str | None:
    if value is not None and not re.fullmatch(r"[A-Za-z0-9._-]+", value):
        raise click.BadParameter(
            f"{value!r} is no client key. Copy the key alone, without quotes or spaces."
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
    type=click.Choice(["unpkg", "sdk-host", "none"]),
    default="unpkg",
    show_default=True,
    help="Where the on-device console is loaded from, if the page has none yet.",
)
@click.option("--no-vconsole", is_flag=True, help="The same as --vconsole=none.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
def init(
    path: Path,
    *,
    client_key: str | None,
    vconsole: "Vconsole",
    no_vconsole: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write minis.config.json and put SDK, init call and vConsole into the entry page of PATH.

    What is there already stays: a config is kept, a page only gets what it lacks, and running this
    again changes nothing.
    """
    from localminis.project import scaffold

    plan = scaffold.plan(path, client_key=client_key, vconsole="none" if no_vconsole else vconsole)
    if not dry_run:
        scaffold.apply(plan)
    if as_json:
        terminal.print_json(_as_json(plan, dry_run=dry_run))
    else:
        _show(plan, dry_run=dry_run)


def _show(plan: "Plan", *, dry_run: bool) -> None:
    for file in (plan.config, plan.entry):
        name = _name(plan, file)
        if file.content is None:
            terminal.say(f"  {name}: kept as it is")
            continue
        verb = "would be written" if dry_run else "written"
        parts = f": {', '.join(file.added)}" if file.added else ""
        (terminal.say if dry_run else terminal.done)(f"{name} {verb}{parts}")
    for note in plan.notes:
        terminal.warn(note)
    if not plan.has_real_key:
        terminal.say(
            "Next: replace your_client_key by your app's client key in "
            f"{plan.config.path.name} and {_name(plan, plan.entry)}, or run this again with "
            "--client-key."
        )
    called = _called_as()
    terminal.say(f"Then: `{called} debug`; after a production build `{called} build:after`.")


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
        "dry_run": dry_run,
        "client_key": plan.client_key,
        "files": [
            {
                "path": _name(plan, file),
                "state": "kept" if file.content is None else "new" if file.is_new else "changed",
                "added": list(file.added),
                "kept": list(file.kept),
            }
            for file in (plan.config, plan.entry)
        ],
        "notes": list(plan.notes),
    }
