"""The entry page does not load the SDK."""

from collections.abc import Iterator

from localminis.checker.markup import script_address
from localminis.checker.rule import ERROR, WARNING, Example, Hit, PageSubject, Rule, html
from localminis.spec.config import SDK_GAME_URL, SDK_URL, SDK_URL_OF, Flavour

_SDK = f'<script src="{SDK_URL}"></script>'


def check(subject: PageSubject) -> Iterator[Hit]:
    """Report an entry page without the SDK's script, or with the one of another kind of app."""
    from localminis.project.page import is_sdk

    if not subject.is_entry:
        return
    markup, flavour = subject.markup, subject.around.flavour
    loaded = [each for each in markup.scripts() if is_sdk(script_address(each))]
    if not loaded:
        yield Hit("The entry page does not load the SDK.", markup.place(0, 0))
        return
    other: Flavour = "minis" if flavour == "minigame" else "minigame"
    if all(is_sdk(script_address(each), [SDK_URL_OF[other]]) for each in loaded):
        message = f"This is the SDK of another kind of app; the one here is {SDK_URL_OF[flavour]}."
        yield Hit(message, markup.tag_place(loaded[0]), WARNING)


RULE = Rule(
    code="LM501",
    name="sdk-missing",
    title="The entry page must load the SDK",
    severity=ERROR,
    why="Without the SDK there is no login, no payment and no TTMinis object.",
    fix="Run `localminis init`, which puts the SDK's tag first into the page.",
    confidence="documented",
    source="seed:sdk-tag",
    page=check,
    bad=(
        html("<head><script src='a.js'></script></head>", (1, 1)),
        html(f"<!-- {_SDK} -->", (1, 1)),
        html(f'<head>\n<script src="{SDK_GAME_URL}"></script>', (2, 1)),
    ),
    good=(html(f"<head>{_SDK}</head>"), Example({"about.html": "<p>About</p>"})),
)
