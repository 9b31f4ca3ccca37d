"""Which handler answers which endpoint of `spec/endpoints.py`."""

from starlette.routing import Route

from localminis.spec import endpoints
from localminis.spec.endpoints import Endpoint
from localminis.web.api import beans, oauth, orders, subscriptions, user
from localminis.web.context import Context
from localminis.web.endpoint import View, oauth_endpoint, user_endpoint
from localminis.web.faulty import with_faults
from localminis.web.origin import for_backends


def routes(context: Context) -> list[Route]:
    """Return the open API's routes, each with and without its trailing slash (assumed)."""
    return [Route(path, view, methods=[method]) for (method, path), view in views(context).items()]


def views(context: Context) -> dict[tuple[str, str], View]:
    """Return the open API's views by method and path."""
    found: dict[Endpoint, View] = {
        endpoints.TOKEN: oauth_endpoint(context, oauth.token),
        endpoints.REVOKE: oauth_endpoint(context, oauth.revoke),
    }
    for endpoint, shape, handler in (
        (endpoints.USER_INFO, user.UserInfoQuery, user.info),
        (endpoints.ORDER_CREATE, orders.CreateBody, orders.create),
        (endpoints.ORDER_QUERY, orders.QueryBody, orders.query),
        (endpoints.TIER_INFOS, beans.TierInfosBody, beans.tier_infos),
        (endpoints.CHECK_AMOUNTS, beans.CheckAmountsBody, beans.check_amounts),
        (endpoints.SUBSCRIPTION_CREATE, subscriptions.CreateBody, subscriptions.create),
        (endpoints.SUBSCRIPTION_REACTIVATE, subscriptions.ReactivateBody, subscriptions.reactivate),
        (endpoints.SUBSCRIPTION_ACTIVE_LIST, subscriptions.Nothing, subscriptions.active_list),
        (endpoints.SUBSCRIPTION_INFO, subscriptions.OrderBody, subscriptions.info),
        (endpoints.SUBSCRIPTION_ORDER_INFO, subscriptions.OrderBody, subscriptions.order_info),
        (endpoints.SUBSCRIPTION_TIER_INFO, subscriptions.TierBody, subscriptions.tier_info),
    ):
        found[endpoint] = user_endpoint(context, endpoint, shape, handler)
    for endpoint, view in found.items():
        found[endpoint] = for_backends(context, endpoint, with_faults(context, endpoint, view))
    return {
        (endpoint.method, path): view
        for endpoint, view in found.items()
        for path in (endpoint.path, endpoint.path.removesuffix("/"))
    }
