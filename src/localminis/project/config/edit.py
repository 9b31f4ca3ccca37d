"""Changing one value in a JSON text that people wrote: everything else keeps its bytes.

Comments, indentation, line ends, trailing commas and unknown names stay as they are.
"""

import json
import re
from typing import Any

from localminis.project.config import jsonc
from localminis.project.config.jsonc import JsonError, Node

_INDENT = re.compile(r"[ \t]*")


def set_value(text: str, keys: list[str], value: Any) -> str:
    """Give the member at a path a value, adding it and the objects above it where they are missing.

    Args:
        text: a JSON document, read as `jsonc.parse` reads it.
        keys: the names from the top down, at least one.
        value: anything that JSON can say.

    Raises:
        JsonError: the text is no JSON, or something on the way down is no object.
    """
    layout = _Layout(text)
    node = jsonc.parse(text)
    for depth, key in enumerate(keys):
        if not isinstance(node.value, dict):
            raise JsonError("This must be an object: { … }.", node.start)
        member = node.value.get(key)
        if member is None:
            for missing in reversed(keys[depth + 1 :]):
                value = {missing: value}
            return layout.added(node, key, value, depth + 1)
        node = member
    return text[: node.start] + layout.written(value, node, len(keys)) + text[node.end :]


class _Layout:
    """How a text is laid out, and how something new is written in the same way."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.unit = self._unit(jsonc.parse(text))

    def _unit(self, root: Node) -> str:
        members = root.value if isinstance(root.value, dict) else {}
        for member in members.values():
            indent = self.indent_of(member.name_start)
            if indent and self.text[: member.name_start].endswith(indent):
                return indent.removeprefix(self.indent_of(root.start)) or indent
        return "  "

    def indent_of(self, offset: int) -> str:
        """Return the white space that the line of an offset begins with."""
        line_start = max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1
        match = _INDENT.match(self.text, line_start)
        assert match is not None
        return match[0]

    def is_in_lines(self, node: Node) -> bool:
        return "\n" in self.text[node.start : node.end]

    def written(self, value: Any, node: Node, depth: int) -> str:
        if not self.is_in_lines(node) or not value:
            return self.dumped(value, None, "")
        return self.dumped(value, self.unit, self.indent_of(node.start) or self.unit * (depth - 1))

    def dumped(self, value: Any, unit: str | None, indent: str) -> str:
        dumped = json.dumps(value, ensure_ascii=False, indent=unit)
        return dumped.replace("\n", self.newline + indent)

    def added(self, owner: Node, key: str, value: Any, depth: int) -> str:
        assert isinstance(owner.value, dict)
        name = json.dumps(key, ensure_ascii=False)
        members = list(owner.value.values())
        is_bare = depth == 1 and not self.text[owner.start + 1 : owner.end - 1].strip()
        if not self.is_in_lines(owner) and not is_bare and (members or depth > 1):
            return self.added_in_line(owner, members, f"{name}: {self.dumped(value, None, '')}")
        below = self.indent_of(owner.start)
        indent = self.indent_of(members[-1].name_start) if members else below + self.unit
        member = f"{name}: {self.dumped(value, self.unit, indent)}"
        at = self._content_end(owner)
        new = self.newline + indent + member
        if not members:
            is_closed_below = "\n" in self.text[at : owner.end]
            end = at if is_closed_below else owner.end - 1
            return self.spliced(at, end, new if is_closed_below else new + self.newline + below)
        end, comma = self._after_last(members)
        if comma:
            return self.spliced(at, at, new + ",")
        return self.text[:end] + "," + self.text[end:at] + new + self.text[at:]

    def added_in_line(self, owner: Node, members: list[Node], member: str) -> str:
        if not members:
            return self.spliced(owner.end - 1, owner.end - 1, member)
        end, comma = self._after_last(members)
        if comma:
            return self.spliced(end + 1, end + 1, f" {member},")
        return self.spliced(end, end, f", {member}")

    def spliced(self, start: int, end: int, new: str) -> str:
        return self.text[:start] + new + self.text[end:]

    def _after_last(self, members: list[Node]) -> tuple[int, bool]:
        """Return where the comma after the last member is or belongs, and whether it is there."""
        end = max(member.end for member in members)
        comma = jsonc.skip_space(self.text, end)
        return (comma, True) if self.text.startswith(",", comma) else (end, False)

    def _content_end(self, owner: Node) -> int:
        """Return where the last line of an object's content ends, a remark included."""
        inner = self.text[: owner.end - 1]
        return len(inner.rstrip(" \t\r\n"))
