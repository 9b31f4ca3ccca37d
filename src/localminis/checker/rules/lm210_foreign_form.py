"""Forms that are sent to another host."""

from collections.abc import Iterator

from localminis.checker.address import network_address
from localminis.checker.rule import Hit, PageSubject, html, restricted


def check(subject: PageSubject) -> Iterator[Hit]:
    """Report forms and buttons with a foreign address."""
    markup = subject.markup
    for element in markup.elements:
        name = "action" if element.tag == "form" else "formaction"
        address = network_address(element.value(name) or "")
        if address is not None:
            place = markup.attribute_place(element, name)
            yield Hit(f"A form is sent to {address.host}.", place)


RULE = restricted(
    "LM210",
    "foreign-form",
    page=check,
    bad=(
        html('<form action="https://api.example.com/buy"></form>', (1, 7)),
        html('<form><button formaction="//api.example.com/buy">Buy</button></form>', (1, 15)),
    ),
    good=(html('<form action="/search"><button>Go</button></form><form></form>'),),
)
