"""From a place in a bundle to the source it was made from, where a source map says so.

A map is read when something was found in its bundle, beside it or inside it, never from the
network. One that is broken, huge or made of sections tells nothing, and the finding stays as it is.
"""

import base64
import binascii
import posixpath
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

import msgspec

from localminis.checker.finding import Finding, Original
from localminis.checker.source import printable

_MAPPED: Final = frozenset({".js", ".mjs", ".cjs", ".css"})
_MARK: Final = b"sourceMappingURL="
_ADDRESS: Final = re.compile(rb"[#@][ \t]*sourceMappingURL=[ \t]*([^\s'\"*]+)")
# Some servers put this before a map, so that it cannot be run as a script.
_GUARD: Final = b")]}'"
_MAP_MAX_BYTES: Final = 64 * 1024 * 1024
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:/*(?:(?<=//)[^/]*/)?")
_PACKAGE: Final = re.compile(r"(?:^|/)node_modules/((?:@[^/]+/)?[^/]+)")
_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES: Final = {digit: value for value, digit in enumerate(_DIGITS)}
_MORE: Final = 32
# A segment that names a source has at least so many numbers.
_WITH_SOURCE: Final = 4
_SEGMENT: Final = re.compile(r"[^,]+")
# Line and column of a bundle; source, line and column of what it was made from; all from 0.
_Position = tuple[int, int]
_Source = tuple[int, int, int]


class _Map(msgspec.Struct, rename="camel"):
    version: int
    sources: list[str | None]
    mappings: str
    source_root: str | None = None


def with_originals(findings: Sequence[Finding], folder: Path, prefix: str) -> tuple[Finding, ...]:
    """Return the findings with their original places, where a map in the build knows them.

    Args:
        findings: in the order of reports.
        folder: the finished build; a map outside of it is not read.
        prefix: leads from the project to the build, so that sources are named from the project.
    """
    told: list[Finding] = []
    for path, group in groupby(findings, lambda finding: finding.path):
        known = list(group)
        if posixpath.splitext(path)[1].lower() in _MAPPED and not known[0].is_of_project:
            known = list(_told(known, folder, path, prefix))
        told += known
    return tuple(told)


def _told(findings: list[Finding], folder: Path, path: str, prefix: str) -> Iterator[Finding]:
    found = _read(folder, path)
    if found is None:
        yield from findings
        return
    document, base = found
    asked = {(it.place.line - 1, it.place.column - 1) for it in findings if it.place.line}
    places = originals(document.mappings, asked)
    for finding in findings:
        place = places.get((finding.place.line - 1, finding.place.column - 1))
        source = None
        if place is not None and 0 <= place[0] < len(document.sources):
            source = document.sources[place[0]]
        if place is None or source is None:
            yield finding
            continue
        name = _name(source, document.source_root or "", posixpath.join(prefix, base))
        package = _PACKAGE.findall(name)
        original = Original(name, place[1] + 1, place[2] + 1, package[-1] if package else None)
        yield replace(finding, original=original)


def _read(folder: Path, path: str) -> tuple[_Map, str] | None:
    """Find and read a bundle's map; also returns the folder that its sources are named from."""
    try:
        content = (folder / path).read_bytes()
        address = _address(content)
        here = posixpath.dirname(path)
        if address.startswith("data:"):
            text = _inline(address)
        else:
            at = posixpath.join(here, unquote(address)) if address else f"{path}.map"
            file = (folder / at).resolve()
            if not file.is_relative_to(folder.resolve()) or file.stat().st_size > _MAP_MAX_BYTES:
                return None
            text, here = file.read_bytes(), posixpath.dirname(at)
        if text.startswith(_GUARD):
            text = text.partition(b"\n")[2]
        return msgspec.json.decode(text, type=_Map), here
    except (OSError, ValueError, msgspec.MsgspecError, binascii.Error):
        return None


def _address(content: bytes) -> str:
    """Return what the last comment of this kind says, or nothing."""
    at = content.rfind(_MARK)
    match = _ADDRESS.search(content, max(0, at - 4)) if at >= 0 else None
    return "" if match is None else match[1].decode("utf-8", "replace")


def _inline(address: str) -> bytes:
    kind, _, written = address.partition(",")
    return base64.b64decode(written) if kind.endswith(";base64") else unquote_to_bytes(written)


def _name(source: str, root: str, base: str) -> str:
    """Write a source's name from the project's folder, without schemes, queries and detours."""
    named = f"{root.rstrip('/')}/{source}" if root else source
    bare = _SCHEME.sub("", named, count=1).partition("?")[0]
    if bare == named.partition("?")[0] and not bare.startswith("/"):
        bare = posixpath.join(base, bare)
    parts = posixpath.normpath(bare).split("/")
    return printable("/".join(part for part in parts if part not in {"..", ""}))


def originals(mappings: str, asked: Iterable[_Position]) -> Mapping[_Position, _Source]:
    """Decode a map's mappings as far as needed for some places.

    Args:
        mappings: segments in base64 digits: commas between them, semicolons between lines.
        asked: lines and columns of the bundle, both from 0.

    Returns:
        Source, line and column for each place that has one, all from 0; nothing for a broken map.
    """
    columns: dict[int, list[int]] = {}
    for line, column in sorted(asked):
        columns.setdefault(line, []).append(column)
    found: dict[_Position, _Source] = {}
    place = (0, 0, 0)
    known: dict[str, tuple[int, ...]] = {}
    try:
        for line, written in enumerate(mappings.split(";")[: max(columns, default=-1) + 1]):
            place, here = _line(written, place, columns.get(line, ()), known)
            found |= {(line, column): at for column, at in here.items()}
    except (KeyError, IndexError):
        return {}
    return found


def _line(
    written: str, place: _Source, columns: Sequence[int], known: dict[str, tuple[int, ...]]
) -> tuple[_Source, dict[int, _Source]]:
    """Decode one line; returns the last place it names, and those of the columns asked for.

    Nothing is kept of the segments themselves: a line of a bundle may have a million.
    """
    found: dict[int, _Source] = {}
    waiting = deque(columns)
    start = 0
    covering: _Source | None = None
    for match in _SEGMENT.finditer(written):
        segment = match[0]
        # Few different segments make up most of a map.
        numbers = known.get(segment)
        if numbers is None:
            numbers = known[segment] = tuple(_numbers(segment))
        start += numbers[0]
        while waiting and waiting[0] < start:
            column = waiting.popleft()
            if covering is not None:
                found[column] = covering
        covering = None
        if len(numbers) >= _WITH_SOURCE:
            covering = place = (place[0] + numbers[1], place[1] + numbers[2], place[2] + numbers[3])
    if covering is not None:
        found |= dict.fromkeys(waiting, covering)
    return place, found


def _numbers(segment: str) -> Iterator[int]:
    """Decode numbers of five bits a digit, least first; the lowest bit of all is the sign."""
    value = shift = 0
    for digit in segment:
        bits = _VALUES[digit]
        value |= (bits & (_MORE - 1)) << shift
        if bits & _MORE:
            shift += 5
            continue
        yield -(value >> 1) if value & 1 else value >> 1
        value = shift = 0
