"""The entry page does not load the SDK."""

from collections.abc import Iterator

from localminis.checker.markup import script_address
from localminis.checker.rule import ERROR, Example, Hit, PageSubject, Rule, html
from localminis.spec.config import SDK_URL

_SDK = f'<script src="{SDK_URL}"></script>'


def check(subject: PageSubject) -> Iterator[Hit]:
    """Report an entry page without the SDK's script."""
    from localminis.project.page import is_sdk

    if not subject.is_entry:
        return
    if not any(is_sdk(script_address(each)) for each in subject.markup.scripts()):
        yield Hit("The entry page does not load the SDK.", subject.markup.place(0, 0))


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
    ),
    good=(html(f"<head>{_SDK}</head>"), Example({"about.html": "<p>About</p>"})),
)
