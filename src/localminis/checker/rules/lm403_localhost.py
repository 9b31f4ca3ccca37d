"""Addresses of the developer's own machine in a finished build."""

from collections.abc import Iterator

from localminis.checker.address import known_host, network_address
from localminis.checker.injected import stored_sources
from localminis.checker.markup import script_address
from localminis.checker.requests import REACHES, WORDS, requests
from localminis.checker.rule import (
    ERROR,
    Example,
    Hit,
    PageSubject,
    Rule,
    ScriptSubject,
    SheetSubject,
    css,
    html,
    js,
)


def check_script(subject: ScriptSubject) -> Iterator[Hit]:
    """Report requests to this machine or its network."""
    if not subject.around.is_final:
        return
    for request in requests(subject):
        if request.address.is_local:
            message = f"{request.through} goes to {request.address.host}."
            yield Hit(message, subject.script.place(request.node))
    for value, _, text in stored_sources(subject.script):
        stored = known_host(text.start, is_whole=text.is_whole)
        if stored is not None and stored.is_local:
            message = f"src is set to an address of {stored.host}."
            yield Hit(message, subject.script.place(value))


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Report what a page loads from this machine or its network."""
    if not subject.around.is_final:
        return
    for element in subject.markup.elements:
        for name in ("src", "href"):
            given = script_address(element) if name == "src" else element.value(name)
            address = network_address(given or "")
            if address is not None and address.is_local and name in element.attributes:
                place = subject.markup.attribute_place(element, name)
                yield Hit(f"{element.tag} names {address.host}.", place)


def check_sheet(subject: SheetSubject) -> Iterator[Hit]:
    """Report what a style sheet loads from this machine or its network."""
    for loaded in subject.sheet.loads if subject.around.is_final else ():
        address = network_address(loaded.address)
        if address is not None and address.is_local:
            yield Hit(f"A style loads from {address.host}.", loaded.place)


RULE = Rule(
    code="LM403",
    name="localhost",
    title="A release must not ask the developer's machine",
    severity=ERROR,
    why="On a person's phone, localhost is the phone itself; the request cannot succeed.",
    fix="Build with the address of your backend, for example from an environment variable.",
    confidence="observed",
    source="contract:toolchain-6",
    script=check_script,
    page=check_page,
    sheet=check_sheet,
    reaches=REACHES,
    words=(*WORDS, "src"),
    bad=(
        js("fetch('http://localhost:3000/api');", (1, 7)),
        js("fetch(`http://127.0.0.1:8600/v2/${path}`);", (1, 7)),
        js("const api = { base: 'http://localhost:3000' };\nfetch(api.base + '/user');", (2, 7)),
        js("fetch(given || 'http://mac.local:3000/api');", (1, 16)),
        js("picture.src = 'http://localhost:3000/a.png';", (1, 15)),
        js("axios.create({ baseURL: 'http://192.168.0.7:3000' });", (1, 25)),
        html('<script src="http://localhost:5173/src/main.js"></script>', (1, 9)),
        css("a { background: url(http://localhost:5173/a.png) }", (1, 17)),
    ),
    good=(
        Example({"app.js": "fetch('http://localhost:3000/api');"}, is_output=False),
        Example({"a.css": "a { background: url(http://localhost:1/a.png) }"}, is_output=False),
        js("if (location.hostname === 'localhost') debug(); const text = 'http://localhost';"),
    ),
)
