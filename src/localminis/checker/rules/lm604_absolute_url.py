"""Addresses of assets that begin at the host's root."""

import re
from collections.abc import Iterator

from localminis.checker.rule import WARNING, Example, Hit, PageSubject, Rule, html

_ASSETS = {
    "script": "src", "link": "href", "img": "src", "video": "src", "audio": "src",
    "source": "src", "track": "src",
}  # fmt: skip
_ROOTED = re.compile(r"/(?![/\\])")


def check(subject: PageSubject) -> Iterator[Hit]:
    """Report assets of a finished build's page whose address begins with a slash."""
    if not subject.around.is_output:
        return
    for element in subject.markup.named(*_ASSETS):
        name = _ASSETS[element.tag]
        given = element.value(name)
        if given is not None and _ROOTED.match(given):
            place = subject.markup.attribute_place(element, name)
            yield Hit(f"The address {given} begins at the host's root.", place)


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
    bad=(
        html('<script src="/assets/a.js"></script>', (1, 9)),
        html("<p>\n<img alt='' src=/a.png>", (2, 13)),
    ),
    good=(
        html('<script src="./assets/a.js"></script><a href="/next">next</a><img src="a.png">'),
        html('<img src="//img.example.com/a.png">'),
        Example({"index.html": '<script src="/src/main.js"></script>'}, is_output=False),
    ),
)
