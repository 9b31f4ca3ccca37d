"""vConsole in a finished build: a help while debugging that must not be shipped."""

from collections.abc import Iterator

from localminis.checker.address import is_console
from localminis.checker.markup import script_address
from localminis.checker.rule import WARNING, Example, Hit, PageSubject, Rule, html


def check(subject: PageSubject) -> Iterator[Hit]:
    """Report script elements that load vConsole; in sources they are wanted."""
    if not subject.around.is_final:
        return
    for element in subject.markup.named("script"):
        given = script_address(element)
        if given is not None and is_console(given):
            place = subject.markup.tag_place(element)
            yield Hit("The finished build loads vConsole.", place)


_TAG = '<script src="https://unpkg.com/vconsole@latest/dist/vconsole.min.js"></script>'

RULE = Rule(
    code="LM207",
    name="console-in-release",
    title="vConsole is for debugging",
    severity=WARNING,
    why="The debugging console is a foreign script, and it shows its button to every person.",
    fix="Leave its tags out of the release build, or run init with --no-vconsole.",
    confidence="policy",
    source="seed:vconsole",
    page=check,
    bad=(html(_TAG, (1, 1)), html('<script src="./libs/vConsole.js"></script>', (1, 1))),
    good=(Example({"index.html": _TAG}, is_output=False), html('<script src="a.js"></script>')),
)
