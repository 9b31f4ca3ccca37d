"""The pages of the platform itself: its clock, its state, its settings."""

from dataclasses import fields
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from localminis import settings
from localminis.store.transaction import Tx
from localminis.web.admin import bundle_views, clock_views, roles, state_views
from localminis.web.admin.shapes import Nothing
from localminis.web.console import door
from localminis.web.console.access import Visit
from localminis.web.console.door import Action, Page
from localminis.web.context import Context
from localminis.web.endpoint import View

_NOTHING: Final = Nothing()


def clock(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read platform time."""
    return {"shown": clock_views.show_clock(tx, context, request, _NOTHING)}


def state(tx: Tx, context: Context, request: Request) -> dict[str, Any]:
    """Read which snapshots there are, and where everything lies."""
    return {
        **state_views.list_snapshots(tx, context, request, _NOTHING),
        "home": str(context.settings.home),
        "is_shared": context.store.is_shared,
    }


def bundle_view(context: Context) -> View:
    """Build the view that answers with a bundle, for whoever may have everything."""

    async def answer(request: Request, visit: Visit) -> Response:
        visit.actor.require(roles.needed("GET", "bundle", request))
        sent: Response = await bundle_views.export_bundle(context, request, _NOTHING)
        return sent

    return door.guarded(context, answer)


def chosen_settings(_: Tx, context: Context, __: Request) -> dict[str, Any]:
    """Read the settings of this run, each with its sentence."""
    values = settings.shown(context.settings)
    shown = [
        {
            "name": each.name,
            "value": "" if values[each.name] is None else str(values[each.name]),
            "about": each.metadata["about"],
            "variable": f"LOCALMINIS_{each.name.upper()}",
        }
        for each in fields(settings.Settings)
    ]
    return {"settings": shown}


PAGES: Final = (
    Page("clock", "clock", clock, "clock", "localminis clock show"),
    Page("state", "state", state, "state", "localminis state snapshots"),
    Page("settings", "settings", chosen_settings, "settings", "localminis serve --help"),
)

ACTIONS: Final = (
    Action("clock", ("POST", "clock"), "clock", "The clock is turned. {summary}"),
    Action("state/snapshots", ("PUT", "state/snapshots/{name}"), "state", "Kept as {name}."),
    Action(
        "state/snapshots/{name}/restore",
        ("POST", "state/snapshots/{name}/restore"),
        "state",
        "The state of {name} is back.",
    ),
    Action(
        "state/bundle",
        ("POST", "bundle"),
        "state",
        "The bundle is loaded, and the clock stands still at its time. Its apps ({apps}) have new "
        "client secrets: `localminis app show KEY --secret`.",
    ),
    Action("state/reset", ("POST", "state/reset"), "state", "Everything is forgotten."),
)
