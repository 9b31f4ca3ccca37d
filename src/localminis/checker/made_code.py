"""The calls that turn text into code: the Function constructor and timers given a text."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from localminis.checker.calls import Call, call_of, choices
from localminis.checker.fold import constant, property_name, text_of
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
     "Proxy", "RegExp", "Set", "String", "Symbol", "WeakMap", "alert", "eval", "fetch", "isNaN",
     "parseFloat", "parseInt", "requestAnimationFrame", "setInterval", "setTimeout"}
)  # fmt: skip
# Objects whose properties in small letters are functions.
_HOLDERS: Final = frozenset({"Array", "JSON", "Math", "Object", "Promise", "Reflect", "console"})
# What calls the function that it is given.
_CALLING: Final = frozenset({"flatMap", "forEach", "map", "then"})
_GLOBAL_IDIOM: Final = re.compile(r"\s*return\s+this\s*;?\s*")
_DEPTH_MAX: Final = 6


class MadeFunction(NamedTuple):
    """A place that makes a function from text; `is_global_idiom` for `Function('return this')`."""

    node: Node
    is_global_idiom: bool = False


def made_functions(subject: ScriptSubject) -> tuple[MadeFunction, ...]:
    """Return every call of the Function constructor and of its async and generator kin.

    A class that extends it and a call that is given it as its callback count as well.
    """
    return subject.once("made functions", lambda: _made_functions(subject))


def _made_functions(subject: ScriptSubject) -> tuple[MadeFunction, ...]:
    script = subject.script
    uses = list(subject.reach.uses("Function"))
    for node in _constructor_members(script):
        uses += subject.reach.follow(node, "Function")
    found: dict[int, MadeFunction] = {}
    for use in uses:
        call = call_of(script, use)
        if call is not None:
            is_idiom = _is_global_idiom(script, call)
            found[call.node.start_byte] = MadeFunction(call.node, is_idiom)
        elif use.node is not None and _is_handed_on(script, use.node):
            found[use.node.start_byte] = MadeFunction(use.node)
    return tuple(made for _, made in sorted(found.items()))


def _is_global_idiom(script: Script, call: Call) -> bool:
    body = constant(script, call.given[0]) if len(call.given) == 1 else None
    return body is not None and _GLOBAL_IDIOM.fullmatch(body) is not None


def _is_handed_on(script: Script, node: Node) -> bool:
    """Tell whether something is certain to call a value: a class below it, or who gets it."""
    parent = node.parent
    if parent is None or parent.type in {"class_heritage", "extends_clause"}:
        return parent is not None
    call = parent.parent if parent.type == "arguments" else None
    called = None if call is None else callee(call)
    if call is None or called is None or called.type != "member_expression":
        return False
    return property_name(script, called) in _CALLING and arguments(call)[0] == node


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
        or _is_built_in_method(script, owner, name)
        or (name == "__proto__" and _is_function(script, owner, depth + 1))
        or owner.type in _VALUE_LITERALS
        or _is_empty_object(owner)
    )


def _is_built_in_method(script: Script, owner: Node, name: str | None) -> bool:
    """Tell `Math.max` and `Function.prototype`, which is a function itself, from other members."""
    if owner.type != "identifier" or not name:
        return False
    holder = script.name(owner)
    if script.scopes.resolve(holder.encode(), owner.start_byte) is not None:
        return False
    if name == "prototype":
        return holder == "Function"
    return holder in _HOLDERS and name[0].islower()


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
    for timer in TIMERS:
        for use in subject.reach.uses(timer):
            call = call_of(subject.script, use)
            if call is None or call.node.type != "call_expression" or not call.given:
                continue
            if any(_is_text(subject.script, it) for it in choices(call.given[0])):
                yield call.node, timer


def _is_text(script: Script, node: Node) -> bool:
    # A bare member is nearly always a method; the fast path does not look at them either.
    return node.type != "member_expression" and text_of(script, node) is not None
