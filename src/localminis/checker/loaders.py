"""What loads a script for a script by other means than an element: a library or a component."""

import re
from collections.abc import Iterator
from typing import Final

from tree_sitter import Node

from localminis.checker.fold import Text, property_name, text_of
from localminis.checker.imports import DEFAULT, JSX_TAGS, taken_from
from localminis.checker.injected import element_of, own_attributes
from localminis.checker.reach import WINDOW_NAMES
from localminis.checker.script import Script, arguments, callee, children

_GET_SCRIPT: Final = "getScript"
_COMPONENT: Final = "next/script"
WORDS: Final = (_GET_SCRIPT, _COMPONENT)
_JQUERY: Final = frozenset({"$", "jQuery"})
_NAMES_JQUERY: Final = re.compile(rb"\bjquery\b", re.IGNORECASE)


def loaded_by_library(script: Script) -> Iterator[tuple[Node, Text | None]]:
    """Yield the addresses that jQuery and the script component of Next.js are told to load."""
    for at in script.words(_GET_SCRIPT.encode()):
        name = script.node_at(at, at + len(_GET_SCRIPT))
        member = None if name is None else name.parent
        call = None if member is None else member.parent
        if member is None or call is None or member.type != "member_expression":
            continue
        if call.type == "call_expression" and callee(call) == member and _is_jquery(script, member):
            for given in arguments(call)[:1]:
                known = text_of(script, given)
                if known is not None:
                    yield given, known
    for taken in taken_from(script, _COMPONENT):
        element = _element(script, taken.node) if taken.name == DEFAULT else None
        for told in () if element is None else own_attributes(script, element):
            if told.name == "src":
                yield told.value, told.text


def _is_jquery(script: Script, member: Node) -> bool:
    """Tell whether a member is jQuery's: of its global, of an import, or of a plugin's `$`."""
    owner = member.child_by_field_name("object")
    if owner is not None and owner.type == "member_expression":
        window = owner.child_by_field_name("object")
        is_window = window is not None and script.raw(window).decode() in WINDOW_NAMES
        return is_window and property_name(script, owner) in _JQUERY
    if owner is None or owner.type != "identifier" or script.name(owner) not in _JQUERY:
        return False
    binding = script.scopes.resolve(script.name(owner).encode(), owner.start_byte)
    return binding is None or all(
        kind in {"import", "parameter"}
        or any(_NAMES_JQUERY.search(script.raw(it)) for it in children(declaring, "value"))
        for kind, _, declaring in binding.sites
    )


def _element(script: Script, node: Node) -> Node | None:
    """Return what `own_attributes` reads of a component in JSX or in what is compiled from it."""
    above = node.parent
    if above is not None and above.type in JSX_TAGS:
        return node
    call = None if above is None or above.type != "arguments" else above.parent
    if call is None or arguments(call)[:1] != [node] or element_of(script, call) is None:
        return None
    return call
