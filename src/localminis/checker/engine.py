"""The run of all rules over all files: every file is read and parsed once, every rule sees it.

A rule that raises becomes a finding about the rule; a file that cannot be read or parsed becomes
one about the file. Nothing is silent.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from localminis.checker import template
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
    RecordSubject,
    Rule,
    ScriptSubject,
    SheetSubject,
    all_rules,
)
from localminis.checker.script import Dialect, Script
from localminis.checker.sheet import Sheet
from localminis.checker.skim import Reader, Triggers, triggers
from localminis.checker.source import Source, decoded, in_utf8, is_binary
from localminis.checker.suppress import Suppression, suppressions

# How scripts are read: only what rules need of them, or all.
Engine = Literal["fast", "reference"]
UNPARSABLE: Final = "LM901"
_Subject = Literal["file", "script", "page", "sheet", "record", "package"]
_SUBJECTS: Final[tuple[_Subject, ...]] = ("file", "script", "page", "sheet", "record", "package")

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
_KINDS: Final = {
    **dict.fromkeys(_SCRIPTS, "script"),
    **dict.fromkeys(_PAGES, "page"),
    ".css": "sheet",
    ".json": "record",
}
_TYPED: Final = frozenset({"ts", "tsx", "typescript"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found and how much it looked at; findings are in the order of reports.

    `suppressed` counts what comments take back, `ignored` what lies in files that nobody wants to
    hear of.
    """

    findings: tuple[Finding, ...]
    files: int
    size_bytes: int
    suppressed: int = 0
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What every file is judged by.

    `tracked` are the global values that the rules ask for, `checks` the functions of the rules by
    what they look at.
    """

    around: Circumstances
    rules: tuple[Rule, ...]
    severities: Mapping[str, Severity | None]
    wanted: Triggers
    tracked: frozenset[str]
    checks: Mapping[_Subject, tuple[tuple[Rule, Callable[[Any], Iterable[Hit]]], ...]]
    engine: Engine = "fast"


class Examined(NamedTuple):
    """What one file gave: it depends on the terms, the path and the content, and nothing else.

    `digest` is that of the content, empty when nothing was read; `facts` are for the rules that
    look at the package as a whole.
    """

    size_bytes: int
    digest: str
    findings: tuple[Finding, ...]
    facts: tuple[str, ...] = ()
    suppressed: int = 0


# Looks at files in any order and in any process.
Examiner = Callable[[Terms, Iterable[Listed]], Iterator[tuple[Listed, Examined]]]


@dataclass(slots=True)
class _Run:
    """What is known while one subject is looked at."""

    terms: Terms
    facts: set[str] = field(default_factory=set)
    suppressed: int = 0

    @property
    def around(self) -> Circumstances:
        return self.terms.around


def make_terms(
    around: Circumstances,
    severities: Mapping[str, Severity | None] | None = None,
    rules: Iterable[Rule] | None = None,
    engine: Engine = "fast",
) -> Terms:
    """Choose the rules that are not turned off.

    Args:
        severities: weights by code that replace the rules' own; None turns a rule off.
        rules: all of them unless given.
        engine: "reference" parses every script as a whole; what is found is the same.
    """
    weights = severities or {}
    given = all_rules().values() if rules is None else rules
    chosen = tuple(rule for rule in given if weights.get(rule.code, rule.severity) is not None)
    tracked = frozenset(path for rule in chosen for path in rule.reaches)
    wanted = triggers(
        tracked,
        frozenset(word for rule in chosen for word in rule.words),
        frozenset(stem for rule in chosen for stem in rule.stems),
    )
    checks = {
        kind: tuple((rule, function) for rule in chosen if (function := getattr(rule, kind)))
        for kind in _SUBJECTS
    }
    return Terms(around, chosen, weights, wanted, tracked, checks, engine)


def examine_each(terms: Terms, files: Iterable[Listed]) -> Iterator[tuple[Listed, Examined]]:
    """Look at files one after the other in this process."""
    for listed in files:
        yield listed, examine(terms, listed)


def check(
    files: Iterable[Listed],
    around: Circumstances,
    *,
    rules: Iterable[Rule] | None = None,
    severities: Mapping[str, Severity | None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    examiner: Examiner = examine_each,
    engine: Engine = "fast",
) -> Outcome:
    """Run the rules over files and return what they found.

    Args:
        files: what to look at.
        around: the config, and whether this is a build or the sources.
        rules: all of them unless given.
        severities: weights by code that replace the rules' own; None turns a rule off.
        on_progress: called with the number of files that have been looked at, and that of all.
        examiner: looks at the files; the order in which it gives them makes no difference.
        engine: "reference" parses every script as a whole; what is found is the same.
    """
    terms = make_terms(around, severities, rules, engine)
    results: dict[str, Examined] = {}
    every = [*files]
    for listed, examined in examiner(terms, every):
        results[listed.name] = examined
        if on_progress is not None:
            on_progress(len(results), len(every))
    return _outcome(terms, results)


def check_texts(
    files: Mapping[str, str | bytes],
    around: Circumstances,
    *,
    rules: Iterable[Rule] | None = None,
    engine: Engine = "fast",
) -> Outcome:
    """Run the rules over texts by path, as the examples of rules and other programs need it."""
    terms = make_terms(around, None, rules, engine)
    results: dict[str, Examined] = {}
    for path, text in files.items():
        content = text.encode() if isinstance(text, str) else text
        size_bytes = len(content)
        if size_bytes > ANALYSED_MAX_BYTES and _kind(path) != "other":
            results[path] = _problem(terms, path, size_bytes, TOO_LARGE)
        else:
            results[path] = _examine_content(terms, path, content, size_bytes)
    return _outcome(terms, results)


def _outcome(terms: Terms, results: Mapping[str, Examined]) -> Outcome:
    sizes_bytes = {path: results[path].size_bytes for path in sorted(results)}
    facts = frozenset(fact for each in results.values() for fact in each.facts)
    findings = [finding for each in results.values() for finding in each.findings]
    package = PackageSubject(sizes_bytes, facts, terms.around)
    _apply(_Run(terms), findings, "", package, "package")
    ordered = tuple(sorted(_distinct(findings), key=lambda finding: finding.order))
    suppressed = sum(each.suppressed for each in results.values())
    return Outcome(ordered, len(sizes_bytes), sum(sizes_bytes.values()), suppressed)


def _distinct(findings: Iterable[Finding]) -> Iterable[Finding]:
    return {(it.order, it.severity): it for it in findings}.values()


def is_looked_into(name: str) -> bool:
    """Tell whether a file of this name is read, and not only weighed and named."""
    return _kind(name) != "other"


def digest_of(content: bytes) -> str:
    """Return what tells this content from any other."""
    return hashlib.sha256(content, usedforsecurity=False).hexdigest()


def examine(terms: Terms, listed: Listed) -> Examined:
    """Look at one file with every rule that judges files; whatever is wrong becomes a finding."""
    size_bytes = 0
    if listed.problem is not None:
        return _problem(terms, listed.name, size_bytes, listed.problem)
    try:
        size_bytes = listed.weigh()
        is_text = is_looked_into(listed.name)
        if size_bytes > ANALYSED_MAX_BYTES and is_text:
            return _problem(terms, listed.name, size_bytes, TOO_LARGE)
        # A film is megabytes that no rule looks into.
        content = listed.read() if is_text else b""
    except OSError as trouble:
        problem = f"it cannot be read ({trouble.strerror})"
        return _problem(terms, listed.name, size_bytes, problem)
    return _examine_content(terms, listed.name, content, size_bytes)


def given_up(terms: Terms, listed: Listed, size_bytes: int, message: str) -> Examined:
    """Make the result of a file that brought down whatever looked at it."""
    return Examined(size_bytes, "", (_about(_Run(terms), "LM904", listed.name, message),))


def _problem(terms: Terms, path: str, size_bytes: int, problem: str) -> Examined:
    subject = FileSubject(path, size_bytes, terms.around, problem)
    found: list[Finding] = []
    _apply(_Run(terms), found, path, subject, "file")
    return Examined(size_bytes, "", tuple(found))


def _suffix(name: str) -> str:
    before, _, after = name.rpartition(".")
    return f".{after.lower()}" if before and before[-1] != "/" else ""


def _kind(name: str) -> str:
    return _KINDS.get(_suffix(name), "other")


def _examine_content(terms: Terms, path: str, content: bytes, size_bytes: int) -> Examined:
    run = _Run(terms)
    kind = _kind(path)
    if kind == "script" and _is_film(path, content):
        kind = "other"
    is_text = kind != "other"
    found: list[Finding] = []
    subject = FileSubject(path, size_bytes, run.around)
    if kind == "script" and is_binary(content):
        subject = FileSubject(path, size_bytes, run.around, "it is no text, but named as a script")
        kind = "other"
    _apply(run, found, path, subject, "file")
    try:
        if kind == "script":
            source = Source(in_utf8(content), is_script=True)
            dialect = _SCRIPTS[_suffix(path)]
            _check_script(run, found, path, source, dialect, "file")
        elif kind == "page":
            _check_page(run, found, path, Markup(decoded(content)))
        elif kind == "sheet":
            sheet = SheetSubject(path, Sheet(decoded(content)), run.around)
            _apply(run, found, path, sheet, "sheet")
        elif kind == "record":
            record = RecordSubject(path, Source(in_utf8(content)), run.around)
            _apply(run, found, path, record, "record")
    except Exception as trouble:  # noqa: BLE001 - one file must not hide what is wrong in the others
        message = f"The file cannot be analysed ({type(trouble).__name__}: {trouble})."
        found.append(_about(run, "LM904", path, message))
    if not run.around.is_output and is_text:
        found = _without_suppressed(run, path, decoded(content), found)
    digest = digest_of(content) if is_looked_into(path) else ""
    return Examined(size_bytes, digest, tuple(found), tuple(sorted(run.facts)), run.suppressed)


def _is_film(path: str, content: bytes) -> bool:
    # The segments of a stream share an ending with TypeScript and begin with this byte.
    return path.lower().endswith(".ts") and content[:1] == b"G" and b"\0" in content[:188]


def _check_script(
    run: _Run, found: list[Finding], path: str, source: Source, dialect: Dialect, origin: Origin
) -> None:
    if run.terms.engine == "reference":
        script = Script(source, dialect=dialect)
        own = _judged(run, path, script, origin)
        if script.root.has_error:
            # The fast path says so where it had to look; both must say the same.
            own = [it for it in own if it.code != UNPARSABLE]
            own += [
                it for it in _skimmed(run, path, source, dialect, origin) if it.code == UNPARSABLE
            ]
        found += own
    else:
        found += _skimmed(run, path, source, dialect, origin)


def _skimmed(
    run: _Run, path: str, source: Source, dialect: Dialect, origin: Origin
) -> list[Finding]:
    """Judge a script of which only what matters is parsed."""
    reader = Reader(source, dialect, run.terms.wanted)
    while True:
        script = reader.script()
        if script is None:
            return []
        found = _judged(run, path, script, origin)
        if not script.missing:
            return found
        reader.widen(script.missing)


def _judged(run: _Run, path: str, script: Script, origin: Origin) -> list[Finding]:
    found: list[Finding] = []
    facts: set[str] = set()
    subject = ScriptSubject(path, script, Reach(script, run.terms.tracked), run.around, origin)
    _apply(run, found, path, subject, "script")
    for rule in run.terms.rules:
        if rule.collect is not None:
            facts.update(rule.collect(subject))
    if not script.missing:
        run.facts |= facts
    return found


def _check_page(run: _Run, found: list[Finding], path: str, markup: Markup) -> None:
    page = PageSubject(path, markup, run.around)
    _apply(run, found, path, page, "page")
    fragments: list[tuple[Fragment, Origin]] = [
        *((fragment, "inline") for fragment in markup.inline_scripts()),
        *((it, "handler") for it in markup.handlers(is_component=template.is_component(path))),
        *((fragment, "url") for fragment in markup.code_urls()),
    ]
    if template.is_component(path):
        pieces = template.pieces(path, markup)
        fragments += [(markup.fragment(it.code, it.start, "tsx"), "template") for it in pieces]
    for fragment, origin in fragments:
        dialect: Dialect = "tsx" if fragment.kind in _TYPED else "javascript"
        _check_script(run, found, path, fragment.source, dialect, origin)
    for fragment in markup.inline_styles():
        source = fragment.source
        sheet = Sheet(fragment.code, line=source.line, column=source.column)
        subject = SheetSubject(path, sheet, run.around)
        _apply(run, found, path, subject, "sheet")


def _apply(run: _Run, found: list[Finding], path: str, subject: Any, kind: _Subject) -> None:
    for rule, function in run.terms.checks[kind]:
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
    own = run.terms.severities.get(rule.code)
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
    severity = run.terms.severities.get(code) or rule.severity
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
