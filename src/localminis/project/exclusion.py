"""Patterns that leave files out, of a package or of a report: shell wildcards, names or paths."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from localminis.project.model import PatternInvalid

_PIECE = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\]|.", re.DOTALL)


class _Form(NamedTuple):
    pattern: str
    form: re.Pattern[str]
    is_path: bool
    is_for_folders: bool


class Excludes:
    """The question that patterns answer: whether a path with forward slashes is left out."""

    def __init__(self, forms: list[_Form]) -> None:
        self._forms = forms
        self._met: set[str] = set()

    def __call__(self, path: str, *, is_folder: bool) -> bool:
        """Tell whether a file or folder is left out."""
        name = path.rpartition("/")[2]
        met = [
            each.pattern
            for each in self._forms
            if (is_folder or not each.is_for_folders)
            and each.form.fullmatch(path if each.is_path else name)
        ]
        self._met.update(met)
        return bool(met)

    @property
    def unmet(self) -> tuple[str, ...]:
        """The patterns that have left out nothing so far."""
        return tuple(it.pattern for it in self._forms if it.pattern not in self._met)


def compile_patterns(patterns: Iterable[str]) -> Excludes:
    """Turn patterns into the question whether a path, relative to one folder, is left out.

    A pattern without a slash is met by a name in any folder (`*.map`); one with a slash by the path
    from the top (`assets/*.map`). `**` stands for any number of folders, a slash at the end means
    folders only; what lies in an excluded folder is excluded with it.

    Raises:
        PatternInvalid: a pattern is empty.
    """
    return Excludes([_compiled(pattern) for pattern in patterns])


def is_within(excludes: Excludes, path: str) -> bool:
    """Tell whether a file, or a folder that it lies in, is left out."""
    above = [at for at, character in enumerate(path) if character == "/"]
    return excludes(path, is_folder=False) or any(
        excludes(path[:at], is_folder=True) for at in above
    )


def _compiled(pattern: str) -> _Form:
    plain = pattern.removeprefix("./").rstrip("/")
    if not plain.strip("/"):
        raise PatternInvalid(f"The pattern {pattern!r} is empty. Use one such as '*.map'.")
    form = "".join(_translated(piece) for piece in _PIECE.findall(plain.lstrip("/")))
    return _Form(pattern, re.compile(form, re.DOTALL), "/" in plain, pattern.endswith("/"))


def _translated(piece: str) -> str:
    fixed = {"**/": r"(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if piece in fixed:
        return fixed[piece]
    if len(piece) > 1:
        inner = piece[1:-1].replace("\\", r"\\").replace("[", r"\[")
        return f"(?!/)[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(piece)
