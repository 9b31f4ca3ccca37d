"""Which view answers which address of the simulator."""

from starlette.routing import BaseRoute, Route

from localminis.web.admin.clock_views import change_clock
from localminis.web.admin.shapes import ClockChange
from localminis.web.context import Context
from localminis.web.endpoint import View
from localminis.web.host import commerce_views, pages, phone_views, views
from localminis.web.own import simulator_document, simulator_endpoint, simulator_session


def calls(context: Context) -> dict[tuple[str, str], View]:
    """Return the views of what the simulator's page does, by method and path."""
    return {
        ("POST", f"/simulator/api/{path}"): simulator_endpoint(context, shape, handler)
        for path, shape, handler in (
            ("login", views.LoginCall, views.login),
            ("authorize", views.AuthorizeCall, views.authorize),
            ("revoke", views.Actor, views.revoke),
            ("pay/quote", views.OrderCall, views.quote),
            ("recharge", views.RechargeCall, views.recharge),
            ("pay", views.OrderCall, views.pay),
            ("balance/check", commerce_views.BalanceCall, commerce_views.check_balance),
            ("wallet", views.Actor, phone_views.wallet),
            ("grant", phone_views.GrantCall, phone_views.grant),
            ("clock", ClockChange, change_clock),
            ("ad/check", phone_views.AdCall, phone_views.check_ad),
            ("outcome", phone_views.OutcomeCall, phone_views.take_outcome),
            ("subscription/quote", views.OrderCall, commerce_views.quote_subscription),
            ("subscription/pay", views.OrderCall, commerce_views.pay_subscription),
        )
    }


def routes(context: Context) -> list[BaseRoute]:
    """Return the simulator's routes."""
    writes = [
        Route(path, view, methods=[method]) for (method, path), view in calls(context).items()
    ]
    reads: list[BaseRoute] = [
        Route(
            "/simulator/api/session",
            simulator_session(context, views.Nothing, views.session, manner=views.opened),
        ),
        Route(
            "/simulator/api/findings",
            simulator_endpoint(context, views.Nothing, phone_views.findings),
        ),
        Route(
            "/simulator/api/activity", simulator_endpoint(context, views.Nothing, views.activity)
        ),
    ]
    files: list[BaseRoute] = [
        Route("/simulator/assets/{version}/{name}", pages.asset),
        Route(
            "/simulator/{client_key}",
            simulator_document(context, views.session, pages.simulator, manner=views.opened),
        ),
        Route("/simulator/{client_key}/code.svg", pages.lan_code(context)),
        Route("/{flavour}/sdk.js", pages.sdk),
        Route("/drama/player.js", pages.player),
        Route("/{flavour}/standalone.js", pages.standalone),
        Route("/avatars/{user:int}.svg", pages.avatar),
    ]
    return [*writes, *reads, *files]
