"""vConsole or eruda in a finished build: a help while debugging that must not be shipped."""

import re
from collections.abc import Iterator

from localminis.checker.address import is_console
from localminis.checker.markup import script_address
from localminis.checker.rule import WARNING, Example, Hit, PageSubject, Rule, html


def check(subject: PageSubject) -> Iterator[Hit]:
    """Report script elements that load vConsole or eruda; in sources they are wanted."""
    if not subject.around.is_final:
        return
    for element in subject.markup.named("script"):
        given = script_address(element) or ""
        name = "vConsole" if is_console(given) else "eruda" if _ERUDA.search(given) else None
        if name is not None:
            place = subject.markup.tag_place(element)
            yield Hit(f"The finished build loads {name}.", place)


_ERUDA = re.compile(r"(?:^|/)eruda(?:@[^/]*)?(?:\.min)?(?:\.js)?(?:[?#]|$)", re.IGNORECASE)
_TAG = '<script src="https://unpkg.com/vconsole@latest/dist/vconsole.min.js"></script>'

RULE = Rule(
    code="LM207",
    name="console-in-release",
    title="vConsole and eruda are for debugging",
    severity=WARNING,
    why="The debugging console is a foreign script, and it shows its button to every person.",
    fix="Leave its tags out of the release build, or run init with --no-vconsole.",
    confidence="policy",
    source="seed:vconsole",
    page=check,
    bad=(
        html(_TAG, (1, 1)),
        html('<script src="./libs/vConsole.js"></script>', (1, 1)),
        html('<script src="https://connect.tiktok-minis.com/libs/eruda.js"></script>', (1, 1)),
    ),
    good=(
        Example({"index.html": _TAG}, is_output=False),
        html('<script src="./eruda-tools.js"></script>'),
    ),
)
