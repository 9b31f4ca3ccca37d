"""`ttdx minis build:after`: copy the config into a finished build and write its manifest."""

from pathlib import Path

import click

from localminis.cli import terminal


@click.command("build:after")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
def build_after(path: Path, *, as_json: bool) -> None:
    """Copy minis.config.json into the output folder of PATH and write minis.manifest.json there.

    Run it after the project's own production build. The folder is build.outputDir of the config.
    """
    from localminis.project import build
    from localminis.project.load import load

    project = load(path)
    result = build.build_after(project)
    folder = result.output_path.relative_to(project.root.resolve())
    if as_json:
        terminal.print_json(
            {
                "output_dir": str(folder),
                "files": result.files,
                "folders": result.folders,
                "changed": list(result.changed),
                "notes": list(project.config.notes),
            }
        )
        return
    for note in project.config.notes:
        terminal.warn(note)
    state = "written" if result.changed else "unchanged"
    terminal.done(f"{folder}/{result.config_path.name}: a copy of the project's config")
    terminal.done(
        f"{folder}/{result.manifest_path.name}: {_count(result.files, 'file')} in "
        f"{_count(result.folders, 'folder')}, {state}"
    )
    terminal.say(f"Next: zip the content of {folder} and upload it.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
