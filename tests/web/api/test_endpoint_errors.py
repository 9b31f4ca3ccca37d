"""Every error that the contract lists for an endpoint, provoked there; from `spec/fields.py`."""

import itertools

import pytest

from localminis.spec import endpoints, error_codes
from localminis.spec.fields import ERRORS

PAIRS = [(each, code) for each in endpoints.ENDPOINTS for code in ERRORS[each.id]]
NUMBERS = itertools.count(1)
SANDBOX, MONTH = "sandbox_499_1M", "local_499_1M"


class Shop:
    """An app of its own on the shared platform, for one error; calls answer (status, body)."""

    def __init__(self, shared):
        self.platform = shared
        self.app = shared.new_app()
        name = f"Buyer {next(NUMBERS)}"
        self.user = shared.admin("POST", "users", {"name": name})
        self.token = shared.access_token(self.app, self.user["id"])
        self.key = {each: self.app[each] for each in ("client_key", "client_secret")}

    def call(self, endpoint, body=None, token=None):
        """Call an endpoint with this shop's token."""
        headers = {"Authorization": f"Bearer {token or self.token}"}
        way = {"form": "data", "json": "json", "query": "params", "none": "json"}[endpoint.body]
        return self.platform.http.request(
            endpoint.method, endpoint.path, headers=headers, **{way: body or {}}
        )

    def info(self, order_id=None):
        return {"order_id": order_id or f"o{next(NUMBERS)}", "product_name": "Episode"}

    def payment_off(self):
        self.platform.admin(
            "PATCH", f"apps/{self.app['client_key']}", {"is_payment_enabled": False}
        )

    def beans_order(self, order_id=None):
        body = {"token_type": "BEANS", "token_amount": 1, "order_info": self.info(order_id)}
        return self.call(endpoints.ORDER_CREATE, body)

    def order_subscription(self, order_id=None, tier_id=SANDBOX):
        body = {"tier_id": tier_id, "order_info": self.info(order_id)}
        return self.call(endpoints.SUBSCRIPTION_CREATE, body)

    def subscribe(self, tier_id=SANDBOX):
        """Order and pay; returns the subscription's id."""
        trade_order_id = self.order_subscription(tier_id=tier_id).json()["data"]["trade_order_id"]
        who = {"client_key": self.app["client_key"], "user": self.user["id"]}
        paid = self.platform.simulator("subscription/pay", trade_order_id=trade_order_id, **who)
        return paid.json()["subscription_id"]

    def act(self, subscription_id, action):
        self.platform.admin("POST", f"subscriptions/{subscription_id}/{action}", {})
        return subscription_id

    def reactivate(self, subscription_id, order_id=None):
        body = {"subscription_id": subscription_id, "order_info": self.info(order_id)}
        return self.call(endpoints.SUBSCRIPTION_REACTIVATE, body)


def token(shop, **form):
    return shop.call(endpoints.TOKEN, {**shop.key, **form})


def create_after(action):
    """Let a subscription be in some state, then order another."""

    def provoke(shop):
        subscription_id = shop.subscribe()
        if action:
            shop.act(subscription_id, action)
        return shop.order_subscription()

    return provoke


def reactivate_after(action, tier_id=MONTH, order_id=None):
    """Let a subscription be in some state, then reactivate it."""

    def provoke(shop):
        subscription_id = shop.subscribe(tier_id)
        if action:
            shop.act(subscription_id, action)
        if order_id:
            shop.reactivate(subscription_id, order_id)
        return shop.reactivate(subscription_id, order_id)

    return provoke


def twice(order):
    """Order twice with one id."""

    def provoke(shop):
        assert order(shop, "same").json()["error"]["code"] == "ok"
        return order(shop, "same")

    return provoke


def without_payment(order):
    """Order where payment is switched off."""

    def provoke(shop):
        shop.payment_off()
        return order(shop)

    return provoke


def near_renewal(shop):
    """Cancel, go to a minute before the renewal, and reactivate."""
    subscription_id = shop.act(shop.subscribe(), "cancel")
    shop.platform.admin("POST", "clock", {"action": "advance", "seconds": 230})
    return shop.reactivate(subscription_id)


def narrow_token(shop):
    """Ask with the silent login's token for what was granted after it."""
    who = {"client_key": shop.app["client_key"], "user": shop.user["id"]}
    shop.platform.simulator("authorize", scopes=["user.info.basic"], **who)
    return shop.call(endpoints.USER_INFO, {"fields": "display_name"})


def too_often(shop):
    """Ask until a minute is full."""
    for _ in range(600):
        assert shop.call(endpoints.USER_INFO, {"fields": "open_id"}).status_code == 200
    return shop.call(endpoints.USER_INFO, {"fields": "open_id"})


def nothing_known(endpoint):
    """Ask about an order that nobody made."""
    return lambda shop: shop.call(endpoint, {"trade_order_id": "TOID0"})


WRONG = {"client_secret": "wrong"}
TIERS = {"token_type": "BEANS", "tier_ids": ["none"]}
CREATE, REACTIVATE = endpoints.SUBSCRIPTION_CREATE, endpoints.SUBSCRIPTION_REACTIVATE
PROVOKED = {
    (endpoints.TOKEN, "invalid_grant"): lambda shop: token(
        shop, grant_type="authorization_code", code="none"
    ),
    (endpoints.TOKEN, "invalid_client"): lambda shop: token(
        shop, grant_type="client_credentials", **WRONG
    ),
    (endpoints.TOKEN, "unsupported_grant_type"): lambda shop: token(shop, grant_type="password"),
    (endpoints.REVOKE, "invalid_grant"): lambda shop: shop.call(
        endpoints.REVOKE, {**shop.key, "token": "act.none"}
    ),
    (endpoints.REVOKE, "invalid_client"): lambda shop: shop.call(
        endpoints.REVOKE, {**shop.key, **WRONG, "token": shop.token}
    ),
    (endpoints.USER_INFO, "invalid_params"): lambda shop: shop.call(endpoints.USER_INFO),
    (endpoints.USER_INFO, "scope_not_authorized"): lambda shop: shop.call(
        endpoints.USER_INFO, {"fields": "display_name"}
    ),
    (endpoints.USER_INFO, "scope_permission_missed"): narrow_token,
    (endpoints.USER_INFO, "rate_limit_exceeded"): too_often,
    (endpoints.TIER_INFOS, "20001003"): lambda shop: shop.call(endpoints.TIER_INFOS, TIERS),
    (endpoints.ORDER_CREATE, "20021001"): without_payment(Shop.beans_order),
    (endpoints.ORDER_CREATE, "20021002"): twice(Shop.beans_order),
    (endpoints.ORDER_QUERY, "20011002"): nothing_known(endpoints.ORDER_QUERY),
    (CREATE, "20001003"): lambda shop: shop.order_subscription(tier_id="none"),
    (CREATE, "20021001"): without_payment(Shop.order_subscription),
    (CREATE, "20021002"): twice(Shop.order_subscription),
    (CREATE, "20021101"): create_after(None),
    (CREATE, "20021102"): create_after("cancel"),
    (CREATE, "20021103"): create_after("hold"),
    (REACTIVATE, "20011002"): lambda shop: shop.reactivate("SUBnone"),
    (REACTIVATE, "20021001"): without_payment(lambda shop: shop.reactivate("SUBnone")),
    (REACTIVATE, "20021002"): reactivate_after("cancel", order_id="same"),
    (REACTIVATE, "20021101"): reactivate_after(None),
    (REACTIVATE, "20021103"): reactivate_after("hold"),
    (REACTIVATE, "20021111"): near_renewal,
    (endpoints.SUBSCRIPTION_INFO, "20011002"): nothing_known(endpoints.SUBSCRIPTION_INFO),
    (endpoints.SUBSCRIPTION_ORDER_INFO, "20011002"): nothing_known(
        endpoints.SUBSCRIPTION_ORDER_INFO
    ),
    (endpoints.SUBSCRIPTION_TIER_INFO, "20001003"): lambda shop: shop.call(
        endpoints.SUBSCRIPTION_TIER_INFO, {"tier_ids": ["none"]}
    ),
}


@pytest.mark.parametrize(
    ("endpoint", "code"), PAIRS, ids=[f"{each.id}-{code}" for each, code in PAIRS]
)
def test_an_endpoint_has_its_documented_errors(shared, endpoint, code):
    """Each error of the endpoint matrix comes in its situation, with its status and a message."""
    empty = {"40001000": lambda shop: shop.call(endpoint)}
    response = (PROVOKED.get((endpoint, code)) or empty[code])(Shop(shared))
    said = response.json()
    if endpoint.body == "form":
        assert said["error"] == code, said
        assert response.status_code == error_codes.OAUTH_STATUS[code]
        assert said["error_description"]
    else:
        assert said["error"]["code"] == code, said
        assert response.status_code == error_codes.api_status(code, "ok")
        assert said["error"]["message"]


def test_nothing_is_provoked_that_is_not_listed():
    """So that the table of errors and the situations grow together."""
    assert set(PROVOKED) <= set(PAIRS)
