"""What the checker has to say about one place of one file. Plain values, no judgement."""

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

EXCERPT_MAX: Final = 100


class Severity(IntEnum):
    """How much a finding weighs; errors decide the exit code, with `--strict` warnings as well."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name as people write it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a file: line and column from 1, columns in UTF-16 code units as editors count.

    `excerpt` is the part of the source line around the span, in which the span begins at
    `excerpt_column` (from 1) and is `width` characters wide. Line 0 stands for the file as a whole.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: str = ""
    excerpt_column: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True)
class Original:
    """The place in a source that a bundle's place was made from; line and column from 1.

    `path` is named from the project's folder as far as the map tells; `package` is the npm package
    that the source belongs to, None for the app's own.
    """

    path: str
    line: int
    column: int
    package: str | None = None

    @property
    def sentence(self) -> str:
        """The place and its package as people read it."""
        package = f" (package {self.package})" if self.package else ""
        return f"{self.path}:{self.line}:{self.column}{package}"


WHOLE_FILE: Final = Place(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of one rule at one place.

    `path` is relative to what was checked, or to the project when `is_of_project`. `original` is
    there where a source map knows it.
    """

    code: str
    name: str
    severity: Severity
    path: str
    place: Place
    message: str
    is_of_project: bool = False
    original: Original | None = None

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The key that reports sort by: file, place, rule."""
        return self.path, self.place.line, self.place.column, self.code, self.message

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that stay the same when lines are added elsewhere in the file."""
        parts = (self.code, self.path, self.place.excerpt.strip(), self.message)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
