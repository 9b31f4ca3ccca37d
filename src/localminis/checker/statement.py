"""The statements beside what matters, which a large script can be read without.

Only those right in the body of a function, or at the top of the script, are told apart, by their
ends and without parsing; what is not certain stays. What they may declare is kept, because a name
that is asked for could be one of theirs.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from localminis.checker.block import DECLARED, WORD, last_before, word_before
from localminis.checker.condensed import Condensed
from localminis.checker.outline import Outline
from localminis.checker.pieces import CODE_PIECES, NO_CODE
from localminis.checker.words import names

Span = tuple[int, int]

# It ends a function that is a statement of its own; no script has this byte in its code.
_END: Final = b"\1"
_SIMPLE: Final = rb"[^;()\[\]{}\"'`/\\\1]"
_SWALLOWED: Final = rb"(?:%s++|%s|\(%s*+\)|\[%s*+\])*+" % (
    _SIMPLE, b"|".join(CODE_PIECES), _SIMPLE, _SIMPLE
)  # fmt: skip
_BLANK: Final = rb"(?:\s++|//[^\n\r]*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+"
# The rest of a statement that seemed to have ended, or what a loop that begins with `do` ends with.
_GOES_ON: Final = re.compile(_BLANK + rb"(?:else|while)\b")
_OF_MODULE: Final = re.compile(rb"\b(?:import|export)\b")
_DECLARES: Final = re.compile(
    rb"\b(?:var|let|const|class|using|enum|namespace|module|import|function(?!\s*\*?\s*\())"
)
# What may follow a name in a list or a pattern of names that are declared.
_IN_LIST: Final = re.compile(rb"\s*(?:=(?![=>])|[\w$,;}\]:/!\x80-\xff]|\Z)")
_DECLARING: Final = frozenset(
    b"var let const function class using enum namespace module import as type interface".split()
)
# Less is read sooner than it is cut.
_CUT_MIN_BYTES: Final = 1000
_SLASH, _BACKTICK, _SEMICOLON = b"/`;"


class _Statement(NamedTuple):
    """A statement of which so many bytes at its end are kept, or its body's empty braces.

    `may_go` is false where it is a part of another one, or makes a module of the script.
    """

    start: int
    end: int
    kept: int
    brace: int | None
    may_go: bool
    is_flat: bool


@dataclass(slots=True)
class Aside:
    """What was left out right in one block that may declare names.

    `text` holds statements without the insides of their functions; each begins at one of `begins`,
    and in the whole script at the offset in `places`.
    """

    text: bytes = b""
    begins: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def may_declare(self, name: bytes) -> Iterator[int]:
        """Yield where statements begin, in the whole script, that may declare a name."""
        for at in names(self.text, name, 0, len(self.text)):
            if _may_be_declared(self.text, at, at + len(name)):
                yield self.places[bisect_right(self.begins, at) - 1]


def _may_be_declared(text: bytes, start: int, end: int) -> bool:
    """Tell from what stands around a name whether it may be declared there."""
    before = last_before(text, start)
    if before < 0:
        return False
    byte = text[before]
    if byte in WORD:
        return word_before(text, before + 1) in _DECLARING
    # A comment or a generator's star before it, or something that is not ASCII.
    if byte in b"*/" or byte >= 0x80:  # noqa: PLR2004 - not ASCII
        return True
    return byte in b",{[:." and _IN_LIST.match(text, end) is not None


class Statements:
    """The statements of one script, read where they are asked for."""

    def __init__(self, seen: Outline) -> None:
        self._seen = seen
        self._blocks: dict[int, list[_Statement]] = {}
        # What may declare names, of statements that were left out before.
        self._texts: dict[int, bytes] = {}
        self._is_readable = _END not in seen.content

    def left_out(
        self, needed: Sequence[int], functions: Sequence[Span]
    ) -> tuple[list[Span], list[Aside]]:
        """Find what can be left out of the functions that hold any of the offsets.

        Args:
            needed: the offsets that must stay, in ascending order.
            functions: the insides of those that hold none of them.

        Returns:
            the spans to leave out, the functions among them, and what is in them for each block.
        """
        spans: list[Span] = []
        asides: list[Aside] = []
        if not self._is_readable:
            return [*functions], asides
        emptied = Condensed(self._seen.content, functions)
        for block in self._around(needed):
            idle = [it for it in self._statements(block) if _is_idle(it, needed)]
            spans += _spans(idle)
            found = self._aside(idle, emptied)
            if found.places:
                asides.append(found)
        return _together(functions, sorted(spans)), asides

    def _around(self, needed: Iterable[int]) -> list[int]:
        """Return the functions around any of the offsets, and -1 for the script as a whole."""
        seen = self._seen
        found = {-1}
        for offset in needed:
            index = bisect_right(seen.starts, offset) - 1
            while index >= 0 and index not in found:
                if seen.ends[index] > offset:
                    found.add(index)
                index = seen.parents[index]
        return [it for it in found if it < 0 or seen.is_function(seen.starts[it])]

    def _statements(self, block: int) -> list[_Statement]:
        found = self._blocks.get(block)
        if found is None:
            found = self._blocks[block] = [*_read(self._seen, block)]
        return found

    def _aside(self, idle: Iterable[_Statement], emptied: Condensed) -> Aside:
        found, pieces, length = Aside(), [], 0
        for each in idle:
            text = self._texts.get(each.start)
            if text is None:
                text = (
                    emptied.whole[each.start : each.end]
                    if each.is_flat
                    else emptied.content[emptied.here(each.start) : emptied.here(each.end)]
                )
                text = self._texts[each.start] = _declaring(text)
            if text:
                found.begins.append(length)
                found.places.append(each.start)
                pieces.append(text)
                length += len(text)
        found.text = b"".join(pieces)
        return found


def _declaring(text: bytes) -> bytes:
    """Return the code of statements that may declare something, or nothing."""
    if not _DECLARES.search(text):
        return b""
    code = NO_CODE.sub(b" ", text)
    # What is left of them may be a regular expression with a quote in it.
    return text if b"/" in code or b"`" in code else code


def _is_idle(statement: _Statement, needed: Sequence[int]) -> bool:
    if not statement.may_go:
        return False
    at = bisect_left(needed, statement.start)
    return at == len(needed) or needed[at] >= statement.end


def _spans(idle: Iterable[_Statement]) -> list[Span]:
    """Return what goes of statements; of those that follow each other only one end stays.

    It stays so that what was left out still has a place in its scope.
    """
    spans: list[Span] = []
    start, last = 0, None
    for each in idle:
        if last is None or last.end != each.start:
            spans += _spans_of_run(start, last)
            start = each.start
        last = each
    return spans + _spans_of_run(start, last)


def _spans_of_run(start: int, last: _Statement | None) -> list[Span]:
    if last is None:
        return []
    if last.brace is None:
        return [(start, last.end - last.kept)]
    return [(start, last.brace), (last.brace + 1, last.end - 1)]


def _together(functions: Iterable[Span], statements: Sequence[Span]) -> list[Span]:
    """Return the spans of both, without the functions that are in statements."""
    starts = [start for start, _ in statements]
    outside = []
    for start, end in functions:
        index = bisect_right(starts, start) - 1
        if index < 0 or end > statements[index][1]:
            outside.append((start, end))
    return sorted([*outside, *statements])


def _read(seen: Outline, block: int) -> Iterator[_Statement]:
    """Yield the statements right in a block, as long as they are certain."""
    if block >= 0 and seen.ends[block] - seen.starts[block] < _CUT_MIN_BYTES:
        return
    flat = _Flat(seen, block)
    text, first = flat.text, 0
    if len(text) < _CUT_MIN_BYTES:
        return
    goes_on = _GOES_ON.match(text, 0) is not None
    for last in _statement_ends(text):
        begins_oddly, is_function = goes_on, text[last : last + 1] == _END
        following = last + is_function
        goes_on = _GOES_ON.match(text, following) is not None
        if first < last:
            is_of_module = block < 0 and _OF_MODULE.search(text, first, last)
            start, end = flat.in_whole(first), flat.in_whole(last - 1) + 1
            yield _Statement(
                start,
                end,
                kept=int(text[last - 1] == _SEMICOLON),
                brace=flat.in_whole(last - 2) if is_function else None,
                may_go=not (is_of_module or goes_on or begins_oddly),
                is_flat=end - start == last - first,
            )
        first = following


@cache
def _swallowing() -> re.Pattern[bytes]:
    # Making it takes as long as most small projects need for everything that is theirs.
    return re.compile(_SWALLOWED)


def _statement_ends(text: bytes) -> Iterator[int]:
    """Yield the offsets after statements; the last one is the text's end, if all is certain."""
    swallowed = _swallowing().match
    at, depth, length = 0, 0, len(text)
    while True:
        at = swallowed(text, at).end()  # type: ignore[union-attr]
        if at >= length:
            break
        byte = text[at]
        at += 1
        if byte in b"([":
            depth += 1
        elif byte in b")]" and depth:
            depth -= 1
        elif byte not in b";\1":
            return
        elif not depth:
            yield at if byte == _SEMICOLON else at - 1
    if not depth:
        yield length


class _Flat:
    """What stands right in a block: the blocks in it are empty, and all slashes are told apart."""

    def __init__(self, seen: Outline, block: int) -> None:
        self._pieces: list[bytes] = []
        self._here: list[int] = []
        self._whole: list[int] = []
        self._length = 0
        content, starts, ends = seen.content, seen.starts, seen.ends
        start = seen.runs[0] if block < 0 else starts[block] + 1
        end = len(content) if block < 0 else ends[block] - 1
        child = block + 1
        while child < len(starts) and starts[child] < end:
            brace, after = starts[child], ends[child]
            self._add_runs(seen, start, brace)
            self._add(b"{", brace)
            self._add(b"}", after - 1)
            if seen.kind_of(brace) == DECLARED:
                self._add(_END, after)
            start, child = after, bisect_left(starts, after)
        self._add_runs(seen, start, end)
        self.text = b"".join(self._pieces)

    def _add(self, piece: bytes, at: int) -> None:
        self._pieces.append(piece)
        self._here.append(self._length)
        self._whole.append(at)
        self._length += len(piece)

    def _add_runs(self, seen: Outline, start: int, end: int) -> None:
        content, runs = seen.content, seen.runs
        if seen.has_only_braces:
            self._add(content[start:end], start)
            return
        following = bisect_right(runs, start)
        while following < len(runs) and runs[following] <= end:
            after = runs[following]
            token = seen.run_end(start)
            self._add(content[start:token], start)
            self._add(_stand_in(content, token, after), token)
            start, following = after, following + 1
        self._add(content[start:end], start)

    def in_whole(self, offset: int) -> int:
        """Return where a byte of the text stands in the script."""
        index = bisect_right(self._here, offset) - 1
        return self._whole[index] + offset - self._here[index]


def _stand_in(content: bytes, start: int, end: int) -> bytes:
    """Return what stands for a slash, a regular expression, or a part of a template."""
    if content[start] == _SLASH:
        return b"+" if end == start + 1 else b"0"
    if content[start] == _BACKTICK:
        return b"("
    return b")" if content[end - 1] == _BACKTICK else b","
