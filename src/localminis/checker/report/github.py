"""The report as GitHub workflow commands, which become annotations of the changed lines."""

from typing import Final

from localminis.checker.finding import Finding, Severity
from localminis.checker.report.model import Report
from localminis.checker.rule import all_rules

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """Write one command a line."""
    return "".join(_command(report, finding) + "\n" for finding in report.shown)


def _command(report: Report, finding: Finding) -> str:
    properties = {"file": report.path(finding)}
    place = finding.place
    if place.line:
        properties |= {
            "line": str(place.line),
            "endLine": str(place.end_line),
            "col": str(place.column),
        }
        if place.line == place.end_line:
            properties["endColumn"] = str(place.end_column)
    properties["title"] = f"{finding.code} {finding.name}"
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    origin = f" From {finding.original.sentence}." if finding.original else ""
    text = _escaped(f"{finding.message}{origin} {all_rules()[finding.code].fix}")
    return f"::{_COMMANDS[finding.severity]} {written}::{text}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
