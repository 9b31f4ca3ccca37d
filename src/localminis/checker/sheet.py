"""What a style sheet loads: imports, for which a CSS parser decides, and addresses in `url()`.

The checker's only module that knows the CSS parser.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any, Final, NamedTuple

from localminis.checker.finding import Place
from localminis.checker.source import Source

# An escape may spell any letter of the name.
_CANDIDATE: Final = re.compile(r"@(?:import|[a-zA-Z]*\\)", re.IGNORECASE)
_STRING: Final = r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?"
# Comments and texts are passed over; an address is in marks or not.
_PARTS: Final = re.compile(
    rf"/\*.*?(?:\*/|\Z)|(?<![\w-])url\(\s*+(?P<address>{_STRING}|(?:[^\s\"'()\\]|\\.)*+)\s*+\)"
    rf"|{_STRING}",
    re.IGNORECASE | re.DOTALL,
)
# Only what leaves the folder, or may do so in an escaped spelling, is ever asked for.
_LEADING_OUT: Final = re.compile(
    r"[uU][rR][lL]\(\s*+[\"']?+\s*+(?:/|\\|[a-zA-Z][a-zA-Z0-9+.-]*:[/\\])"
)
# What names an address and loads nothing, and what is read by the parser.
_NOT_LOADING: Final = re.compile(
    r"@(?:namespace|(?:-moz-)?document|import)\b[^;{}]*\Z", re.IGNORECASE
)
_STATEMENT_MAX: Final = 500
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(\n)|(.))", re.DOTALL)
_CODE_POINT_MAX: Final = 0x10FFFF


class Import(NamedTuple):
    """An `@import` or a `url()`, and the address it loads."""

    address: str
    place: Place


class Sheet:
    """The text of a style sheet, or of a page's style element when `line` and `column` say so."""

    def __init__(self, text: str, *, line: int = 1, column: int = 1) -> None:
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.text = text.replace("\f", "\n")
        self.source = Source(self.text.encode("utf-8", "replace"), line=line, column=column)

    def imports(self) -> Iterator[Import]:
        """Yield the top-level imports with their addresses.

        One that comes too late to count in a browser is yielded as well: a scan sees it, too.
        """
        last = None
        for match in _CANDIDATE.finditer(self.text):
            last = match
        if last is None:
            return
        # Few style sheets import anything.
        import tinycss2  # type: ignore[import-untyped]

        end = self.text.find(";", last.end())
        read = self.text if end < 0 else self.text[: end + 1]
        starts = [0, *(match.end() for match in re.finditer("\n", read))]
        for rule in tinycss2.parse_stylesheet(read, skip_comments=True, skip_whitespace=True):
            if rule.type != "at-rule" or rule.lower_at_keyword != "import":
                continue
            address = _address(rule.prelude)
            if address is not None:
                start = starts[rule.source_line - 1] + rule.source_column - 1
                yield Import(address, self._place(start, read.find(";", start) + 1 or len(read)))

    @cached_property
    def loads(self) -> tuple[Import, ...]:
        """What is imported, and the addresses in `url()` where any leads out of the folder."""
        return (*self.imports(), *self._addressed())

    def _addressed(self) -> Iterator[Import]:
        if not _LEADING_OUT.search(self.text):
            return
        for match in _PARTS.finditer(self.text):
            given, start = match["address"], match.start()
            before = self.text[max(0, start - _STATEMENT_MAX) : start]
            if given and not _NOT_LOADING.search(before):
                marked = given[:1] in {'"', "'"}
                address = _unescaped(given[1:-1] if marked else given)
                yield Import(address, self._place(start, match.end()))

    def _place(self, start: int, end: int) -> Place:
        return self.source.place(self._bytes_before(start), self._bytes_before(end))

    def _bytes_before(self, offset: int) -> int:
        if len(self.source.content) == len(self.text):
            return offset
        return self._byte_offsets[offset]

    @cached_property
    def _byte_offsets(self) -> list[int]:
        return list(
            accumulate((len(char.encode("utf-8", "replace")) for char in self.text), initial=0)
        )


def _unescaped(text: str) -> str:
    def meaning(match: re.Match[str]) -> str:
        if match[1]:
            point = int(match[1], 16)
            return chr(point) if 0 < point <= _CODE_POINT_MAX else "\ufffd"
        return match[3] or ""

    return _ESCAPE.sub(meaning, text).strip()


def _address(prelude: list[Any]) -> str | None:
    for token in prelude:
        if token.type in {"string", "url"}:
            return str(token.value)
        if token.type == "function" and token.lower_name == "url":
            return _address(token.arguments)
        if token.type not in {"whitespace", "comment"}:
            return None
    return None
