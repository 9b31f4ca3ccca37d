"""A `base` element that sends every relative address to another host."""

from collections.abc import Iterator

from localminis.checker.address import network_address
from localminis.checker.rule import Hit, PageSubject, html, restricted


def check(subject: PageSubject) -> Iterator[Hit]:
    """Report base elements with a foreign address."""
    for element in subject.markup.named("base"):
        address = network_address(element.value("href") or "")
        if address is not None:
            place = subject.markup.attribute_place(element, "href")
            yield Hit(f"Relative addresses lead to {address.host}.", place)


RULE = restricted(
    "LM211",
    "foreign-base",
    page=check,
    bad=(html('<head><base href="https://cdn.example.com/app/"></head>', (1, 13)),),
    good=(html('<head><base href="./"></head>'),),
)
