"""The fast path: which parts of a script the rules have to look at, found without parsing it.

It never decides what a rule finds. A script in which no rule has anything to look for is skipped;
of any other one, the functions in which nothing stands that matters are left out for the parser.
What is left out and turns out to matter, the script asks for (`NeedsMore`), and it is read again.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import ahocorasick_rs

from localminis.checker.condensed import Condensed
from localminis.checker.declared import Declared
from localminis.checker.oddity import LOOKED_AT_MAX_BYTES
from localminis.checker.outline import Outline
from localminis.checker.outlining import Unclear, outline
from localminis.checker.reach import WINDOW_NAMES, this_form, tracked_paths
from localminis.checker.script import THIS, Dialect, Script
from localminis.checker.shapes import FREQUENT, forms
from localminis.checker.source import Source
from localminis.checker.statement import Aside, Statements
from localminis.checker.words import is_key

# A function that is smaller costs more to leave out than to parse.
_LEFT_OUT_MIN_BYTES: Final = 60
# A script of which more than this is needed is parsed as a whole.
_NEEDED_MAX: Final = 0.9
_ROUNDS_MAX: Final = 12
# Words that count in texts as well: elements in HTML, keys, the names of required calls.
_ALSO_IN_TEXTS: Final = frozenset(
    {"IFRAME", "constructor", "embed", "iframe", "object", "script", "stylesheet", "video"}
)
_WORD: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")
_SPACE: Final = frozenset(b" \t\n\r\f\v")
_DOT, _SLASH = b"./"
_ENDS: Final = re.compile(rb"\s*[,)]")
_LINE_END: Final = re.compile(rb"[\r\n]")
# Nobody steps back further to find where a comment began.
_COMMENT_MAX: Final = 5_000


class Triggers:
    """What the rules of a check look for, ready to be searched for in many scripts."""

    def __init__(
        self, tracked: frozenset[str], words: frozenset[str], stems: frozenset[str]
    ) -> None:
        paths = tracked_paths(tracked)
        heads = {path.split(".")[0] for path in paths if path}
        self.words = frozenset(
            each.encode() for each in (*heads, *words, *(WINDOW_NAMES if tracked else ()))
        )
        self._forms = forms(paths - {""}, words)
        self._listed = sorted(self.words)
        # A word without a form of its own is asked for wherever it stands.
        in_texts = {word for word in words if word.encode() not in self._forms.own}
        self._in_texts = [word.decode() in in_texts | _ALSO_IN_TEXTS for word in self._listed]
        values = {*heads, *WINDOW_NAMES}
        self._begins = [word in {b"import", b"export"} for word in self._listed]
        self._is_value = [word.decode() in values for word in self._listed]
        # What means nothing where the name is another's; the rest counts as a property, too.
        self._values = self.words - {word.encode() for word in words}
        passed_over = [form for word in words for form in FREQUENT.get(word, ())]
        self._search = ahocorasick_rs.BytesAhoCorasick(
            [*self._listed, *passed_over], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )
        self._this = this_form(heads) if tracked else None
        self._stems = [stem.lower().encode() for stem in sorted(stems)]

    def places(self, declared: Declared) -> dict[bytes, list[int]]:
        """Return where each word stands such that a rule may have something to look at there."""
        seen = declared.seen
        doubtful = self._doubtful(seen)
        offsets = sorted(doubtful)
        found: dict[bytes, list[int]] = {}
        for offset, kind in zip(offsets, seen.kinds_at(offsets), strict=True):
            number = doubtful[offset]
            word = self._listed[number]
            if kind == "code" and word in self._values and declared.is_around(word, offset):
                continue
            if kind == "code" or (kind == "text" and self._in_texts[number]):
                found.setdefault(word, []).append(offset)
        found[THIS] = [] if self._this is None else list(self._windows(seen))
        if self._stems:
            lower = seen.content.lower()
            for stem in self._stems:
                found[stem] = list(_all(lower, stem))
        if any(found.values()):
            found.update((word, []) for word in self.words.difference(found))
        return found

    def _doubtful(self, seen: Outline) -> dict[int, int]:
        """Return the words in no harmless form by offset, each by its number."""
        content, listed, is_value = seen.content, self._listed, self._is_value
        begins = self._begins
        harmless, length = self._forms.harmless, len(content)
        found: dict[int, int] = {}
        count = len(listed)
        for number, start, end in self._search.find_matches_as_indexes(content):
            if number >= count:
                continue
            if (start and content[start - 1] in _WORD) or (end < length and content[end] in _WORD):
                continue
            if begins[number] or not _may_follow_dot(content, start):
                match = harmless(content, listed[number], start)
                if match is not None and (match.lastgroup is None or _holds(seen, match)):
                    continue
                if match is None and is_value[number] and is_key(content, start, end):
                    continue
            found[start] = number
        return found

    def _windows(self, seen: Outline) -> Iterator[int]:
        assert self._this is not None
        content = seen.content
        found = [
            match.start()
            for match in self._this.finditer(content)
            if not _BEFORE_THIS.match(content, match.start()) and seen.is_window_at(match.start())
        ]
        for offset, kind in zip(found, seen.kinds_at(found), strict=True):
            if kind == "code":
                yield offset


# `this` as the receiver of something called by its name goes nowhere that matters.
_BEFORE_THIS: Final = re.compile(rb"(?<=[\w$\]]\.call\()this\s*[,)]|(?<=[\w$\]]\.bind\()this\s*\)")


@cache
def triggers(tracked: frozenset[str], words: frozenset[str], stems: frozenset[str]) -> Triggers:
    """Return what to search for, made once for all scripts of a check."""
    return Triggers(tracked, words, stems)


class Reader:
    """Gives one script to the rules, as little of it as they need."""

    def __init__(self, source: Source, dialect: Dialect, wanted: Triggers) -> None:
        self.source = source
        self.dialect = dialect
        self.wanted = wanted
        self._rounds = 0
        self._previous: Script | None = None
        self._needed: list[int] = []
        self._places: dict[bytes, list[int]] = {}
        # JSX has texts without marks around them.
        self._outline = None if dialect == "tsx" else _outline_or_none(source.content)
        self._declared = None if self._outline is None else Declared(self._outline)
        if self._declared is not None:
            self._places = wanted.places(self._declared)
            self._needed = sorted(at for each in self._places.values() for at in each)
        # In a small script, whatever is broken has to be seen.
        self._statements: Statements | None = None
        if self._outline is not None and len(source.content) > LOOKED_AT_MAX_BYTES:
            self._statements = Statements(self._outline)

    def script(self) -> Script | None:
        """Return the script, without some of its functions perhaps; None if no rule needs it."""
        seen, content = self._outline, self.source.content
        if seen is None:
            return Script(self.source, dialect=self.dialect)
        if not self._needed:
            return None
        self._rounds += 1
        left = seen.left_out(self._needed, _LEFT_OUT_MIN_BYTES)
        asides: list[Aside] = []
        if left and self._statements is not None:
            left, asides = self._statements.left_out(self._needed, left)
        kept = len(content) - sum(end - start for start, end in left)
        if not left or kept > _NEEDED_MAX * len(content) or self._rounds > _ROUNDS_MAX:
            return Script(self.source, dialect=self.dialect)
        script = Script(
            self.source,
            dialect=self.dialect,
            text=Condensed(content, left),
            places=self._places,
            declared=self._declared,
            asides=asides,
            previous=self._previous,
        )
        self._previous = script
        return Script(self.source, dialect=self.dialect) if script.root.has_error else script

    def widen(self, offsets: Iterable[int]) -> None:
        """Keep the functions at these offsets the next time."""
        self._needed = sorted({*self._needed, *offsets})


def _all(content: bytes, part: bytes) -> Iterator[int]:
    at = content.find(part)
    while at >= 0:
        yield at
        at = content.find(part, at + 1)


def _outline_or_none(content: bytes) -> Outline | None:
    try:
        return outline(content)
    except Unclear:
        return None


def _holds(seen: Outline, match: re.Match[bytes]) -> bool:
    """Tell whether a form holds with what its brace begins."""
    if match.lastgroup == "body":
        return seen.is_function(match.start("body"))
    end = seen.end_of(match.start("brace"))
    return end is not None and _ENDS.match(seen.content, end) is not None


def _may_follow_dot(content: bytes, start: int) -> bool:
    """Tell whether a word may be a property although no dot stands right before it."""
    before: int | None = start - 1
    if not start or (content[start - 1] not in _SPACE and content[start - 2 : start] != b"*/"):
        return False
    while before is not None and before >= 0:
        last = before
        while before >= 0 and content[before] in _SPACE:
            before -= 1
        if before < 0:
            break
        if content[before] != _SLASH and not _LINE_END.search(content, before + 1, last + 1):
            return content[before] == _DOT
        before = _before_comment(content, before)
        if before is not None and before < 0:
            return content[-before - 1] == _DOT
    return before is None


def _before_comment(content: bytes, last: int) -> int | None:
    """Step back over the comment that ends at an offset.

    Returns the offset before it; if there is no comment, the offset itself as -1 - offset; and None
    if that is not certain.
    """
    first = max(0, last - _COMMENT_MAX)
    if content[last] == _SLASH:
        comment = content.rfind(b"/*", first, last) if content[last - 1] == _STAR else -1
        return comment - 1 if comment > 0 else None
    line = max(content.rfind(b"\n", first, last), content.rfind(b"\r", first, last)) + 1
    if line == 0 and first:
        return None
    comment = content.rfind(b"//", line, last + 1)
    if comment < 0:
        return -1 - last
    if content[last] == _DOT and any(it in content[line:last] for it in b"\"'`"):
        return None
    return comment - 1 if comment else None


_STAR: Final = ord("*")
