"""Webhook events: names, the fields of `content`, and how sure we are of each.

Source: contract server-api §8. `content` travels as a JSON document inside a JSON string.
"""

from dataclasses import dataclass
from typing import Final, Literal

Confidence = Literal["documented", "observed", "assumed"]


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

EVENTS: Final = (REDEEM_SUCCESS, REFUND_TRACEBACK, AUTHORIZATION_REMOVED, PING)
