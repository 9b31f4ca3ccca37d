"""The report for people: by file, with the source line and a marker, why, and how to fix it."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from localminis.checker.finding import Finding, Severity
from localminis.checker.report.model import Report, counted, sized
from localminis.checker.rule import all_rules

# Writes a piece of text in a style: `error`, `warning`, `info`, `bold`, `dim`, `good`.
Painter = Callable[[str, str], str]
_BASIS: Final = {
    "documented": "documented by the platform",
    "observed": "observed by developers",
    "policy": "our policy, not the platform's words",
}


def plain(style: str, text: str) -> str:  # noqa: ARG001 - a painter's signature
    """Write text without any style."""
    return text


def render(report: Report, paint: Painter = plain) -> str:
    """Write the report; each rule is explained where it appears first."""
    return "\n".join(_lines(report, paint)) + "\n"


def _lines(report: Report, paint: Painter) -> Iterator[str]:
    explained: set[str] = set()
    for path, group in groupby(report.findings, key=report.path):
        yield paint("bold", path)
        for finding in group:
            yield from _finding(finding, explained, paint)
        yield ""
    yield _summary(report, paint)


def _finding(finding: Finding, explained: set[str], paint: Painter) -> Iterator[str]:
    place = finding.place
    where = f"{place.line}:{place.column}" if place.line else "-"
    word = paint(finding.severity.word, f"{finding.severity.word:<7}")
    yield f"  {where:<9} {word} {finding.message} {paint('dim', f'{finding.code} {finding.name}')}"
    if place.excerpt:
        yield f"            {place.excerpt}"
        marker = " " * (place.excerpt_column - 1) + "^" * max(1, place.width)
        yield f"            {paint(finding.severity.word, marker)}"
    if finding.original is not None:
        yield f"            from: {finding.original.sentence}"
    if finding.code not in explained:
        explained.add(finding.code)
        rule = all_rules()[finding.code]
        yield f"            why: {rule.why} ({_BASIS[rule.confidence]})"
        yield f"            fix: {rule.fix}"


def _summary(report: Report, paint: Painter) -> str:
    looked = f"{counted(report.files, 'file')}, {sized(report.size_bytes)}"
    parts = [
        paint(severity.word, counted(report.count(severity), noun))
        for severity, noun in (
            (Severity.ERROR, "error"),
            (Severity.WARNING, "warning"),
            (Severity.INFO, "remark"),
        )
        if report.count(severity)
    ]
    if report.known:
        parts.append(f"{report.known} known from the baseline")
    if report.suppressed:
        parts.append(f"{report.suppressed} suppressed")
    if not report.findings:
        return f"{paint('good', '✓')} Nothing found in {looked}" + (
            f" ({', '.join(parts)})." if parts else "."
        )
    return f"{', '.join(parts)} in {looked}."
