"""`localminis check`: find what the platform would refuse, in sources or a finished build."""

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from localminis.amounts import counted
from localminis.cli import progress, terminal
from localminis.cli.flavour import flavour_option
from localminis.cli.local_file import FILE
from localminis.cli.project_folder import project_argument
from localminis.errors import MinisError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localminis.checker.engine import Engine, Outcome
    from localminis.checker.finding import Finding
    from localminis.checker.preferences import Preferences
    from localminis.checker.report.model import Report
    from localminis.project.model import Project
    from localminis.spec.config import Flavour

_FORMATS = ("text", "json", "sarif", "github", "junit")


@click.command("check")
@click.option("--local", "is_local", is_flag=True, help="Check the sources.")
@click.option("--output", "is_output", is_flag=True, help="Check the finished build.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How the findings are written.",
)
@click.option("--json", "form", flag_value="json", help="The same as --format=json.")
@click.option("-q", "--quiet", is_flag=True, help="Show only what fails the check.")
@click.option(
    "--max-warnings",
    "warnings_max",
    type=click.IntRange(min=0),
    metavar="N",
    help="Let more than N warnings fail the check.",
)
@click.option("--strict", is_flag=True, help="Let any warning fail it: --max-warnings=0.")
@click.option(
    "--sandbox", is_flag=True, help="The build is for tests: vConsole and localhost may stay."
)
@click.option(
    "--severity",
    "severities",
    multiple=True,
    metavar="RULE=LEVEL",
    help="Weigh a rule as error, warning, info or off; also in package.json, "
    "localminis.check.severity.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="PATTERN",
    help="Hear nothing of matching files, such as 'src/old/'; also in package.json, "
    "localminis.check.ignore.",
)
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Show only what this file does not know.",
)
@click.option(
    "--write-baseline",
    type=FILE,
    help="Write all findings into this file and succeed.",
)
@click.option("--watch", is_flag=True, help="Check again after every change, until Ctrl-C.")
@click.option(
    "--no-cache", is_flag=True, help="Look at every file, changed since the last time or not."
)
@click.option(
    "--engine",
    type=click.Choice(("fast", "reference")),
    default="fast",
    show_default=True,
    help="Parse what matters for the rules, or everything; both find the same.",
)
@flavour_option
@project_argument
def check(
    path: Path,
    *,
    is_local: bool,
    is_output: bool,
    form: str,
    quiet: bool,
    warnings_max: int | None,
    strict: bool,
    sandbox: bool,
    severities: tuple[str, ...],
    ignore: tuple[str, ...],
    baseline: Path | None,
    write_baseline: Path | None,
    watch: bool,
    no_cache: bool,
    engine: "Engine",
    flavour: "Flavour | None",
) -> None:
    """Check the mini app in PATH for what the platform refuses.

    Without --local or --output the finished build is checked if there is one, else the sources.
    The exit code is 0 without findings that count, 1 with some, 2 for wrong use.
    """
    _refuse_both("--local", is_local, "--output", is_output)
    _refuse_both("--watch", watch, "--write-baseline", write_baseline is not None)
    request = _Request(
        path,
        flavour,
        "local" if is_local else "output" if is_output else None,
        form,
        _wanted(severities, ignore),
        baseline,
        warnings_max=0 if strict else warnings_max,
        is_quiet=quiet,
        is_release=not sandbox,
        has_memory=not no_cache,
        engine=engine,
    )
    project = _project(path, flavour)
    with _misuse():
        if watch:
            _watch(request, project)
        elif write_baseline is not None:
            _write_baseline(write_baseline, _outcome(request, project))
        elif _show(request, project):
            sys.exit(terminal.EXIT_REFUSED)


@dataclass(frozen=True, slots=True)
class _Request:
    """What the command was asked for."""

    path: Path
    flavour: "Flavour | None"
    where: str | None
    form: str
    wanted: "Preferences"
    baseline: Path | None
    warnings_max: int | None
    is_quiet: bool
    is_release: bool
    has_memory: bool
    engine: "Engine"

    def is_output(self, project: "Project") -> bool:
        """Tell whether the finished build is meant: as asked, or if there is one."""
        if self.where is not None:
            return self.where == "output"
        if not project.output_path.is_dir():
            return False
        root, output = project.root.resolve(), project.output_path.resolve()
        return output != root and output.is_relative_to(root)


def _refuse_both(first: str, has_first: bool, second: str, has_second: bool) -> None:  # noqa: FBT001 - pairs
    if has_first and has_second:
        raise click.UsageError(f"{first} and {second} do not go together. Use one of them.")


@contextmanager
def _misuse() -> "Iterator[None]":
    """Tell wrong use from findings by its exit code, also where package.json is what is wrong."""
    from localminis.checker.baseline import BaselineInvalid
    from localminis.checker.preferences import PreferenceInvalid
    from localminis.project.model import PatternInvalid

    try:
        yield
    except (BaselineInvalid, PatternInvalid, PreferenceInvalid) as refusal:
        raise click.UsageError(refusal.message) from None


def _outcome(request: _Request, project: "Project") -> "Outcome":
    from localminis.checker import cache, run

    memory = cache.default_folder() if request.has_memory else None
    jobs = os.cpu_count() or 1
    with progress.checking(is_shown=request.form == "text") as on_progress:
        if not request.is_output(project):
            return run.check_sources(
                project,
                wanted=request.wanted,
                on_progress=on_progress,
                jobs=jobs,
                memory=memory,
                kind=request.engine,
            )
        return run.check_output(
            project,
            is_release=request.is_release,
            wanted=request.wanted,
            on_progress=on_progress,
            jobs=jobs,
            memory=memory,
            kind=request.engine,
        )


def _show(request: _Request, project: "Project") -> bool:
    """Check once, write the report, and tell whether the findings weigh enough to fail."""
    from localminis.checker.report.model import Report

    is_output = request.is_output(project)
    outcome = _outcome(request, project)
    findings = _fresh(outcome.findings, request.baseline)
    report = Report(
        findings,
        outcome.files,
        outcome.size_bytes,
        prefix=project.output_prefix if is_output else "",
        known=len(outcome.findings) - len(findings),
        suppressed=outcome.suppressed,
        ignored=outcome.ignored,
        warnings_max=request.warnings_max,
        is_quiet=request.is_quiet,
    )
    if request.form == "text":
        _say_what(request, project, is_output=is_output)
    show_report(report, request.form)
    return report.is_refused


def _say_what(request: _Request, project: "Project", *, is_output: bool) -> None:
    """Say what was chosen where nobody chose, and whether the sources are newer than the build."""
    if request.where is None and not request.is_quiet:
        other = "the sources with --local" if is_output else "a finished build with --output"
        folder = project.output_prefix.rstrip("/")
        what = f"the finished build in {folder}" if is_output else "the sources"
        terminal.note(f"Checking {what}; check {other}.")
    if is_output:
        from localminis.project import freshness

        terminal.warn_of(freshness.remarks(project))


def show_report(report: "Report", form: str = "text") -> None:
    """Print a report, and on standard error why it fails where no finding alone does."""
    render = import_module(f"localminis.checker.report.{form}").render
    extras = (terminal.paint, terminal.width()) if form == "text" else ()
    terminal.say(render(report, *extras).removesuffix("\n"))
    if report.has_too_many_warnings:
        from localminis.checker import Severity

        warnings = counted(report.count(Severity.WARNING), "warning")
        terminal.fail(f"{warnings} found, and at most {report.warnings_max} may be.")


def _watch(request: _Request, project: "Project") -> None:
    """Check at once and after every change, until Ctrl-C; a refusal is shown and waited out."""
    from threading import Event

    from localminis.checker.watch import changes

    for _ in changes(project, Event(), is_output=request.is_output(project)):
        try:
            _show(request, _project(request.path, request.flavour))
        except MinisError as refusal:
            terminal.fail(refusal.message)
        except click.UsageError as misuse:
            terminal.fail(misuse.message)
        terminal.note("Waiting for changes; stop with Ctrl-C.")


def _project(path: Path, flavour: "Flavour | None") -> "Project":
    from localminis.project.load import load
    from localminis.project.model import NoConfig

    try:
        return load(path, flavour)
    except NoConfig as refusal:
        raise click.UsageError(refusal.message) from None


def _wanted(severities: tuple[str, ...], ignore: tuple[str, ...]) -> "Preferences":
    from localminis.checker.preferences import PreferenceInvalid, Preferences, parse_severity

    weights = []
    for setting in severities:
        rule, _, word = setting.partition("=")
        try:
            weights.append(parse_severity(rule, word))
        except PreferenceInvalid as refusal:
            raise click.BadParameter(refusal.message, param_hint="--severity") from None
    return Preferences(dict(weights), ignore)


def _fresh(findings: "tuple[Finding, ...]", known: Path | None) -> "tuple[Finding, ...]":
    from localminis.checker import baseline

    return findings if known is None else baseline.new_findings(findings, baseline.read(known))


def _write_baseline(path: Path, outcome: "Outcome") -> None:
    from localminis.checker import baseline
    from localminis.project.replace import replace_files

    replace_files({path.absolute(): baseline.to_json(outcome.findings).encode()})
    known = counted(len(outcome.findings), "finding is", "findings are")
    terminal.done(f"{path}: {known} known from now on")
