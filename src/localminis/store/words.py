"""Which words a column of the state takes, where it takes a few; for documents from elsewhere."""

from collections.abc import Mapping
from typing import Final, get_args

from localminis.spec import publishing, subscriptions

# By table and column. The rooms above know the words by their meaning; a test compares.
WORDS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("accounts", "kind"): ("wallet", "app", "store", "promotion"),
    ("ad_placements", "kind"): get_args(publishing.PlacementKind),
    ("agenda", "kind"): ("webhook.deliver", "subscription.step", "refund.trace"),
    ("app_drafts", "state"): ("draft", "in_review", "rejected"),
    ("apps", "kind"): publishing.APP_KINDS,
    ("code_versions", "release_mode"): get_args(publishing.ReleaseMode),
    ("code_versions", "state"): get_args(publishing.State),
    ("code_versions", "target"): get_args(publishing.Target),
    ("orders", "token_type"): ("BEANS",),
    ("orders", "trade_order_status"): ("PENDING", "SUCCESS"),
    ("subscription_orders", "kind"): ("create", "reactivate", "change", "renew"),
    ("subscription_orders", "trade_order_status"): get_args(subscriptions.TradeOrderStatus),
    ("subscription_skus", "deduct_cycle"): get_args(subscriptions.DeductCycle),
    ("subscriptions", "pay_type"): get_args(subscriptions.PayType),
    ("subscriptions", "state"): ("active", "cancel", "onhold", "expired"),
    ("tokens", "kind"): ("access", "refresh", "client"),
    ("webhook_deliveries", "purpose"): ("endpoint", "forward"),
    ("webhook_deliveries", "state"): ("pending", "delivered", "dead"),
}
