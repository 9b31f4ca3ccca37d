"""The blocks of a script and what each of its bytes belongs to, as `outlining` has read it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from localminis.checker.block import (
    CLASS,
    COMMENT,
    DECLARED,
    FUNCTION,
    METHOD,
    UNKNOWN,
    kind_of,
    last_before,
)
from localminis.checker.pieces import PIECE, RUN, SMALL_BLOCK, SMALL_MAX

_CALLED: Final = re.compile(rb"(?:[\s)]++|" + COMMENT + rb")*+(?:\(|\?\.|`)")
Kind = Literal["code", "text", "comment"]


@dataclass(slots=True)
class Outline:
    """Where blocks begin and end, in the order of their beginnings, and which are functions'.

    `runs` are the offsets at which a stretch without a recorded brace begins; `has_only_braces`
    when nothing else ends one.
    """

    content: bytes
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)
    has_only_braces: bool = True
    _kinds: dict[int, int] = field(default_factory=dict)

    def kinds_at(self, offsets: Iterable[int]) -> Iterator[Kind]:
        """Tell what each of ascending offsets belongs to; a regular expression is a text."""
        content, resumed, covered = self.content, 0, 0
        kind: Kind = "code"
        for offset in offsets:
            if offset < covered:
                yield kind
                continue
            start = max(resumed, self.runs[bisect_right(self.runs, offset) - 1])
            end = RUN.match(content, start, offset).end()  # type: ignore[union-attr]
            if end == offset:
                comment = comment_in(content, start, offset)
                if comment is None:
                    kind, resumed = "code", offset
                    yield kind
                    continue
                end = comment
            piece = PIECE.match(content, end)
            if piece is not None and piece.lastgroup == "code":
                # A small block that is swallowed at once; it holds neither texts nor comments.
                kind, resumed = "code", end
                yield kind
                continue
            kind = "comment" if piece is not None and piece.lastgroup == "comment" else "text"
            # What no piece explains begins or ends a template.
            resumed, covered = (end, offset + 1) if piece is None else (piece.end(), piece.end())
            yield kind

    def run_end(self, start: int) -> int:
        """Return where the stretch ends that begins at one of `runs`."""
        return RUN.match(self.content, start).end()  # type: ignore[union-attr]

    def kind_of(self, brace: int) -> int:
        """Tell what kind of block begins at a brace, as `block` names them."""
        kind = self._kinds.get(brace)
        if kind is None:
            kind = self._kinds[brace] = kind_of(self.content, brace)
        return kind

    def is_function(self, brace: int) -> bool:
        """Tell whether a function's body certainly begins at a brace.

        What looks like a method is none among statements: there, the script is broken.
        """
        kind = self.kind_of(brace)
        if kind != METHOD:
            return kind > METHOD
        index = bisect_right(self.starts, brace - 1) - 1
        while index >= 0 and self.ends[index] <= brace:
            index = self.parents[index]
        if index < 0:
            return False
        around = self.starts[index]
        before = last_before(self.content, around)
        return self.kind_of(around) == CLASS or self.content[before] in b"=(,:[?&|"

    def end_of(self, brace: int) -> int | None:
        """Return the offset after the block that begins at a brace, if that is known."""
        index = bisect_right(self.starts, brace) - 1
        if index >= 0 and self.starts[index] == brace:
            return self.ends[index]
        match = SMALL_BLOCK.match(self.content, brace)
        return None if match is None else match.end()

    def small_around(self, offset: int) -> int | None:
        """Return where the small block around an offset begins, which is not recorded."""
        brace = self.content.rfind(b"{", max(0, offset - SMALL_MAX), offset)
        small = None if brace < 0 else SMALL_BLOCK.match(self.content, brace)
        return brace if small is not None and small.end() > offset else None

    def is_window_at(self, offset: int) -> bool:
        """Tell whether `this` may be the window here: false only where it certainly is not."""
        content = self.content
        small = self.small_around(offset)
        if small is not None:
            answer = self._decides(small, content.index(b"}", offset) + 1)
            if answer is not None:
                return answer
        index = bisect_right(self.starts, offset) - 1
        while index >= 0:
            if self.ends[index] > offset:
                answer = self._decides(self.starts[index], self.ends[index])
                if answer is not None:
                    return answer
            index = self.parents[index]
        return True

    def _decides(self, brace: int, end: int) -> bool | None:
        """Tell whether `this` in a block may be the window, or None if the block does not say."""
        kind = self.kind_of(brace)
        if kind in {CLASS, METHOD, DECLARED}:
            return False
        if kind in {FUNCTION, UNKNOWN} and _CALLED.match(self.content, end):
            return True
        return False if kind == FUNCTION else None

    def left_out(self, needed: list[int], min_bytes: int) -> list[tuple[int, int]]:
        """Return the insides of the largest functions and classes without any of the offsets."""
        found = []
        index = 0
        while index < len(self.starts):
            start, end = self.starts[index] + 1, self.ends[index] - 1
            if end - start >= min_bytes:
                after = bisect_right(needed, start - 1)
                is_needed = after < len(needed) and needed[after] < end
                if not is_needed and self.kind_of(start - 1) >= CLASS:
                    found.append((start, end))
                    index = bisect_right(self.starts, end)
                    continue
            index += 1
        return found


def comment_in(content: bytes, start: int, end: int) -> int | None:
    """Return where a comment begins that ends with the line of `end`, in a run from `start`."""
    line = max(content.rfind(b"\n", start, end), content.rfind(b"\r", start, end), start - 1) + 1
    at = content.find(b"//", line, end)
    while at >= 0:
        if RUN.match(content, start, at).end() == at:  # type: ignore[union-attr]
            return at
        at = content.find(b"//", at + 1, end)
    return None
