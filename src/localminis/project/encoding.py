"""The bytes of an entry page as text and back, in the encoding that the page declares.

Only ASCII is ever put into a page, so an encoding that Python does not know exactly is read byte by
byte: what was there comes back unchanged.
"""

import codecs
import re
from typing import NamedTuple

from localminis.project.model import EntryInvalid

# How far a browser looks for the declaration.
PRESCAN_BYTES = 1024

_COMMENT = re.compile(rb"<!--.*?(?:-->|$)", re.DOTALL)
_META = re.compile(
    rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*(?P<label>[A-Za-z0-9_:.+-]+)", re.IGNORECASE | re.DOTALL
)
# ASCII bytes are not always ASCII letters in these, so they cannot be read byte by byte.
_STATEFUL = frozenset({"iso2022_jp", "hz", "utf-7", "iso2022_kr"})
_BYTE_BY_BYTE = "latin-1"


class Encoded(NamedTuple):
    """A page's text, a byte order mark included, and the codec that turns it back into bytes."""

    text: str
    codec: str


def declared(content: bytes) -> str | None:
    """Return the encoding that a page's `<meta>` declares where browsers look for it, or None."""
    match = _META.search(_COMMENT.sub(b"", content[:PRESCAN_BYTES]))
    return match["label"].decode("ascii").lower() if match else None


def decode(content: bytes, name: str) -> Encoded:
    """Read a page's bytes: by its byte order mark, its declaration, or as UTF-8.

    Args:
        content: the whole page.
        name: how a refusal calls it.

    Raises:
        EntryInvalid: the bytes do not fit; names the first that does not.
    """
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            return _exactly(content, codec, name)
    label = None if content.startswith(codecs.BOM_UTF8) else declared(content)
    codec = "utf-8" if label is None else _codec_of(label)
    if codec == "utf-8":
        return _utf_8(content, name)
    if codec in _STATEFUL:
        return _exactly(content, codec, name)
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return Encoded(content.decode(_BYTE_BY_BYTE), _BYTE_BY_BYTE)
    is_exact = text.encode(codec, "replace") == content
    return Encoded(text, codec) if is_exact else Encoded(content.decode("latin-1"), "latin-1")


def encode(page: Encoded, text: str) -> bytes:
    """Write an edited page in the encoding that it came in."""
    return text.encode(page.codec)


def _codec_of(label: str) -> str:
    # In a `<meta>`, UTF-16 cannot be meant: nobody could have read it so far.
    if label.replace("_", "-").startswith("utf-16"):
        return "utf-8"
    try:
        return codecs.lookup(label).name
    except LookupError:
        return _BYTE_BY_BYTE


def _utf_8(content: bytes, name: str) -> Encoded:
    try:
        return Encoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as trouble:
        raise EntryInvalid(
            f"{name} is not UTF-8: byte 0x{content[trouble.start]:02x} at offset {trouble.start}. "
            "Save the page as UTF-8, or declare its encoding in a <meta charset> at its top."
        ) from None


def _exactly(content: bytes, codec: str, name: str) -> Encoded:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as trouble:
        raise EntryInvalid(
            f"{name} is not {codec}, as it says: the bytes at offset {trouble.start} do not fit. "
            "Save the page as UTF-8."
        ) from None
    if text.encode(codec) != content:
        raise EntryInvalid(f"{name} cannot be kept byte by byte in {codec}. Save it as UTF-8.")
    return Encoded(text, codec)
