"""`object` and `embed`, which frame foreign content as an iframe does."""

from collections.abc import Iterator

from localminis.checker.injected import REACHES, created
from localminis.checker.rule import Hit, PageSubject, ScriptSubject, html, js, restricted


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Report the elements in a page."""
    for element in subject.markup.named("object", "embed", "applet"):
        yield Hit(f"The page has an {element.tag} element.", subject.markup.tag_place(element))


def check_script(subject: ScriptSubject) -> Iterator[Hit]:
    """Report the elements that a script makes."""
    for tag in ("object", "embed"):
        for call in created(subject, tag):
            yield Hit(f"createElement makes an {tag} element.", subject.script.place(call))


RULE = restricted(
    "LM209",
    "plugin",
    page=check_page,
    script=check_script,
    reaches=REACHES,
    bad=(
        html('<object data="a.pdf"></object>', (1, 1)),
        html('<p>\n<embed src="a.pdf">', (2, 1)),
        js("document.createElement('embed');", (1, 1)),
    ),
    good=(js("const object = {}; typeof object === 'object';"), html("<p>object</p>")),
)
