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
# What a request may carry, without marks between the words and in small letters: what is spelt
# wrongly is a secret all the same. `code` is a login code there, and an error's name in an answer.
_SECRET_NAMES: Final = frozenset(
    {"secret", "clientsecret", "appsecret", "token", "accesstoken", "refreshtoken", "playauthtoken"}
    | {"codeverifier"}
)
_REQUEST_NAMES: Final = _SECRET_NAMES | {"code"}
_NO_LETTER: Final = re.compile(r"[^a-z]+")
_SECRET_HEADERS: Final = frozenset({b"cookie", b"set-cookie", b"proxy-authorization", b"x-api-key"})
# One for each kind, each beginning with its letters: only so does the search for it run fast.
_TOKENS: Final = {
    kind: re.compile(rf"{re.escape(kind)}(?<!\w{re.escape(kind)})[A-Za-z0-9_-]{{8,}}")
    for kind in ("act.", "rft.", "clt.")
}
# A field whose value could not be reached otherwise: the body was broken, cut, or of another kind
# than it says. What stands between may be a JSON text's own marks, or the head of a form's part.
_BROKEN: Final = re.compile(
    r"""((?:(?:client|app)[_-]?secret|(?:access|refresh)[_-]?token|code[_-]?verifier
        |\bsecret|\bcode|\btoken)
        (?:[\\\]\["'\s]|%5[BD]){0,8}
        (?:[=:>]|%3[AD]|(?<=["'])(?:[ ;][^\r\n]{0,200})?(?:\r?\n[^\r\n]{1,200}){0,4}\r?\n\r?\n
            |(?<=\n))
        [\\\["'\s]{0,8})
        ([^"'&\s,;}<\\]+)""",
    re.IGNORECASE | re.VERBOSE,
)
# A form in which every field stands where it should, so that its name tells whether it is secret.
_PLAIN_FORM: Final = re.compile(r"[\w.~*+%=&!-]*", re.ASCII)


def value(text: str, name: str = "") -> str:
    """Mask one secret value; of a client secret nothing is left."""
    kind = text[:4] if text[:4] in _TOKENS else ""
    is_gone = len(text) < _SHORT or _plain(name).endswith("secret")
    return _MASK if is_gone else f"{kind}{_MASK}{text[-_TAIL:]}"


@lru_cache(maxsize=512)  # the same few, again and again
def _plain(name: str) -> str:
    return _NO_LETTER.sub("", name.lower())


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
    known = name.decode("latin-1")
    if name in _SECRET_HEADERS:
        text = _MASK
    elif name == b"authorization":
        scheme, space, credentials = text.partition(" ")
        # A key and a secret in base64 show a part of the secret at their end.
        kind = "client_secret" if scheme.lower() == "basic" else ""
        text = f"{scheme} {value(credentials.strip(), kind)}" if space else value(text)
    elif _plain(known).removeprefix("x") in _SECRET_NAMES:
        text = value(text, known)
    return _clean(known), without_tokens(text)


def query(raw: bytes) -> str:
    """Return a query string, secrets masked."""
    text = raw.decode("latin-1")
    return _form(text) if "=" in text else without_tokens(_BROKEN.sub(rf"\1{_MASK}", text))


def request_body(body: Read) -> str:
    """Return the body of a request, secrets masked, up to what is kept."""
    return _body(body, _REQUEST_NAMES)


def response_body(body: Read) -> str:
    """Return the body of an answer, secrets masked, up to what is kept."""
    return _body(body, _SECRET_NAMES)


def _body(body: Read, names: frozenset[str]) -> str:
    raw = body.raw
    if body.document is not _NO_JSON:
        return _json(raw, body.document, names)
    text = raw.decode("utf-8", "replace")
    if body.is_whole and "=" in text and not text.lstrip().startswith(("{", "[")):
        return _form(text)
    shown = without_tokens(_BROKEN.sub(rf"\1{_MASK}", text))
    cut = body.size_bytes - len(raw)
    return f"{shown}… and {cut} bytes more" if cut else shown


def _json(raw: bytes, document: Any, names: frozenset[str]) -> str:
    try:
        is_changed = _mask(document, names)
    except RecursionError:
        return f"JSON of {len(raw)} bytes, nested too deeply to be shown"
    shown = msgspec.json.encode(document) if is_changed else raw
    return without_tokens(shown.decode("utf-8", "replace"))


def _mask(document: Any, names: frozenset[str]) -> bool:
    """Mask the secrets in a document of JSON, in place; returns whether there are any."""
    is_changed = False
    if isinstance(document, dict):
        for name, inside in document.items():
            if isinstance(inside, str):
                if _plain(name) in names:
                    document[name], is_changed = value(inside, name), True
            elif isinstance(inside, list) and _plain(name) in names:
                document[name], is_changed = _MASK, True
            elif _mask(inside, names):
                is_changed = True
    elif isinstance(document, list):
        for each in document:
            is_changed = _mask(each, names) or is_changed
    return is_changed


def _form(text: str) -> str:
    if not _PLAIN_FORM.fullmatch(text):
        text = _BROKEN.sub(rf"\1{_MASK}", text)
    if "%" not in text and "+" not in text:  # nothing is encoded, so it can be shown as it came
        return without_tokens("&".join(map(_part, text.split("&"))))
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=64)
    except ValueError:
        return without_tokens(_BROKEN.sub(rf"\1{_MASK}", text))
    shown = [
        (name, value(held, name) if _plain(name) in _REQUEST_NAMES else held)
        for name, held in pairs
    ]
    return without_tokens(urlencode(shown, safe="*/:., "))


def _part(part: str) -> str:
    name, sign, held = part.partition("=")
    return f"{name}={value(held, name)}" if sign and _plain(name) in _REQUEST_NAMES else part


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
