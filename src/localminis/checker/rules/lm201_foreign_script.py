"""Scripts that a page loads from another host."""

import json
from collections.abc import Iterator
from typing import Any

from localminis.checker.address import SDK_HOSTS, is_console, known_host, network_address
from localminis.checker.calls import calls
from localminis.checker.markup import ADDRESS_NAMES, script_address
from localminis.checker.requests import address_text
from localminis.checker.rule import Hit, PageSubject, ScriptSubject, html, js, restricted
from localminis.checker.script import arguments, callee

_AHEAD = frozenset({"preload", "prefetch"})
_LOADING = ("Worker", "SharedWorker", "importScripts")


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Report script elements and preloads with a foreign address, the SDK and vConsole excepted."""
    markup = subject.markup
    for element in markup.named("script", "link"):
        name = next((it for it in ADDRESS_NAMES if it in element.attributes), "src")
        given = script_address(element)
        if element.tag == "link":
            relations = (element.value("rel") or "").lower().split()
            is_script = "modulepreload" in relations or (
                not _AHEAD.isdisjoint(relations) and (element.value("as") or "").lower() == "script"
            )
            name, given = "href", element.value("href") if is_script else None
        address = None if given is None else network_address(given)
        if address is None or given is None or is_console(given) or address.host in SDK_HOSTS:
            continue
        place = markup.attribute_place(element, name)
        yield Hit(f"A script is loaded from {address.host}.", place)
    for element in markup.named("script"):
        if (element.value("type") or "").lower() == "importmap":
            for host in _mapped_hosts(element.code or ""):
                message = f"The import map loads modules from {host}."
                yield Hit(message, markup.tag_place(element))


def _mapped_hosts(code: str) -> list[str]:
    """Return the foreign hosts of an import map; one that is no JSON maps nothing."""
    try:
        read = json.loads(code)
    except ValueError:
        return []
    hosts: set[str] = set()
    queue: list[Any] = [read]
    while queue:
        part = queue.pop()
        if isinstance(part, dict):
            queue += part.values()
        elif isinstance(part, str):
            address = network_address(part)
            if address is not None and address.host not in SDK_HOSTS:
                hosts.add(address.host)
    return sorted(hosts)


def check_script(subject: ScriptSubject) -> Iterator[Hit]:
    """Report workers, worklets and importScripts() with a foreign address."""
    script = subject.script
    loading = [
        (path, given)
        for path in _LOADING
        for call in calls(subject, path)
        for given in (call.given if path == "importScripts" else call.given[:1])
    ]
    for at in script.words(b"addModule"):
        name = script.node_at(at, at + len(b"addModule"))
        member = None if name is None else name.parent
        call = None if member is None else member.parent
        if call is not None and call.type == "call_expression" and callee(call) == member:
            loading += [("addModule", given) for given in arguments(call)[:1]]
    for path, given in loading:
        known = address_text(script, given)
        address = None if known is None else known_host(known.start, is_whole=known.is_whole)
        if address is not None and address.host not in SDK_HOSTS:
            yield Hit(f"{path} loads a script from {address.host}.", script.place(given))


RULE = restricted(
    "LM201",
    "foreign-script",
    page=check_page,
    script=check_script,
    reaches=_LOADING,
    words=("addModule",),
    bad=(
        html('<script src="https://cdn.example.com/a.js"></script>', (1, 9)),
        html("<SCRIPT SRC=//cdn.example.com/a.js></SCRIPT>", (1, 9)),
        html('<svg><script href="https://cdn.example.com/a.js"></script></svg>', (1, 14)),
        html('<link rel="modulepreload" href="https://cdn.example.com/a.js">', (1, 27)),
        html('<link rel="prefetch" as="SCRIPT" href="https://cdn.example.com/a.js">', (1, 34)),
        html('<script type="importmap">{"imports": {"a": "https://cdn.example.com/a.js"}}</script>',
             (1, 1)),
        js("new Worker('https://cdn.example.com/w.js');", (1, 12)),
        js("new Worker(new URL('https://cdn.example.com/w.js'));", (1, 12)),
        js("Reflect.construct(Worker, ['https://cdn.example.com/w.js']);", (1, 28)),
        js("CSS.paintWorklet.addModule('https://cdn.example.com/w.js');", (1, 28)),
        js("importScripts('a.js', 'https://cdn.example.com/b.js');", (1, 23)),
    ),
    good=(
        html('<script src="./a.js"></script><script src="a/b.mjs" type="module"></script>'),
        html('<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'),
        html("<!-- <script src='https://cdn.example.com/a.js'></script> -->"),
        html('<script src="https://unpkg.com/vconsole@latest/dist/vconsole.min.js"></script>'),
        html("<textarea><script src='https://cdn.example.com/a.js'></script></textarea>"),
        html('<script type="importmap">{"imports": {"a": "./a.js"}}</script>'),
        html('<script type="importmap">{"a": "https://cdn.example.com/a.js",}</script>'),
        js("new Worker(new URL('./w.js', import.meta.url));"),
        js("store.addModule('cart', { url: 'https://api.example.com/' });"),
    ),
)  # fmt: skip
