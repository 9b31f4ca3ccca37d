"""Elements that a script makes: by createElement, by JSX and its compiled forms, as HTML text."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from localminis.checker.fold import Text, constant, property_name, text_of
from localminis.checker.rule import ScriptSubject
from localminis.checker.script import Script, arguments, callee, children, idle_members, is_wrapper

REACHES: Final = (
    "document.createElement",
    "document.createElementNS",
    "document.write",
    "document.writeln",
)
# The elements that rules ask for.
TAGS: Final = ("embed", "iframe", "link", "object", "script", "video")
_FACTORIES: Final = frozenset(
    {"createElement", "createElementNS", "jsx", "jsxs", "jsxDEV", "_jsx", "_jsxs", "h",
     "createVNode", "createElementVNode", "createElementBlock", "createBlock", "_createVNode",
     "_createElementVNode", "_createElementBlock", "_createBlock", "element"}
)  # fmt: skip
_SINKS: Final = frozenset({"innerHTML", "outerHTML", "srcdoc"})
_SINK_CALLS: Final = frozenset({"insertAdjacentHTML", "write", "writeln", "parseFromString"})
_PARTS_OF_TEXT: Final = frozenset(
    {"binary_expression", "parenthesized_expression", "ternary_expression",
     "template_substitution", "template_string"}
)  # fmt: skip
_ADDRESS_KEYS: Final = frozenset({"src", "href", "data"})
_IDLE: Final = idle_members(_ADDRESS_KEYS | {"setAttribute"})


class Made(NamedTuple):
    """An element that a script makes; `is_certain` is false where a call only looks like it."""

    node: Node
    is_certain: bool
    made_by: str


def made_elements(subject: ScriptSubject, tag: str) -> Iterator[Made]:
    """Yield the places where a script makes an element of this name."""
    script = subject.script
    word = tag.encode()
    seen = set()
    for call in created(subject, tag):
        seen.add(call.start_byte)
        yield Made(call, is_certain=True, made_by="createElement")
    for at in script.words(word):
        node = script.root.descendant_for_byte_range(at, at + len(word))
        if node is None:
            continue
        if node.type == "identifier":
            above = node.parent
            if above is not None and above.type in {
                "jsx_opening_element",
                "jsx_self_closing_element",
            }:
                yield Made(node, is_certain=True, made_by="JSX")
            continue
        text = _text_node(node)
        if text is None:
            continue
        made = _factory(script, text, tag) or _html(script, text, at)
        if made is not None and made.node.start_byte not in seen:
            yield made


def created(subject: ScriptSubject, tag: str) -> tuple[Node, ...]:
    """Return the `document.createElement` calls for one element name."""
    assert tag in TAGS, tag
    script = subject.script
    found = []
    for path, position in (("document.createElement", 0), ("document.createElementNS", 1)):
        for use in subject.reach.uses(path):
            call = use.parent
            if call is None or call.type != "call_expression" or callee(call) != use.node:
                continue
            given = arguments(call)
            name = constant(script, given[position]) if len(given) > position else None
            if name is not None and name.lower() == tag:
                found.append(call)
    return tuple(found)


def _text_node(node: Node) -> Node | None:
    if node.type in {"string_fragment", "escape_sequence"}:
        node = node.parent or node
    return node if node.type in {"string", "template_string"} else None


def _factory(script: Script, text: Node, tag: str) -> Made | None:
    given = text.parent
    call = None if given is None else given.parent
    if given is None or call is None or given.type != "arguments":
        return None
    values = arguments(call)
    if not values or values[0] != text or constant(script, text) != tag:
        return None
    called = callee(call)
    if called is None:
        return None
    while is_wrapper(called) and called.named_children:
        called = called.named_children[-1]
    if called.type == "sequence_expression" and called.named_children:
        called = called.named_children[-1]
    name = script.name(called) if called.type == "identifier" else property_name(script, called)
    if name in _FACTORIES:
        return Made(call, is_certain=True, made_by=name)
    has_properties = len(values) > 1 and values[1].type in {"object", "null"}
    if called.type == "identifier" and has_properties:
        return Made(call, is_certain=False, made_by=name or "")
    return None


def _html(script: Script, text: Node, at: int) -> Made | None:
    if at == 0 or script.content[at - 1 : at] != b"<":
        return None
    outside = (it for it in script.above(text) if it.type not in _PARTS_OF_TEXT)
    above = next(outside, None)
    name = None if above is None else _sink(script, above)
    return None if name is None else Made(text, is_certain=True, made_by=name)


def _sink(script: Script, above: Node) -> str | None:
    """Return what reads a text as HTML, if this is where the text goes."""
    name = None
    if above.type in {"assignment_expression", "augmented_assignment_expression"}:
        left = above.child_by_field_name("left")
        if left is not None and left.type == "member_expression":
            name = property_name(script, left)
        return name if name in _SINKS else None
    if above.type == "pair":
        name = property_name(script, above)
        return "innerHTML" if name in {"__html", "innerHTML"} else None
    called = callee(above.parent) if above.type == "arguments" and above.parent else None
    if called is not None and called.type == "member_expression":
        name = property_name(script, called)
    return name if name in _SINK_CALLS else None


def addresses(script: Script, call: Node) -> Iterator[tuple[Node, Text | None]]:
    """Yield what a made element is told to load: the expression, and what is known of its text."""
    above = call.parent
    while above is not None and is_wrapper(above):
        above = above.parent
    if above is None:
        return
    if above.type == "arguments":
        for given in above.named_children[1:]:
            if given.type == "object":
                yield from _options(script, given)
    name = None
    if above.type == "variable_declarator":
        name = above.child_by_field_name("name")
    elif above.type == "assignment_expression":
        name = above.child_by_field_name("left")
    if name is None or name.type != "identifier":
        return
    binding = script.scopes.resolve(script.name(name).encode(), name.start_byte)
    for node in script.references(script.name(name).encode(), binding, _IDLE):
        yield from _told(script, node)


def _options(script: Script, given: Node) -> Iterator[tuple[Node, Text | None]]:
    for pair in given.named_children:
        if pair.type == "pair" and property_name(script, pair) in _ADDRESS_KEYS:
            for value in children(pair, "value"):
                yield value, text_of(script, value)


def _told(script: Script, node: Node) -> Iterator[tuple[Node, Text | None]]:
    member = node.parent
    if member is None or member.type not in {"member_expression", "subscript_expression"}:
        return
    if member.child_by_field_name("object") != node:
        return
    name = property_name(script, member)
    above = member.parent
    if above is None:
        return
    if name in _ADDRESS_KEYS and above.type == "assignment_expression":
        if above.child_by_field_name("left") == member:
            for value in children(above, "right"):
                yield value, text_of(script, value)
    elif name == "setAttribute" and above.type == "call_expression":
        given = arguments(above)
        if len(given) > 1 and constant(script, given[0]) in _ADDRESS_KEYS:
            yield given[1], text_of(script, given[1])


_SCRIPT_FILE: Final = re.compile(r"\.m?js(?:[?#]|$)", re.IGNORECASE)


def foreign_sources(script: Script) -> Iterator[tuple[Node, str]]:
    """Yield the texts ending in `.js` that are stored into any `.src`, as loader snippets do."""
    for at in script.words(b"src"):
        name = script.node_at(at, at + 3)
        member = None if name is None else name.parent
        above = None if member is None else member.parent
        if member is None or above is None or above.type != "assignment_expression":
            continue
        if member.type != "member_expression" or above.child_by_field_name("left") != member:
            continue
        for value in children(above, "right"):
            known = text_of(script, value)
            if known is not None and _SCRIPT_FILE.search(known.start):
                yield value, known.start
