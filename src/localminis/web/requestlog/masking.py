"""Taking secrets out of what the log keeps: tokens, codes, client secrets, cookies.

A masked value keeps its kind and its last four characters, so that one token can be followed
through several calls.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

import msgspec

KEPT_BYTES: Final = 20_480
_MASK: Final = "***"
_TAIL: Final = 4
_SHORT: Final = 16
_NO_JSON: Final = object()
# What a request may carry; `code` is a login code there, and an error's name in an answer.
_SECRET_FIELDS: Final = frozenset(
    {"client_secret", "access_token", "refresh_token", "token", "code_verifier", "play_auth_token"}
)
_REQUEST_FIELDS: Final = _SECRET_FIELDS | {"code"}
_SECRET_HEADERS: Final = frozenset({b"cookie", b"set-cookie", b"proxy-authorization", b"x-api-key"})
# One for each kind, each beginning with its letters: only so does the search for it run fast.
_TOKENS: Final = {
    kind: re.compile(rf"{re.escape(kind)}(?<!\w{re.escape(kind)})[A-Za-z0-9_-]{{8,}}")
    for kind in ("act.", "rft.", "clt.")
}
# A JSON or form field whose value could not be reached otherwise: the body was broken or cut.
_BROKEN: Final = re.compile(
    r"((?:client_secret|access_token|refresh_token|code_verifier|\bcode|\btoken)"
    r"[\"']?\s*[=:]\s*[\"']?)([^\"'&\s,}]+)"
)


def value(text: str, name: str = "") -> str:
    """Mask one secret value; of a client secret nothing is left."""
    kind = text[:4] if text[:4] in _TOKENS else ""
    is_gone = len(text) < _SHORT or name == "client_secret"
    return _MASK if is_gone else f"{kind}{_MASK}{text[-_TAIL:]}"


class Read(NamedTuple):
    """The part of a body that is kept, how long all of it was, and its JSON, if it is some."""

    raw: bytes
    size_bytes: int
    document: Any

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is missing."""
        return self.size_bytes == len(self.raw)


def read(raw: bytes, *, size_bytes: int) -> Read:
    """Read a body, or its first part."""
    document = _NO_JSON
    if size_bytes == len(raw) and raw.lstrip()[:1] in {b"{", b"["}:
        with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            document = msgspec.json.decode(raw)
    return Read(raw, size_bytes, document)


def headers(pairs: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    """Return raw headers as text, credentials masked."""
    return [_header(name, held) for name, held in pairs]


@lru_cache(maxsize=512)  # callers and answers repeat themselves
def _header(raw_name: bytes, raw_value: bytes) -> tuple[str, str]:
    name, text = raw_name.lower(), raw_value.decode("latin-1")
    if name in _SECRET_HEADERS:
        text = _MASK
    elif name == b"authorization":
        scheme, space, credentials = text.partition(" ")
        text = f"{scheme} {value(credentials.strip())}" if space else value(text)
    return _clean(name.decode("latin-1")), without_tokens(text)


def query(raw: bytes) -> str:
    """Return a query string, secrets masked."""
    text = raw.decode("latin-1")
    return _form(text) if "=" in text else _clean(text)


def request_body(body: Read) -> str:
    """Return the body of a request, secrets masked, up to what is kept."""
    return _body(body, _REQUEST_FIELDS)


def response_body(body: Read) -> str:
    """Return the body of an answer, secrets masked, up to what is kept."""
    return _body(body, _SECRET_FIELDS)


def _body(body: Read, fields: frozenset[str]) -> str:
    raw = body.raw
    if body.document is not _NO_JSON:
        return _json(raw, body.document, fields)
    text = raw.decode("utf-8", "replace")
    if body.is_whole and "=" in text and not text.lstrip().startswith(("{", "[")):
        return _form(text)
    shown = without_tokens(_BROKEN.sub(rf"\1{_MASK}", text))
    cut = body.size_bytes - len(raw)
    return f"{shown}… and {cut} bytes more" if cut else shown


def _json(raw: bytes, document: Any, fields: frozenset[str]) -> str:
    try:
        is_changed = _mask(document, fields)
    except RecursionError:
        return f"JSON of {len(raw)} bytes, nested too deeply to be shown"
    shown = msgspec.json.encode(document) if is_changed else raw
    return without_tokens(shown.decode("utf-8", "replace"))


def _mask(document: Any, fields: frozenset[str]) -> bool:
    """Mask the secrets in a document of JSON, in place; returns whether there are any."""
    is_changed = False
    if isinstance(document, dict):
        for name, inside in document.items():
            if isinstance(inside, str):
                if name in fields:
                    document[name], is_changed = value(inside, name), True
            elif _mask(inside, fields):
                is_changed = True
    elif isinstance(document, list):
        for each in document:
            is_changed = _mask(each, fields) or is_changed
    return is_changed


def _form(text: str) -> str:
    if "%" not in text and "+" not in text:  # nothing is encoded, so it can be shown as it came
        return without_tokens("&".join(map(_part, text.split("&"))))
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=64)
    except ValueError:
        return without_tokens(_BROKEN.sub(rf"\1{_MASK}", text))
    shown = [(name, value(held, name) if name in _REQUEST_FIELDS else held) for name, held in pairs]
    return without_tokens(urlencode(shown, safe="*/:., "))


def _part(part: str) -> str:
    name, sign, held = part.partition("=")
    return f"{name}={value(held, name)}" if sign and name in _REQUEST_FIELDS else part


def without_tokens(text: str) -> str:
    """Return a text without the tokens that it repeats."""
    for kind, token in _TOKENS.items():
        if kind in text:
            text = token.sub(_masked, text)
    return _clean(text)


def _masked(found: re.Match[str]) -> str:
    return value(found[0])


def _clean(text: str) -> str:
    """Replace what a database cannot store: a NUL, and half of a surrogate pair."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
