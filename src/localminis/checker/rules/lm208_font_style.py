"""A style sheet from a font host: fonts may be foreign, the sheet that names them perhaps not."""

from collections.abc import Iterator

from localminis.checker.address import FONT_HOSTS, network_address
from localminis.checker.injected import REACHES
from localminis.checker.injected_sheets import WORDS, injected_sheets
from localminis.checker.rule import (
    INFO,
    Hit,
    PageSubject,
    Rule,
    ScriptSubject,
    SheetSubject,
    css,
    html,
    js,
)


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Mention links to style sheets of font hosts."""
    for element in subject.markup.named("link"):
        address = network_address(element.value("href") or "")
        is_sheet = "stylesheet" in (element.value("rel") or "").lower().split()
        if is_sheet and address is not None and address.host in FONT_HOSTS:
            place = subject.markup.attribute_place(element, "href")
            yield Hit(f"The fonts' style sheet comes from {address.host}.", place)


def check_sheet(subject: SheetSubject) -> Iterator[Hit]:
    """Mention imports of style sheets of font hosts."""
    for imported in subject.sheet.imports():
        address = network_address(imported.address)
        if address is not None and address.host in FONT_HOSTS:
            yield Hit(f"The fonts' style sheet comes from {address.host}.", imported.place)


def check_script(subject: ScriptSubject) -> Iterator[Hit]:
    """Mention style sheets of font hosts that a script puts into the page."""
    for injected in injected_sheets(subject):
        host = injected.address.host
        if host in FONT_HOSTS:
            message = f"The fonts' style sheet comes from {host}."
            yield Hit(message, subject.script.place(injected.node))


RULE = Rule(
    code="LM208",
    name="font-style",
    title="A font host's style sheet is a foreign style sheet",
    severity=INFO,
    why="Fonts are the written exception, and published apps load such sheets; nothing says that "
    "the sheet itself is excepted.",
    fix="To be safe, copy the @font-face rules into your own style sheet.",
    confidence="observed",
    source="contract:toolchain-6",
    page=check_page,
    sheet=check_sheet,
    script=check_script,
    reaches=REACHES,
    words=WORDS,
    bad=(
        html('<link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=A">', (1, 24)),
        css("@import url(https://fonts.googleapis.com/css2?family=A);", (1, 1)),
        js(
            "const l = document.createElement('link');\nl.rel = 'stylesheet';\n"
            "l.href = 'https://fonts.googleapis.com/css2?family=A';",
            (3, 10),
        ),
    ),
    good=(
        css("@font-face { font-family: A; src: url(https://fonts.gstatic.com/a.woff2); }"),
        html('<link rel="preconnect" href="https://fonts.googleapis.com">'),
    ),
)
