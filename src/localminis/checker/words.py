"""Where a name is written in a script's bytes, whole, whatever it means there."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from localminis.checker.block import SPACE, WORD

_ESCAPE: Final = re.compile(rb"\\u(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))")
_CODE_POINT_MAX: Final = 0x10FFFF
_ESCAPED_REST: Final = re.compile(
    rb"(?:[A-Za-z0-9_$]|\\u(?:[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\}))++"
)
# Longer than any name that is asked for; what is written around an escape may be megabytes.
_NAME_MAX: Final = 100
# Letters are everywhere, so shorter names take a form; making one takes as long as many steps.
_SHORT_MAX: Final = 2
_DOT: Final = ord(".")
_KEY: Final = re.compile(rb"\s*:(?!:)")


def occurrences(content: bytes, word: bytes, start: int, end: int) -> Iterator[int]:
    """Yield the offsets of a whole word between two offsets, in texts and comments as well."""
    if len(word) <= _SHORT_MAX:
        yield from (match.start() for match in _whole(word).finditer(content, start, end))
        return
    length = len(word)
    at = content.find(word, start, end)
    while at >= 0:
        after = at + length
        is_word = (at == 0 or content[at - 1] not in WORD) and (
            after >= len(content) or content[after] not in WORD
        )
        if is_word:
            yield at
        at = content.find(word, after, end)


@cache
def _whole(word: bytes) -> re.Pattern[bytes]:
    name = re.escape(word)
    return re.compile(rb"%s(?![\w$])(?<![\w$]%s)" % (name, name))


def names(content: bytes, word: bytes, start: int, end: int) -> Iterator[int]:
    """Yield the offsets of a whole word that is no property, as far as the dot before it tells."""
    for at in occurrences(content, word, start, end):
        # After a dot it is a property; after three, a spread.
        if at and content[at - 1] == _DOT and content[at - 3 : at] != b"...":
            continue
        yield at


def is_key(content: bytes, start: int, end: int) -> bool:
    """Tell whether a word is a key of an object, by what stands before it and the colon after."""
    if not _KEY.match(content, end):
        return False
    before = start - 1
    while before >= 0 and content[before] in SPACE:
        before -= 1
    return before >= 0 and content[before] in b"{,"


def escaped(content: bytes) -> dict[bytes, list[tuple[int, int]]]:
    """Return the spans of the names that are written with escapes, by what they mean."""
    found: dict[bytes, list[tuple[int, int]]] = {}
    at = content.find(b"\\u")
    while at >= 0:
        start = at
        while start and at - start < _NAME_MAX and content[start - 1] in WORD:
            start -= 1
        rest = _ESCAPED_REST.match(content, at, at + _NAME_MAX)
        end = at + 2 if rest is None else rest.end()
        if rest is not None:
            found.setdefault(name_of(content[start:end]), []).append((start, end))
        at = content.find(b"\\u", end)
    return found


def name_of(raw: bytes) -> bytes:
    """Return an identifier's name with its unicode escapes resolved."""
    if b"\\" not in raw:
        return raw
    return _ESCAPE.sub(_character, raw)


def _character(match: re.Match[bytes]) -> bytes:
    point = int(match[1] or match[2], 16)
    return chr(point).encode("utf-8", "replace") if point <= _CODE_POINT_MAX else b"?"
