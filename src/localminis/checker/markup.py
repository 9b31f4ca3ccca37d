"""A page as a browser reads it: its elements with the places of their tags and attributes.

The checker's only module that knows the HTML parser. `project/page.py` reads pages, too, but for
places to edit in the original text of an entry page; here every element of any page counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from localminis.checker.finding import Place
from localminis.checker.source import Source

if TYPE_CHECKING:
    import turbohtml

SCRIPT_TYPES: Final = frozenset(
    {"", "module", "text/javascript", "application/javascript", "text/ecmascript",
     "application/ecmascript", "application/x-javascript"}
)  # fmt: skip
# Where a script element names its code, in HTML and in SVG.
ADDRESS_NAMES: Final = ("src", "href", "xlink:href")
_URL_ATTRIBUTES: Final = ("href", "src", "action", "formaction", "xlink:href", "data")
_VALUE: Final = re.compile(r"[^=\s]+\s*=\s*")
_CDATA: Final = re.compile(r"\s*<!\[CDATA\[(?P<code>.*)\]\]>\s*", re.DOTALL)
_CODE_URL: Final = re.compile(
    r"[\x00-\x20]*j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t\s*:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Element:
    """One element; offsets are characters of `Markup.text`, and `code` is raw text inside it."""

    tag: str
    attributes: dict[str, str]
    start: int
    end: int
    spans: dict[str, tuple[int, int]]
    code: str | None = None
    code_start: int = 0
    is_closed: bool = True

    def value(self, name: str) -> str | None:
        """Return an attribute's value without the blanks around it."""
        given = self.attributes.get(name)
        return None if given is None else given.strip()


class Fragment(NamedTuple):
    """A piece of script or style in a page, with the place where it begins."""

    code: str
    source: Source
    kind: str


class Markup:
    """A parsed page. Line ends are plain line feeds, as the parser counts them."""

    def __init__(self, text: str, *, line: int = 1) -> None:
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.source = Source(self.text.encode("utf-8", "replace"), line=line)
        # With scripting on, the content of <noscript> is text, as where a mini app runs.
        # Loading the parser takes long, and a check of what has not changed needs none.
        import turbohtml

        tree = turbohtml.parse(self.text, source_locations=True, scripting=True)
        self.elements = list(_elements(tree, self.text))

    @cached_property
    def _byte_offsets(self) -> list[int]:
        return list(
            accumulate((len(char.encode("utf-8", "replace")) for char in self.text), initial=0)
        )

    def _bytes_before(self, offset: int) -> int:
        if len(self.source.content) == len(self.text):
            return offset
        return self._byte_offsets[offset]

    def place(self, start: int, end: int) -> Place:
        """Describe a span of characters."""
        return self.source.place(self._bytes_before(start), self._bytes_before(end))

    def tag_place(self, element: Element) -> Place:
        """Describe an element's start tag."""
        return self.place(element.start, element.end)

    def attribute_place(self, element: Element, name: str) -> Place:
        """Describe an attribute, or the start tag where the parser kept no place."""
        span = element.spans.get(name)
        return self.tag_place(element) if span is None else self.place(*span)

    def named(self, *tags: str) -> Iterator[Element]:
        """Yield the elements with one of these names, in the order of the page."""
        return (element for element in self.elements if element.tag in tags)

    def scripts(self) -> Iterator[Element]:
        """Yield the script elements that a browser would run."""
        for element in self.named("script"):
            kind = (element.value("type") or "").lower()
            if kind.split(";")[0].strip() in SCRIPT_TYPES:
                yield element

    def inline_scripts(self) -> Iterator[Fragment]:
        """Yield the code of script elements without an address."""
        for element in self.scripts():
            if element.code and script_address(element) is None:
                kind = (element.value("lang") or element.value("type") or "").lower()
                # Escaped for the sake of XML, as in an SVG.
                escaped = _CDATA.fullmatch(element.code)
                code = element.code if escaped is None else escaped["code"]
                start = element.code_start + (0 if escaped is None else escaped.start("code"))
                yield self.fragment(code, start, kind)

    def inline_styles(self) -> Iterator[Fragment]:
        """Yield the text of style elements, and the style attributes that may load something."""
        for element in self.elements:
            if element.tag == "style" and element.code:
                yield self.fragment(element.code, element.code_start, "css")
            style = element.attributes.get("style")
            if style and "(" in style:
                yield self.fragment(style, self.value_start(element, "style"), "css")

    def handlers(self, *, is_component: bool = False) -> Iterator[Fragment]:
        """Yield the code of event attributes; a component's may be in braces, and are not it."""
        for element in self.elements:
            for name, value in element.attributes.items():
                is_event = name.startswith("on") and name != "on" and value.strip()
                if is_event and not (is_component and value.lstrip()[0] in "{`"):
                    yield self.fragment(value, self.value_start(element, name))

    def code_urls(self) -> Iterator[Fragment]:
        """Yield the code of `javascript:` addresses."""
        for element in self.elements:
            for name in _URL_ATTRIBUTES:
                value = element.attributes.get(name)
                match = _CODE_URL.match(value) if value else None
                if match is not None and value is not None:
                    start = self.value_start(element, name) + match.end()
                    yield self.fragment(value[match.end() :], start)

    def value_start(self, element: Element, name: str) -> int:
        """Find where a value is written; character references may shift what follows in it."""
        span = element.spans.get(name)
        if span is None:
            return element.start
        match = _VALUE.match(self.text, *span)
        if match is None:
            return span[0]
        return match.end() + (self.text[match.end() : match.end() + 1] in {'"', "'"})

    def fragment(self, code: str, start: int, kind: str = "") -> Fragment:
        """Cut out a piece of code that begins at an offset."""
        line, column = self.source.at(self._bytes_before(start))
        content = code.encode("utf-8", "replace")
        source = Source(content, is_script=kind != "css", line=line, column=column)
        return Fragment(code, source, kind)


def script_address(element: Element) -> str | None:
    """Return where a script element loads its code from, in HTML or SVG."""
    for name in ADDRESS_NAMES:
        if name in element.attributes:
            return element.value(name)
    return None


def _plain(value: object) -> str:
    # The parser gives attributes that are lists of words, such as `rel`, as lists.
    if isinstance(value, list):
        return " ".join(str(word) for word in value)
    return "" if value is None else str(value)


def _elements(tree: "turbohtml.Document", text: str) -> Iterator[Element]:
    for element in tree.iter_elements():
        location = element.source_location
        if location is None or location.start_tag is None:
            continue
        opening = location.start_tag
        code = None
        is_closed = location.end_tag is not None
        if element.tag in {"script", "style"}:
            end = len(text) if location.end_tag is None else location.end_tag.start_offset
            code = text[opening.end_offset : end]
        yield Element(
            tag=element.tag,
            attributes={name: _plain(value) for name, value in element.attrs.items()},
            start=opening.start_offset,
            end=opening.end_offset,
            spans={
                name: (span.start_offset, span.end_offset) for name, span in location.attrs.items()
            },
            code=code,
            code_start=opening.end_offset,
            is_closed=is_closed,
        )
