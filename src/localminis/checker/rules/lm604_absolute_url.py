"""Addresses of assets that begin at the host's root."""

import re
from collections.abc import Iterator

from localminis.checker.rule import (
    WARNING,
    Example,
    Hit,
    PageSubject,
    Rule,
    SheetSubject,
    css,
    html,
)

_ASSETS = {
    "script": ("src",), "link": ("href", "imagesrcset"), "img": ("src", "srcset"),
    "video": ("src", "poster"), "audio": ("src",), "source": ("src", "srcset"), "track": ("src",),
    "input": ("src",),
}  # fmt: skip
_ROOTED = re.compile(r"/(?![/\\])")
# Links that load nothing.
_NAMING = frozenset(
    {"alternate", "author", "canonical", "help", "license", "next", "prev", "search"}
)


def check(subject: PageSubject) -> Iterator[Hit]:
    """Report assets of a finished build's page whose address begins with a slash."""
    if not subject.around.is_output:
        return
    for element in subject.markup.named(*_ASSETS):
        if element.tag == "link" and _NAMING.issuperset((element.value("rel") or "").split()):
            continue
        for name in _ASSETS[element.tag]:
            given = element.value(name) or ""
            parts = given.split(",") if name.endswith("srcset") else [given]
            rooted = next((it.strip() for it in parts if _ROOTED.match(it.strip())), None)
            if rooted is not None:
                place = subject.markup.attribute_place(element, name)
                yield Hit(f"The address {rooted.split()[0]} begins at the host's root.", place)


def check_sheet(subject: SheetSubject) -> Iterator[Hit]:
    """Report what a finished build's style sheet loads from an address that begins so."""
    for loaded in subject.sheet.loads if subject.around.is_output else ():
        if _ROOTED.match(loaded.address):
            yield Hit(f"The address {loaded.address} begins at the host's root.", loaded.place)


RULE = Rule(
    code="LM604",
    name="absolute-url",
    title="Assets must be addressed relative to the page",
    severity=WARNING,
    why="The package is not served from the root of a host; projects had to change to relative "
    "addresses.",
    fix="Build with a relative base, in Vite `base: './'`.",
    confidence="observed",
    source="contract:toolchain-4.1",
    page=check,
    sheet=check_sheet,
    bad=(
        html('<script src="/assets/a.js"></script>', (1, 9)),
        html("<p>\n<img alt='' src=/a.png>", (2, 13)),
        html("<img srcset='a.png 1x, /b.png 2x'>", (1, 6)),
        css("@import '/a.css';\na { background: url(/a.png) }", (1, 1), (2, 17)),
        html("<video poster='/a.png'></video><link rel='icon' href='/b.png'>", (1, 8), (1, 49)),
    ),
    good=(
        html('<script src="./assets/a.js"></script><a href="/next">next</a><img src="a.png">'),
        html('<img src="//img.example.com/a.png"><link rel="canonical" href="/">'),
        css("a { background: url(../a.png), url(//a.example/a.png), url(#b), url(data:,x) }"),
        Example({"index.html": '<script src="/src/main.js"></script>'}, is_output=False),
    ),
)
