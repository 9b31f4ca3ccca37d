"""Leaving the page: window.open and addresses given to `location`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from localminis.checker.address import known_host, network_address
from localminis.checker.calls import calls, choices
from localminis.checker.fold import text_of
from localminis.checker.rule import INFO, WARNING, Hit, PageSubject, Rule, ScriptSubject, html, js
from localminis.checker.script import Script, children

_CALLS = ("location.assign", "location.replace", "document.location.assign",
          "document.location.replace")  # fmt: skip
_STORES = ("location", "location.href", "document.location", "document.location.href")
_REFRESH = re.compile(r"url\s*=\s*[\"']?(?P<address>[^\"']+)", re.IGNORECASE)


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report window.open, and foreign addresses that are given to `location`."""
    script = subject.script
    for call in calls(subject, "open"):
        yield Hit("window.open() opens another page.", script.place(call.node), INFO)
    for call in calls(subject, *_CALLS):
        yield from _judged(script, call.given[:1])
    for path in _STORES:
        for use in subject.reach.uses(path):
            above = use.parent
            if above is None or above.type != "assignment_expression":
                continue
            if above.child_by_field_name("left") == use.node:
                yield from _judged(script, children(above, "right"))


def _judged(script: Script, given: list[Node]) -> Iterator[Hit]:
    for node in (it for each in given for it in choices(each)):
        known = text_of(script, node)
        address = known_host(known.start, is_whole=known.is_whole) if known else None
        if address is not None:
            yield Hit(f"The page is left for {address.host}.", script.place(node))


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Report refreshes that lead to another host; mention links that do."""
    markup = subject.markup
    for element in markup.named("meta"):
        if (element.value("http-equiv") or "").lower() == "refresh":
            match = _REFRESH.search(element.value("content") or "")
            address = network_address(match["address"]) if match else None
            if address is not None:
                place = markup.attribute_place(element, "content")
                yield Hit(f"The page is left for {address.host}.", place)
    for element in markup.named("a", "area"):
        address = network_address(element.value("href") or "")
        if address is not None:
            place = markup.attribute_place(element, "href")
            yield Hit(f"A link leads to {address.host}.", place, INFO)


RULE = Rule(
    code="LM304",
    name="navigation",
    title="The page must not be left",
    severity=WARNING,
    why="APIs related to navigation are disabled; which ones is not published. Reading location "
    "and the history API are used by published apps.",
    fix="Show the content in the app itself; offer an address as text.",
    confidence="policy",
    source="contract:toolchain-6",
    script=check,
    page=check_page,
    reaches=("open", *_CALLS, *_STORES),
    bad=(
        js("window.open('https://example.com');", (1, 1)),
        js("location.href = 'https://example.com/';", (1, 17)),
        js("window.location = `https://example.com/${id}`;", (1, 19)),
        js("document.location.replace('//example.com/');", (1, 27)),
        js("location.assign.call(location, near || 'https://example.com/');", (1, 40)),
        js("window.open.apply(window, given);", (1, 1)),
        html('<meta http-equiv="Refresh" content="0; URL=https://example.com/">', (1, 28)),
        html('<a href="https://example.com/">more</a>', (1, 4)),
    ),
    good=(
        html('<meta http-equiv="refresh" content="5"><a href="./b.html">b</a><a href="#c">c</a>'),
        js("location.search; location.reload(); location.hash = 'a'; history.back();"),
        js("const open = () => {}; open('x'); dialog.open('x'); location.href = './b.html';"),
    ),
)
