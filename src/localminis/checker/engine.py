"""The run of all rules over all files: every file is read and parsed once, every rule sees it.

A rule that raises becomes a finding about the rule; a file that cannot be read or parsed becomes
one about the file. Nothing is silent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from localminis.checker.files import Listed
from localminis.checker.finding import WHOLE_FILE, Finding, Place, Severity
from localminis.checker.markup import Fragment, Markup
from localminis.checker.reach import Reach
from localminis.checker.rule import (
    ANALYSED_MAX_BYTES,
    TOO_LARGE,
    Circumstances,
    FileSubject,
    Hit,
    Origin,
    PackageSubject,
    PageSubject,
    Rule,
    ScriptSubject,
    SheetSubject,
    all_rules,
)
from localminis.checker.script import Dialect, Script
from localminis.checker.sheet import Sheet
from localminis.checker.source import Source, decoded, in_utf8, is_binary
from localminis.checker.suppress import Suppression, suppressions

_SCRIPTS: Final[dict[str, Dialect]] = {
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
}
_PAGES: Final = frozenset({".html", ".htm", ".xhtml", ".svg", ".vue", ".svelte", ".astro"})
_SHEETS: Final = frozenset({".css"})
_TYPED: Final = frozenset({"ts", "tsx", "typescript"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found and how much it looked at; findings are in the order of reports."""

    findings: tuple[Finding, ...]
    files: int
    size_bytes: int
    suppressed: int = 0


@dataclass(slots=True)
class _Run:
    around: Circumstances
    rules: tuple[Rule, ...]
    severities: Mapping[str, Severity | None]
    findings: list[Finding] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)
    sizes_bytes: dict[str, int] = field(default_factory=dict)
    tracked: frozenset[str] = frozenset()
    suppressed: int = 0


def check(
    files: Iterable[Listed],
    around: Circumstances,
    *,
    rules: Iterable[Rule] | None = None,
    severities: Mapping[str, Severity | None] | None = None,
    on_file: Callable[[str], None] | None = None,
) -> Outcome:
    """Run the rules over files and return what they found.

    Args:
        files: what to look at.
        around: the config, and whether this is a build or the sources.
        rules: all of them unless given.
        severities: weights by code that replace the rules' own; None turns a rule off.
        on_file: called with each path before it is read.
    """
    chosen = tuple(all_rules().values() if rules is None else rules)
    severities = severities or {}
    chosen = tuple(rule for rule in chosen if severities.get(rule.code, rule.severity) is not None)
    tracked = frozenset(path for rule in chosen for path in rule.reaches)
    run = _Run(around, chosen, severities, tracked=tracked)
    for listed in files:
        if on_file is not None:
            on_file(listed.name)
        _check_file(run, listed)
    return _outcome(run)


def check_texts(
    files: Mapping[str, str | bytes], around: Circumstances, *, rules: Iterable[Rule] | None = None
) -> Outcome:
    """Run the rules over texts by path, as the examples of rules and other programs need it."""
    chosen = tuple(all_rules().values() if rules is None else rules)
    tracked = frozenset(path for rule in chosen for path in rule.reaches)
    run = _Run(around, chosen, {}, tracked=tracked)
    for path, text in files.items():
        content = text.encode() if isinstance(text, str) else text
        run.sizes_bytes[path] = len(content)
        if len(content) > ANALYSED_MAX_BYTES and _kind(path) != "other":
            _problem(run, path, len(content), TOO_LARGE)
        else:
            _check_content(run, path, content)
    return _outcome(run)


def _outcome(run: _Run) -> Outcome:
    package = PackageSubject(run.sizes_bytes, frozenset(run.facts), run.around)
    _apply(run, run.findings, "", package, lambda rule: rule.package)
    ordered = tuple(sorted(_distinct(run.findings), key=lambda finding: finding.order))
    return Outcome(ordered, len(run.sizes_bytes), sum(run.sizes_bytes.values()), run.suppressed)


def _distinct(findings: Iterable[Finding]) -> Iterable[Finding]:
    return {(it.order, it.severity): it for it in findings}.values()


def _check_file(run: _Run, listed: Listed) -> None:
    problem, content = listed.problem, b""
    size_bytes = 0
    if problem is None:
        try:
            size_bytes = listed.path.stat().st_size
            if size_bytes > ANALYSED_MAX_BYTES and _kind(listed.name) != "other":
                problem = TOO_LARGE
            else:
                content = _content(listed.path, listed.name)
        except OSError as trouble:
            problem = f"it cannot be read ({trouble.strerror})"
    run.sizes_bytes[listed.name] = size_bytes
    if problem is not None:
        _problem(run, listed.name, size_bytes, problem)
    else:
        _check_content(run, listed.name, content, size_bytes)


def _problem(run: _Run, path: str, size_bytes: int, problem: str) -> None:
    subject = FileSubject(path, size_bytes, run.around, problem)
    _apply(run, run.findings, path, subject, lambda rule: rule.file)


def _content(path: Path, name: str) -> bytes:
    # A film is megabytes that no rule looks into.
    return path.read_bytes() if _kind(name) != "other" else b""


def _kind(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in _SCRIPTS:
        return "script"
    if suffix in _PAGES:
        return "page"
    return "sheet" if suffix in _SHEETS else "other"


def _check_content(run: _Run, path: str, content: bytes, size_bytes: int | None = None) -> None:
    kind = _kind(path)
    if kind == "script" and _is_film(path, content):
        kind = "other"
    found: list[Finding] = []
    text = None if kind == "other" else decoded(content)
    size_bytes = len(content) if size_bytes is None else size_bytes
    subject = FileSubject(path, size_bytes, run.around, text=text)
    if kind == "script" and is_binary(content):
        subject = FileSubject(path, size_bytes, run.around, "it is no text, but named as a script")
        kind = "other"
    _apply(run, found, path, subject, lambda rule: rule.file)
    try:
        if kind == "script":
            source = Source(in_utf8(content), is_script=True)
            dialect = _SCRIPTS[PurePosixPath(path).suffix.lower()]
            _check_script(run, found, path, Script(source, dialect=dialect), "file")
        elif kind == "page" and text is not None:
            _check_page(run, found, path, Markup(text))
        elif kind == "sheet" and text is not None:
            sheet = SheetSubject(path, Sheet(text), run.around)
            _apply(run, found, path, sheet, lambda rule: rule.sheet)
    except Exception as trouble:  # noqa: BLE001 - one file must not hide what is wrong in the others
        message = f"The file cannot be analysed ({type(trouble).__name__}: {trouble})."
        found.append(_about(run, "LM904", path, message))
    if not run.around.is_output and text is not None:
        found = _without_suppressed(run, path, text, found)
    run.findings += found


def _is_film(path: str, content: bytes) -> bool:
    # The segments of a stream share an ending with TypeScript and begin with this byte.
    return path.lower().endswith(".ts") and content[:1] == b"G" and b"\0" in content[:188]


def _check_script(
    run: _Run, found: list[Finding], path: str, script: Script, origin: Origin
) -> None:
    subject = ScriptSubject(path, script, Reach(script, run.tracked), run.around, origin)
    _apply(run, found, path, subject, lambda rule: rule.script)
    for rule in run.rules:
        if rule.collect is not None:
            run.facts.update(rule.collect(subject))


def _check_page(run: _Run, found: list[Finding], path: str, markup: Markup) -> None:
    page = PageSubject(path, markup, run.around)
    _apply(run, found, path, page, lambda rule: rule.page)
    fragments: list[tuple[Fragment, Origin]] = [
        *((fragment, "inline") for fragment in markup.inline_scripts()),
        *((fragment, "handler") for fragment in markup.handlers()),
        *((fragment, "url") for fragment in markup.code_urls()),
    ]
    for fragment, origin in fragments:
        dialect: Dialect = "tsx" if fragment.kind in _TYPED else "javascript"
        _check_script(run, found, path, Script(fragment.source, dialect=dialect), origin)
    for fragment in markup.inline_styles():
        source = fragment.source
        sheet = Sheet(fragment.code, line=source.line, column=source.column)
        subject = SheetSubject(path, sheet, run.around)
        _apply(run, found, path, subject, lambda rule: rule.sheet)


def _apply(
    run: _Run,
    found: list[Finding],
    path: str,
    subject: Any,
    select: Callable[[Rule], Callable[[Any], Iterable[Hit]] | None],
) -> None:
    for rule in run.rules:
        function = select(rule)
        if function is not None:
            found.extend(_findings(run, rule, path, subject, function))


def _findings(
    run: _Run, rule: Rule, path: str, subject: Any, function: Callable[[Any], Iterable[Hit]]
) -> Iterator[Finding]:
    try:
        hits = list(function(subject))
    except Exception as trouble:  # noqa: BLE001 - one broken rule must not hide the others
        message = f"The rule {rule.code} failed here ({type(trouble).__name__}: {trouble})."
        yield _about(run, "LM904", path, message)
        return
    own = run.severities.get(rule.code)
    for hit in hits:
        severity = own or hit.severity or rule.severity
        yield Finding(
            rule.code,
            rule.name,
            severity,
            hit.path or path,
            hit.place,
            hit.message,
            is_of_project=hit.is_of_project,
        )


def _about(run: _Run, code: str, path: str, message: str, place: Place = WHOLE_FILE) -> Finding:
    rule = all_rules()[code]
    severity = run.severities.get(code) or rule.severity
    return Finding(code, rule.name, severity, path, place, message)


def _without_suppressed(run: _Run, path: str, text: str, found: list[Finding]) -> list[Finding]:
    comments = list(suppressions(text))
    if not comments:
        return found
    kept = []
    used: set[Suppression] = set()
    for finding in found:
        covering = [
            it for it in comments if it.covers(finding.code, finding.name, finding.place.line)
        ]
        used.update(covering)
        if any(it.has_reason for it in covering):
            run.suppressed += 1
        else:
            kept.append(finding)
    for comment in comments:
        place = Place(comment.line, comment.column, comment.line, comment.column)
        if not comment.has_reason:
            message = "This comment names no reason, so it does not count; add one after a colon."
            kept.append(_about(run, "LM905", path, message, place))
        elif comment not in used:
            message = "This comment takes nothing back; remove it, or correct the rule it names."
            kept.append(_about(run, "LM905", path, message, place))
    return kept
