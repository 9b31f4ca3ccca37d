"""Style sheets from another host, in a page or by `@import`; font hosts are the exception."""

from collections.abc import Iterator

from localminis.checker.address import FONT_HOSTS, SDK_HOSTS, network_address
from localminis.checker.markup import Element
from localminis.checker.rule import Hit, PageSubject, SheetSubject, css, html, restricted


def is_style_link(element: Element) -> bool:
    """Tell whether a link element loads a style sheet, now or ahead of time."""
    relations = (element.value("rel") or "").lower().split()
    is_ahead = not {"preload", "prefetch"}.isdisjoint(relations)
    return "stylesheet" in relations or (
        is_ahead and (element.value("as") or "").lower() == "style"
    )


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Report foreign style sheets that a page links."""
    markup = subject.markup
    for element in markup.named("link"):
        if not is_style_link(element):
            continue
        address = network_address(element.value("href") or "")
        if address is not None and address.host not in FONT_HOSTS | SDK_HOSTS:
            place = markup.attribute_place(element, "href")
            yield Hit(f"A style sheet is loaded from {address.host}.", place)


def check_sheet(subject: SheetSubject) -> Iterator[Hit]:
    """Report foreign style sheets that a style sheet imports."""
    for imported in subject.sheet.imports():
        address = network_address(imported.address)
        if address is not None and address.host not in FONT_HOSTS | SDK_HOSTS:
            yield Hit(f"A style sheet is imported from {address.host}.", imported.place)


RULE = restricted(
    "LM202",
    "foreign-style",
    page=check_page,
    sheet=check_sheet,
    bad=(
        html('<link rel="stylesheet" href="https://cdn.example.com/a.css">', (1, 24)),
        html("<link rel='preload stylesheet' href=//cdn.example.com/a.css>", (1, 32)),
        html("<link rel=preload as=style href='https://cdn.example.com/a.css'>", (1, 28)),
        css('@import "https://cdn.example.com/a.css";', (1, 1)),
        css("a {}\n@IMPORT url(//cdn.example.com/a.css) screen;", (2, 1)),
        css("@\\69mport url('https://cdn.example.com/a.css');", (1, 1)),
        html("<style>\n@import 'https://cdn.example.com/a.css';</style>", (2, 1)),
    ),
    good=(
        html(
            '<link rel="stylesheet" href="a.css"><link rel="icon" href="https://x.example/i.png">'
        ),
        html('<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=Inter">'),
        css("/* @import 'https://cdn.example.com/a.css'; */ @import 'b.css';"),
        css("a::before { content: '@import url(https://cdn.example.com/a.css)'; }"),
        css("@font-face { font-family: A; src: url(https://cdn.example.com/a.woff2); }"),
    ),
)
