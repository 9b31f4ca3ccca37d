"""A style sheet's imports: a regular expression finds candidates, a CSS parser decides.

The checker's only module that knows the CSS parser.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from localminis.checker.finding import Place
from localminis.checker.source import Source

# An escape may spell any letter of the name.
_CANDIDATE: Final = re.compile(r"@(?:import|[a-zA-Z]*\\)", re.IGNORECASE)


class Import(NamedTuple):
    """An `@import` and the address it loads."""

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

    def _place(self, start: int, end: int) -> Place:
        before = len(self.text[:start].encode("utf-8", "replace"))
        return self.source.place(
            before, before + len(self.text[start:end].encode("utf-8", "replace"))
        )


def _address(prelude: list[Any]) -> str | None:
    for token in prelude:
        if token.type in {"string", "url"}:
            return str(token.value)
        if token.type == "function" and token.lower_name == "url":
            return _address(token.arguments)
        if token.type not in {"whitespace", "comment"}:
            return None
    return None
