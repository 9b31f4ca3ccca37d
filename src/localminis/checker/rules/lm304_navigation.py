"""Leaving the page: window.open and addresses given to `location`."""

from collections.abc import Iterator

from tree_sitter import Node

from localminis.checker.address import known_host
from localminis.checker.fold import text_of
from localminis.checker.rule import INFO, WARNING, Hit, Rule, ScriptSubject, js
from localminis.checker.script import Script, arguments, callee, children

_CALLS = ("location.assign", "location.replace", "document.location.assign",
          "document.location.replace")  # fmt: skip
_STORES = ("location", "location.href", "document.location", "document.location.href")


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report window.open, and foreign addresses that are given to `location`."""
    script = subject.script
    for use in subject.reach.uses("open"):
        call = use.parent
        if call is not None and call.type == "call_expression" and callee(call) == use.node:
            yield Hit("window.open() opens another page.", script.place(call), INFO)
    for path in _CALLS:
        for use in subject.reach.uses(path):
            call = use.parent
            if call is not None and call.type == "call_expression" and callee(call) == use.node:
                yield from _judged(script, arguments(call)[:1])
    for path in _STORES:
        for use in subject.reach.uses(path):
            above = use.parent
            if above is None or above.type != "assignment_expression":
                continue
            if above.child_by_field_name("left") == use.node:
                yield from _judged(script, children(above, "right"))


def _judged(script: Script, given: list[Node]) -> Iterator[Hit]:
    for node in given:
        known = text_of(script, node)
        address = known_host(known.start, is_whole=known.is_whole) if known else None
        if address is not None:
            yield Hit(f"The page is left for {address.host}.", script.place(node))


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
    reaches=("open", *_CALLS, *_STORES),
    bad=(
        js("window.open('https://example.com');", (1, 1)),
        js("location.href = 'https://example.com/';", (1, 17)),
        js("window.location = `https://example.com/${id}`;", (1, 19)),
        js("document.location.replace('//example.com/');", (1, 27)),
    ),
    good=(
        js("location.search; location.reload(); location.hash = 'a'; history.back();"),
        js("const open = () => {}; open('x'); dialog.open('x'); location.href = './b.html';"),
    ),
)
