"""The network addresses that a script asks for, as far as its text makes them certain."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from localminis.checker.address import Address, known_host
from localminis.checker.fold import Text, constant, property_name, text_of
from localminis.checker.rule import ScriptSubject
from localminis.checker.script import Script, arguments, callee, unwrapped

REACHES: Final = (
    "fetch",
    "Request",
    "WebSocket",
    "EventSource",
    "navigator.sendBeacon",
)
_FIRST_ARGUMENT: Final = ("fetch", "Request", "WebSocket", "EventSource", "navigator.sendBeacon")
_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
# Called with an address themselves, too; jQuery takes a selector.
CLIENTS_THAT_ARE_CALLED: Final = ("axios", "ky", "got", "superagent", "$http", "http")
CLIENTS: Final = (*CLIENTS_THAT_ARE_CALLED, "jQuery", "$")
CLIENT_CALLS: Final = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "request", "getJSON", "ajax"}
)
BASE_KEYS: Final = ("baseURL", "baseUrl", "prefixUrl")
WORDS: Final = ("open", *CLIENTS, *BASE_KEYS)


class Request(NamedTuple):
    """An address and the expression that says it; `through` is what asks."""

    node: Node
    address: Address
    through: str


def requests(subject: ScriptSubject) -> tuple[Request, ...]:
    """Return the requests of a script whose host is certain, in the order of the script."""
    return subject.once("requests", lambda: _requests(subject))


def _requests(subject: ScriptSubject) -> tuple[Request, ...]:
    found: dict[int, Request] = {}
    for node, through in _asked(subject):
        text = _address_text(subject.script, node)
        if text is None:
            continue
        address = known_host(text.start, is_whole=text.is_whole)
        if address is not None:
            found.setdefault(node.start_byte, Request(node, address, through))
    return tuple(request for _, request in sorted(found.items()))


def _address_text(script: Script, node: Node) -> Text | None:
    node = unwrapped(node)
    if node.type == "new_expression":
        called = callee(node)
        given = arguments(node)
        if called is None or script.raw(called) != b"URL" or not given:
            return None
        relative = text_of(script, given[0])
        if relative is not None and known_host(relative.start, is_whole=relative.is_whole):
            return relative
        base = text_of(script, given[1]) if len(given) > 1 else None
        return base if base is not None and base.is_whole else None
    return text_of(script, node)


def _asked(subject: ScriptSubject) -> Iterator[tuple[Node, str]]:
    script = subject.script
    for path in _FIRST_ARGUMENT:
        for use in subject.reach.uses(path):
            call = use.parent
            if call is None or call.type not in {"call_expression", "new_expression"}:
                continue
            if callee(call) == use.node and arguments(call):
                yield arguments(call)[0], path.rsplit(".", 1)[-1]
    yield from _opened(script)
    yield from _clients(script)
    yield from _bases(script)


def _opened(script: Script) -> Iterator[tuple[Node, str]]:
    for at in script.words(b"open"):
        call = _method_call(script, at, at + 4)
        given = [] if call is None else arguments(call)
        if len(given) > 1 and (constant(script, given[0]) or "").upper() in _METHODS:
            yield given[1], "XMLHttpRequest"


def _clients(script: Script) -> Iterator[tuple[Node, str]]:
    for name in CLIENTS:
        for at in script.words(name.encode()):
            node = script.node_at(at, at + len(name))
            if node is None or node.type != "identifier" or node.parent is None:
                continue
            call: Node | None = node.parent
            if call is not None and call.type == "member_expression":
                if property_name(script, call) not in CLIENT_CALLS:
                    continue
                call = call.parent
            elif name not in CLIENTS_THAT_ARE_CALLED:
                continue
            if call is not None and call.type == "call_expression" and arguments(call):
                first = unwrapped(arguments(call)[0])
                yield from [(it, name) for it in _url_in(script, first)]


def _url_in(script: Script, first: Node) -> Iterator[Node]:
    """Yield the address in a client's first argument: itself, or the `url` of its options."""
    if first.type != "object":
        yield first
        return
    for pair in first.named_children:
        if pair.type == "pair" and property_name(script, pair) == "url":
            value = pair.child_by_field_name("value")
            if value is not None:
                yield value


def _bases(script: Script) -> Iterator[tuple[Node, str]]:
    for key in BASE_KEYS:
        for at in script.words(key.encode()):
            node = script.node_at(at, at + len(key))
            above = None if node is None else node.parent
            if above is None:
                continue
            if above.type == "pair" and above.child_by_field_name("key") == node:
                value = above.child_by_field_name("value")
            elif above.type == "member_expression" and _is_target(above):
                value = above.parent.child_by_field_name("right")  # type: ignore[union-attr]
            else:
                continue
            if value is not None:
                yield value, key


def _is_target(member: Node) -> bool:
    parent = member.parent
    return (
        parent is not None
        and parent.type == "assignment_expression"
        and parent.child_by_field_name("left") == member
    )


def _method_call(script: Script, start: int, end: int) -> Node | None:
    name = script.node_at(start, end)
    if name is None or name.type != "property_identifier" or name.parent is None:
        return None
    member = name.parent
    call = member.parent
    if member.type != "member_expression" or call is None or call.type != "call_expression":
        return None
    return call if callee(call) == member else None
