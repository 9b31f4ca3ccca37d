"""Which words or forms a column of the state takes; for documents from elsewhere."""

import re
from collections.abc import Mapping
from typing import Final, get_args

from localminis.spec import publishing, subscriptions

# The columns of an app that are sealed here and in the clear in a document.
SECRETS: Final[Mapping[str, str]] = {
    "client_secret_sealed": "client_secret",
    "former_secret_sealed": "former_secret",
}

# By table and column. The rooms above know the words by their meaning; a test compares.
WORDS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("accounts", "kind"): ("wallet", "app", "store", "promotion"),
    ("ad_placements", "kind"): get_args(publishing.PlacementKind),
    ("agenda", "kind"): ("webhook.deliver", "subscription.step", "refund.trace"),
    ("app_drafts", "state"): ("draft", "in_review", "rejected"),
    # Served as what it says: a page or a script would be one of the console's own.
    ("app_icons", "media_type"): publishing.ICON_TYPES,
    ("apps", "kind"): publishing.APP_KINDS,
    ("code_versions", "release_mode"): get_args(publishing.ReleaseMode),
    ("code_versions", "state"): get_args(publishing.State),
    ("code_versions", "target"): get_args(publishing.Target),
    ("orders", "token_type"): ("BEANS",),
    ("orders", "trade_order_status"): ("PENDING", "SUCCESS"),
    ("promo_images", "media_type"): publishing.ICON_TYPES,
    ("subscription_orders", "kind"): ("create", "reactivate", "change", "renew"),
    ("subscription_orders", "trade_order_status"): get_args(subscriptions.TradeOrderStatus),
    ("subscription_skus", "deduct_cycle"): get_args(subscriptions.DeductCycle),
    ("subscriptions", "pay_type"): get_args(subscriptions.PayType),
    ("subscriptions", "state"): ("active", "cancel", "onhold", "expired"),
    ("tokens", "kind"): ("access", "refresh", "client"),
    ("webhook_deliveries", "purpose"): ("endpoint", "forward"),
    ("webhook_deliveries", "state"): ("pending", "delivered", "dead"),
}

# The same for texts that have a form, and what it is called.
FORMS: Final[Mapping[tuple[str, str], tuple[re.Pattern[str], str]]] = {
    # The name of a folder, whose files are served.
    ("code_versions", "package_sha256"): (re.compile(r"[0-9a-f]{64}"), "a SHA-256"),
}
