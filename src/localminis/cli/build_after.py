"""`ttdx minis build:after`: copy the config into a finished build and write its manifest."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from localminis.amounts import counted
from localminis.cli import terminal
from localminis.cli.flavour import flavour_option
from localminis.cli.project_folder import project_argument

if TYPE_CHECKING:
    from localminis.project.build import BuildResult
    from localminis.project.model import Project
    from localminis.spec.config import Flavour


def _patterns(
    ctx: click.Context,
    param: click.Parameter,
    value: tuple[str, ...],
) -> tuple[str, ...]:
    from localminis.project.exclusion import compile_patterns
    from localminis.project.model import PatternInvalid

    try:
        compile_patterns(value)
    except PatternInvalid as refusal:
        raise click.BadParameter(refusal.message, ctx, param) from None
    return value


exclude_option = click.option(
    "--exclude",
    "exclude",
    metavar="PATTERN",
    multiple=True,
    callback=_patterns,
    help="Leave out what matches the pattern, such as '*.map'; as often as needed.",
)
# The documentation and uploaded packages of games disagree; the first is our default.
manifest_name_option = click.option(
    "--manifest-name",
    type=click.Choice(["minis.manifest.json", "minigame.manifest.json"]),
    help="Name of the manifest.  [default: minis.manifest.json; games: minigame.manifest.json]",
)


@click.command("build:after")
@exclude_option
@manifest_name_option
@flavour_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@project_argument
def build_after(
    path: Path,
    *,
    exclude: tuple[str, ...],
    manifest_name: str | None,
    flavour: "Flavour | None",
    as_json: bool,
) -> None:
    """Copy minis.config.json into the output folder of PATH and write minis.manifest.json there.

    Run it after the project's own production build. The folder is build.outputDir of the config.
    """
    from localminis.project import build
    from localminis.project.load import load

    project = load(path, flavour)
    result = build.build_after(project, exclude=exclude, manifest_name=manifest_name)
    if as_json:
        terminal.print_json(as_values(project, result))
        return
    show(project, result)
    folder = result.output_path.relative_to(project.root.resolve())
    what = "what the manifest lists" if exclude else f"the content of {folder}"
    above = click.get_current_context().parent
    called = f"{above.command_path} build" if above else "localminis build"
    terminal.say(f"Next: zip {what} and upload it; `{called}` checks and zips by itself.")


def as_values(project: "Project", result: "BuildResult") -> dict[str, object]:
    """Return the result as `--json` prints it."""
    return {
        "output_dir": str(result.output_path.relative_to(project.root.resolve())),
        "manifest": result.manifest_path.name,
        "files": result.files,
        "folders": result.folders,
        "changed": list(result.changed),
        "source_maps": list(result.source_maps),
        "notes": [*project.config.notes, *result.notes],
    }


def show(project: "Project", result: "BuildResult") -> None:
    """Print what `build:after` did, and what it remarked."""
    folder = result.output_path.relative_to(project.root.resolve())
    for note in (*project.config.notes, *result.notes):
        terminal.warn(note)
    state = "written" if result.changed else "unchanged"
    terminal.done(f"{folder}/{result.config_path.name}: a copy of the project's config")
    terminal.done(
        f"{folder}/{result.manifest_path.name}: {counted(result.files, 'file')} in "
        f"{counted(result.folders, 'folder')}, {state}"
    )
    if result.source_maps:
        maps = counted(len(result.source_maps), "source map")
        terminal.note(f"  {maps} included; leave them out with --exclude '*.map'.")
