"""`ttdx minis build:after`: copy the config into a finished build and write its manifest."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from localminis.cli import terminal
from localminis.cli.flavour import flavour_option

if TYPE_CHECKING:
    from localminis.project.build import BuildResult
    from localminis.project.model import Project
    from localminis.spec.config import Flavour

exclude_option = click.option(
    "--exclude",
    "exclude",
    metavar="PATTERN",
    multiple=True,
    help="Leave out what meets the pattern, such as '*.map'; as often as needed.",
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
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
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
    terminal.say(f"Next: zip the content of {folder} and upload it.")


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


def counted(number: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
