"""Webhooks at the receiver's side: proof of the sender, then typed events.

An event this version does not know, or that concerns another product, becomes an `UnknownEvent`:
answer 200 to it, or the platform repeats it for three days.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from localminis.client.errors import EventMalformed
from localminis.ids import OpenId, TradeOrderId
from localminis.spec import events, signature

T = TypeVar("T", str, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every webhook says.

    Attributes:
        event: the wire name, such as `minis.trade_order.redeem.success`.
        client_key: the app it is for.
        create_time: when it happened, epoch seconds.
        user_openid: the user's `open_id`; may be empty, so find the user through your order.
        content: the inner document, with all its keys, known or not.
    """

    event: str
    client_key: str
    create_time: int
    user_openid: OpenId
    content: Mapping[str, Any] = field(repr=False)

    @property
    def dedupe_key(self) -> str:
        """A key that is the same for every delivery of this event, and for no other event.

        The platform sends no event id, delivers at least once and may reorder. Store the key in
        the transaction that acts on the event, not before: a key remembered for work that failed
        turns the platform's retry into a loss.
        """
        content = json.dumps(self.content, sort_keys=True).encode()
        digest = hashlib.sha256(content).hexdigest()[:16]
        return f"{self.event}:{self.create_time}:{self.user_openid}:{digest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOrderRedeemed(Event):
    """The user has paid an order: the basis for delivering what was bought.

    Attributes:
        trade_order_id: what `create_trade_order` returned.
        order_id: your own id of the order.
        is_sandbox: whether no real Beans moved; None where the platform does not say.
    """

    trade_order_id: TradeOrderId
    order_id: str
    is_sandbox: bool | None

    @property
    def dedupe_key(self) -> str:
        """The event and its order: an order is paid at most once, whatever else differs."""
        return f"{self.event}:{self.trade_order_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeOrderRefundTraceback(Event):
    """A store refunded the user's recharge, and part of the order's price was recovered.

    Attributes:
        trade_order_id: what `create_trade_order` returned.
        order_id: your own id of the order.
        is_sandbox: whether no real Beans moved; None where the platform does not say.
        refund_amount: how much was recovered; Beans, by assumption.
    """

    trade_order_id: TradeOrderId
    order_id: str
    is_sandbox: bool | None
    refund_amount: int

    @property
    def dedupe_key(self) -> str:
        """The event, its order, time and amount: one order may be recovered in several parts.

        Two parts of equal size within one second cannot be told apart from a repeated delivery.
        """
        return f"{self.event}:{self.trade_order_id}:{self.create_time}:{self.refund_amount}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionChanged(Event):
    """Something has happened to a subscription; the last word of `event` says what.

    The platform documents the names of these events and not what they carry, so only the id is
    relied on: read the subscription itself with `get_active_subscriptions`, and act on that.

    Attributes:
        subscription_id: whose state to read again.
        trade_order_id: the latest payment, where it is sent.
    """

    subscription_id: str
    trade_order_id: TradeOrderId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRemoved(Event):
    """The user's tokens are dead already.

    Attributes:
        reason: 0 unknown, 1 the user disconnected, 2 account deleted, 3 age changed, 4 account
            banned, 5 the developer revoked.
    """

    reason: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping(Event):
    """The developer portal tries the address out; answer 200 and do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEvent(Event):
    """An event without a class here; answer 200 and do nothing."""


def parse_webhook(
    secret: str | Sequence[str],
    body: bytes,
    header: str | None,
    *,
    now_s: int,
    tolerance_s: int = signature.TOLERANCE_S,
) -> Event:
    """Prove that a webhook is genuine and fresh, then read it.

    Args:
        secret: the app's client secret, or several while it is being replaced.
        body: the request's raw bytes.
        header: the value of `TikTok-Signature`, or None.
        now_s: wall time, epoch seconds.
        tolerance_s: how old the signature may be.

    Raises:
        SignatureRefused: not genuine or not fresh; its leaves say why. Answer 401.
        EventMalformed: genuine, but unreadable. Answer 400, and the platform tries again.

    Source: contract server-api §7, §8.
    """
    signature.verify(secret, body, header, now_s=now_s, tolerance_s=tolerance_s)
    envelope = _object(body)
    name = _field(envelope, "event", str, "body")
    read = _READERS.get(name, _read_unknown)
    content = _content(envelope.get("content"))
    user_openid = envelope.get("user_openid")
    return read(
        content,
        {
            "event": name,
            "client_key": _field(envelope, "client_key", str, "body"),
            "create_time": _field(envelope, "create_time", int, "body"),
            "user_openid": OpenId(user_openid if isinstance(user_openid, str) else ""),
            "content": content,
        },
    )


def _read_redeemed(content: Mapping[str, Any], head: Mapping[str, Any]) -> Event:
    return TradeOrderRedeemed(
        trade_order_id=TradeOrderId(_field(content, "trade_order_id", str, "content")),
        order_id=_field(content, "order_id", str, "content"),
        is_sandbox=_sandbox(content),
        **head,
    )


def _read_refund(content: Mapping[str, Any], head: Mapping[str, Any]) -> Event:
    return TradeOrderRefundTraceback(
        trade_order_id=TradeOrderId(_field(content, "trade_order_id", str, "content")),
        order_id=_field(content, "order_id", str, "content"),
        is_sandbox=_sandbox(content),
        refund_amount=_field(content, "refund_amount", int, "content"),
        **head,
    )


def _read_subscription(content: Mapping[str, Any], head: Mapping[str, Any]) -> Event:
    subscription_id, trade_order_id = content.get("subscription_id"), content.get("trade_order_id")
    if not isinstance(subscription_id, str):
        # The payload is undocumented: another form is no reason to refuse the event.
        return UnknownEvent(**head)
    known = TradeOrderId(trade_order_id) if isinstance(trade_order_id, str) else None
    return SubscriptionChanged(subscription_id=subscription_id, trade_order_id=known, **head)


def _read_removed(content: Mapping[str, Any], head: Mapping[str, Any]) -> Event:
    return AuthorizationRemoved(reason=_field(content, "reason", int, "content"), **head)


def _read_ping(_content: Mapping[str, Any], head: Mapping[str, Any]) -> Event:
    return Ping(**head)


def _read_unknown(_content: Mapping[str, Any], head: Mapping[str, Any]) -> Event:
    return UnknownEvent(**head)


_Reader = Callable[[Mapping[str, Any], Mapping[str, Any]], Event]
_READERS: Final[Mapping[str, _Reader]] = {
    events.REDEEM_SUCCESS.name: _read_redeemed,
    events.REFUND_TRACEBACK.name: _read_refund,
    **{kind.name: _read_subscription for kind in events.SUBSCRIPTION_EVENTS.values()},
    events.AUTHORIZATION_REMOVED.name: _read_removed,
    events.PING.name: _read_ping,
}


def _content(inner: Any) -> Mapping[str, Any]:
    """Parse the inner document, or return an empty one, which events with fields then refuse."""
    if isinstance(inner, Mapping):
        return inner
    if not isinstance(inner, str):
        return {}
    try:
        document = json.loads(inner)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, Mapping) else {}


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, Mapping):
        raise EventMalformed("The webhook's body is no JSON object, although its signature fits.")
    return document


def _field(fields: Mapping[str, Any], key: str, kind: type[T], place: str) -> T:
    value = fields.get(key)
    # A JSON true is an int to Python and must not pass for a number.
    if not isinstance(value, kind) or isinstance(value, bool):
        raise EventMalformed(
            f"The webhook's {place} has {value!r} in {key!r}; it needs {kind.__name__}."
        )
    return value


def _sandbox(content: Mapping[str, Any]) -> bool | None:
    value = content.get("is_sandbox")
    return value if isinstance(value, bool) else None
