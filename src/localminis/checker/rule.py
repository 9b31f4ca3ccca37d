"""What a rule is, what it is given, and where rules are found: one file each in `rules/`.

A rule looks at one kind of subject and yields hits; the engine makes findings of them.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal, NamedTuple, TypeVar

from localminis.checker.finding import WHOLE_FILE, Place, Severity
from localminis.checker.markup import Markup
from localminis.checker.reach import Reach
from localminis.checker.script import Script
from localminis.checker.sheet import Sheet
from localminis.checker.source import Source
from localminis.project.model import Config
from localminis.spec.config import CONFIG_NAME, Flavour
from localminis.spec.manifest import MEGABYTE
from localminis.spec.restrictions import RESTRICTIONS, Confidence

T = TypeVar("T")

INFO: Final = Severity.INFO
WARNING: Final = Severity.WARNING
ERROR: Final = Severity.ERROR

# The problem of a file beyond this; parsing takes some twenty times the memory.
TOO_LARGE: Final = "too large"
ANALYSED_MAX_BYTES: Final = 20 * MEGABYTE

# A file of its own, a page's <script>, an event attribute, a javascript: URL, a component's
# template.
Origin = Literal["file", "inline", "handler", "url", "template"]


class Hit(NamedTuple):
    """One violation that a rule sees.

    `severity` and `path` are given where they differ from the rule's own and the subject's; the
    path is relative to what is checked, or to the project with `is_of_project`.
    """

    message: str
    place: Place = WHOLE_FILE
    severity: Severity | None = None
    path: str | None = None
    is_of_project: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is being checked: the config, and whether it is a finished build or the sources.

    `entry` is the path of the entry page within what is checked; `is_entry_there` is false for
    sources whose entry page is missing. A build that is no release may keep what helps while
    testing.
    """

    config: Config
    is_output: bool = True
    is_release: bool = True
    entry: str = "index.html"
    is_entry_there: bool = True
    config_name: str = CONFIG_NAME
    flavour: Flavour = "minis"

    @property
    def is_final(self) -> bool:
        """Whether this is a finished build that people will get."""
        return self.is_output and self.is_release


@dataclass(frozen=True, slots=True, eq=False)
class FileSubject:
    """A file as such; `problem` says why it was not looked into, or None (see `TOO_LARGE`)."""

    path: str
    size_bytes: int
    around: Circumstances
    problem: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ScriptSubject:
    """A script with what it reaches."""

    path: str
    script: Script
    reach: Reach
    around: Circumstances
    origin: Origin = "file"
    memory: dict[str, Any] = field(default_factory=dict)

    def once(self, key: str, compute: Callable[[], T]) -> T:
        """Return what was computed under this key before, for rules that share a question."""
        if key not in self.memory:
            self.memory[key] = compute()
        known: T = self.memory[key]
        return known


@dataclass(frozen=True, slots=True, eq=False)
class PageSubject:
    """A page."""

    path: str
    markup: Markup
    around: Circumstances

    @property
    def is_entry(self) -> bool:
        """Whether this is the page that the platform opens."""
        return self.path == self.around.entry


@dataclass(frozen=True, slots=True, eq=False)
class SheetSubject:
    """A style sheet."""

    path: str
    sheet: Sheet
    around: Circumstances


@dataclass(frozen=True, slots=True, eq=False)
class RecordSubject:
    """A file of data that a page may load: JSON, with comments or without."""

    path: str
    source: Source
    around: Circumstances


@dataclass(frozen=True, slots=True, eq=False)
class PackageSubject:
    """Everything together: sizes by path, and the facts that rules collected from scripts."""

    sizes_bytes: Mapping[str, int]
    facts: frozenset[str]
    around: Circumstances


@dataclass(frozen=True, slots=True)
class Example:
    """A small case of a rule: files, and where it must find something (path, line, column).

    In a bad example the places are all that the rule finds; a good one has none.
    """

    files: Mapping[str, str | bytes]
    at: tuple[tuple[str, int, int], ...] = ()
    config: Config = field(default_factory=Config)
    is_output: bool = True


def js(code: str, *at: tuple[int, int], config: Config | None = None) -> Example:
    """Make an example of one script."""
    return _single("app.js", code, at, config)


def ts(code: str, *at: tuple[int, int]) -> Example:
    """Make an example of one TypeScript source with JSX."""
    return _single("app.tsx", code, at, None)


def html(code: str, *at: tuple[int, int], config: Config | None = None) -> Example:
    """Make an example of one entry page."""
    return _single("index.html", code, at, config)


def record(code: str, *at: tuple[int, int]) -> Example:
    """Make an example of one JSON file."""
    return _single("app.json", code, at, None)


def css(code: str, *at: tuple[int, int]) -> Example:
    """Make an example of one style sheet."""
    return _single("app.css", code, at, None)


def _single(path: str, code: str, at: Sequence[tuple[int, int]], config: Config | None) -> Example:
    places = tuple((path, line, column) for line, column in at)
    return Example({path: code}, places, config or Config())


ScriptCheck = Callable[[ScriptSubject], Iterable[Hit]]
PageCheck = Callable[[PageSubject], Iterable[Hit]]
SheetCheck = Callable[[SheetSubject], Iterable[Hit]]
RecordCheck = Callable[[RecordSubject], Iterable[Hit]]
FileCheck = Callable[[FileSubject], Iterable[Hit]]
PackageCheck = Callable[[PackageSubject], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with everything that is ever said about it.

    `name` is the code of `spec/restrictions.py` where there is one. What a script must hold for the
    rule to find or collect anything is declared: `reaches` lists the global values whose uses it
    asks for, `words` the whole words that it looks for, `stems` parts of words in any case of
    letters. `confidence` tells what stands behind the rule: the
    platform's documentation, observation, or our own policy.
    """

    code: str
    name: str
    title: str
    severity: Severity
    why: str
    fix: str
    confidence: Confidence
    source: str
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    script: ScriptCheck | None = None
    page: PageCheck | None = None
    sheet: SheetCheck | None = None
    record: RecordCheck | None = None
    file: FileCheck | None = None
    package: PackageCheck | None = None
    collect: Callable[[ScriptSubject], Iterable[str]] | None = None
    reaches: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()


def restricted(
    code: str,
    name: str,
    *,
    bad: tuple[Example, ...],
    good: tuple[Example, ...],
    severity: Severity = ERROR,
    **parts: Any,
) -> Rule:
    """Make the rule of a restriction that is also enforced at run time, from its shared facts.

    Args:
        name: the restriction's code in `spec/restrictions.py`; where one restriction has several
            rules, its code is given as `fact`.
        parts: the functions and other fields of `Rule`; a title, why or fix replaces the fact's.
    """
    fact = RESTRICTIONS[parts.pop("fact", name)]
    said = {"title": fact.title, "why": fact.why, "fix": fact.fix} | {
        key: parts.pop(key) for key in ("title", "why", "fix") if key in parts
    }
    return Rule(
        code=code,
        name=name,
        severity=severity,
        confidence=parts.pop("confidence", fact.confidence),
        source=parts.pop("source", fact.source),
        bad=bad,
        good=good,
        **said,
        **parts,
    )


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return all rules by code, in the order of their codes."""
    package = importlib.import_module("localminis.checker.rules")
    found: dict[str, Rule] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda it: it.name):
        rule = importlib.import_module(f"{package.__name__}.{module.name}").RULE
        assert isinstance(rule, Rule)
        assert module.name == f"{rule.code.lower()}_{rule.name.replace('-', '_')}", module.name
        assert rule.code not in found, rule.code
        found[rule.code] = rule
    return found


def find_rule(word: str) -> Rule | None:
    """Return the rule with this code or name, in any case of letters."""
    wanted = word.strip().lower()
    for rule in all_rules().values():
        if wanted in {rule.code.lower(), rule.name}:
            return rule
    return None
