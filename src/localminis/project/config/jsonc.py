"""JSON as people write it: a byte order mark, comments and trailing commas are read over.

Every value keeps its place in the text, so that a refusal can point at it and an edit can replace
it alone. Meaning is none of this module's business.
"""

import json
import re
from dataclasses import dataclass, replace
from typing import NoReturn

BOM = "\ufeff"
_DEPTH_MAX = 100
_SPACE = re.compile(r"(?:[ \t\r\n]++|//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")


class JsonError(Exception):
    """Text that is no JSON document even when read tolerantly; `offset` is where it goes wrong."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place: `start` and `end` are offsets in the text.

    `value` is a dict of nodes, a list of nodes, or a plain string, number, boolean or None. A
    member of an object also knows where its name begins, and what the same name said before.
    """

    value: "dict[str, Node] | list[Node] | str | int | float | bool | None"
    start: int
    end: int
    name_start: int = -1
    overruled: "Node | None" = None


def parse(text: str) -> Node:
    """Read one JSON document with all its places.

    A key that appears twice counts with its last value, as in every JavaScript engine.

    Raises:
        JsonError: says what was expected, and where.
    """
    return _Reader(text).document()


def skip_space(text: str, offset: int) -> int:
    """Return where the white space and the comments that begin at `offset` end."""
    match = _SPACE.match(text, offset)
    assert match is not None
    return match.end()


def name_end(text: str, name_start: int) -> int:
    """Return where the quoted name that begins at `name_start` ends, its quotes included."""
    _, end = json.JSONDecoder().raw_decode(text, name_start)
    return end


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, both from 1; a byte order mark takes no column."""
    before = text[:offset].removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 1 if text.startswith(BOM) else 0
        self.scalars = json.JSONDecoder(parse_constant=_no_constant)

    def document(self) -> Node:
        node = self.node(0)
        self.skip()
        if self.at < len(self.text):
            raise JsonError(f"Nothing may follow the document, but {self.found()} does.", self.at)
        return node

    def skip(self) -> None:
        self.at = skip_space(self.text, self.at)
        if self.text.startswith("/*", self.at):
            raise JsonError("The comment that starts here has no end; add */.", self.at)

    def found(self) -> str:
        if self.at >= len(self.text):
            return "the end of the file"
        return repr(self.text[self.at])

    def next_is(self, character: str) -> bool:
        self.skip()
        if self.text.startswith(character, self.at):
            self.at += 1
            return True
        return False

    def node(self, depth: int) -> Node:
        self.skip()
        if depth > _DEPTH_MAX:
            raise JsonError(f"This is nested deeper than {_DEPTH_MAX} levels.", self.at)
        start = self.at
        if self.next_is("{"):
            return Node(self.members(depth), start, self.at)
        if self.next_is("["):
            return Node(self.items(depth), start, self.at)
        return self.scalar()

    def members(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while not self.next_is("}"):
            if not self.text.startswith('"', self.at):
                raise JsonError(
                    f'Expected a name in double quotes or "}}", but found {self.found()}.', self.at
                )
            name_start = self.at
            name = self.scalar().value
            assert isinstance(name, str)
            if not self.next_is(":"):
                raise JsonError(
                    f"Expected a colon after {name!r}, but found {self.found()}.", self.at
                )
            member = self.node(depth + 1)
            found[name] = replace(member, name_start=name_start, overruled=found.get(name))
            if not self.next_is(",") and not self.text.startswith("}", self.at):
                raise JsonError(f'Expected "," or "}}", but found {self.found()}.', self.at)
        return found

    def items(self, depth: int) -> list[Node]:
        found: list[Node] = []
        while not self.next_is("]"):
            found.append(self.node(depth + 1))
            if not self.next_is(",") and not self.text.startswith("]", self.at):
                raise JsonError(f'Expected "," or "]", but found {self.found()}.', self.at)
        return found

    def scalar(self) -> Node:
        start = self.at
        try:
            value, self.at = self.scalars.raw_decode(self.text, start)
        except json.JSONDecodeError as problem:
            if self.text.startswith('"', start):
                what = problem.msg.removesuffix(" at")
                raise JsonError(f"The string is broken: {what}.", problem.pos) from None
            raise JsonError(
                f"Expected a JSON value (strings in double quotes), but found {self.found()}.",
                start,
            ) from None
        except ValueError:
            raise JsonError("Expected a JSON value; this number is none.", start) from None
        if isinstance(value, str) and not _is_text(value):
            raise JsonError(
                "The string holds half of a surrogate pair; write the character itself.", start
            )
        return Node(value, start, self.at)


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
