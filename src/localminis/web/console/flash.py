"""What a form leaves for the page after it: sentences, and what is shown once.

It waits in the browser, in a cookie that only we can write and read: the next page may be made by
another process.
"""

import base64
import binascii
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from localminis.store.model import SealBroken
from localminis.web.console.access import COOKIE_PREFIX, Visit, cookie_name
from localminis.web.context import Context

_PATH: Final = "/console/"
# The next page comes at once; what is older belongs to a tab that was closed.
_LIFE_S: Final = 120
# What a browser keeps of one cookie, less its name and attributes.
_SIZE_MAX: Final = 3_800
# A cookie's value has fewer characters than base64.
_TO_COOKIE: Final = str.maketrans("+/", "-_")
_FROM_COOKIE: Final = str.maketrans("-_", "+/")


@dataclass(slots=True)
class Flash:
    """The sentences of the next page, each with its kind, and what it shows this once, by name."""

    said: list[tuple[str, str]] = field(default_factory=list)
    revealed: dict[str, Any] = field(default_factory=dict)


def read(context: Context, request: Request, visit: Visit) -> Flash:
    """Return what the form before left for this page of this visit."""
    kept = request.cookies.get(_name(request))
    if kept is None:
        return Flash()
    try:
        packed = base64.b64decode(context.vault.open(_plain(kept), record=_record(visit)))
        return msgspec.json.decode(zlib.decompress(packed), type=Flash)
    except (SealBroken, binascii.Error, zlib.error, ValueError):
        return Flash()  # of another visit, or nothing of ours


def leave(
    context: Context, request: Request, visit: Visit, flash: Flash, response: Response
) -> Response:
    """Send a flash along with a response, for the page that comes then."""
    packed = base64.b64encode(zlib.compress(msgspec.json.encode(flash))).decode()
    kept = context.vault.seal(packed, record=_record(visit))
    assert len(kept) <= _SIZE_MAX, "what is larger is shown at once"
    response.set_cookie(
        _name(request),
        kept.translate(_TO_COOKIE).rstrip("="),
        path=_PATH,
        max_age=_LIFE_S,
        httponly=True,
        samesite="strict",
        secure=context.settings.is_behind_tls,
    )
    return response


def forget(request: Request, response: Response) -> Response:
    """Take the flash of a request out of the browser, once it was shown."""
    if _name(request) in request.cookies:
        response.delete_cookie(_name(request), path=_PATH)
    return response


def _plain(kept: str) -> str:
    text = kept.translate(_FROM_COOKIE)
    return text + "=" * (-len(text) % 4)


def _name(request: Request) -> str:
    return f"{cookie_name(request)}_said"


def _record(visit: Visit) -> str:
    return f"{COOKIE_PREFIX} {visit.key}"
