"""`iframe` in a page, in JSX, or made by a script."""

from collections.abc import Iterator

from localminis.checker.injected import REACHES, made_elements
from localminis.checker.rule import (
    WARNING,
    Hit,
    PageSubject,
    ScriptSubject,
    html,
    js,
    restricted,
    ts,
)


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Report iframe elements, those in templates included."""
    for element in subject.markup.named("iframe", "frame"):
        yield Hit(f"The page has an {element.tag}.", subject.markup.tag_place(element))


def check_script(subject: ScriptSubject) -> Iterator[Hit]:
    """Report iframes that a script makes."""
    for made in made_elements(subject, "iframe"):
        severity = None if made.is_certain else WARNING
        message = (
            f"{made.made_by} makes an iframe."
            if made.is_certain
            else f"{made.made_by}() looks as if it made an iframe."
        )
        yield Hit(message, subject.script.place(made.node), severity)


RULE = restricted(
    "LM206",
    "iframe",
    page=check_page,
    script=check_script,
    reaches=REACHES,
    words=("iframe", "IFRAME"),
    bad=(
        html('<p><iframe src="a.html"></iframe>', (1, 4)),
        html("<template><IFRAME></IFRAME></template>", (1, 11)),
        js("document.createElement('iframe');", (1, 1)),
        js("const make = document.createElement.bind(document);\nmake('iframe');", (2, 1)),
        js("box.innerHTML = '<iframe src=\"' + address + '\"></iframe>';", (1, 17)),
        js("box.insertAdjacentHTML('beforeend', `<iframe src=${address}>`);", (1, 37)),
        js("box.outerHTML = `<p><IFRAME></IFRAME></p>`;", (1, 17)),
        js("document.write('<ifr' + 'ame src=a></ifr' + 'ame>');", (1, 16)),
        js("$('body').append('<iframe src=a>');", (1, 18)),
        js("range.createContextualFragment('<iframe>');", (1, 32)),
        js("_jsx('iframe', { src: address });", (1, 1)),
        js("(0, r.jsx)('iframe', { src: address });", (1, 1)),
        js("p('iframe', { src: address });", (1, 1)),
        ts("const view = <iframe src='a.html' />;", (1, 15)),
    ),
    good=(
        html("<!-- <iframe></iframe> --><p>iframe</p>"),
        html("<noscript><iframe src='a.html'></iframe></noscript>"),
        js("const tags = ['iframe', 'img']; switch (tag) { case 'iframe': break; }"),
        js("// document.createElement('iframe')\nreport('the <iframe> is gone');"),
        js("is('iframe'); document.createElement('div');"),
    ),
)
