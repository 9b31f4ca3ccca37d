"""Elements that a script makes: by createElement, by JSX and its compiled forms, as HTML text."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from localminis.checker.calls import calls
from localminis.checker.fold import Text, constant, property_name, text_of
from localminis.checker.markup import Element, Markup
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
_QUOTES: Final = frozenset({b'"', b"'", b"`"})
_SPELLINGS: Final = {"iframe": (b"iframe", b"IFRAME")}
_FACTORIES: Final = frozenset(
    {"createElement", "createElementNS", "jsx", "jsxs", "jsxDEV", "_jsx", "_jsxs", "h",
     "createVNode", "createElementVNode", "createElementBlock", "createBlock", "_createVNode",
     "_createElementVNode", "_createElementBlock", "_createBlock", "element"}
)  # fmt: skip
_SINKS: Final = frozenset({"innerHTML", "outerHTML", "srcdoc"})
_SINK_CALLS: Final = frozenset(
    {"insertAdjacentHTML", "write", "writeln", "parseFromString", "createContextualFragment",
     "setHTMLUnsafe"}
)  # fmt: skip
# Read as HTML by jQuery, as plain text by the browser itself.
_LIKELY_SINK_CALLS: Final = frozenset(
    {"after", "append", "before", "html", "prepend", "replaceWith", "$", "jQuery"}
)
_JSX_TAGS: Final = frozenset({"jsx_opening_element", "jsx_self_closing_element"})
_PARTS_OF_TEXT: Final = frozenset(
    {"binary_expression", "parenthesized_expression", "ternary_expression",
     "template_substitution", "template_string"}
)  # fmt: skip
# What hands back the node that it is given.
_GIVING_BACK: Final = frozenset({"appendChild", "insertBefore"})
_KEYS: Final = frozenset({"href", "rel", "src"})
_IDLE: Final = idle_members(_KEYS | {"setAttribute"})


class Made(NamedTuple):
    """An element that a script makes; `is_certain` is false where a call only looks like it."""

    node: Node
    is_certain: bool
    made_by: str


class Told(NamedTuple):
    """An attribute that a script gives an element: its name, and what is known of its value."""

    name: str
    value: Node
    text: Text | None


class Written(NamedTuple):
    """A text that is read as HTML, as far as it is known, and the expression that makes it."""

    node: Node
    markup: Markup
    is_whole: bool

    def named(self, tag: str) -> Iterator[Element]:
        """Yield the elements of one name."""
        return self.markup.named(tag)


def made_elements(subject: ScriptSubject, tag: str) -> Iterator[Made]:
    """Yield the places where a script makes an element of this name."""
    script = subject.script
    seen = set()
    for call in created(subject, tag):
        seen.add(call.start_byte)
        yield Made(call, is_certain=True, made_by="createElement")
    spans = []
    for written in written_by_document(subject):
        if any(written.named(tag)):
            spans.append((written.node.start_byte, written.node.end_byte))
            yield Made(written.node, is_certain=True, made_by="document.write")
    for word in _SPELLINGS.get(tag, (tag.encode(),)):
        for at in script.words(word):
            if any(start <= at < end for start, end in spans):
                continue
            made = _named(script, at, tag)
            if made is not None and made.node.start_byte not in seen:
                yield made


def _named(script: Script, at: int, tag: str) -> Made | None:
    """Return the element that is made where its name stands."""
    node = script.root.descendant_for_byte_range(at, at + len(tag))
    if node is None:
        return None
    if node.type == "identifier":
        above = node.parent
        is_element = above is not None and above.type in _JSX_TAGS
        return Made(node, is_certain=True, made_by="JSX") if is_element else None
    text = _text_node(node)
    return None if text is None else _factory(script, text, tag) or _html(script, text, at)


def created(subject: ScriptSubject, tag: str) -> tuple[Node, ...]:
    """Return the `document.createElement` calls for one element name."""
    assert tag in TAGS, tag
    found = []
    for path, position in (("document.createElement", 0), ("document.createElementNS", 1)):
        for call in calls(subject, path):
            name = (
                constant(subject.script, call.given[position])
                if len(call.given) > position
                else None
            )
            if name is not None and name.lower() == tag:
                found.append(call.node)
    return tuple(found)


def written_by_document(subject: ScriptSubject) -> tuple[Written, ...]:
    """Return what `document.write` is given, as far as its text is known."""
    return subject.once("written", lambda: tuple(_written_by_document(subject)))


def _written_by_document(subject: ScriptSubject) -> Iterator[Written]:
    for call in calls(subject, "document.write", "document.writeln"):
        for given in call.given:
            known = text_of(subject.script, given)
            if known is not None and "<" in known.start:
                yield _read_as_html(given, known)


def written_with(subject: ScriptSubject, word: bytes) -> Iterator[Written]:
    """Yield the texts that hold a word and are certainly read as HTML, by other ways."""
    script = subject.script
    for at in script.words(word):
        node = script.root.descendant_for_byte_range(at, at + len(word))
        text = None if node is None else _text_node(node)
        if text is None:
            continue
        whole, above = text, None
        for above in script.above(text):
            if above.type not in _PARTS_OF_TEXT:
                break
            whole = above if above.type != "template_substitution" else whole
        known = text_of(script, whole)
        if above is not None and known is not None and _sink(script, above):
            yield _read_as_html(whole, known)


def _read_as_html(node: Node, known: Text) -> Written:
    # What is cut off in the middle of a tag is closed, so that its attributes are seen.
    return Written(node, Markup(known.start + ("" if known.is_whole else '">')), known.is_whole)


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
    return element_of(script, call)


def element_of(script: Script, call: Node) -> Made | None:
    """Return the element that a call of a factory makes, or looks as if it made it."""
    called, values = callee(call), arguments(call)
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
    if above is None:
        return None
    name = _sink(script, above)
    if name is not None:
        return Made(text, is_certain=True, made_by=name)
    called = _called_with(script, above)
    is_likely = called in _LIKELY_SINK_CALLS and script.content[at - 2 : at - 1] in {
        b'"',
        b"'",
        b"`",
    }
    return Made(text, is_certain=False, made_by=called or "") if is_likely else None


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
    name = _called_with(script, above)
    return name if name in _SINK_CALLS else None


def _called_with(script: Script, given: Node) -> str | None:
    """Return the name of the function or method that gets these arguments."""
    called = callee(given.parent) if given.type == "arguments" and given.parent else None
    if called is None:
        return None
    if called.type == "identifier":
        return script.name(called)
    return property_name(script, called) if called.type == "member_expression" else None


def own_attributes(script: Script, made: Node) -> Iterator[Told]:
    """Yield what an element gets where it is made: by its name in JSX, or a factory's options."""
    above = made.parent
    if above is not None and above.type in _JSX_TAGS:
        yield from _jsx(script, above)
    elif made.type == "call_expression":
        for given in arguments(made)[1:2]:
            yield from _options(script, given)


def told(script: Script, made: Node) -> Iterator[Told]:
    """Yield what an element gets from what is done with the call that makes it.

    Followed are its members, a function that gets or gives it back, and the variable that holds it.
    """
    node, above = made, made.parent
    while above is not None and is_wrapper(above):
        node, above = above, above.parent
    if above is None:
        return
    yield from _told(script, node)
    if above.type == "arguments":
        for given in above.named_children[1:]:
            yield from _options(script, given)
        call = above.parent
        if call is not None and _called_with(script, above) in _GIVING_BACK:
            yield from _told(script, call)
    name = next(iter([*children(above, "name"), *children(above, "left")]), None)
    if name is None or name.type != "identifier":
        return
    if above.type not in {"variable_declarator", "assignment_expression"}:
        return
    binding = script.scopes.resolve(script.name(name).encode(), name.start_byte)
    for use in script.references(script.name(name).encode(), binding, _IDLE):
        yield from _told(script, use)


def _jsx(script: Script, element: Node) -> Iterator[Told]:
    for part in element.named_children:
        if part.type != "jsx_attribute" or len(part.named_children) < 2:  # noqa: PLR2004 - a name alone
            continue
        name, value = script.name(part.named_children[0]), part.named_children[1]
        if value.type == "jsx_expression" and value.named_children:
            value = value.named_children[0]
        if name in _KEYS:
            yield Told(name, value, text_of(script, value))


def _options(script: Script, given: Node) -> Iterator[Told]:
    for pair in given.named_children if given.type == "object" else ():
        name = property_name(script, pair) if pair.type == "pair" else None
        if name in _KEYS:
            for value in children(pair, "value"):
                yield Told(name, value, text_of(script, value))


def _told(script: Script, node: Node) -> Iterator[Told]:
    member = node.parent
    if member is None or member.type not in {"member_expression", "subscript_expression"}:
        return
    if member.child_by_field_name("object") != node:
        return
    name = property_name(script, member)
    above = member.parent
    if above is None:
        return
    if name in _KEYS and above.type == "assignment_expression":
        if above.child_by_field_name("left") == member:
            for value in children(above, "right"):
                yield Told(name, value, text_of(script, value))
    elif name == "setAttribute" and above.type == "call_expression":
        given = arguments(above)
        key = constant(script, given[0]) if len(given) > 1 else None
        if key in _KEYS:
            yield Told(key, given[1], text_of(script, given[1]))


_SCRIPT_FILE: Final = re.compile(r"\.m?js(?:[?#]|$)", re.IGNORECASE)


def names_script_file(text: Text) -> bool:
    """Tell whether an address ends as a script's does, whatever loads it."""
    return _SCRIPT_FILE.search(text.start) is not None


def stored_sources(script: Script) -> Iterator[tuple[Node, Node, Text]]:
    """Yield what is stored into any `.src`, whose it is, and what is known of the text."""
    for at in script.words(b"src"):
        name = script.node_at(at, at + 3)
        member = None if name is None else name.parent
        above = None if member is None else member.parent
        if member is None or above is None or above.type != "assignment_expression":
            continue
        if member.type != "member_expression" or above.child_by_field_name("left") != member:
            continue
        owner = member.child_by_field_name("object")
        for value in children(above, "right"):
            # The fast path leaves out what is a mere member.
            known = None if value.type == "member_expression" else text_of(script, value)
            if known is not None and owner is not None:
                yield value, owner, known


def is_script_element(script: Script, owner: Node, made: tuple[Node, ...]) -> bool:
    """Tell whether something is written as one of these elements was stored, such as `this.tag`."""
    if owner.type != "member_expression":
        return False
    for call in made:
        above = call.parent
        left = None if above is None else above.child_by_field_name("left")
        if left is not None and script.raw(left) == script.raw(owner):
            return True
    return False
