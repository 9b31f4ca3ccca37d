"""Which page and which form answers which address of the console."""

from itertools import chain
from typing import Final

from starlette.routing import BaseRoute, Route

from localminis.web.console import (
    app_pages,
    door,
    machine_pages,
    money_pages,
    pages,
    people_pages,
    signing,
    team_pages,
    webhook_pages,
)
from localminis.web.console.door import PREFIX, Action, Page
from localminis.web.context import Context

_SUBJECTS: Final = (app_pages, people_pages, money_pages, webhook_pages, machine_pages, team_pages)

PAGES: Final[dict[str, Page]] = {
    each.path: each for each in chain.from_iterable(subject.PAGES for subject in _SUBJECTS)
}
ACTIONS: Final[tuple[Action, ...]] = tuple(
    chain.from_iterable(subject.ACTIONS for subject in _SUBJECTS)
)


def routes(context: Context) -> list[BaseRoute]:
    """Return the console's routes."""
    of_page = {path: tuple(each for each in ACTIONS if each.page == path) for path in PAGES}
    # A path without parameters before those that would take it for one: `apps/new`.
    fixed_first = sorted(PAGES.values(), key=lambda page: page.path.count("{"))
    return [
        Route(PREFIX.removesuffix("/"), door.page_view(context, PAGES[""], ())),
        Route(f"{PREFIX}assets/{{name}}", pages.asset),
        Route(f"{PREFIX}enter", signing.enter_view(context)),
        Route(signing.SIGN_IN, signing.sign_in_view(context), methods=["GET", "POST"]),
        Route(f"{PREFIX}leave", door.leave_view(context), methods=["POST"]),
        *(
            Route(
                PREFIX + action.path,
                door.action_view(context, action, PAGES[action.page], of_page[action.page]),
                methods=["POST"],
            )
            for action in sorted(ACTIONS, key=lambda each: each.path.count("{"))
        ),
        *(
            Route(PREFIX + page.path, door.page_view(context, page, of_page[page.path]))
            for page in fixed_first
        ),
    ]
