"""`localminis check`: find what the platform would refuse, in sources or a finished build."""

import os
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from localminis.cli import progress, terminal
from localminis.cli.flavour import flavour_option
from localminis.errors import MinisError

if TYPE_CHECKING:
    from localminis.checker.engine import Engine, Outcome
    from localminis.checker.finding import Finding, Severity
    from localminis.project.model import Project
    from localminis.spec.config import Flavour

_FORMATS = ("text", "json", "sarif", "github", "junit")


@click.command("check")
@click.option("--local", "where", flag_value="local", help="Check the sources.")
@click.option("--output", "where", flag_value="output", help="Check the finished build.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How the findings are written.",
)
@click.option("--strict", is_flag=True, help="Let warnings fail the check, too.")
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
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Show only what this file does not know.",
)
@click.option(
    "--write-baseline",
    type=click.Path(dir_okay=False, path_type=Path),
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
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
def check(
    path: Path,
    *,
    where: str | None,
    form: str,
    strict: bool,
    sandbox: bool,
    severities: tuple[str, ...],
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
    if watch and write_baseline is not None:
        raise click.UsageError("--watch and --write-baseline do not go together. Use one of them.")
    request = _Request(
        path,
        flavour,
        where,
        form,
        dict(_severity(each) for each in severities),
        baseline,
        is_strict=strict,
        is_release=not sandbox,
        has_memory=not no_cache,
        engine=engine,
    )
    project = _project(path, flavour)
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
    severities: "dict[str, Severity | None]"
    baseline: Path | None
    is_strict: bool
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


def _outcome(request: _Request, project: "Project") -> "Outcome":
    from localminis.checker import cache, run

    memory = cache.default_folder() if request.has_memory else None
    jobs = os.cpu_count() or 1
    with progress.checking(is_shown=request.form == "text") as on_progress:
        if not request.is_output(project):
            return run.check_sources(
                project,
                severities=request.severities,
                on_progress=on_progress,
                jobs=jobs,
                memory=memory,
                kind=request.engine,
            )
        return run.check_output(
            project,
            is_release=request.is_release,
            severities=request.severities,
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
    folder = project.config.output_dir.removeprefix("./").strip("/")
    report = Report(
        findings,
        outcome.files,
        outcome.size_bytes,
        prefix=f"{folder}/" if is_output else "",
        known=len(outcome.findings) - len(findings),
        suppressed=outcome.suppressed,
        is_strict=request.is_strict,
    )
    if request.where is None and request.form == "text":
        other = "the sources with --local" if is_output else "a finished build with --output"
        what = f"the finished build in {folder}" if is_output else "the sources"
        terminal.note(f"Checking {what}; check {other}.")
    if is_output and request.form == "text":
        _warn_of_old_build(project)
    render = import_module(f"localminis.checker.report.{request.form}").render
    written = render(report, terminal.paint) if request.form == "text" else render(report)
    terminal.say(written.removesuffix("\n"))
    return report.is_refused


def _warn_of_old_build(project: "Project") -> None:
    """Say that the sources are newer: what is found may be mended there already."""
    from localminis.project.freshness import newer_source

    source = newer_source(project)
    if source is not None:
        folder = project.config.output_dir
        terminal.warn(
            f"{source.as_posix()} is newer than everything in {folder}. Run your production build "
            "again if it matters."
        )


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


def _severity(setting: str) -> "tuple[str, Severity | None]":
    from localminis.checker.run import SeverityInvalid, parse_severity

    rule, _, word = setting.partition("=")
    try:
        return parse_severity(rule, word)
    except SeverityInvalid as refusal:
        raise click.BadParameter(refusal.message, param_hint="--severity") from None


def _fresh(findings: "tuple[Finding, ...]", known: Path | None) -> "tuple[Finding, ...]":
    from localminis.checker import baseline

    return findings if known is None else baseline.new_findings(findings, baseline.read(known))


def _write_baseline(path: Path, outcome: "Outcome") -> None:
    from localminis.checker import baseline
    from localminis.project.replace import replace_files

    replace_files({path: baseline.to_json(outcome.findings).encode()})
    terminal.done(f"{path}: {len(outcome.findings)} findings are known from now on")
