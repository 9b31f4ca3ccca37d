"""`localminis build`: check a production build, finish it as `build:after` does, and zip it."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from localminis.amounts import counted, sized
from localminis.cli import build_after as after
from localminis.cli import progress, terminal
from localminis.cli.check import show_report
from localminis.cli.flavour import flavour_option
from localminis.cli.project_folder import project_argument

if TYPE_CHECKING:
    from localminis.project.model import Project, Verdict
    from localminis.project.package import Built, Package
    from localminis.spec.config import Flavour

_LARGEST_SHOWN = 5
_SHARE_MIN = 0.001
# The rule that a config must be in the build: it is `build` itself that puts it there.
_WRITTEN_HERE = ("LM601",)


@click.command("build")
@click.option(
    "--prod/--sandbox",
    "is_release",
    default=True,
    help="Check as for a release (default), or as for tests. What the platform's own tool does "
    "differently is not documented; this is ours.",
)
@click.option("--no-check", is_flag=True, help="Pack without checking.")
@after.exclude_option
@after.manifest_name_option
@flavour_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@project_argument
def build(
    path: Path,
    *,
    is_release: bool,
    no_check: bool,
    exclude: tuple[str, ...],
    manifest_name: str | None,
    flavour: "Flavour | None",
    as_json: bool,
) -> None:
    """Check the production build of PATH, write config and manifest into it, and make minis.zip.

    Run it after the project's own production build. With an error in the check nothing is written.
    """
    from localminis.project import package
    from localminis.project.load import load

    project = load(path, flavour)
    check = partial(_checked, is_release=is_release, exclude=exclude, as_json=as_json)
    with progress.packing(is_shown=not as_json) as on_start:
        built = package.build_package(
            project,
            check=None if no_check else check,
            exclude=exclude,
            manifest_name=manifest_name,
            on_start=on_start,
        )
    if as_json:
        terminal.print_json(_as_json(project, built))
    else:
        after.show(project, built.after)
        _show(project, built.package)


def _checked(
    project: "Project", *, is_release: bool, exclude: tuple[str, ...], as_json: bool
) -> "Verdict":
    """Run the checker on the finished build, and show what it found where there is something."""
    from localminis.checker import Severity, run
    from localminis.checker.preferences import Preferences
    from localminis.checker.report.model import Report
    from localminis.project.model import Verdict

    with progress.checking(is_shown=not as_json) as on_progress:
        outcome = run.check_output(
            project,
            is_release=is_release,
            wanted=Preferences(dict.fromkeys(_WRITTEN_HERE)),
            exclude=exclude,
            on_progress=on_progress,
            jobs=os.cpu_count() or 1,
        )
    report = Report(
        outcome.findings,
        outcome.files,
        outcome.size_bytes,
        prefix=project.output_prefix,
        ignored=outcome.ignored,
    )
    if as_json and report.is_refused:
        show_report(report, "json")
    elif (report.findings or report.ignored) and not as_json:
        show_report(report)
    return Verdict(outcome.findings, report.count(Severity.ERROR))


def _show(project: "Project", package: "Package") -> None:
    name = _relative(project, package.path)
    state = "written" if package.is_changed else "unchanged"
    terminal.done(
        f"{name}: {counted(len(package.files), 'file')}, {sized(package.size_bytes)} "
        f"({sized(package.content_bytes)} unpacked), {state} and read back"
    )
    for limit in package.limits:
        share = package.size_bytes / limit.limit_bytes
        part = "less than 0.1%" if share < _SHARE_MIN else f"{share:.1%}"
        line = f"  {part} of {sized(limit.limit_bytes)}, {limit.title}"
        if limit.is_kept:
            terminal.say(line)
        else:
            terminal.warn(line.strip())
    largest = package.largest(_LARGEST_SHOWN)
    terminal.say("Largest files:")
    for file in largest:
        terminal.say(f"  {sized(file.packed_bytes):>9}  {terminal.plain(file.name)}")
    terminal.say(f"Next: upload {name} in the developer portal, or here: `localminis upload`.")


def _relative(project: "Project", path: Path) -> str:
    root = project.root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _as_json(project: "Project", built: "Built") -> dict[str, object]:
    package = built.package
    return {
        **after.as_values(project, built.after),
        "findings": len(built.verdict.findings),
        "package": {
            "path": str(package.path),
            "size_bytes": package.size_bytes,
            "content_bytes": package.content_bytes,
            "files": len(package.files),
            "changed": package.is_changed,
            "limits": [
                {"title": it.title, "limit_bytes": it.limit_bytes, "kept": it.is_kept}
                for it in package.limits
            ],
            "largest": [
                {"name": it.name, "size_bytes": it.size_bytes, "packed_bytes": it.packed_bytes}
                for it in package.largest(_LARGEST_SHOWN)
            ],
        },
    }
