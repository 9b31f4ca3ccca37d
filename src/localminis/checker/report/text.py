"""The report for people: by file, with the source line and a marker, why, and how to fix it."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Final

from localminis.amounts import counted, sized
from localminis.checker.finding import Finding, Place, Severity
from localminis.checker.report.model import Report
from localminis.checker.rule import all_rules
from localminis.checker.source import printable

# Writes a piece of text in a style: `error`, `warning`, `info`, `bold`, `dim`, `good`.
Painter = Callable[[str, str], str]
_BASIS: Final = {
    "documented": "documented by the platform",
    "observed": "observed by developers",
    "policy": "our policy, not the platform's words",
}
_INDENT: Final = " " * 12
_MESSAGE_INDENT: Final = 20
# In a terminal narrower than this, lines break where the terminal breaks them.
_ROOM_MIN: Final = 40


def plain(style: str, text: str) -> str:  # noqa: ARG001 - a painter's signature
    """Write text without any style."""
    return text


def render(report: Report, paint: Painter = plain, width: int | None = None) -> str:
    """Write the report; each rule is explained where it appears first.

    Args:
        width: columns that a line may take, for a terminal; None leaves every line whole.
    """
    return "\n".join(_lines(report, paint, width)) + "\n"


def _lines(report: Report, paint: Painter, width: int | None) -> Iterator[str]:
    explained: set[str] = set()
    for path, group in groupby(report.shown, key=report.path):
        yield paint("bold", printable(path))
        for finding in group:
            yield from _finding(finding, paint, width)
            if finding.code not in explained:
                explained.add(finding.code)
                yield from _explanation(finding, width)
        yield ""
    yield _summary(report, paint)


def _finding(finding: Finding, paint: Painter, width: int | None) -> Iterator[str]:
    place = finding.place
    where = f"{place.line}:{place.column}" if place.line else "-"
    word = paint(finding.severity.word, f"{finding.severity.word:<7}")
    label = f"{finding.code} {finding.name}"
    # A hard space keeps the label in one piece.
    hard = label.replace(" ", "\u00a0")
    first, *more = _wrapped(f"{printable(finding.message)} {hard}", _MESSAGE_INDENT, width)
    message = [first, *(f"{' ' * _MESSAGE_INDENT}{line}" for line in more)]
    message[-1] = message[-1].removesuffix(hard) + paint("dim", label)
    yield f"  {where:<9} {word} {message[0]}"
    yield from message[1:]
    if place.excerpt:
        excerpt, column, span = _window(place, None if width is None else width - len(_INDENT))
        yield f"{_INDENT}{excerpt}"
        marker = " " * (column - 1) + "^" * max(1, span)
        yield f"{_INDENT}{paint(finding.severity.word, marker)}"
    if finding.original is not None:
        yield f"{_INDENT}from: {finding.original.sentence}"


def _explanation(finding: Finding, width: int | None) -> Iterator[str]:
    rule = all_rules()[finding.code]
    for name, text in (("why", f"{rule.why} ({_BASIS[rule.confidence]})"), ("fix", rule.fix)):
        first, *more = _wrapped(text, len(_INDENT) + len("why: "), width)
        yield f"{_INDENT}{name}: {first}"
        yield from (f"{_INDENT}     {line}" for line in more)


def _wrapped(text: str, indent: int, width: int | None) -> list[str]:
    if width is None or indent + len(text) <= width:
        return [text]
    # Only a narrow terminal needs it.
    import textwrap

    room = max(width - indent, _ROOM_MIN)
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)


def _window(place: Place, room: int | None) -> tuple[str, int, int]:
    """Return as much of an excerpt as there is room for, and where its span is in that."""
    excerpt, column, span = place.excerpt, place.excerpt_column, place.width
    if room is None or len(excerpt) <= room:
        return excerpt, column, span
    room = max(room, _ROOM_MIN)
    start = max(0, min(column - 1 - room // 4, len(excerpt) - room))
    shown = excerpt[start : start + room]
    if start:
        shown = f"…{shown[1:]}"
    if start + room < len(excerpt):
        shown = f"{shown[:-1]}…"
    return shown, column - start, min(span, len(shown) - (column - start) + 1)


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
    hidden = [
        f"{count} {why}"
        for count, why in (
            (len(report.findings) - len(report.shown), "not shown"),
            (report.known, "known from the baseline"),
            (report.suppressed, "suppressed"),
            (report.ignored, "in ignored files"),
        )
        if count
    ]
    aside = f" ({', '.join(hidden)})" if hidden else ""
    if report.shown:
        return f"{', '.join(parts)} in {looked}{aside}."
    what = f"Nothing that fails, but {', '.join(parts)}" if parts else "Nothing found"
    return f"{paint('good', '✓')} {what} in {looked}{aside}."
