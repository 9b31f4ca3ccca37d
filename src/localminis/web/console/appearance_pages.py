"""The pages of how an app looks: its icon, promotional images, and words in other languages."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from localminis.identity import apps
from localminis.publishing import icons
from localminis.spec import publishing as spec
from localminis.store.transaction import Tx
from localminis.web.admin import appearance_views, identity_views
from localminis.web.admin.shapes import Nothing
from localminis.web.console import door, pages
from localminis.web.console.access import Visit
from localminis.web.console.door import Action, Page
from localminis.web.context import Context
from localminis.web.endpoint import View

_APP: Final = "apps/{client_key}"
_PICTURES: Final = f"{_APP}/pictures"
_LANGUAGES: Final = f"{_APP}/localization"
_NOTHING: Final = Nothing()


def pictures(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read which pictures an app has."""
    return {
        "app": identity_views.show_app(tx, context, request, _NOTHING),
        "shown": appearance_views.list_promos(tx, context, request, _NOTHING),
        "icon_pixels": spec.ICON_PIXELS,
        "icon_max_bytes": spec.ICON_MAX_BYTES,
        "promo_pixels": spec.PROMO_PIXELS,
        "promo_max_bytes": spec.PROMO_MAX_BYTES,
        "promo_max": spec.PROMO_IMAGES_MAX,
    }


def languages(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read what an app says of itself in other languages, and which of them is being changed."""
    shown = appearance_views.list_localizations(tx, context, request, _NOTHING)
    edited = request.query_params.get("language")
    found = next((each for each in shown["localizations"] if each["language"] == edited), None)
    return {
        "app": identity_views.show_app(tx, context, request, _NOTHING),
        "shown": shown,
        "edited": found,
        "name_max": spec.APP_NAME_MAX,
        "description_max": spec.APP_DESCRIPTION_MAX,
    }


def picture_view(context: Context) -> View:
    """Build the view of a picture itself: `icon`, or a promotional image's number."""

    async def answer(request: Request, _: Visit) -> Response:
        which = request.path_params["which"]

        def look(tx: Tx) -> tuple[str, bytes]:
            app = apps.get(tx, request.path_params["client_key"])
            if which == "icon":
                return icons.get(tx, app)
            return icons.promo(tx, app, int(which) if which in {"1", "2", "3"} else 0)

        media_type, content = await context.store.run(look)
        return Response(content, 200, pages.HEADERS, media_type)

    return door.guarded(context, answer)


PAGES: Final = (
    Page(
        _PICTURES, "app_pictures", pictures, "app-pictures", "localminis app icon {client_key} FILE"
    ),
    Page(
        _LANGUAGES,
        "app_localization",
        languages,
        "app-localization",
        "localminis app localization list {client_key}",
    ),
)

ACTIONS: Final = (
    Action(
        f"{_PICTURES}/icon",
        ("PUT", f"{_APP}/icon"),
        _PICTURES,
        "The icon is kept.",
        file="content_base64",
    ),
    Action(f"{_PICTURES}/icon/remove", ("DELETE", f"{_APP}/icon"), _PICTURES, "The icon is gone."),
    Action(
        f"{_PICTURES}/promo",
        ("POST", f"{_APP}/promo-images"),
        _PICTURES,
        "The image {number} is kept.",
        file="content_base64",
    ),
    Action(
        f"{_PICTURES}/promo/{{number}}/remove",
        ("DELETE", f"{_APP}/promo-images/{{number}}"),
        _PICTURES,
        "The image {number} is gone.",
    ),
    Action(
        _LANGUAGES,
        ("PUT", f"{_APP}/localizations/{{language}}"),
        _LANGUAGES,
        "The words in {language} are saved.",
        keeps_empty=True,
    ),
    Action(
        f"{_LANGUAGES}/{{language}}/remove",
        ("DELETE", f"{_APP}/localizations/{{language}}"),
        _LANGUAGES,
        "Nothing is said in {language} any more.",
    ),
)
