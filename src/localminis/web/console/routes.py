"""Which page and which form answers which address of the console."""

from collections.abc import Callable
from itertools import chain
from typing import Final

from starlette.routing import BaseRoute, Route

from localminis.web.admin import calls
from localminis.web.console import (
    app_pages,
    appearance_pages,
    door,
    machine_pages,
    money_pages,
    pages,
    people_pages,
    portal_pages,
    price_pages,
    request_pages,
    signing,
    team_pages,
    uploading,
    version_pages,
    webhook_pages,
)
from localminis.web.console.door import PREFIX, Action, Page
from localminis.web.context import Context
from localminis.web.endpoint import View

_SUBJECTS: Final = (
    app_pages,
    appearance_pages,
    portal_pages,
    version_pages,
    people_pages,
    money_pages,
    price_pages,
    webhook_pages,
    request_pages,
    machine_pages,
    team_pages,
)

PAGES: Final[dict[str, Page]] = {
    each.path: each for each in chain.from_iterable(subject.PAGES for subject in _SUBJECTS)
}
ACTIONS: Final[tuple[Action, ...]] = tuple(
    chain.from_iterable(subject.ACTIONS for subject in _SUBJECTS)
)


def _view(action: Action) -> Callable[[Context, Action, Page, tuple[Action, ...]], View]:
    """Return what builds an action's view: a call whose body is a file has a form of its own."""
    if action.file is not None:
        return uploading.file_view
    is_upload = calls.find(*action.call).shape is bytes
    return uploading.upload_view if is_upload else door.action_view


def routes(context: Context) -> list[BaseRoute]:
    """Return the console's routes."""
    of_page = {path: tuple(each for each in ACTIONS if each.page == path) for path in PAGES}
    # A path without parameters before those that would take it for one: `apps/new`.
    fixed_first = sorted(PAGES.values(), key=lambda page: page.path.count("{"))
    return [
        Route(PREFIX.removesuffix("/"), door.page_view(context, PAGES[""], ())),
        Route(f"{PREFIX}assets/{{name}}", pages.asset),
        Route(f"{PREFIX}pictures/{{client_key}}/{{which}}", appearance_pages.picture_view(context)),
        Route(f"{PREFIX}enter", signing.enter_view(context)),
        Route(signing.SIGN_IN, signing.sign_in_view(context), methods=["GET", "POST"]),
        Route(f"{signing.SIGN_IN}/provider", signing.provider_view(context)),
        Route(signing.CALLBACK, signing.callback_view(context)),
        Route(f"{PREFIX}state/bundle", machine_pages.bundle_view(context), methods=["GET"]),
        Route(f"{PREFIX}leave", door.leave_view(context), methods=["POST"]),
        *(
            Route(
                PREFIX + action.path,
                _view(action)(context, action, PAGES[action.page], of_page[action.page]),
                methods=["POST"],
            )
            for action in sorted(ACTIONS, key=lambda each: each.path.count("{"))
        ),
        *(
            Route(PREFIX + page.path, door.page_view(context, page, of_page[page.path]))
            for page in fixed_first
        ),
    ]
