"""Which names the functions and blocks around a place certainly declare; nothing is parsed.

What is not found here may be declared all the same: only what is found is certain.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from typing import Final

from localminis.checker.block import (
    COMMENT,
    DECLARED,
    last_before,
    parameters,
    pattern_names,
    word_before,
)
from localminis.checker.outline import Outline
from localminis.checker.pieces import CODE_PIECES

# A declaration further down counts as unknown.
_LOOKED_THROUGH_MAX: Final = 20_000
_LOOKED_BACK_MAX: Final = 160
_NAMES: Final = re.compile(rb"[\w$,\s]*+")
_KEYWORD: Final = re.compile(rb"(?<![\w$.#])(?:var|let|const)(?=[\s{\[])")
_GAP: Final = re.compile(rb"(?:\s++|%s)*+" % COMMENT)
_NAME: Final = re.compile(rb"([A-Za-z_$][\w$]*+)(?![\\\x80-\xff])\s*+")
_FLAT_LIST: Final = re.compile(rb"\[[\w$,\s.]*+\]")
_GIVEN: Final = re.compile(rb"=(?![=>])")
# A line that begins so goes on with the one before it.
_GOES_ON: Final = re.compile(rb"\s*+(?=[,;.?&|])")
# After a parameter, up to the body of its function.
_ARROW: Final = re.compile(rb"\s*=>")
_LAST_PARAMETERS: Final = re.compile(rb"\s*(?:,[\w$,\s]*+)?\)(?:\s*=>|\s*(?=(\{)))")
_ROUND_OPEN: Final = ord("(")


@cache
def _in_value(*, in_brackets: bool) -> re.Pattern[bytes]:
    """Make the form of what a value goes on with; it takes as long as many small projects."""
    pieces = b"|".join(CODE_PIECES)
    if in_brackets:
        return re.compile(rb"(?:[^()\[\]{}\"'`/\\;]++|%s)*+" % pieces)
    # After `<` a type may follow, in which a comma is none of the list.
    return re.compile(rb"(?:[^()\[\]{}\"'`/\\;,<\r\n]++|(?!/[/*])(?:%s))*+" % pieces)


class Declared:
    """The names that blocks of one script certainly declare, read where they are asked for."""

    def __init__(self, seen: Outline) -> None:
        self.seen = seen
        self._names: dict[int, frozenset[bytes]] = {}

    def is_around(self, name: bytes, offset: int, outermost: int = 0) -> bool:
        """Tell whether a function or block around a mention of a name certainly declares it.

        A parameter is declared where it stands. Only blocks that begin at `outermost` or later are
        asked.
        """
        if self._is_parameter(name, offset):
            return True
        seen = self.seen
        small = seen.small_around(offset)
        if (
            small is not None
            and small >= outermost
            and name in self._parameters(small)
            and next(seen.kinds_at([small])) == "code"
        ):
            return True
        index = bisect_right(seen.starts, offset) - 1
        while index >= 0 and seen.starts[index] >= outermost:
            if seen.ends[index] > offset and name in self._declared_by(index):
                return True
            index = seen.parents[index]
        return False

    def _is_parameter(self, name: bytes, offset: int) -> bool:
        content, after = self.seen.content, offset + len(name)
        if _ARROW.match(content, after):
            return True
        rest = _LAST_PARAMETERS.match(content, after)
        if rest is None:
            return False
        bracket = content.rfind(b"(", max(0, offset - _LOOKED_BACK_MAX), offset)
        if bracket < 0 or not _NAMES.fullmatch(content, bracket + 1, offset):
            return False
        return rest[1] is None or self.seen.is_function(rest.end())

    def _parameters(self, brace: int) -> frozenset[bytes]:
        return parameters(self.seen.content, brace, self.seen.kind_of(brace))

    def _declared_by(self, index: int) -> frozenset[bytes]:
        names = self._names.get(index)
        if names is None:
            found = set(self._parameters(self.seen.starts[index]))
            found.update(self._right_in(index))
            names = self._names[index] = frozenset(found)
        return names

    def _right_in(self, index: int) -> Iterator[bytes]:
        """Yield the names that are declared in a block itself, and not in one inside it."""
        seen, content = self.seen, self.seen.content
        at = seen.starts[index] + 1
        end = min(seen.ends[index] - 1, at + _LOOKED_THROUGH_MAX)
        child = index + 1
        while at < end:
            inner = seen.starts[child] if child < len(seen.starts) else end
            for keyword in _KEYWORD.finditer(content, at, min(inner, end)):
                if self._holds(keyword):
                    yield from self._listed(keyword.end())
            if inner >= end:
                return
            if seen.kind_of(inner) == DECLARED:
                head = content.rfind(b"(", at, inner)
                yield word_before(content, last_before(content, head) + 1)
            at = seen.ends[child]
            child = bisect_left(seen.starts, at, child)

    def _holds(self, keyword: re.Match[bytes]) -> bool:
        """Tell whether a list of declarations that holds for the block around it begins here."""
        content, start = self.seen.content, keyword.start()
        before = last_before(content, start)
        # In the brackets of a loop, only `var` is declared for more than the loop.
        is_of_loop = content[before] == _ROUND_OPEN and keyword[0] == b"var"
        is_statement = content[before] in b";{}" or (
            is_of_loop and word_before(content, last_before(content, before) + 1) == b"for"
        )
        if not is_statement or self.seen.small_around(start) is not None:
            return False
        return next(self.seen.kinds_at([start])) == "code"

    def _listed(self, start: int) -> Iterator[bytes]:
        """Yield the names of a list of declarations, as far as what they are given is clear."""
        content = self.seen.content
        at: int | None = start
        while at is not None:
            at = _GAP.match(content, at).end()  # type: ignore[union-attr]
            name = _NAME.match(content, at)
            if name is not None:
                yield name[1]
                at = name.end()
            else:
                after = self._pattern_end(at)
                if after is None:
                    return
                yield from pattern_names(content[at:after])
                at = _GAP.match(content, after).end()  # type: ignore[union-attr]
            if _GIVEN.match(content, at):
                at = self._value_end(at + 1)
            at = at + 1 if at is not None and content[at : at + 1] == b"," else None

    def _pattern_end(self, at: int) -> int | None:
        opening = self.seen.content[at : at + 1]
        if opening == b"{":
            return self.seen.end_of(at)
        match = _FLAT_LIST.match(self.seen.content, at)
        return None if match is None else match.end()

    def _value_end(self, at: int) -> int | None:
        """Return where a value ends that begins at an offset, None where that is not clear."""
        content = self.seen.content
        at = _GAP.match(content, at).end()  # type: ignore[union-attr]
        depth = 0
        while True:
            form = _in_value(in_brackets=depth > 0)
            at = form.match(content, at).end()  # type: ignore[union-attr]
            byte = content[at : at + 1]
            if byte in {b"(", b"["}:
                depth += 1
            elif byte in {b")", b"]"} and depth:
                depth -= 1
            elif byte == b"{":
                end = self.seen.end_of(at)
                if end is None:
                    return None
                at = end - 1
            elif byte in {b"\n", b"\r"}:
                line = _GOES_ON.match(content, at)
                if line is None:
                    return None
                at = line.end() - 1
            else:
                return at if byte == b"," and not depth else None
            at += 1
