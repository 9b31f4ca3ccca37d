"""Style sheets that a script puts into the page: as an element, as HTML, or as text of a sheet."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from localminis.checker.address import Address, known_host, network_address
from localminis.checker.fold import constant, text_of
from localminis.checker.injected import (
    created,
    element_of,
    own_attributes,
    told,
    written_by_document,
    written_with,
)
from localminis.checker.rule import ScriptSubject
from localminis.checker.script import arguments
from localminis.checker.sheet import Sheet

WORDS: Final = ("stylesheet", "@import")


class Injected(NamedTuple):
    """A foreign style sheet that a script loads; not certain for a text that may be CSS."""

    node: Node
    address: Address
    is_certain: bool = True


def injected_sheets(subject: ScriptSubject) -> tuple[Injected, ...]:
    """Return the style sheets from other hosts that a script loads, those of font hosts as well."""
    return subject.once("injected sheets", lambda: tuple(_injected_sheets(subject)))


def _injected_sheets(subject: ScriptSubject) -> Iterator[Injected]:
    script = subject.script
    seen = set()
    told_of = [
        *(list(told(script, made)) for made in created(subject, "link")),
        *(list(own_attributes(script, made)) for made in _named_links(subject)),
    ]
    for facts in told_of:
        relations = [it.text.start for it in facts if it.name == "rel" and it.text]
        is_sheet = any("stylesheet" in it for it in relations)
        for name, value, known in facts:
            if name != "href" or known is None or value.start_byte in seen:
                continue
            address = known_host(known.start, is_whole=known.is_whole)
            if address and (is_sheet or address.path.lower().endswith(".css")):
                seen.add(value.start_byte)
                yield Injected(value, address)
    for written in (*written_by_document(subject), *written_with(subject, b"stylesheet")):
        for element in written.named("link"):
            address = known_host(element.value("href") or "", is_whole=written.is_whole)
            is_sheet = "stylesheet" in (element.value("rel") or "").lower().split()
            if address and is_sheet and written.node.start_byte not in seen:
                seen.add(written.node.start_byte)
                yield Injected(written.node, address)
    yield from _imports(subject)


def _named_links(subject: ScriptSubject) -> Iterator[Node]:
    """Yield the links of JSX and its compiled forms that say `stylesheet`."""
    script = subject.script
    for at in script.words(b"stylesheet"):
        node = script.root.descendant_for_byte_range(at, at + len(b"stylesheet"))
        above = () if node is None else script.above(node)
        for around in above:
            if around.type in {"jsx_opening_element", "jsx_self_closing_element"}:
                name = around.child_by_field_name("name")
                if name is not None and script.raw(name) == b"link":
                    yield name
                break
            if around.type == "call_expression":
                values = arguments(around)
                made = element_of(script, around)
                if values and made and made.is_certain and constant(script, values[0]) == "link":
                    yield around
                break


def _imports(subject: ScriptSubject) -> Iterator[Injected]:
    """Yield the texts that begin as a style sheet with a foreign import does."""
    script = subject.script
    for at in script.words(b"@import"):
        node = script.root.descendant_for_byte_range(at, at + len(b"@import"))
        while node is not None and node.type not in {"string", "template_string"}:
            node = node.parent
        known = text_of(script, node)
        for imported in Sheet(known.start).imports() if known is not None else ():
            address = network_address(imported.address)
            if address is not None and node is not None:
                yield Injected(node, address, is_certain=False)
                break
