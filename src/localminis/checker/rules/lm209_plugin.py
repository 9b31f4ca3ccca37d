"""`object` and `embed`, which frame foreign content as an iframe does."""

from collections.abc import Iterator

from localminis.checker.injected import REACHES, made_elements
from localminis.checker.rule import Hit, PageSubject, ScriptSubject, html, js, restricted, ts


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Report the elements in a page."""
    for element in subject.markup.named("object", "embed", "applet"):
        yield Hit(f"The page has an {element.tag} element.", subject.markup.tag_place(element))


def check_script(subject: ScriptSubject) -> Iterator[Hit]:
    """Report the elements that a script makes."""
    for tag in _TAGS:
        for made in made_elements(subject, tag):
            if made.is_certain:
                message = f"{made.made_by} makes an {tag} element."
                yield Hit(message, subject.script.place(made.node))


_TAGS = ("object", "embed")

RULE = restricted(
    "LM209",
    "plugin",
    page=check_page,
    script=check_script,
    reaches=REACHES,
    words=_TAGS,
    bad=(
        html('<object data="a.pdf"></object>', (1, 1)),
        html('<p>\n<embed src="a.pdf">', (2, 1)),
        js("document.createElement('embed');", (1, 1)),
        js("_jsx('object', { data: 'a.pdf' });", (1, 1)),
        js("box.innerHTML = '<embed src=a.pdf>';", (1, 17)),
        ts("const tag = <object data='a.pdf' />;", (1, 14)),
    ),
    good=(
        js("const object = {}; typeof object === 'object'; 'object' == typeof a;"),
        js("check('object', { a: 1 }); is('object'); kinds = ['object', 'string'];"),
        html("<p>object</p>"),
    ),
)
