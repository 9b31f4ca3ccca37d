"""The SDK for an app's backend: login, orders, webhooks; blocking and asynchronous.

A public door: app backends import it, and nothing of this package but `spec` stands behind it.
Read `sync_client.py`, `resources.py` and `webhooks.py` first; `errors.py` draws what can go wrong.
"""

from localminis.client.async_client import AsyncMinisClient
from localminis.client.errors import (
    AccessTokenInvalid,
    ApiError,
    EventMalformed,
    InvalidClient,
    InvalidGrant,
    MinisClientError,
    OAuthError,
    OrderIdTaken,
    OrderNotFound,
    ParamsInvalid,
    PaymentNotEnabled,
    RateLimited,
    ScopeMissing,
    TierInvalid,
    TransportError,
    UnreadableAnswer,
)
from localminis.client.model import ClientToken, TierInfo, TradeOrder, UserInfo, UserTokens
from localminis.client.sync_client import MinisClient
from localminis.client.webhooks import (
    AuthorizationRemoved,
    Event,
    Ping,
    TradeOrderRedeemed,
    TradeOrderRefundTraceback,
    UnknownEvent,
)
from localminis.spec.signature import (
    SignatureInFuture,
    SignatureMalformed,
    SignatureMismatch,
    SignatureMissing,
    SignatureRefused,
    SignatureTooOld,
)

__all__ = [
    "AccessTokenInvalid",
    "ApiError",
    "AsyncMinisClient",
    "AuthorizationRemoved",
    "ClientToken",
    "Event",
    "EventMalformed",
    "InvalidClient",
    "InvalidGrant",
    "MinisClient",
    "MinisClientError",
    "OAuthError",
    "OrderIdTaken",
    "OrderNotFound",
    "ParamsInvalid",
    "PaymentNotEnabled",
    "Ping",
    "RateLimited",
    "ScopeMissing",
    "SignatureInFuture",
    "SignatureMalformed",
    "SignatureMismatch",
    "SignatureMissing",
    "SignatureRefused",
    "SignatureTooOld",
    "TierInfo",
    "TierInvalid",
    "TradeOrder",
    "TradeOrderRedeemed",
    "TradeOrderRefundTraceback",
    "TransportError",
    "UnknownEvent",
    "UnreadableAnswer",
    "UserInfo",
    "UserTokens",
]
