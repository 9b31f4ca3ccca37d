"""The open API's endpoints: identifier, method, path, kind of token, kind of body.

Source: contract server-api, endpoint matrix. Paths are documented with a trailing slash; some
official samples drop it, so both forms are served (assumed).
"""

from dataclasses import dataclass
from typing import Final, Literal

Auth = Literal["client_credentials", "user", "client"]
Body = Literal["form", "json", "query", "none"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call of the open API, as the platform publishes it."""

    id: str
    method: Literal["GET", "POST"]
    path: str
    auth: Auth
    body: Body

    @property
    def is_minis(self) -> bool:
        """Whether bad parameters are answered with the numeric Minis code."""
        return self.path.startswith("/v2/minis/")


TOKEN: Final = Endpoint("oauth.token", "POST", "/v2/oauth/token/", "client_credentials", "form")
REVOKE: Final = Endpoint("oauth.revoke", "POST", "/v2/oauth/revoke/", "client_credentials", "form")
USER_INFO: Final = Endpoint("user.info", "GET", "/v2/user/info/", "user", "query")
TIER_INFOS: Final = Endpoint(
    "utility.get_tier_infos", "POST", "/v2/minis/utility/get_tier_infos/", "user", "json"
)
CHECK_AMOUNTS: Final = Endpoint(
    "utility.check_redeem_amounts",
    "POST",
    "/v2/minis/utility/check_redeem_amounts/",
    "user",
    "json",
)
ORDER_CREATE: Final = Endpoint(
    "trade_order.create", "POST", "/v2/minis/trade_order/create/", "user", "json"
)
ORDER_QUERY: Final = Endpoint(
    "trade_order.query", "POST", "/v2/minis/trade_order/query/", "user", "json"
)
SUBSCRIPTION_CREATE: Final = Endpoint(
    "subscription.create", "POST", "/v2/minis/subscription/create/", "user", "json"
)
SUBSCRIPTION_REACTIVATE: Final = Endpoint(
    "subscription.reactivate", "POST", "/v2/minis/subscription/reactivate/", "user", "json"
)
SUBSCRIPTION_ACTIVE_LIST: Final = Endpoint(
    "subscription.get_active_list",
    "POST",
    "/v2/minis/subscription/get_active_list/",
    "user",
    "none",
)
SUBSCRIPTION_INFO: Final = Endpoint(
    "subscription.get_subscription_info",
    "POST",
    "/v2/minis/subscription/get_subscription_info/",
    "user",
    "json",
)
SUBSCRIPTION_ORDER_INFO: Final = Endpoint(
    "subscription.get_trade_order_info",
    "POST",
    "/v2/minis/subscription/get_trade_order_info/",
    "user",
    "json",
)
SUBSCRIPTION_TIER_INFO: Final = Endpoint(
    "subscription.get_subscription_tier_info",
    "POST",
    "/v2/minis/subscription/get_subscription_tier_info/",
    "user",
    "json",
)

ENDPOINTS: Final = (
    TOKEN,
    REVOKE,
    USER_INFO,
    TIER_INFOS,
    CHECK_AMOUNTS,
    ORDER_CREATE,
    ORDER_QUERY,
    SUBSCRIPTION_CREATE,
    SUBSCRIPTION_REACTIVATE,
    SUBSCRIPTION_ACTIVE_LIST,
    SUBSCRIPTION_INFO,
    SUBSCRIPTION_ORDER_INFO,
    SUBSCRIPTION_TIER_INFO,
)

OPEN_API_ORIGIN: Final = "https://open.tiktokapis.com"
