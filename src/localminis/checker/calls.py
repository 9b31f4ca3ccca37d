"""The calls of a global value in any form: plainly, by call, apply and bind, or by Reflect."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from localminis.checker.fold import property_name
from localminis.checker.reach import Use, is_reflect
from localminis.checker.rule import ScriptSubject
from localminis.checker.script import Script, arguments, callee, children, unwrapped

_CALLS: Final = frozenset({"call_expression", "new_expression"})
_MEMBERS: Final = frozenset({"member_expression", "subscript_expression"})
_REFLECTED: Final = {"construct": 1, "apply": 2}


class Call(NamedTuple):
    """A call of a value: the expression that calls, and the arguments that the value gets.

    Those that are handed on as a list of unknown content are not there.
    """

    node: Node
    given: list[Node]


def calls(subject: ScriptSubject, *paths: str) -> Iterator[Call]:
    """Yield the calls of these global values, one value after the other."""
    for path in paths:
        for use in subject.reach.uses(path):
            call = call_of(subject.script, use)
            if call is not None:
                yield call


def call_of(script: Script, use: Use) -> Call | None:
    """Return the call that a use of a value is part of, if it is one."""
    node, parent = use.node, use.parent
    if node is None or parent is None:
        return None
    if parent.type == "await_expression" and parent.parent is not None:
        # Where `callee` looks through it, too.
        parent = parent.parent
    if parent.type in _CALLS:
        return Call(parent, arguments(parent)) if callee(parent) == node else None
    if parent.type == "member_expression":
        return _forwarded(script, parent, node)
    return _reflected(script, parent, node) if parent.type == "arguments" else None


def _forwarded(script: Script, member: Node, node: Node) -> Call | None:
    call = member.parent
    if member.child_by_field_name("object") != node or call is None:
        return None
    if call.type != "call_expression" or callee(call) != member:
        return None
    method, given = property_name(script, member), arguments(call)
    if method in {"call", "bind"}:
        return Call(call, given[1:])
    return Call(call, _listed(given[1:2])) if method == "apply" else None


def _reflected(script: Script, given: Node, node: Node) -> Call | None:
    call = given.parent
    called = None if call is None else callee(call)
    if call is None or called is None or called.type not in _MEMBERS:
        return None
    position = _REFLECTED.get(property_name(script, called) or "")
    if position is None or arguments(call)[0] != node or not is_reflect(script, called):
        return None
    return Call(call, _listed(arguments(call)[position : position + 1]))


def _listed(given: list[Node]) -> list[Node]:
    array = unwrapped(given[0]) if given else None
    if array is None or array.type != "array":
        return []
    return [it for it in array.named_children if it.type != "comment"]


def choices(node: Node) -> list[Node]:
    """Return what an expression may have as its value: itself, or the parts of `?:`, `||`, `??`."""
    found, queue = [], [node]
    while queue:
        inner = unwrapped(queue.pop())
        operator = inner.child_by_field_name("operator")
        if inner.type == "ternary_expression":
            queue += [*children(inner, "alternative"), *children(inner, "consequence")]
        elif operator is not None and operator.type in {"||", "??"}:
            queue += [*children(inner, "right"), *children(inner, "left")]
        elif operator is not None and operator.type == "&&":
            queue += children(inner, "right")
        else:
            found.append(inner)
    return found
