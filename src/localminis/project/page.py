"""The places in an entry page: where `<head>` begins, which scripts run, what they load and call.

The only module that knows the HTML parser. It reads; `html.py` edits.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

import turbohtml

from localminis.project.config.jsonc import BOM
from localminis.spec import config as spec

_SCRIPT_TYPES = frozenset(
    {"", "module", "text/javascript", "application/javascript", "text/ecmascript"}
)
# What can hide the words we look for, then the words. A regular expression literal with a quote in
# it can hide a call; then a page gets a second call, and that one is seen the next time.
_HIDING = (
    r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/"
    r"|\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`"
)
# Both documented forms: `TTMinis.init(…)`, `TTMinis(…)`, and the games' `TTMinis.game.init(…)`.
_INIT_CALL = re.compile(
    _HIDING + r"|(?P<call>\bTTMinis\s*(?:\??\.\s*(?:game\s*\??\.\s*)?init\s*)?(?:\?\.\s*)?\()",
    re.DOTALL,
)
# vConsole's constructor, and the start of eruda, which games get.
_CONSOLE_CALL = re.compile(
    _HIDING + r"|(?P<call>\bnew\s+(?:window\s*\.\s*)?VConsole\b|\beruda\s*\.\s*init\s*\()",
    re.DOTALL,
)
_KEY = re.compile(r"\bclientKey['\"]?\s*:\s*(?P<quoted>\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`)")
_NEWLINE = re.compile(r"\r\n|\n|\r")
_BLANKS = re.compile(r"[ \t]*+")
_NEXT_LINE = re.compile(r"\n(?P<indent>[ \t]*+)(?P<content>[^\n]++)")


@dataclass(frozen=True, slots=True)
class Script:
    """A script that a browser would run; the offsets are places in `Page.lf`.

    `code` is the text of an inline script and begins at `code_start`; `delay` is the attribute that
    makes the browser run it later, if there is one.
    """

    src: str | None
    code: str
    start: int
    code_start: int
    end: int
    delay: str | None


class Key(NamedTuple):
    """The client key in an init call; `start` and `end` enclose it with its quotes."""

    value: str
    start: int
    end: int


class Page:
    """A page's text and the places in it.

    The parser counts a CRLF as one character, so all places are offsets of `lf`, the text with
    plain line feeds; `original` translates.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lf = text.replace("\r\n", "\n").replace("\r", "\n")
        # Where in `lf` a line feed stands for two characters of `text`.
        self.pairs = [
            match.start() - earlier for earlier, match in enumerate(re.finditer("\r\n", text))
        ]
        self.start = 1 if text.startswith(BOM) else 0
        # With scripting on, the content of <noscript> is text, as in the browsers that run the SDK.
        self.tree = turbohtml.parse(self.lf[self.start :], source_locations=True, scripting=True)
        self.unclosed_script_line: int | None = None
        self.scripts = list(self._scripts())
        self.head_start = self._head_start()

    @property
    def sdk(self) -> Script | None:
        """The script that loads the SDK."""
        return next((script for script in self.scripts if is_sdk(script.src)), None)

    @property
    def init(self) -> Script | None:
        """The first inline script that calls `TTMinis.init`."""
        return next((script for script in self.scripts if _has(_INIT_CALL, script.code)), None)

    @property
    def has_console(self) -> bool:
        """Whether some script loads an on-device console, vConsole or eruda, or starts one."""
        return any(_is_console(it.src) or _has(_CONSOLE_CALL, it.code) for it in self.scripts)

    def init_key(self, init: Script) -> Key | None:
        """Find the client key in an init call, if it is written there as a plain text."""
        match = _KEY.search(init.code)
        if match is None:
            return None
        quoted = match["quoted"]
        start = init.code_start + match.start("quoted")
        return Key(quoted[1:-1], start, start + len(quoted))

    def are_neighbours(self, first: Script, second: Script) -> bool:
        """Tell whether only white space stands between two scripts, in this order."""
        return first.end <= second.start and not self.lf[first.end : second.start].strip()

    def original(self, offset: int) -> int:
        """Translate an offset of `lf` into one of `text`."""
        return offset + bisect_left(self.pairs, offset)

    def line(self, offset: int) -> int:
        """Return the line of an offset, from 1."""
        return self.lf.count("\n", 0, offset) + 1

    def block(self, at: int, elements: list[str]) -> tuple[int, str]:
        """Lay out elements for insertion at `at`, each on its own line where lines are in use.

        Returns:
            The offset of `lf` to insert at, and the text to insert.
        """
        line_end = self._blanks_end(at)
        if self.lf.startswith("\n", line_end):
            newline = self._newline(self.original(line_end))
            indent = self._indent(at)
            return line_end, "".join(newline + indent + element for element in elements)
        if at == self.start or self.lf.startswith("\n", at - 1):
            newline = self._newline(0)
            return at, "".join(element + newline for element in elements)
        return at, "".join(elements)

    def _blanks_end(self, at: int) -> int:
        match = _BLANKS.match(self.lf, at)
        assert match is not None
        return match.end()

    def _newline(self, start: int) -> str:
        match = _NEWLINE.search(self.text, start)
        return match[0] if match else "\n"

    def _indent(self, at: int) -> str:
        line_start = self.lf.rfind("\n", 0, at) + 1
        here = self.lf[max(line_start, self.start) : self._blanks_end(max(line_start, self.start))]
        if at != self.head_start:
            return here
        following = _NEXT_LINE.search(self.lf, at)
        if following is None:
            return here
        if following["content"].startswith("</"):
            return here + "  "
        return following["indent"]

    def _scripts(self) -> Iterator[Script]:
        for element in self.tree.iter_elements():
            if element.tag != "script" or element.namespace != turbohtml.Namespace.HTML:
                continue
            if any(getattr(above, "tag", None) == "template" for above in element.ancestors):
                continue
            opening = self._start_tag(element)
            location = element.source_location
            if opening is None or location is None:
                continue
            if location.end_tag is None:
                self.unclosed_script_line = self.line(opening[0])
                continue
            kind = str(element.attrs.get("type") or "").strip().lower()
            if kind not in _SCRIPT_TYPES:
                continue
            closing = location.end_tag
            code = self.lf[opening[1] : closing.start_offset + self.start]
            yield _script(element, kind, opening, code, closing.end_offset + self.start)

    def _start_tag(self, element: turbohtml.Element) -> tuple[int, int] | None:
        location = element.source_location
        if location is None or location.start_tag is None:
            return None
        start = location.start_tag.start_offset + self.start
        written = self.lf[start : start + 1 + len(element.tag)].lower()
        assert written == f"<{element.tag}", "the parser's places do not fit the text"
        return start, location.start_tag.end_offset + self.start

    def _head_start(self) -> int:
        """Find where the first child of `<head>` begins, also where the page writes no such tag."""
        for name in ("head", "html"):
            element = next(it for it in self.tree.iter_elements() if it.tag == name)
            opening = self._start_tag(element)
            if opening is not None:
                return opening[1]
        return self._doctype_end()

    def _doctype_end(self) -> int:
        # Only the tokenizer knows the place of a doctype. Nothing may stand before it but comments
        # and white space, so the first one is it, and it ends at the next `>` whatever it holds.
        if not any(isinstance(child, turbohtml.Doctype) for child in self.tree.children):
            return self.start
        lines = self.lf[self.start :].split("\n")
        for token in turbohtml.tokenize(self.lf[self.start :]):
            if token.type is turbohtml.TokenType.DOCTYPE:
                before = sum(len(line) + 1 for line in lines[: token.line - 1]) + token.col
                return self.lf.find(">", before + self.start) + 1 or self.start
        return self.start


def is_sdk(src: str | None, urls: Iterable[str] = spec.SDK_URLS) -> bool:
    """Tell whether a script's address is the SDK's, in any of its documented places.

    Args:
        urls: the places that count; one of them, to ask for one flavour.
    """
    return src is not None and any(_same_place(src, url) for url in urls)


def _script(
    element: turbohtml.Element, kind: str, opening: tuple[int, int], code: str, end: int
) -> Script:
    src = element.attrs.get("src")
    late = [name for name in ("async", "defer") if name in element.attrs]
    if kind == "module":
        late.append('type="module"')
    return Script(
        src=None if src is None else str(src),
        code=code if src is None else "",
        start=opening[0],
        code_start=opening[1],
        end=end,
        delay=" ".join(late) or None,
    )


def _has(call: re.Pattern[str], code: str) -> bool:
    return any(match["call"] is not None for match in call.finditer(code))


def _same_place(src: str, url: str) -> bool:
    try:
        given = urlsplit(src.strip())
    except ValueError:
        return False
    known = urlsplit(url)
    return (
        given.scheme in {"", "http", "https"}
        and given.netloc.lower() == known.netloc
        and given.path == known.path
    )


def _is_console(src: str | None) -> bool:
    if src is None:
        return False
    name = re.split(r"[?#]", src.strip())[0].rsplit("/", 1)[-1].lower()
    return re.fullmatch(r"(?:vconsole|eruda)(@[^/]*)?(\.min)?(\.js)?", name) is not None
