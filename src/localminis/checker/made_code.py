"""The calls that turn text into code: the Function constructor and timers given a text."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from localminis.checker.fold import constant, property_name, text_of
from localminis.checker.reach import Use
from localminis.checker.rule import ScriptSubject
from localminis.checker.script import Script, arguments, callee, children, unwrapped

CONSTRUCTORS: Final = ("Function",)
WORDS: Final = ("constructor",)
TIMERS: Final = ("setTimeout", "setInterval", "execScript")
_FUNCTION_LITERALS: Final = frozenset(
    {"function_expression", "arrow_function", "generator_function", "class"}
)
_VALUE_LITERALS: Final = frozenset({"array", "string", "number", "regex", "template_string"})
_BUILT_IN: Final = frozenset(
    {"Array", "Boolean", "Date", "Error", "Function", "Map", "Number", "Object", "Promise",
     "Proxy", "RegExp", "Set", "String", "Symbol", "WeakMap", "eval", "parseInt", "isNaN"}
)  # fmt: skip
_GLOBAL_IDIOM: Final = re.compile(r"\s*return\s+this\s*;?\s*")
_DEPTH_MAX: Final = 6


class MadeFunction(NamedTuple):
    """A call of the Function constructor; `is_global_idiom` for `Function('return this')`."""

    call: Node
    is_global_idiom: bool


def made_functions(subject: ScriptSubject) -> tuple[MadeFunction, ...]:
    """Return every call of the Function constructor and of its async and generator kin."""
    return subject.once("made functions", lambda: _made_functions(subject))


def _made_functions(subject: ScriptSubject) -> tuple[MadeFunction, ...]:
    script = subject.script
    uses = list(subject.reach.uses("Function"))
    for node in _constructor_members(script):
        uses += subject.reach.follow(node, "Function")
    calls: dict[int, Node] = {}
    for use in uses:
        call = _invocation(script, use)
        if call is not None:
            calls[call.start_byte] = call
    return tuple(
        MadeFunction(call, _is_global_idiom(script, call)) for _, call in sorted(calls.items())
    )


def _is_global_idiom(script: Script, call: Node) -> bool:
    given = arguments(call)
    body = constant(script, given[0]) if len(given) == 1 else None
    return body is not None and _GLOBAL_IDIOM.fullmatch(body) is not None


def _invocation(script: Script, use: Use) -> Node | None:
    """Return the call that a use of a function-making value is part of, if it is one."""
    parent = use.parent
    if parent is None or use.node is None:
        return None
    if parent.type in {"call_expression", "new_expression"} and callee(parent) == use.node:
        return parent
    if parent.type == "member_expression" and parent.child_by_field_name("object") == use.node:
        call = parent.parent
        is_call = call is not None and call.type == "call_expression" and callee(call) == parent
        if is_call and property_name(script, parent) in {"call", "apply", "bind"}:
            return call
    if parent.type == "arguments":
        call = parent.parent
        called = None if call is None else callee(call)
        if called is not None and script.raw(called) in {b"Reflect.construct", b"Reflect.apply"}:
            return call if arguments(call)[0] == use.node else None  # type: ignore[arg-type]
    return None


def _constructor_members(script: Script) -> Iterator[Node]:
    """Yield `….constructor` where what stands before it is certainly a function."""
    for at in script.words(b"constructor"):
        name = script.root.descendant_for_byte_range(at, at + len(b"constructor"))
        while name is not None and name.type in {"string_fragment", "string", "template_string"}:
            name = name.parent
        member = name.parent if name is not None and name.type == "property_identifier" else name
        if member is None or member.type not in {"member_expression", "subscript_expression"}:
            continue
        if property_name(script, member) != "constructor":
            continue
        owner = member.child_by_field_name("object")
        if owner is not None and _is_function(script, owner, 0):
            yield member


def _is_function(script: Script, node: Node, depth: int) -> bool:
    node = unwrapped(node)
    if depth > _DEPTH_MAX or node.type in _FUNCTION_LITERALS:
        return depth <= _DEPTH_MAX
    if node.type == "identifier":
        return _names_function(script, node, depth)
    if node.type == "call_expression":
        return _is_prototype_of_function(script, node, depth)
    owner = node.child_by_field_name("object")
    if owner is None or node.type not in {"member_expression", "subscript_expression"}:
        return False
    name, owner = property_name(script, node), unwrapped(owner)
    # What made anything is a function; so is a property of a literal that is called.
    return (
        name == "constructor"
        or (name == "__proto__" and _is_function(script, owner, depth + 1))
        or owner.type in _VALUE_LITERALS
        or _is_empty_object(owner)
    )


def _is_empty_object(node: Node) -> bool:
    return node.type == "object" and not node.named_children


def _names_function(script: Script, node: Node, depth: int) -> bool:
    name = script.name(node)
    binding = script.scopes.resolve(name.encode(), node.start_byte)
    if binding is None:
        return name in _BUILT_IN
    if all(kind == "function" for kind, _, _ in binding.sites):
        return True
    if any(kind not in {"var", "lexical"} for kind, _, _ in binding.sites):
        return False
    values = [value for _, _, owner in binding.sites for value in children(owner, "value")]
    if not values or not _is_function(script, values[0], depth + 1):
        return False
    value = script.only_value(binding)
    return value is not None and _is_function(script, value, depth + 1)


def _is_prototype_of_function(script: Script, call: Node, depth: int) -> bool:
    called = callee(call)
    if called is None or script.raw(called) not in {
        b"Object.getPrototypeOf",
        b"Reflect.getPrototypeOf",
    }:
        return False
    given = arguments(call)
    return bool(given) and _is_function(script, given[0], depth + 1)


def text_timers(subject: ScriptSubject) -> Iterator[tuple[Node, str]]:
    """Yield the calls that give a timer a text, with the timer's name."""
    script = subject.script
    for timer in TIMERS:
        for use in subject.reach.uses(timer):
            parent = use.parent
            if parent is None or use.node is None:
                continue
            call, first = parent, arguments(parent)[:1]
            if parent.type == "member_expression" and parent.parent is not None:
                call = parent.parent
                first = _forwarded(script, parent, call) if callee(call) == parent else []
            elif callee(parent) != use.node:
                continue
            if call.type == "call_expression" and _is_text(script, first):
                yield call, timer


def _forwarded(script: Script, member: Node, call: Node) -> list[Node]:
    """Return the first argument that call, apply or bind hands on."""
    given = arguments(call)
    method = property_name(script, member)
    if method in {"call", "bind"}:
        return given[1:2]
    if method == "apply" and len(given) > 1 and unwrapped(given[1]).type == "array":
        return unwrapped(given[1]).named_children[:1]
    return []


def _is_text(script: Script, first: list[Node]) -> bool:
    return bool(first) and text_of(script, first[0]) is not None
