"""`localminis check`: find what the platform would refuse, in sources or a finished build."""

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from localminis.cli import terminal
from localminis.cli.flavour import flavour_option

if TYPE_CHECKING:
    from localminis.checker.engine import Outcome
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
    flavour: "Flavour | None",
) -> None:
    """Check the mini app in PATH for what the platform refuses.

    Without --local or --output the finished build is checked if there is one, else the sources.
    The exit code is 0 without findings that count, 1 with some, 2 for wrong use.
    """
    from localminis.checker import run
    from localminis.checker.report.model import Report

    project = _project(path, flavour)
    weights = dict(_severity(each) for each in severities)
    is_output = where == "output" or (where is None and project.output_path.is_dir())
    if is_output:
        outcome = run.check_output(project, is_release=not sandbox, severities=weights)
    else:
        outcome = run.check_sources(project, severities=weights)
    if write_baseline is not None:
        _write_baseline(write_baseline, outcome)
        return
    findings = _fresh(outcome.findings, baseline)
    folder = project.config.output_dir.removeprefix("./").strip("/")
    report = Report(
        findings,
        outcome.files,
        outcome.size_bytes,
        prefix=f"{folder}/" if is_output else "",
        known=len(outcome.findings) - len(findings),
        suppressed=outcome.suppressed,
        is_strict=strict,
    )
    if where is None and form == "text":
        other = "the sources with --local" if is_output else "a finished build with --output"
        what = f"the finished build in {folder}" if is_output else "the sources"
        terminal.note(f"Checking {what}; check {other}.")
    render = import_module(f"localminis.checker.report.{form}").render
    written = render(report, _paint) if form == "text" else render(report)
    terminal.say(written.removesuffix("\n"))
    if report.is_refused:
        sys.exit(terminal.EXIT_REFUSED)


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


def _paint(style: str, text: str) -> str:
    colours = {"error": "red", "warning": "yellow", "info": "cyan", "good": "green"}
    if style in colours:
        return click.style(text, fg=colours[style], bold=style == "error")
    return click.style(text, bold=style == "bold", dim=style == "dim")
