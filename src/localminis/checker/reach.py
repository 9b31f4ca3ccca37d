"""Which expressions of a script denote a global value such as `eval` or `navigator.clipboard`.

Followed are members, computed and template keys, optional chains, brackets, sequences, conditions,
destructuring, variables that are stored once, default values and the arguments of a function that
is called where it stands; each through any name of the global object.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tree_sitter import Node

from localminis.checker.fold import constant, property_name
from localminis.checker.script import (
    Script,
    arguments,
    callee,
    children,
    idle_uses,
    is_wrapper,
    unwrapped,
)

# The window by all its names; in a page that is not framed they are the same object.
WINDOW_NAMES: Final = ("window", "self", "globalThis", "frames", "top", "parent")
WINDOW: Final = ""
_FUNCTIONS: Final = frozenset({"function_expression", "arrow_function", "generator_function"})


# What stores a value: the field that holds it and the field it goes to.
_STORES: Final = {
    "variable_declarator": ("value", "name"),
    "assignment_expression": ("right", "left"),
    "augmented_assignment_expression": ("right", "left"),
    "assignment_pattern": ("right", "left"),
    "object_assignment_pattern": ("right", "left"),
    "required_parameter": ("value", "pattern"),
    "optional_parameter": ("value", "pattern"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a global value is obtained, or used again through a variable.

    `node` is the outermost expression that is that value; `at` names it: an identifier, a property
    or a key. `is_alias` when `at` is a variable that got the value elsewhere. `node` is None where
    the value is taken by destructuring.
    """

    path: str
    at: Node
    node: Node | None
    is_alias: bool = False

    @property
    def parent(self) -> Node | None:
        """What is done with the value."""
        return None if self.node is None else self.node.parent


class Reach:
    """All uses of the tracked global values in one script, found once."""

    def __init__(self, script: Script, tracked: Iterable[str]) -> None:
        self.script = script
        self.tracked = tracked_paths(tracked)
        self._names = {name for path in self.tracked for name in path.split(".")}
        self._names.add("defaultView")
        self._idles: dict[str, re.Pattern[bytes]] = {}
        self._uses: dict[str, list[Use]] = {}
        self._seen: set[tuple[int, int, str]] = set()
        self._queue: list[tuple[Node, str, Node, bool]] = []
        self._start()
        self._run()

    def uses(self, path: str) -> list[Use]:
        """Return the uses of a tracked value in the order of the script."""
        return sorted(self._uses.get(path, ()), key=lambda use: use.at.start_byte)

    def follow(self, node: Node, path: str) -> list[Use]:
        """Return the uses of an expression that is known to be the value at `path`."""
        kept, self._uses = self._uses, {}
        self._queue.append((node, path, node, False))
        self._run()
        found, self._uses = self._uses, kept
        return found.get(path, [])

    def _start(self) -> None:
        heads = {path.split(".")[0] for path in self.tracked if path}
        for head in sorted(heads):
            for node in self.script.references(head.encode(), None):
                self._enter(node, head)
        for name in WINDOW_NAMES:
            for node in self.script.references(name.encode(), None):
                self._enter(node, WINDOW)
        for this in self.script.receivers(this_form(heads)):
            if _is_window(self.script, this):
                self._queue.append((this, WINDOW, this, False))

    def _enter(self, node: Node, path: str) -> None:
        if node.type == "shorthand_property_identifier_pattern" or self.script.is_write(node):
            self._record(Use(path, node, node))
        else:
            self._queue.append((node, path, node, False))

    def _run(self) -> None:
        while self._queue:
            node, path, at, is_alias = self._queue.pop()
            key = (node.start_byte, node.end_byte, path)
            if key in self._seen:
                continue
            self._seen.add(key)
            self._flow(node, path, at, is_alias=is_alias)

    def _record(self, use: Use) -> None:
        self._uses.setdefault(use.path, []).append(use)

    def _flow(self, node: Node, path: str, at: Node, *, is_alias: bool) -> None:
        above = self.script.above(node)
        parent = next(above, None)
        while parent is not None and _passes_on(parent, node):
            node, parent = parent, next(above, None)
        self._record(Use(path, at, node, is_alias))
        if parent is None:
            return
        kind = parent.type
        if kind in {"member_expression", "subscript_expression"}:
            if parent.child_by_field_name("object") == node:
                self._member(parent, path)
        elif kind == "arguments":
            self._argument(parent, node, path)
        elif kind in _STORES:
            value, target = _STORES[kind]
            if parent.child_by_field_name(value) == node:
                self._store(parent.child_by_field_name(target), path)
                if kind == "assignment_expression":
                    self._queue.append((parent, path, at, True))

    def _member(self, member: Node, path: str) -> None:
        name = property_name(self.script, member)
        if name is None:
            return
        if name == "bind" and path:
            call = member.parent
            if call is not None and call.type == "call_expression" and len(arguments(call)) <= 1:
                self._queue.append((call, path, call, True))
            return
        child = _child(path, name)
        if child in self.tracked:
            at = member.child_by_field_name("property") or member.child_by_field_name("index")
            self._queue.append((member, child, unwrapped(at or member), False))

    def _store(self, pattern: Node | None, path: str) -> None:
        if pattern is None:
            return
        kind = pattern.type
        if kind in {"identifier", "shorthand_property_identifier_pattern"}:
            self._alias(pattern, path)
        elif kind == "object_pattern":
            for part in pattern.named_children:
                self._destructure(part, path)
        elif kind == "assignment_pattern":
            self._store(pattern.child_by_field_name("left"), path)
        elif is_wrapper(pattern):
            self._store(unwrapped(pattern), path)

    def _destructure(self, part: Node, path: str) -> None:
        if part.type == "rest_pattern":
            for rest in part.named_children:
                self._store(rest, path)
            return
        key = part
        if part.type == "object_assignment_pattern":
            key = part.child_by_field_name("left") or part
        elif part.type == "pair_pattern":
            key = part.child_by_field_name("key") or part
        name = property_name(self.script, key if key.type != "computed_property_name" else part)
        if name is None:
            return
        child = _child(path, name)
        if child not in self.tracked:
            return
        if key.type == "computed_property_name" and key.named_children:
            key = key.named_children[0]
        self._record(Use(child, key, None))
        target = part.child_by_field_name("value") if part.type == "pair_pattern" else key
        self._store(target, child)

    def _alias(self, identifier: Node, path: str) -> None:
        name = self.script.name(identifier).encode()
        binding = self.script.scopes.resolve(name, identifier.start_byte)
        # A name without a declaration is a global that this script makes; it is followed as well.
        if binding is not None and not self._is_steady(identifier):
            return
        if binding is None and _child(WINDOW, name.decode("utf-8", "replace")) in self.tracked:
            return
        for node in self.script.references(name, binding, self._idle(path)):
            if not self.script.is_write(node):
                self._queue.append((node, path, node, True))

    def _idle(self, path: str) -> re.Pattern[bytes]:
        if path not in self._idles:
            below = {_child(path, name): name for name in self._names}
            asked = {name for child, name in below.items() if child in self.tracked}
            if path == WINDOW:
                asked.update(WINDOW_NAMES)
            asked.update(("bind", "call", "apply"))
            self._idles[path] = idle_uses(frozenset(asked), is_called=path != WINDOW)
        return self._idles[path]

    def _is_steady(self, identifier: Node) -> bool:
        name = self.script.name(identifier).encode()
        binding = self.script.scopes.resolve(name, identifier.start_byte)
        return binding is not None and self.script.is_stored_once(binding)

    def _reflected(self, call: Node, node: Node, path: str) -> None:
        """Follow `Reflect.get(value, key)`, which is the member of that name."""
        given = arguments(call)
        key = constant(self.script, given[1]) if len(given) > 1 and given[0] == node else None
        child = None if key is None else _child(path, key)
        if child in self.tracked and child is not None:
            self._queue.append((call, child, unwrapped(given[1]), False))

    def _argument(self, given: Node, node: Node, path: str) -> None:
        call = given.parent
        called = None if call is None else callee(call)
        if call is None or called is None:
            return
        shift = 0
        function = unwrapped(called)
        if function.type in {"member_expression", "subscript_expression"}:
            name = property_name(self.script, function)
            if name == "get" and is_reflect(self.script, function):
                self._reflected(call, node, path)
            if name != "call":
                return
            shift = 1
            target = function.child_by_field_name("object")
            function = function if target is None else unwrapped(target)
        if function.type not in _FUNCTIONS:
            return
        position = arguments(call).index(node) - shift
        names = _parameters(function)
        if 0 <= position < len(names):
            pattern = names[position]
            inner = pattern.child_by_field_name("pattern")
            self._store(inner or pattern, path)


def tracked_paths(tracked: Iterable[str]) -> frozenset[str]:
    """Return the paths to follow for these values: they, what leads to them, and the window."""
    wanted = set(tracked)
    paths = {WINDOW}
    for path in (*wanted, *(("document.defaultView",) if wanted else ())):
        parts = path.split(".")
        paths.update(".".join(parts[: end + 1]) for end in range(len(parts)))
    return frozenset(paths)


def this_form(heads: Iterable[str]) -> re.Pattern[bytes]:
    """Make the form of a `this` that may be the window and lead to one of these names.

    `this.x` is everywhere in a bundle; only names that matter are worth a look.
    """
    names = "|".join(sorted({re.escape(head) for head in heads}.union(WINDOW_NAMES)))
    form = rf"this(?<![\w$.]this)(?![\w$])(?!\s*\??\.\s*(?!(?:{names})(?![\w$]))[\w$#])"
    return re.compile(form.encode())


def is_reflect(script: Script, member: Node) -> bool:
    """Tell whether a member is one of the page's own Reflect, by any name of the window."""
    owner = member.child_by_field_name("object")
    node = None if owner is None else unwrapped(owner)
    if node is not None and node.type == "member_expression":
        if property_name(script, node) != "Reflect":
            return False
        owner = node.child_by_field_name("object")
        node = None if owner is None else unwrapped(owner)
        names: tuple[str, ...] = WINDOW_NAMES
    else:
        names = ("Reflect",)
    if node is None or node.type != "identifier" or script.name(node) not in names:
        return False
    return script.scopes.resolve(script.name(node).encode(), node.start_byte) is None


def _parameters(function: Node) -> list[Node]:
    single = children(function, "parameter")
    listed = function.child_by_field_name("parameters")
    if single or listed is None:
        return single
    return [it for it in listed.named_children if it.type != "comment"]


def _child(path: str, name: str) -> str:
    if path == WINDOW:
        return WINDOW if name in WINDOW_NAMES else name
    if path == "document" and name == "defaultView":
        return WINDOW
    return f"{path}.{name}"


def _passes_on(parent: Node, node: Node) -> bool:
    """Tell whether an expression may have the value of the part `node` of it."""
    kind = parent.type
    if is_wrapper(parent):
        return True
    if kind == "sequence_expression":
        return parent.named_children[-1] == node
    if kind == "ternary_expression":
        return parent.child_by_field_name("condition") != node
    if kind == "binary_expression":
        operator = parent.child_by_field_name("operator")
        written = "" if operator is None else operator.type
        if written in {"||", "??"}:
            return True
        return written == "&&" and parent.child_by_field_name("right") == node
    return False


def _is_window(script: Script, this: Node) -> bool:
    """Tell whether `this` is the window: at a script's top, or in a plain function called there."""
    node: Node = this
    for above in script.above(this):
        kind = above.type
        if kind in {"field_definition", "public_field_definition", "class_static_block"}:
            return False
        if kind in {"method_definition", "function_declaration", "generator_function_declaration"}:
            return False
        if kind in {"function_expression", "generator_function"}:
            return _is_called_plainly(script, above)
        node = above
    return node.type == "program" and not script.is_module


def _is_called_plainly(script: Script, function: Node) -> bool:
    if script.is_module or b"use strict" in script.beginning(function, 2000):
        return False
    node = function
    parent = node.parent
    while parent is not None and is_wrapper(parent):
        node, parent = parent, parent.parent
    return parent is not None and parent.type == "call_expression" and callee(parent) == node
