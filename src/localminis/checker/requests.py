"""The network addresses that a script asks for, as far as its text makes them certain."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from tree_sitter import Node

from localminis.checker.address import Address, known_host
from localminis.checker.calls import calls, choices
from localminis.checker.fold import Text, property_name, text_of
from localminis.checker.imports import DEFAULT, taken_from
from localminis.checker.rule import ScriptSubject
from localminis.checker.script import Script, arguments, callee, children, unwrapped

REACHES: Final = (
    "fetch",
    "Request",
    "WebSocket",
    "EventSource",
    "WebTransport",
    "navigator.sendBeacon",
)
_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_FLAGS: Final = frozenset({b"true", b"false", b"!0", b"!1"})
# Called with an address themselves, too; jQuery takes a selector.
CLIENTS_THAT_ARE_CALLED: Final = (
    "axios", "ky", "got", "superagent", "ofetch", "$fetch", "$http", "http"
)  # fmt: skip
CLIENTS: Final = (*CLIENTS_THAT_ARE_CALLED, "jQuery", "$")
CLIENT_CALLS: Final = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "request", "getJSON", "ajax"}
)
BASE_KEYS: Final = ("baseURL", "baseUrl", "prefixUrl")
# Packages whose functions are given an address first, by the names of those exports.
_CONNECTING: Final = {
    "@supabase/supabase-js": frozenset({"createClient"}),
    "graphql-request": frozenset({"GraphQLClient", "request"}),
    "mqtt": frozenset({"connect"}),
    "reconnecting-websocket": frozenset({DEFAULT}),
    "socket.io-client": frozenset({DEFAULT, "Manager", "connect", "io"}),
    "sockjs-client": frozenset({DEFAULT}),
}
# The one that a page loads by a tag. Its name is part of every other word, so it is looked for
# together with the beginning of what it is given.
_SOCKET: Final = b"io"
_SOCKET_CALLS: Final = tuple(
    f"io({mark}{scheme}" for mark in "\"'`" for scheme in ("http", "https", "ws", "wss")
)
WORDS: Final = ("open", *CLIENTS, *BASE_KEYS, *_CONNECTING, *_SOCKET_CALLS)


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
    asked = ((it, through) for node, through in _asked(subject) for it in choices(node))
    for node, through in asked:
        text = address_text(subject.script, node)
        if text is None:
            continue
        address = known_host(text.start, is_whole=text.is_whole)
        if address is not None:
            found.setdefault(node.start_byte, Request(node, address, through))
    return tuple(request for _, request in sorted(found.items()))


def address_text(script: Script, node: Node) -> Text | None:
    """Return what is known of an address: a text, or a `new URL` of texts."""
    node = unwrapped(node)
    if node.type == "identifier":
        node = _made_once(script, node) or node
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


def _made_once(script: Script, name: Node) -> Node | None:
    """Return the `new` that a variable holds for good."""
    binding = script.scopes.resolve(script.name(name).encode(), name.start_byte)
    if binding is None:
        return None
    values = [it for _, _, owner in binding.sites for it in children(owner, "value")]
    if not any(unwrapped(it).type == "new_expression" for it in values):
        return None
    value = script.only_value(binding)
    return None if value is None else unwrapped(value)


def _asked(subject: ScriptSubject) -> Iterator[tuple[Node, str]]:
    script = subject.script
    for path in REACHES:
        for call in calls(subject, path):
            if call.given:
                yield call.given[0], path.rsplit(".", 1)[-1]
    yield from _opened(script)
    yield from _clients(script)
    yield from _bases(script)
    yield from _connected(script)


def _opened(script: Script) -> Iterator[tuple[Node, str]]:
    for at in script.words(b"open"):
        call = _method_call(script, at, at + 4)
        given = [] if call is None else arguments(call)
        if len(given) > 1 and _is_request(script, given):
            yield given[1], "XMLHttpRequest"


def _is_request(script: Script, given: list[Node]) -> bool:
    """Tell whether what is opened gets a method of HTTP, or an unknown one and a yes or no."""
    method = unwrapped(given[0])
    if method.type == "member_expression":
        return False
    known = text_of(script, method)
    if known is not None:
        return known.start.upper() in _METHODS
    is_flagged = len(given) > 2 and script.raw(given[2]) in _FLAGS  # noqa: PLR2004 - method, address
    return is_flagged and text_of(script, given[1]) is not None


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


def _connected(script: Script) -> Iterator[tuple[Node, str]]:
    """Yield the addresses that clients known by their package, or by their global, are given."""
    for package, names in _CONNECTING.items():
        for taken in taken_from(script, package):
            call = taken.node.parent
            if taken.name in names and call is not None and callee(call) == taken.node:
                yield from ((it, package) for it in arguments(call)[:1])
    for word in _SOCKET_CALLS:
        for at in script.words(word.encode()):
            node = script.node_at(at, at + len(_SOCKET))
            call = None if node is None else node.parent
            if node is None or call is None or node.type != "identifier" or callee(call) != node:
                continue
            if script.scopes.resolve(_SOCKET, at) is None:
                yield from ((it, "io") for it in arguments(call)[:1])


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
