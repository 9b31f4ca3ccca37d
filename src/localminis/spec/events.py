"""Webhook events: names, the fields of `content`, and how sure we are of each.

Source: contract server-api §8. `content` travels as a JSON document inside a JSON string.
"""

from dataclasses import dataclass
from typing import Final, Literal

Confidence = Literal["documented", "observed", "assumed"]
SubscriptionEvent = Literal["create", "renew", "reactivate", "onhold", "expire", "cancel", "change"]


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of webhook: its wire name and the keys its content carries."""

    name: str
    content_fields: tuple[str, ...]
    confidence: Confidence


REDEEM_SUCCESS: Final = EventKind(
    "minis.trade_order.redeem.success",
    ("trade_order_id", "order_id", "is_sandbox"),
    "documented",
)
REFUND_TRACEBACK: Final = EventKind(
    "minis.trade_order.redeem.refund_traceback",
    ("trade_order_id", "order_id", "is_sandbox", "refund_amount"),
    "documented",
)
AUTHORIZATION_REMOVED: Final = EventKind("authorization.removed", ("reason",), "documented")
# Recorded by third parties when the portal's "Test URL" button is used; its content is unknown.
PING: Final = EventKind("tiktok.ping", (), "observed")

# No page gives the payload of these: assumed to mirror the Subscription object, with the
# developer's `order_id`. The names of cancel and change are assumed too.
SUBSCRIPTION_FIELDS: Final = (
    "subscription_id",
    "tier_id",
    "is_subscription_rights_valid",
    "is_renewal_normal",
    "trade_order_id",
    "order_id",
    "is_sandbox",
    "begin_time",
    "end_time",
    "next_duduct_time",
    "pay_type",
)


_SUBSCRIPTION_CONFIDENCE: Final[dict[SubscriptionEvent, Confidence]] = {
    "create": "documented",
    "renew": "documented",
    "reactivate": "documented",
    "onhold": "documented",
    "expire": "documented",
    "cancel": "assumed",
    "change": "assumed",
}
SUBSCRIPTION_EVENTS: Final[dict[SubscriptionEvent, EventKind]] = {
    name: EventKind(f"minis.subscription.{name}", SUBSCRIPTION_FIELDS, confidence)
    for name, confidence in _SUBSCRIPTION_CONFIDENCE.items()
}

EVENTS: Final = (
    REDEEM_SUCCESS,
    REFUND_TRACEBACK,
    *SUBSCRIPTION_EVENTS.values(),
    AUTHORIZATION_REMOVED,
    PING,
)
