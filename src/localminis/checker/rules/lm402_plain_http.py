"""Requests and resources over plain http or ws."""

from collections.abc import Iterator

from localminis.checker.address import known_host, network_address
from localminis.checker.injected import stored_sources
from localminis.checker.requests import REACHES, WORDS, requests
from localminis.checker.rule import (
    ERROR,
    Hit,
    PageSubject,
    Rule,
    ScriptSubject,
    SheetSubject,
    css,
    html,
    js,
)

_LOADING = {"img": "src", "video": "src", "audio": "src", "source": "src", "script": "src"}


def check_script(subject: ScriptSubject) -> Iterator[Hit]:
    """Report requests that are not encrypted; those to this machine have a rule of their own."""
    for request in requests(subject):
        address = request.address
        if address.is_plain and not address.is_local:
            message = f"{request.through} goes to {address.host} without encryption."
            yield Hit(message, subject.script.place(request.node))
    for value, _, text in stored_sources(subject.script):
        stored = known_host(text.start, is_whole=text.is_whole)
        if stored is not None and stored.is_plain and not stored.is_local:
            message = f"src is set to an address of {stored.host} without encryption."
            yield Hit(message, subject.script.place(value))


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Report what a page loads without encryption."""
    for element in subject.markup.named(*_LOADING):
        for name in (_LOADING[element.tag], "srcset"):
            for given in _addresses(element.value(name) or "", name):
                address = network_address(given)
                if address is not None and address.is_plain and not address.is_local:
                    message = f"{element.tag} loads from {address.host} without encryption."
                    yield Hit(message, subject.markup.attribute_place(element, name))
                    break


def check_sheet(subject: SheetSubject) -> Iterator[Hit]:
    """Report what a style sheet loads without encryption."""
    for loaded in subject.sheet.loads:
        address = network_address(loaded.address)
        if address is not None and address.is_plain and not address.is_local:
            message = f"A style loads from {address.host} without encryption."
            yield Hit(message, loaded.place)


def _addresses(given: str, name: str) -> list[str]:
    """Return the addresses of an attribute: those of a srcset are followed by their widths."""
    return (
        [part.split()[0] for part in given.split(",") if part.strip()]
        if name == "srcset"
        else [given]
    )


RULE = Rule(
    code="LM402",
    name="plain-http",
    title="Everything must be encrypted",
    severity=ERROR,
    why="A trusted domain starts with https://, so a plain address can never be one.",
    fix="Use https:// or wss://.",
    confidence="documented",
    source="contract:toolchain-6",
    script=check_script,
    page=check_page,
    sheet=check_sheet,
    reaches=REACHES,
    words=(*WORDS, "src"),
    bad=(
        js("fetch('http://api.example.com/x');", (1, 7)),
        js("new WebSocket(`ws://live.example.com/${id}`);", (1, 15)),
        js("picture.src = 'http://img.example.com/a.png';", (1, 15)),
        html('<img src="http://img.example.com/a.png">', (1, 6)),
        html('<img srcset="a.png 1x, http://img.example.com/b.png 2x">', (1, 6)),
        css("a { background: url( 'http://img.example.com/a.png' ) }", (1, 17)),
        css("@import 'http://fonts.googleapis.com/css?family=A';", (1, 1)),
        html('<p style="background: url(http://img.example.com/a.png)">', (1, 23)),
    ),
    good=(
        js("const namespace = 'http://www.w3.org/2000/svg'; fetch('http://localhost:8600/');"),
        html('<svg xmlns="http://www.w3.org/2000/svg"></svg><a href="http://example.com">x</a>'),
        css("@namespace svg url(http://www.w3.org/2000/svg);"),
        css("/* url(http://a.example/) */ a::before { content: 'url(http://a.example/)' }"),
    ),
)
