"""Code in the templates of components: Vue's attributes, the braces of Svelte and Astro.

These files are read as pages, so what stands in them is code of a language of their own. An
expression that cannot be read is passed over: it may be right in a way that nobody here knows.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from localminis.checker.markup import Element, Markup

COMPONENTS: Final = frozenset({".vue", ".svelte", ".astro"})
_BRACED: Final = frozenset({".svelte", ".astro"})
_DIRECTIVE: Final = re.compile(r"@|:|v-(?!for\b|slot\b)")
_BLOCK: Final = re.compile(r"\{\s*(?:[#:/@][a-z]+(?:\s+if\b)?)?")
_AFTER_EACH: Final = re.compile(r"\s+(?:as|then)\s+[^{}]*$")
_FRONTMATTER: Final = re.compile(r"\s*---\n(?P<code>.*?\n)---(?:\n|$)", re.DOTALL)
_OPENING: Final = re.compile(r"<!--.*?-->|(?P<brace>\{)", re.DOTALL)
_INSIDE: Final = re.compile(
    r"(?P<brace>[{}])|//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL
)


class Piece(NamedTuple):
    """Code in a template, and where it begins in the text of the page."""

    code: str
    start: int


def is_component(path: str) -> bool:
    """Tell whether a page is a component whose attributes and braces hold code."""
    return PurePosixPath(path).suffix.lower() in COMPONENTS


def pieces(path: str, markup: Markup) -> Iterator[Piece]:
    """Yield the code of a component outside of its scripts."""
    if PurePosixPath(path).suffix.lower() not in _BRACED:
        yield from _directives(markup)
        return
    first = _FRONTMATTER.match(markup.text) if path.lower().endswith(".astro") else None
    if first is not None:
        yield Piece(first["code"], first.start("code"))
    yield from _braces(markup, 0 if first is None else first.end())


def _directives(markup: Markup) -> Iterator[Piece]:
    for element in markup.elements:
        for name, value in element.attributes.items():
            if _DIRECTIVE.match(name) and value.strip():
                yield Piece(value, markup.value_start(element, name))


def _braces(markup: Markup, start: int) -> Iterator[Piece]:
    """Yield what stands in outer braces, those in scripts and style sheets left out."""
    text, raw = markup.text, [_span(it) for it in markup.elements if it.code is not None]
    while (opening := _OPENING.search(text, start)) is not None:
        around = next((last for first, last in raw if first <= opening.start() < last), None)
        if around is not None or opening["brace"] is None:
            start = around or opening.end()
            continue
        end = _closing(text, opening.end())
        head = _BLOCK.match(text, opening.start())
        assert head is not None
        yield Piece(_AFTER_EACH.sub("", text[head.end() : end]), head.end())
        start = end + 1


def _closing(text: str, start: int) -> int:
    """Return where the brace that was opened before an offset is closed, or the text's end."""
    depth = 1
    for match in _INSIDE.finditer(text, start):
        if match["brace"]:
            depth += 1 if match["brace"] == "{" else -1
        if depth == 0:
            return match.start()
    return len(text)


def _span(element: Element) -> tuple[int, int]:
    return element.start, element.code_start + len(element.code or "")
