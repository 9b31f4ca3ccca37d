"""Which view answers the web flow's address, with and without its trailing slash."""

from starlette.routing import BaseRoute, Route

from localminis.web.authorize import views
from localminis.web.context import Context


def routes(context: Context) -> list[BaseRoute]:
    """Return the web flow's routes."""
    return [
        Route(path, view, methods=[method])
        for path in (views.PATH, views.PATH.removesuffix("/"))
        for method, view in (("GET", views.show(context)), ("POST", views.decide(context)))
    ]
