"""Taking secrets out of what the log keeps: tokens, codes, client secrets, cookies.

A masked value keeps its kind and its last four characters, so that one token can be followed
through several calls.
"""

import re
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import msgspec

KEPT_BYTES: Final = 20_480
_MASK: Final = "***"
_TAIL: Final = 4
_SHORT: Final = 16
# What a request may carry; `code` is a login code there, and an error's name in an answer.
_SECRET_FIELDS: Final = frozenset(
    {"client_secret", "access_token", "refresh_token", "token", "code_verifier", "play_auth_token"}
)
_REQUEST_FIELDS: Final = _SECRET_FIELDS | {"code"}
_SECRET_HEADERS: Final = frozenset({b"cookie", b"set-cookie", b"proxy-authorization", b"x-api-key"})
_TOKEN: Final = re.compile(r"\b(act|rft|clt)\.[A-Za-z0-9_-]{8,}")
# A JSON or form field whose value could not be reached otherwise: the body was broken or cut.
_BROKEN: Final = re.compile(
    r"((?:client_secret|access_token|refresh_token|code_verifier|\bcode|\btoken)"
    r"[\"']?\s*[=:]\s*[\"']?)([^\"'&\s,}]+)"
)


def value(text: str, name: str = "") -> str:
    """Mask one secret value; of a client secret nothing is left."""
    kind = text[:4] if text[:4] in {"act.", "rft.", "clt."} else ""
    is_gone = len(text) < _SHORT or name == "client_secret"
    return _MASK if is_gone else f"{kind}{_MASK}{text[-_TAIL:]}"


def headers(pairs: Any) -> list[tuple[str, str]]:
    """Return raw headers as text, credentials masked."""
    shown = []
    for raw_name, raw_value in pairs:
        name, text = raw_name.lower(), raw_value.decode("latin-1")
        if name in _SECRET_HEADERS:
            text = _MASK
        elif name == b"authorization":
            scheme, space, credentials = text.partition(" ")
            text = f"{scheme} {value(credentials.strip())}" if space else value(text)
        shown.append((_clean(name.decode("latin-1")), without_tokens(text)))
    return shown


def query(raw: bytes) -> str:
    """Return a query string, secrets masked."""
    text = raw.decode("latin-1")
    return _form(text) if "=" in text else _clean(text)


def request_body(raw: bytes, *, size_bytes: int) -> str:
    """Return the body of a request, secrets masked, up to what is kept."""
    return _body(raw, size_bytes, _REQUEST_FIELDS)


def response_body(raw: bytes, *, size_bytes: int) -> str:
    """Return the body of an answer, secrets masked, up to what is kept."""
    return _body(raw, size_bytes, _SECRET_FIELDS)


def _body(raw: bytes, size_bytes: int, fields: frozenset[str]) -> str:
    if not raw:
        return ""
    if size_bytes == len(raw):
        try:
            document = msgspec.json.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass
        else:
            return _json(raw, document, fields)
    text = raw.decode("utf-8", "replace")
    if size_bytes == len(raw) and "=" in text and not text.lstrip().startswith(("{", "[")):
        return _form(text)
    shown = without_tokens(_BROKEN.sub(rf"\1{_MASK}", text))
    cut = size_bytes - len(raw)
    return f"{shown}… and {cut} bytes more" if cut else shown


def _json(raw: bytes, document: Any, fields: frozenset[str]) -> str:
    try:
        masked, is_changed = _walked(document, fields)
    except RecursionError:
        return f"JSON of {len(raw)} bytes, nested too deeply to be shown"
    if not is_changed:
        return without_tokens(raw.decode("utf-8", "replace"))
    return without_tokens(msgspec.json.encode(masked).decode())


def _walked(document: Any, fields: frozenset[str]) -> tuple[Any, bool]:
    if isinstance(document, dict):
        is_changed = False
        walked = {}
        for name, inside in document.items():
            if name in fields and isinstance(inside, str):
                walked[name], is_inside_changed = value(inside, name), True
            else:
                walked[name], is_inside_changed = _walked(inside, fields)
            is_changed = is_changed or is_inside_changed
        return walked, is_changed
    if isinstance(document, list):
        pairs = [_walked(each, fields) for each in document]
        return [each for each, _ in pairs], any(changed for _, changed in pairs)
    return document, False


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
    has_any = "act." in text or "rft." in text or "clt." in text
    return _clean(_TOKEN.sub(_masked, text) if has_any else text)


def _masked(found: re.Match[str]) -> str:
    return value(found[0])


def _clean(text: str) -> str:
    """Replace what a database cannot store: a NUL, and half of a surrogate pair."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
