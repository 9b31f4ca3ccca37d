"""The admin API's handlers for how an app looks: promotional images, words in other languages."""

import base64
import binascii
from dataclasses import asdict
from typing import Any, Final

from starlette.requests import Request

from localminis.publishing import icons, localizations
from localminis.publishing.model import IconInvalid, IconMissing, Localization
from localminis.store.transaction import Tx
from localminis.web.admin import shapes, subject
from localminis.web.admin.publishing_views import Seen
from localminis.web.context import Context


class Picture(Seen, kw_only=True):
    """A picture, in base64."""

    content_base64: str

    def content(self) -> bytes:
        """Return the picture itself.

        Raises:
            IconInvalid: it is no base64.
        """
        try:
            return base64.b64decode(self.content_base64, validate=True)
        except (binascii.Error, ValueError) as error:
            raise IconInvalid(f"content_base64 is no base64 ({error}).") from error


class Words(Seen, kw_only=True):
    """What an app says of itself in a language."""

    name: str
    description: str = ""
    terms_url: str = ""
    privacy_url: str = ""
    is_online: bool = False


def show_icon(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show an app's icon, in base64."""
    return _rendered(icons.get(tx, subject.app(tx, request)))


def put_icon(tx: Tx, _: Context, request: Request, body: Picture) -> Any:
    """Keep an app's icon in place of the earlier one."""
    app = subject.app(tx, request)
    return {"media_type": icons.put(tx, app, body.content(), revision=body.revision)}


def delete_icon(tx: Tx, _: Context, request: Request, body: Seen) -> Any:
    """Forget an app's icon."""
    icons.delete(tx, subject.app(tx, request), revision=body.revision)
    return {}


def list_promos(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List the numbers of an app's promotional images, and whether it has an icon."""
    app = subject.app(tx, request)
    has_icon = icons.has(tx, app)
    return {"numbers": icons.promos(tx, app), "has_icon": has_icon, "revision": app.revision}


def add_promo(tx: Tx, _: Context, request: Request, body: Picture) -> Any:
    """Keep one more promotional image of an app."""
    app = subject.app(tx, request)
    return {"number": icons.add_promo(tx, app, body.content(), revision=body.revision)}


def show_promo(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """Show a promotional image of an app, in base64."""
    return _rendered(icons.promo(tx, subject.app(tx, request), _number(request)))


def delete_promo(tx: Tx, _: Context, request: Request, body: Seen) -> Any:
    """Forget a promotional image of an app."""
    app = subject.app(tx, request)
    icons.delete_promo(tx, app, _number(request), revision=body.revision)
    return {}


def list_localizations(tx: Tx, _: Context, request: Request, __: shapes.Nothing) -> Any:
    """List what an app says of itself in other languages."""
    app = subject.app(tx, request)
    found = [asdict(each) for each in localizations.listing(tx, app)]
    return {"localizations": found, "revision": app.revision}


def put_localization(tx: Tx, _: Context, request: Request, body: Words) -> Any:
    """Say something in a language, in place of what was said in it before."""
    wanted = Localization(
        request.path_params["language"],
        body.name,
        body.description,
        body.terms_url or None,
        body.privacy_url or None,
        is_online=body.is_online,
    )
    app = subject.app(tx, request)
    return asdict(localizations.put(tx, app, wanted, revision=body.revision))


def delete_localization(tx: Tx, _: Context, request: Request, body: Seen) -> Any:
    """Say nothing in a language any more."""
    language = request.path_params["language"]
    app = subject.app(tx, request)
    localizations.remove(tx, app, language, revision=body.revision)
    return {"language": language}


def _rendered(picture: tuple[str, bytes]) -> dict[str, str]:
    media_type, content = picture
    return {"media_type": media_type, "content_base64": base64.b64encode(content).decode()}


def _number(request: Request) -> int:
    given = request.path_params["number"]
    if given not in {"1", "2", "3"}:
        raise IconMissing(f"There is no promotional image {given!r}. They are 1, 2 and 3.")
    return int(given)


_APP: Final = "apps/{client_key}"
_PROMO: Final = f"{_APP}/promo-images/{{number}}"
_LANGUAGE: Final = f"{_APP}/localizations/{{language}}"

TABLE: Final = (
    ("GET", f"{_APP}/icon", shapes.Nothing, show_icon),
    ("PUT", f"{_APP}/icon", Picture, put_icon),
    ("DELETE", f"{_APP}/icon", Seen, delete_icon),
    ("GET", f"{_APP}/promo-images", shapes.Nothing, list_promos),
    ("POST", f"{_APP}/promo-images", Picture, add_promo),
    ("GET", _PROMO, shapes.Nothing, show_promo),
    ("DELETE", _PROMO, Seen, delete_promo),
    ("GET", f"{_APP}/localizations", shapes.Nothing, list_localizations),
    ("PUT", _LANGUAGE, Words, put_localization),
    ("DELETE", _LANGUAGE, Seen, delete_localization),
)
