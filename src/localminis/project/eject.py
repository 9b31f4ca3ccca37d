"""Taking out of a page what `init` put in: the elements that have exactly the form we write.

Nobody keeps a record of what was injected, so the proof is the other way round: what is left, given
to `html.inject` again, must become the page as it was.
"""

import json
import re
from collections.abc import Callable
from typing import NamedTuple

from localminis.project import html
from localminis.project.html import Vconsole
from localminis.project.page import Page, Script
from localminis.spec import config as spec
from localminis.spec.config import Flavour

_CONSOLES: tuple[Vconsole, ...] = ("unpkg", "sdk-host", "eruda")
_INIT = re.compile(
    r"<script>(?P<call>TTMinis(?:\.game)?\.init)"
    r"\(\{ clientKey: (?P<key>\"(?:[^\"\\]|\\.)*\") \}\);</script>"
)


class Ejection(NamedTuple):
    """A page without our elements, and what they were."""

    text: str
    removed: tuple[str, ...]


class _Ours(NamedTuple):
    """Our elements in a page: what each is, and its span in the text."""

    spans: list[tuple[int, int]]
    removed: list[str]
    client_key: str
    vconsole: Vconsole


class _Console(NamedTuple):
    """The two elements of a console of ours: which one, and their spans in the text."""

    kind: Vconsole
    spans: list[tuple[int, int]]


def eject(text: str, flavour: Flavour = "minis") -> Ejection:
    """Remove what `html.inject` puts in, and give back the page as it was before.

    An element that somebody else wrote in exactly our form is taken for ours.

    Args:
        text: the page; a byte order mark may come first.
        flavour: only this flavour's SDK and init call are taken for ours.
    """
    page = Page(text)
    if page.unclosed_script_line is not None:
        return Ejection(text, ())
    ours = _ours(page, flavour)
    if not ours.spans:
        return Ejection(text, ())
    widenings: list[Callable[[str, int, int], tuple[int, int]]] = [_back, _forth, _alone]
    for widen in widenings:
        rest = _without(text, [widen(text, *span) for span in ours.spans])
        again = html.inject(
            rest, client_key=ours.client_key, vconsole=ours.vconsole, flavour=flavour
        )
        if again.text == text:
            return Ejection(rest, tuple(ours.removed))
    # Somebody has edited around them since: each goes with its line, where it has one of its own.
    spans = [_line(text, *span) for span in ours.spans]
    return Ejection(_without(text, spans), tuple(ours.removed))


def _ours(page: Page, flavour: Flavour) -> _Ours:
    ours = _Ours([], [], spec.CLIENT_KEY_PLACEHOLDER, "none")
    sdk_tag, _ = html.elements("", "none", flavour)
    for script in page.scripts:
        written = page.lf[script.start : script.end]
        init = _INIT.fullmatch(written)
        if written == sdk_tag and script is page.sdk:
            _take(page, ours, script, "SDK script")
        elif init and init["call"] == spec.INIT_CALL_OF[flavour]:
            _take(page, ours, script, f"{init['call']} call")
            ours = ours._replace(client_key=json.loads(init["key"]))
    console = _console(page)
    if console is None:
        return ours
    ours.removed.append(html.CONSOLE_NAMES[console.kind])
    ours.spans.extend(console.spans)
    return ours._replace(vconsole=console.kind)


def without_console(text: str) -> tuple[str, Vconsole | None]:
    """Take out the console that init put into a page, and tell which one it was, if any."""
    page = Page(text)
    console = None if page.unclosed_script_line is not None else _console(page)
    if console is None:
        return text, None
    return _without(text, [_line(text, *span) for span in console.spans]), console.kind


def _console(page: Page) -> _Console | None:
    for kind in _CONSOLES:
        load, start = html.console_elements(kind)
        for first, second in zip(page.scripts, page.scripts[1:], strict=False):
            pair = [page.lf[it.start : it.end] for it in (first, second)]
            if pair == [load, start] and page.are_neighbours(first, second):
                spans = [(page.original(it.start), page.original(it.end)) for it in (first, second)]
                return _Console(kind, spans)
    return None


def _take(page: Page, ours: _Ours, script: Script, what: str) -> None:
    ours.spans.append((page.original(script.start), page.original(script.end)))
    ours.removed.append(what)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _back(text: str, start: int, end: int) -> tuple[int, int]:
    before = text[:start].rstrip(" \t")
    for newline in ("\r\n", "\n", "\r"):
        if before.endswith(newline):
            return len(before) - len(newline), end
    return start, end


def _forth(text: str, start: int, end: int) -> tuple[int, int]:
    for newline in ("\r\n", "\n", "\r"):
        if text.startswith(newline, end):
            return start, end + len(newline)
    return start, end


def _alone(text: str, start: int, end: int) -> tuple[int, int]:  # noqa: ARG001 - same shape as its siblings
    return start, end


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    wide_start, _ = _back(text, start, end)
    rest = re.compile(r"[ \t]*(?=[\r\n]|\Z)").match(text, end)
    return (wide_start, rest.end()) if rest and wide_start != start else (start, end)
