"""Comments that take a finding back: in sources only, for the next or the same line, with a reason.

`// localminis-ignore LM101: the template library is precompiled in the build`. A finished build
cannot switch the checker off from inside, so nobody looks for such comments there.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

MARK: Final = "localminis-ignore"
_COMMENT: Final = re.compile(
    r"(?://|/\*|<!--)[ \t]*localminis-ignore\b[ \t]*(?P<words>[A-Za-z0-9_, \t-]*?)[ \t]*"
    r"(?::[ \t]*(?P<reason>[^\n]*?))?[ \t]*(?:\*/|-->|$)",
    re.MULTILINE,
)
_REASON_MIN: Final = 3


class Suppression(NamedTuple):
    """One such comment: the rules it names (codes or names), its reason, and where it stands."""

    line: int
    column: int
    rules: frozenset[str]
    reason: str

    @property
    def has_reason(self) -> bool:
        """Whether somebody wrote why."""
        return len(self.reason.strip(" .-")) >= _REASON_MIN

    def covers(self, code: str, name: str, line: int) -> bool:
        """Tell whether a finding is taken back by this comment."""
        return line in {self.line, self.line + 1} and bool({code.lower(), name} & self.rules)


def suppressions(text: str) -> Iterator[Suppression]:
    """Yield the comments of a source file."""
    if MARK not in text:
        return
    for match in _COMMENT.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
        words = frozenset(match["words"].lower().replace(",", " ").split())
        yield Suppression(line, column, words, match["reason"] or "")
