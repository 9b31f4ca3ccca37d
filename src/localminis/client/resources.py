"""One function per endpoint: checked arguments in, a `Call` out. Shared by both clients.

Every wrong argument is a `ValueError` before anything is sent.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast
from urllib.parse import urlencode

from localminis.client.errors import UnreadableAnswer
from localminis.client.model import (
    ClientToken,
    Subscription,
    SubscriptionOrder,
    SubscriptionTier,
    TierInfo,
    TradeOrder,
    UserInfo,
    UserTokens,
)
from localminis.client.protocol import (
    Answer,
    Call,
    Request,
    flag,
    mapping,
    read_api,
    read_oauth,
    text,
    whole,
)
from localminis.ids import OpenId, TradeOrderId
from localminis.spec import endpoints, limits
from localminis.spec.endpoints import Endpoint
from localminis.spec.subscriptions import (
    BEGIN_FIELD,
    NEXT_DEDUCT_FIELD,
    DeductCycle,
    DeductType,
    TradeOrderStatus,
)

_USER_FIELDS: Final = tuple(UserInfo.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The app that calls; the secret stays out of the repr.

    Raises:
        ValueError: the key or the secret is empty.
    """

    client_key: str
    client_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        _require("client_key", self.client_key)
        _require("client_secret", self.client_secret)


def exchange_code(app: Credentials, code: str) -> Call[UserTokens]:
    """Trade the one-time login code of the page for the user's tokens.

    Source: contract server-api §1.1.
    """
    _require("code", code)
    grant = {"grant_type": "authorization_code", "code": code}
    return Call(_form(endpoints.TOKEN, app, grant), _read_user_tokens, is_repeatable=False)


def refresh(app: Credentials, refresh_token: str) -> Call[UserTokens]:
    """Trade a refresh token for new tokens; the old refresh token stops working.

    Source: contract server-api §1.2.
    """
    _require("refresh_token", refresh_token)
    grant = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    # A lost answer may have killed the old token, so a repetition could only fail confusingly.
    return Call(_form(endpoints.TOKEN, app, grant), _read_user_tokens, is_repeatable=False)


def client_token(app: Credentials) -> Call[ClientToken]:
    """Get a token of the app itself.

    Source: contract server-api §1.3.
    """
    grant = {"grant_type": "client_credentials"}
    return Call(_form(endpoints.TOKEN, app, grant), _read_client_token, is_repeatable=False)


def revoke(app: Credentials, access_token: str) -> Call[None]:
    """Disconnect the app from the user.

    Source: contract server-api §1.4.
    """
    _require("access_token", access_token)
    return Call(
        _form(endpoints.REVOKE, app, {"token": access_token}), _read_revoked, is_repeatable=False
    )


def user_info(access_token: str, fields: Collection[str]) -> Call[UserInfo]:
    """Read the user's profile.

    Source: contract server-api §2.
    """
    if isinstance(fields, str) or not fields:
        raise ValueError(f"The fields are {fields!r}; give a tuple of names such as ('open_id',).")
    unknown = sorted(set(fields) - set(_USER_FIELDS))
    if unknown:
        raise ValueError(f"The fields {unknown} are unknown; use some of {list(_USER_FIELDS)}.")
    request = Request(
        endpoints.USER_INFO.method,
        endpoints.USER_INFO.path,
        query={"fields": ",".join(fields)},
        headers=_bearer(access_token),
    )
    return Call(request, _read_user_info, is_repeatable=True)


def create_trade_order(
    access_token: str,
    *,
    order_id: str,
    product_name: str,
    token_amount: int,
    product_id: str | None = None,
    quantity: int | None = None,
    quantity_unit: str | None = None,
    image_url: str | None = None,
    order_url: str | None = None,
) -> Call[TradeOrderId]:
    """Create an order in Beans for the user whose token it is.

    Source: contract server-api §5.1.
    """
    _require("order_id", order_id)
    _require("product_name", product_name)
    _require_whole("token_amount", token_amount)
    if quantity is not None:
        _require_whole("quantity", quantity)
    optional = {
        "product_id": product_id,
        "quantity": quantity,
        "quantity_unit": quantity_unit,
        "image_url": image_url,
        "order_url": order_url,
    }
    given = {key: value for key, value in optional.items() if value is not None}
    body = {
        "token_type": limits.TOKEN_TYPE,
        "token_amount": token_amount,
        "order_info": {"order_id": order_id, "product_name": product_name, **given},
    }
    request = _json(endpoints.ORDER_CREATE, access_token, body)
    return Call(request, _read_trade_order_id, is_repeatable=False)


def query_trade_order(access_token: str, trade_order_id: str) -> Call[TradeOrder]:
    """Read the state of one order of this user.

    Source: contract server-api §5.2.
    """
    _require("trade_order_id", trade_order_id)
    request = _json(endpoints.ORDER_QUERY, access_token, {"trade_order_id": trade_order_id})
    return Call(request, _read_trade_order, is_repeatable=True)


def get_tier_infos(access_token: str, tier_ids: Collection[str]) -> Call[dict[str, TierInfo]]:
    """Read what recharge tiers cost this user.

    Source: contract server-api §3.
    """
    if isinstance(tier_ids, str) or not tier_ids:
        raise ValueError(f"The tier_ids are {tier_ids!r}; give a list of tier ids.")
    for tier_id in tier_ids:
        _require("tier_id", tier_id)
    body = {"token_type": limits.TOKEN_TYPE, "tier_ids": list(tier_ids)}
    return Call(
        _json(endpoints.TIER_INFOS, access_token, body), _read_tier_infos, is_repeatable=True
    )


def check_redeem_amounts(access_token: str, token_amounts: Collection[int]) -> Call[bool]:
    """Ask whether all these prices are allowed.

    Source: contract server-api §4.
    """
    if not token_amounts:
        raise ValueError("The token_amounts are empty; give a list of prices in Beans.")
    for token_amount in token_amounts:
        _require_whole("token_amount", token_amount)
    body = {"token_type": limits.TOKEN_TYPE, "token_amounts": list(token_amounts)}
    return Call(_json(endpoints.CHECK_AMOUNTS, access_token, body), _read_valid, is_repeatable=True)


def create_subscription(
    access_token: str,
    *,
    tier_id: str,
    order_id: str,
    product_name: str,
    order_url: str | None = None,
    order_detail: str | None = None,
) -> Call[TradeOrderId]:
    """Create an order for a new subscription of the user whose token it is.

    Source: contract server-api §6.1.
    """
    _require("tier_id", tier_id)
    body = {
        "tier_id": tier_id,
        "order_info": _order_info(order_id, product_name, order_url, order_detail),
    }
    request = _json(endpoints.SUBSCRIPTION_CREATE, access_token, body)
    return Call(request, _read_trade_order_id, is_repeatable=False)


def reactivate_subscription(
    access_token: str,
    *,
    subscription_id: str,
    order_id: str,
    product_name: str,
    order_url: str | None = None,
    order_detail: str | None = None,
) -> Call[TradeOrderId]:
    """Create an order that switches a cancelled subscription's renewal on again.

    Source: contract server-api §6.1.
    """
    _require("subscription_id", subscription_id)
    body = {
        "subscription_id": subscription_id,
        "order_info": _order_info(order_id, product_name, order_url, order_detail),
    }
    request = _json(endpoints.SUBSCRIPTION_REACTIVATE, access_token, body)
    return Call(request, _read_trade_order_id, is_repeatable=False)


def get_active_subscriptions(access_token: str) -> Call[list[Subscription]]:
    """Read the user's subscriptions that are not over.

    Source: contract server-api §6.1.
    """
    endpoint = endpoints.SUBSCRIPTION_ACTIVE_LIST
    request = Request(endpoint.method, endpoint.path, headers=_bearer(access_token))
    return Call(request, _read_subscriptions, is_repeatable=True)


def get_subscription_info(access_token: str, trade_order_id: str) -> Call[Subscription]:
    """Read the subscription that an order belongs to.

    Source: contract server-api §6.1.
    """
    _require("trade_order_id", trade_order_id)
    body = {"trade_order_id": trade_order_id}
    request = _json(endpoints.SUBSCRIPTION_INFO, access_token, body)
    return Call(request, _read_subscription, is_repeatable=True)


def get_subscription_order_info(access_token: str, trade_order_id: str) -> Call[SubscriptionOrder]:
    """Read the state of one payment of a subscription.

    Source: contract server-api §6.1.
    """
    _require("trade_order_id", trade_order_id)
    body = {"trade_order_id": trade_order_id}
    request = _json(endpoints.SUBSCRIPTION_ORDER_INFO, access_token, body)
    return Call(request, _read_subscription_order, is_repeatable=True)


def get_subscription_tier_info(
    access_token: str,
    tier_ids: Collection[str],
    *,
    device_platform: Literal["android", "iphone"] | None = None,
) -> Call[dict[str, SubscriptionTier]]:
    """Read what subscription tiers cost this user.

    Source: contract server-api §6.1.
    """
    if isinstance(tier_ids, str) or not tier_ids:
        raise ValueError(f"The tier_ids are {tier_ids!r}; give a list of tier ids.")
    for tier_id in tier_ids:
        _require("tier_id", tier_id)
    body: dict[str, Any] = {"tier_ids": list(tier_ids)}
    if device_platform is not None:
        body["device_platform"] = device_platform
    request = _json(endpoints.SUBSCRIPTION_TIER_INFO, access_token, body)
    return Call(request, _read_subscription_tiers, is_repeatable=True)


def _order_info(
    order_id: str, product_name: str, order_url: str | None, order_detail: str | None
) -> dict[str, str]:
    _require("order_id", order_id)
    _require("product_name", product_name)
    optional = {"order_url": order_url, "order_detail": order_detail}
    given = {key: value for key, value in optional.items() if value is not None}
    return {"order_id": order_id, "product_name": product_name, **given}


def _require(name: str, value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"The {name} is empty or no text; give a string.")


def _require_whole(name: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < limits.TOKEN_AMOUNT_MIN:
        raise ValueError(f"The {name} is {value!r}; give a whole number from 1 on.")


def _bearer(access_token: str) -> Mapping[str, str]:
    _require("access_token", access_token)
    if not access_token.isascii() or not access_token.isprintable() or " " in access_token:
        raise ValueError("The access_token has characters that no token has; pass it unchanged.")
    return {"Authorization": f"Bearer {access_token}"}


def _form(endpoint: Endpoint, app: Credentials, fields: Mapping[str, str]) -> Request:
    pairs = {"client_key": app.client_key, "client_secret": app.client_secret, **fields}
    return Request(
        endpoint.method,
        endpoint.path,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(pairs).encode("ascii"),
    )


def _json(endpoint: Endpoint, access_token: str, body: Mapping[str, Any]) -> Request:
    return Request(
        endpoint.method,
        endpoint.path,
        headers={**_bearer(access_token), "Content-Type": "application/json"},
        body=json.dumps(body, ensure_ascii=False).encode(),
    )


def _read_user_tokens(answer: Answer) -> UserTokens:
    fields = read_oauth(answer)
    scope = text(fields, "scope", answer)
    return UserTokens(
        open_id=OpenId(text(fields, "open_id", answer)),
        scope=tuple(each.strip() for each in scope.split(",") if each.strip()),
        access_token=text(fields, "access_token", answer),
        refresh_token=text(fields, "refresh_token", answer),
        expires_in_s=whole(fields, "expires_in", answer),
        refresh_expires_in_s=whole(fields, "refresh_expires_in", answer),
        received_at_s=answer.received_at_s,
    )


def _read_client_token(answer: Answer) -> ClientToken:
    fields = read_oauth(answer)
    return ClientToken(
        access_token=text(fields, "access_token", answer),
        expires_in_s=whole(fields, "expires_in", answer),
        received_at_s=answer.received_at_s,
    )


def _read_revoked(answer: Answer) -> None:
    # Documented as an empty body; the sample shows `{}`.
    if answer.status != 200 or answer.body.strip():  # noqa: PLR2004 - HTTP
        read_oauth(answer)


def _read_user_info(answer: Answer) -> UserInfo:
    user = mapping(read_api(answer), "user", answer)
    return UserInfo(**{key: user[key] for key in _USER_FIELDS if isinstance(user.get(key), str)})


def _read_trade_order_id(answer: Answer) -> TradeOrderId:
    return TradeOrderId(text(read_api(answer), "trade_order_id", answer))


def _read_trade_order(answer: Answer) -> TradeOrder:
    fields = read_api(answer)
    status = text(fields, "trade_order_status", answer)
    if status not in {"PENDING", "SUCCESS"}:
        raise UnreadableAnswer(
            f"The order's status is {status!r}, which is neither PENDING nor SUCCESS.",
            answer.status,
        )
    known: Literal["PENDING", "SUCCESS"] = "SUCCESS" if status == "SUCCESS" else "PENDING"
    return TradeOrder(TradeOrderId(text(fields, "trade_order_id", answer)), known)


def _read_tier_infos(answer: Answer) -> dict[str, TierInfo]:
    tiers = mapping(read_api(answer), "tier_infos", answer)
    return {tier_id: _tier(mapping(tiers, tier_id, answer), answer) for tier_id in tiers}


def _tier(fields: Mapping[str, Any], answer: Answer) -> TierInfo:
    return TierInfo(
        tier_id=text(fields, "tier_id", answer),
        tier_name=text(fields, "tier_name", answer),
        token_type=text(fields, "token_type", answer),
        token_amount=whole(fields, "token_amount", answer),
        price=text(fields, "price", answer),
        currency=text(fields, "currency", answer),
        symbol=text(fields, "symbol", answer),
    )


def _read_valid(answer: Answer) -> bool:
    valid = read_api(answer).get("valid")
    if not isinstance(valid, bool):
        raise UnreadableAnswer("The answer has no true or false in 'valid'.", answer.status)
    return valid


def _read_subscriptions(answer: Answer) -> list[Subscription]:
    found = read_api(answer).get("subscriptions")
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise UnreadableAnswer("The answer has no list in 'subscriptions'.", answer.status)
    return [_subscription(each, answer) for each in found]


def _read_subscription(answer: Answer) -> Subscription:
    return _subscription(mapping(read_api(answer), "subscription", answer), answer)


def _subscription(fields: Mapping[str, Any], answer: Answer) -> Subscription:
    return Subscription(
        subscription_id=text(fields, "subscription_id", answer),
        tier_id=text(fields, "tier_id", answer),
        is_subscription_rights_valid=flag(fields, "is_subscription_rights_valid", answer),
        is_renewal_normal=flag(fields, "is_renewal_normal", answer),
        trade_order_id=TradeOrderId(text(fields, "trade_order_id", answer)),
        **_subscription_times(fields),
    )


def _read_subscription_order(answer: Answer) -> SubscriptionOrder:
    fields = read_api(answer)
    # The table wraps what the sample shows flat (contradiction C-8).
    wrapped = fields.get("subscription_tiers_info")
    if isinstance(wrapped, Mapping) and "trade_order_id" in wrapped:
        fields = wrapped
    status = text(fields, "trade_order_status", answer)
    known: Final[dict[str, TradeOrderStatus]] = {
        "PENDING": "PENDING",
        "SUCCESS": "SUCCESS",
        "REFUNDED": "REFUNDED",
    }
    if status not in known:
        raise UnreadableAnswer(
            f"The order's status is {status!r}, which is none of {', '.join(known)}.",
            answer.status,
        )
    return SubscriptionOrder(
        trade_order_id=TradeOrderId(text(fields, "trade_order_id", answer)),
        subscription_id=text(fields, "subscription_id", answer),
        trade_order_status=known[status],
        actually_end_time=_optional_whole(fields, "actually_end_time"),
        **_subscription_times(fields),
    )


def _subscription_times(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Read the fields that may be missing; `begine_time` is the table's spelling of one (C-9)."""
    is_sandbox, pay_type = fields.get("is_sandbox"), fields.get("pay_type")
    begin_time = _optional_whole(fields, BEGIN_FIELD)
    return {
        "is_sandbox": is_sandbox if isinstance(is_sandbox, bool) else None,
        "begin_time": _optional_whole(fields, "begine_time") if begin_time is None else begin_time,
        "end_time": _optional_whole(fields, "end_time"),
        NEXT_DEDUCT_FIELD: _optional_whole(fields, NEXT_DEDUCT_FIELD),
        "pay_type": pay_type if pay_type in {"IAP", "WEB"} else None,
    }


def _optional_whole(fields: Mapping[str, Any], key: str) -> int | None:
    value = fields.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _read_subscription_tiers(answer: Answer) -> dict[str, SubscriptionTier]:
    tiers = mapping(read_api(answer), "subscription_tiers_info", answer)
    return {
        tier_id: _subscription_tier(mapping(tiers, tier_id, answer), answer) for tier_id in tiers
    }


def _subscription_tier(fields: Mapping[str, Any], answer: Answer) -> SubscriptionTier:
    return SubscriptionTier(
        tier_id=text(fields, "tier_id", answer),
        deduct_cycle=cast("DeductCycle", text(fields, "deduct_cycle", answer)),
        deduct_type=cast("DeductType", text(fields, "deduct_type", answer)),
        price=text(fields, "price", answer),
        currency=text(fields, "currency", answer),
        symbol=text(fields, "symbol", answer),
    )
