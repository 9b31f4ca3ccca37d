"""What a script takes from a package by its name, and where it uses that."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from localminis.checker.fold import constant, property_name
from localminis.checker.script import Script, callee, children

# What a package is as a whole, or exports without a name.
DEFAULT: Final = "default"
JSX_TAGS: Final = frozenset({"jsx_opening_element", "jsx_self_closing_element"})


class Taken(NamedTuple):
    """An expression that is an export of a package, by the name that the package gives it."""

    name: str
    node: Node


def taken_from(script: Script, package: str) -> Iterator[Taken]:
    """Yield the uses of what is imported or required from a package, members of it included.

    The package has to be among the words of the rule that asks.
    """
    for at in script.words(package.encode()):
        node = script.root.descendant_for_byte_range(at, at + len(package))
        while node is not None and node.type in {"string_fragment", "template_string"}:
            node = node.parent
        if node is None or node.type != "string" or constant(script, node) != package:
            continue
        above = node.parent
        if above is not None and above.type == "import_statement":
            for name, identifier in _imported(script, above):
                yield from _uses(script, name, identifier)
        elif above is not None and above.type == "arguments" and above.parent is not None:
            yield from _required(script, above.parent)


def _imported(script: Script, statement: Node) -> Iterator[tuple[str, Node]]:
    clause = next((it for it in statement.named_children if it.type == "import_clause"), None)
    for part in () if clause is None else clause.named_children:
        if part.type == "identifier":
            yield DEFAULT, part
        elif part.type == "namespace_import":
            yield from ((DEFAULT, it) for it in part.named_children if it.type == "identifier")
        elif part.type == "named_imports":
            for each in part.named_children:
                name = each.child_by_field_name("name")
                if each.type == "import_specifier" and name is not None:
                    yield script.name(name), each.child_by_field_name("alias") or name


def _required(script: Script, call: Node) -> Iterator[Taken]:
    called = callee(call)
    if called is None or called.type != "identifier" or script.name(called) != "require":
        return
    if script.scopes.resolve(b"require", called.start_byte) is not None:
        return
    yield from _with_members(script, Taken(DEFAULT, call))
    above = call.parent
    pattern = None if above is None else above.child_by_field_name("name")
    if above is None or above.type != "variable_declarator" or pattern is None:
        return
    if pattern.type == "identifier":
        yield from _uses(script, DEFAULT, pattern)
    for part in pattern.named_children if pattern.type == "object_pattern" else ():
        if part.type == "shorthand_property_identifier_pattern":
            yield from _uses(script, script.name(part), part)
        elif part.type == "pair_pattern":
            for value in children(part, "value"):
                if value.type == "identifier":
                    yield from _uses(script, property_name(script, part) or "", value)


def _uses(script: Script, name: str, identifier: Node) -> Iterator[Taken]:
    spelt = script.name(identifier).encode()
    binding = script.scopes.resolve(spelt, identifier.start_byte)
    if binding is None or not script.is_stored_once(binding):
        return
    for node in script.references(spelt, binding):
        if not script.is_write(node):
            yield from _with_members(script, Taken(name, node))
    # A component is no value of the script, for other rules.
    for at in script.words(spelt):
        tag = script.node_at(at, at + len(spelt))
        is_tag = tag is not None and tag.parent is not None and tag.parent.type in JSX_TAGS
        if tag is not None and is_tag and script.scopes.resolve(spelt, at) is binding:
            yield Taken(name, tag)


def _with_members(script: Script, taken: Taken) -> Iterator[Taken]:
    yield taken
    member = taken.node.parent
    if taken.name != DEFAULT or member is None or member.type != "member_expression":
        return
    if member.child_by_field_name("object") == taken.node:
        yield from _with_members(script, Taken(property_name(script, member) or "", member))
