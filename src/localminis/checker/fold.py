"""The text that an expression is certain to be, or to begin with, worked out without running it."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from tree_sitter import Node

from localminis.checker.script import (
    Script,
    arguments,
    callee,
    children,
    idle_members,
    is_wrapper,
    unwrapped,
)

_DEPTH_MAX: Final = 40
# Of a sum of sums, so many characters are enough for every rule.
_KNOWN_MAX: Final = 100_000
_ESCAPE: Final = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{1,2})"
    r"|(\r\n|[\n\r\u2028\u2029])|(.))",
    re.DOTALL,
)
_SIMPLE: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_NUMBER: Final = re.compile(r"[0-9]{1,15}")
_CODE_POINT_MAX: Final = 0x10FFFF
_UNIT_MAX: Final = 0xFFFF

# What makes a text of a text, and how where that is simple.
_TEXT_METHODS: Final[dict[str, Callable[[str], str] | None]] = {
    "padEnd": None,
    "padStart": None,
    "repeat": None,
    "replace": None,
    "replaceAll": None,
    "slice": None,
    "substring": None,
    "toLowerCase": str.lower,
    "toString": str,
    "toUpperCase": str.upper,
    "trim": str.strip,
}


class Text(NamedTuple):
    """A text of which `start` is known; `is_whole` when nothing unknown follows."""

    start: str
    is_whole: bool

    @property
    def whole(self) -> str | None:
        """The text, if all of it is known."""
        return self.start if self.is_whole else None


class _Reading:
    """What one question has led to: each expression is read once, so that none is endless."""

    def __init__(self) -> None:
        self.texts: dict[int, Text | None] = {}
        self.depth = 0


_UNKNOWN: Final = Text("", is_whole=False)


def text_of(script: Script, node: Node | None) -> Text | None:
    """Return what is known of an expression's text; None when it may be something else."""
    return None if node is None else _text(script, node, _Reading())


def constant(script: Script, node: Node | None) -> str | None:
    """Return an expression's text if it is certain from end to end."""
    return _whole(script, node, _Reading())


def property_name(script: Script, node: Node) -> str | None:
    """Return the property that a member, subscript or pair names, if it is certain."""
    return _property(script, node, _Reading())


def _property(script: Script, node: Node, reading: _Reading) -> str | None:
    if node.type == "member_expression":
        name = node.child_by_field_name("property")
        return None if name is None else script.name(name)
    if node.type == "subscript_expression":
        return _whole(script, node.child_by_field_name("index"), reading)
    key = node.child_by_field_name("key") or node
    if key.type == "computed_property_name":
        return _whole(script, next(iter(key.named_children), None), reading)
    if key.type == "string":
        return _whole(script, key, reading)
    return script.name(key)


def unescaped(raw: str) -> str:
    """Return what the inside of a string literal means."""
    if "\\" not in raw:
        return raw

    def meaning(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code:
            point = int(code, 16)
            return chr(point) if point <= _CODE_POINT_MAX else "\ufffd"
        if match[4]:
            return chr(int(match[4], 8))
        if match[5]:
            return ""
        return _SIMPLE.get(match[6], match[6])

    return _ESCAPE.sub(meaning, raw)


def _whole(script: Script, node: Node | None, reading: _Reading) -> str | None:
    known = None if node is None else _text(script, node, reading)
    return None if known is None else known.whole


def _text(script: Script, node: Node, reading: _Reading) -> Text | None:
    node = unwrapped(node)
    read = _READERS.get(node.type)
    if read is None or reading.depth > _DEPTH_MAX:
        return None
    if node.id not in reading.texts:
        # While it is read, it is not known.
        reading.texts[node.id] = None
        reading.depth += 1
        reading.texts[node.id] = read(script, node, reading)
        reading.depth -= 1
    return reading.texts[node.id]


def _string(script: Script, node: Node, _reading: _Reading) -> Text:
    raw = script.raw(node)[1:-1].decode("utf-8", "replace")
    return Text(unescaped(raw), is_whole=True)


def _choice(script: Script, node: Node, reading: _Reading) -> Text | None:
    branches = [*children(node, "consequence"), *children(node, "alternative")]
    texts = [_text(script, branch, reading) for branch in branches]
    return None if None in texts else _UNKNOWN


def _part(script: Script, node: Node, reading: _Reading) -> Text | None:
    """Read a part of a text, where a number is written as its digits."""
    node = unwrapped(node)
    if node.type == "number":
        digits = script.raw(node).decode("ascii", "replace")
        return Text(digits, is_whole=True) if _NUMBER.fullmatch(digits) else None
    return _text(script, node, reading)


def _joined(parts: list[Text | None]) -> Text:
    known = ""
    for part in parts:
        if part is None:
            return Text(known, is_whole=False)
        known += part.start
        if not part.is_whole or len(known) > _KNOWN_MAX:
            return Text(known[:_KNOWN_MAX], is_whole=False)
    return Text(known, is_whole=True)


def _template(script: Script, node: Node, reading: _Reading) -> Text:
    parts: list[Text | None] = []
    at = node.start_byte + 1
    for child in node.named_children:
        if child.type != "template_substitution":
            continue
        parts.append(_literal(script, at, child.start_byte))
        inner = next((it for it in child.named_children if it.type != "comment"), None)
        parts.append(None if inner is None else _part(script, inner, reading))
        at = child.end_byte
    parts.append(_literal(script, at, node.end_byte - 1))
    return _joined(parts)


def _literal(script: Script, start: int, end: int) -> Text:
    return Text(unescaped(script.content[start:end].decode("utf-8", "replace")), is_whole=True)


def _sum(script: Script, node: Node, reading: _Reading) -> Text | None:
    # A long concatenation is a tree as deep as it has parts; its left edge is walked, not recursed.
    operands: list[Node] = []
    while node.type == "binary_expression":
        operator = node.child_by_field_name("operator")
        if operator is None or operator.type != "+":
            break
        operands += children(node, "right")
        left = node.child_by_field_name("left")
        if left is None:
            return None
        node = unwrapped(left)
    if not operands:
        return None
    operands.append(node)
    operands.reverse()
    parts = [_part(script, operand, reading) for operand in operands]
    is_text = any(
        part is not None and unwrapped(operand).type != "number"
        for part, operand in zip(parts, operands, strict=True)
    )
    return _joined(parts) if is_text else None


def _variable(script: Script, node: Node, reading: _Reading) -> Text | None:
    name = script.name(node).encode()
    binding = script.scopes.resolve(name, node.start_byte)
    if binding is None:
        return None
    if [kind for kind, _, _ in binding.sites] == ["parameter"]:
        given = _given(binding.sites[0][2])
        if given is None or not script.is_stored_once(binding):
            return None
        return _text(script, given, reading)
    if any(kind not in {"var", "lexical"} for kind, _, _ in binding.sites):
        return None
    # The cheap question first: most variables never hold a text.
    values = [
        value
        for _, identifier, owner in binding.sites
        if owner.child_by_field_name("name") == identifier
        for value in children(owner, "value")
    ]
    if any(_text(script, value, reading) is None for value in values):
        return None
    value = script.only_value(binding)
    return None if value is None else _text(script, value, reading)


def _given(parameter: Node) -> Node | None:
    """Return what a plain parameter is given, if its function is called where it stands."""
    listed = parameter.parent
    function = None if listed is None else listed.parent
    if parameter.type != "identifier" or listed is None or function is None:
        return None
    if function.type not in {"function_expression", "arrow_function"}:
        return None
    node, above = function, function.parent
    while above is not None and is_wrapper(above):
        node, above = above, above.parent
    if above is None or above.type != "call_expression" or callee(above) != node:
        return None
    names = [it for it in listed.named_children if it.type != "comment"]
    position = names.index(parameter)
    values = arguments(above)
    return values[position] if position < len(values) else None


def _call(script: Script, node: Node, reading: _Reading) -> Text | None:
    called = callee(node)
    target = None if called is None else called.child_by_field_name("object")
    if called is None or target is None:
        return _made_text(script, called)
    method = _property(script, called, reading)
    if method == "concat":
        first = _text(script, target, reading)
        following = [_part(script, it, reading) for it in arguments(node)]
        return None if first is None else _joined([first, *following])
    if method == "join" and unwrapped(target).type == "array":
        return _join(script, unwrapped(target), arguments(node), reading)
    if method == "fromCharCode" and script.raw(target) == b"String":
        return _characters(script, node)
    if method in _TEXT_METHODS:
        return _altered(_text(script, target, reading), method)
    return None


def _made_text(script: Script, called: Node | None) -> Text | None:
    """Tell that `String(x)` is a text."""
    if called is None or called.type != "identifier" or script.raw(called) != b"String":
        return None
    return _UNKNOWN if script.scopes.resolve(b"String", called.start_byte) is None else None


def _altered(known: Text | None, method: str) -> Text | None:
    """Read what a method makes of a text; of anything else it may make anything."""
    if known is None:
        return None
    change = _TEXT_METHODS[method]
    return Text(change(known.start), is_whole=True) if change and known.is_whole else _UNKNOWN


def _member(script: Script, node: Node, reading: _Reading) -> Text | None:
    """Read a property of an object that is written down once and not changed by name."""
    target, name = node.child_by_field_name("object"), _property(script, node, reading)
    if target is None or target.type != "identifier" or name is None:
        return None
    binding = script.scopes.resolve(script.name(target).encode(), target.start_byte)
    # The cheap question first: most objects are parameters, or made elsewhere.
    if binding is None or not any(
        unwrapped(value).type == "object"
        for _, _, owner in binding.sites
        for value in children(owner, "value")
    ):
        return None
    given = script.only_value(binding)
    pair = None if given is None else _pair(script, unwrapped(given), name, reading)
    if pair is None:
        return None
    for use in script.references(binding.name, binding, idle_members(frozenset({name}))):
        if _is_changed(use):
            return None
    return _text(script, pair, reading)


def _pair(script: Script, given: Node, name: str, reading: _Reading) -> Node | None:
    """Return the one value that an object literal gives a key, unless something may replace it."""
    found = None
    for part in given.named_children if given.type == "object" else ():
        if part.type == "spread_element":
            found = None
        elif part.type == "pair" and _property(script, part, reading) == name:
            found = part.child_by_field_name("value")
    return found


def _is_changed(use: Node) -> bool:
    member = use.parent
    above = None if member is None else member.parent
    return (
        member is not None
        and above is not None
        and member.type in {"member_expression", "subscript_expression"}
        and above.type in {"assignment_expression", "augmented_assignment_expression"}
        and above.child_by_field_name("left") == member
    )


def _characters(script: Script, call: Node) -> Text:
    codes = [script.raw(it).decode("ascii", "replace") for it in arguments(call)]
    if not all(_NUMBER.fullmatch(code) and int(code) <= _UNIT_MAX for code in codes):
        return _UNKNOWN
    return Text("".join(chr(int(code)) for code in codes), is_whole=True)


def _join(script: Script, array: Node, given: list[Node], reading: _Reading) -> Text:
    separator = _text(script, given[0], reading) if given else Text(",", is_whole=True)
    parts: list[Text | None] = []
    for index, item in enumerate(array.named_children):
        if index:
            parts.append(separator)
        parts.append(_part(script, item, reading))
    return _joined(parts)


_READERS: Final[dict[str, Callable[[Script, Node, _Reading], Text | None]]] = {
    "string": _string,
    "template_string": _template,
    "binary_expression": _sum,
    "identifier": _variable,
    "call_expression": _call,
    "member_expression": _member,
    "ternary_expression": _choice,
}
