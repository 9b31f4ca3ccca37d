"""HTML in flight: hosted scripts are answered locally, the shim is put first; no file changes.

Edits are splices into the bytes as they came, at places that the HTML parser names; everything else
stays as it was, byte for byte.
"""

import codecs
import html
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import turbohtml

from localminis.spec.restrictions import Mode

LOCAL_PREFIX: Final = "/__localminis__/"
SHIM_PATH: Final = LOCAL_PREFIX + "shim.js"
SDK_PATH: Final = LOCAL_PREFIX + "sdk/drama.js"
GAME_SDK_PATH: Final = LOCAL_PREFIX + "sdk/game.js"
PLAYER_PATH: Final = LOCAL_PREFIX + "sdk/player.js"
STANDALONE_PATH: Final = LOCAL_PREFIX + "sdk/standalone.js"
VCONSOLE_PATH: Final = LOCAL_PREFIX + "vconsole.min.js"
ERUDA_PATH: Final = LOCAL_PREFIX + "eruda.js"

# Source: seed:sdk-tag, contract:toolchain-3.5. The second is the older page's address, which both
# flavours had; there the project says which it is.
_SDK_PLACE: Final = ("connect.tiktok-minis.com", "/drama/sdk.js")
_OLD_SDK_PLACE: Final = ("developers.tiktok.com", "/js/minis.js")
_GAME_SDK_PLACE: Final = ("connect.tiktok-minis.com", "/game/sdk.js")
_ERUDA_PLACE: Final = ("connect.tiktok-minis.com", "/libs/eruda.js")
# Source: seed:vconsole, contract:toolchain-3.5. Networks take a version, a file name, both or none.
_VCONSOLE_PATHS: Final = {
    "unpkg.com": re.compile(r"/vconsole(@[^/]*)?(/(dist/vconsole(\.min)?\.js)?)?"),
    "cdn.jsdelivr.net": re.compile(r"/npm/vconsole(@[^/]*)?(/(dist/vconsole(\.min)?\.js)?)?"),
    "connect.tiktok-minis.com": re.compile(r"/libs/vConsole\.js"),
}
# What may stand before the first element without being part of it.
_PROLOGUE = re.compile(r"(?:\s+|<!--.*?-->|<[!?][^>]*>)*", re.DOTALL)
_DOCUMENT_START = re.compile(
    r"(?:\s+|<!--.*?-->|<\?[^>]*>)*<(?:!doctype|html|head)\b", re.IGNORECASE | re.DOTALL
)
# Attributes that only make sense for the hosted file: its hash, and how to fetch it from afar.
_HOSTED_ONLY: Final = ("integrity", "crossorigin")


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What the injected tags tell the scripts: the simulator's origin and the app's client key.

    `is_game` says which SDK the address stands for that both flavours had.
    `rules` is what the browser was told about the restrictions.
    """

    host: str
    client_key: str
    is_game: bool = False
    rules: Mode = "enforce"

    def attributes(self) -> str:
        """Write the marks as attributes of a script tag."""
        host, key = html.escape(self.host), html.escape(self.client_key)
        rules = "" if self.rules == "enforce" else f' data-rules="{self.rules}"'
        return f'data-host="{host}" data-client-key="{key}"{rules}'


def local_script(src: str, *, is_game: bool = False) -> str | None:
    """Return the local path that answers a hosted script, or None when it is not one of them.

    Args:
        is_game: the project is a game, so that the older address is the SDK for games.

    Source: seed:sdk-tag, seed:vconsole, contract:toolchain-3.5.
    """
    try:
        parts = urlsplit(src.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"}:
        return None
    known = {
        _SDK_PLACE: SDK_PATH,
        _GAME_SDK_PLACE: GAME_SDK_PATH,
        _OLD_SDK_PLACE: GAME_SDK_PATH if is_game else SDK_PATH,
        _ERUDA_PLACE: ERUDA_PATH,
    }.get((host, parts.path))
    if known is not None:
        return known
    pattern = _VCONSOLE_PATHS.get(host)
    if pattern is not None and pattern.fullmatch(parts.path):
        return VCONSOLE_PATH
    return None


def rewrite(body: bytes, marks: PageMarks, *, is_fragment_possible: bool = False) -> bytes:
    """Put the shim first into an HTML document and point hosted scripts at this server.

    Line numbers stay as they are, so that a report's line is the file's line.

    Args:
        body: a document in any encoding that contains ASCII, or UTF-16 with a byte order mark.
        marks: what the injected tags carry.
        is_fragment_possible: the page fetched this as data; without a document's own tags it is
            a fragment and gets no shim.
    """
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            text = body[len(mark) :].decode(encoding, "surrogatepass")
            text = _rewrite_text(text, marks, is_fragment_possible=is_fragment_possible)
            return mark + text.encode(encoding, "surrogatepass")
    mark = codecs.BOM_UTF8 if body.startswith(codecs.BOM_UTF8) else b""
    # One character per byte: positions in the text are positions in the bytes, whatever the
    # encoding, and only ASCII is looked at or put in.
    text = body[len(mark) :].decode("latin-1")
    text = _rewrite_text(text, marks, is_fragment_possible=is_fragment_possible)
    return mark + text.encode("latin-1")


def parse(text: str) -> turbohtml.Document:
    """Parse HTML so that the places of tags are offsets in `text`.

    The parser counts a CRLF as one character; a space in place of the CR keeps the count.
    """
    return turbohtml.parse(text.replace("\r\n", " \n"), source_locations=True)


def _rewrite_text(text: str, marks: PageMarks, *, is_fragment_possible: bool) -> str:
    document = parse(text)
    edits = []
    for script in document.find_all("script"):
        edits += _address_edits(script, "src", marks, f" {marks.attributes()}")
    for link in document.find_all("link"):
        # A preload of the hosted file would be refused as a foreign script.
        edits += _address_edits(link, "href", marks, "")
    if not is_fragment_possible or _DOCUMENT_START.match(text):
        at = _first_place(document, text)
        edits.append((at, at, f'<script src="{SHIM_PATH}" {marks.attributes()}></script>'))
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def _address_edits(
    element: Any, name: str, marks: PageMarks, also: str
) -> list[tuple[int, int, str]]:
    address = element.attrs.get(name)
    is_text = isinstance(address, str)
    local = local_script(address, is_game=marks.is_game) if is_text else None
    if local is None or element.source_location is None:
        return []
    spans = element.source_location.attrs
    span = spans[name]
    edits = [(span.start_offset, span.end_offset, f'{name}="{local}"{also}')]
    edits += [
        (spans[each].start_offset, spans[each].end_offset, "")
        for each in _HOSTED_ONLY
        if each in spans
    ]
    return edits


def _first_place(document: turbohtml.Document, text: str) -> int:
    for name in ("head", "html"):
        element = document.find(name)
        location = None if element is None else element.source_location
        if location is not None and location.start_tag is not None:
            return int(location.start_tag.end_offset)
    prologue = _PROLOGUE.match(text)
    return prologue.end() if prologue else 0
