"""What the open API answers with: every field, in the documented spelling.

Source: contract server-api. A field that is `UNSET` is left out; `web/openapi.py` describes the API
from these shapes.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from localminis.spec.error_codes import NUMERIC_MEANING, OAUTH_STATUS, WORD_STATUS
from localminis.spec.subscriptions import DeductCycle, DeductType, PayType, TradeOrderStatus

OAuthWord = Annotated[str, Meta(extra_json_schema={"enum": sorted(OAUTH_STATUS)})]
ApiCode = Annotated[
    str, Meta(extra_json_schema={"enum": sorted({**WORD_STATUS, **NUMERIC_MEANING})})
]


class UserTokens(msgspec.Struct, forbid_unknown_fields=True):
    """The tokens of one user, after a login or a refresh; flat."""

    open_id: str
    scope: str
    access_token: Annotated[str, Meta(pattern=r"^act\.")]
    expires_in: int
    refresh_token: Annotated[str, Meta(pattern=r"^rft\.")]
    refresh_expires_in: int
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - how to send it, not a secret


class ClientToken(msgspec.Struct, forbid_unknown_fields=True):
    """The token of the app alone; flat, without a user, a scope or a refresh token."""

    access_token: Annotated[str, Meta(pattern=r"^clt\.")]
    expires_in: int
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - as above


class Revoked(msgspec.Struct, forbid_unknown_fields=True):
    """An empty object."""


class OAuthError(msgspec.Struct, forbid_unknown_fields=True):
    """The flat shape of an OAuth refusal."""

    error: OAuthWord
    error_description: str
    log_id: str


class ApiError(msgspec.Struct, forbid_unknown_fields=True):
    """The `error` of the envelope when the call was refused."""

    code: ApiCode
    message: str
    log_id: str


class Ok(msgspec.Struct, forbid_unknown_fields=True):
    """The `error` of the envelope when all went well."""

    code: Literal["ok"]
    message: Literal[""]
    log_id: str


class UserFields(msgspec.Struct, forbid_unknown_fields=True):
    """The fields that were asked for, and no others."""

    open_id: str | UnsetType = UNSET
    union_id: str | UnsetType = UNSET
    avatar_url: str | UnsetType = UNSET
    avatar_url_100: str | UnsetType = UNSET
    avatar_large_url: str | UnsetType = UNSET
    display_name: str | UnsetType = UNSET


class UserInfo(msgspec.Struct, forbid_unknown_fields=True):
    """The user behind the token."""

    user: UserFields


class TierInfo(msgspec.Struct, forbid_unknown_fields=True):
    """Beans that the store sells; `price` is a decimal in a text."""

    tier_id: str
    tier_name: str
    token_type: Literal["BEANS"]
    token_amount: int
    price: str
    currency: str
    symbol: str


class TierInfos(msgspec.Struct, forbid_unknown_fields=True):
    """Tiers by their id."""

    tier_infos: dict[str, TierInfo]


class AmountsVerdict(msgspec.Struct, forbid_unknown_fields=True):
    """One verdict for the whole list of prices."""

    valid: bool


class OrderCreated(msgspec.Struct, forbid_unknown_fields=True):
    """The platform's id of a new order."""

    trade_order_id: Annotated[str, Meta(pattern="^TOID")]


class OrderState(msgspec.Struct, forbid_unknown_fields=True):
    """Whether a Beans order has been paid; there are two states only."""

    trade_order_id: str
    trade_order_status: Literal["PENDING", "SUCCESS"]


class Subscription(msgspec.Struct, forbid_unknown_fields=True):
    """A subscription; two booleans hold its state, and `next_duduct_time` is spelled as it is."""

    subscription_id: str
    tier_id: str
    is_subscription_rights_valid: bool
    is_renewal_normal: bool
    trade_order_id: str
    is_sandbox: bool
    begin_time: int
    end_time: int
    pay_type: PayType
    next_duduct_time: int | UnsetType = UNSET


class ActiveList(msgspec.Struct, forbid_unknown_fields=True):
    """The user's subscription that is not over; empty when there is none."""

    subscriptions: list[Subscription]


class SubscriptionInfo(msgspec.Struct, forbid_unknown_fields=True):
    """The subscription that an order belongs to."""

    subscription: Subscription


class SubscriptionOrder(msgspec.Struct, forbid_unknown_fields=True):
    """One payment of a subscription, flat as in the sample."""

    trade_order_id: str
    subscription_id: str
    trade_order_status: TradeOrderStatus
    is_sandbox: bool
    pay_type: PayType
    begin_time: int | UnsetType = UNSET
    end_time: int | UnsetType = UNSET
    actually_end_time: int | UnsetType = UNSET
    next_duduct_time: int | UnsetType = UNSET


class SubscriptionTier(msgspec.Struct, forbid_unknown_fields=True):
    """A cycle at a price; `price` is a decimal in a text."""

    tier_id: str
    deduct_cycle: DeductCycle
    deduct_type: DeductType
    price: str
    currency: str
    symbol: str


class SubscriptionTiers(msgspec.Struct, forbid_unknown_fields=True):
    """Subscription tiers by their id."""

    subscription_tiers_info: dict[str, SubscriptionTier]


def set_or_left_out(value: Any) -> Any:
    """Return a value as it is, and `UNSET` for None, so that the field is left out."""
    return UNSET if value is None else value
