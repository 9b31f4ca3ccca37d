"""The Beans ledger, trade orders, store refunds and subscriptions."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from localminis.store.tables.schema import metadata

# `owner_id` is a user for a wallet, an app for its revenue, 0 for the store and for promotion.
# The balance is kept beside the entries, in the same transaction; `ledger.audit` compares them.
accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("owner_id", Integer, nullable=False),
    Column("balance_beans", BigInteger, nullable=False),
    UniqueConstraint("kind", "owner_id"),
    CheckConstraint(
        "kind IN ('store', 'promotion') OR balance_beans >= 0", name="accounts_never_negative"
    ),
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("transfer_id", Integer, ForeignKey("transfers.id"), nullable=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("amount_beans", BigInteger, nullable=False),
    CheckConstraint("amount_beans <> 0", name="entries_move_something"),
)
Index("entries_by_account", entries.c.account_id)

orders = Table(
    "orders",
    metadata,
    Column("trade_order_id", Text, primary_key=True),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("order_id", Text, nullable=False),
    Column("token_type", Text, nullable=False),
    Column("token_amount", BigInteger, nullable=False),
    Column("product_name", Text, nullable=False),
    Column("product_id", Text),
    Column("order_url", Text),
    Column("quantity", BigInteger),
    Column("quantity_unit", Text),
    Column("image_url", Text),
    Column("trade_order_status", Text, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("paid_at_s", BigInteger),
    Column("transfer_id", Integer, ForeignKey("transfers.id")),
    Column("is_sandbox", Integer, nullable=False, server_default="0"),
    UniqueConstraint("app_id", "order_id"),
)
# Lists are read from the newest, by the page.
_NEWEST = (orders.c.created_at_s, orders.c.trade_order_id)
Index("orders_by_user", orders.c.user_id, *_NEWEST)
Index("orders_by_app", orders.c.app_id, *_NEWEST)
Index("orders_by_time", *_NEWEST)
Index("orders_by_status", orders.c.trade_order_status, *_NEWEST)

# Tiers that are sold beside those of the program, or in place of one with the same id; one that was
# taken out keeps its row. Prices are in US dollars, those of a region in its own currency.
beans_tiers = Table(
    "beans_tiers",
    metadata,
    Column("tier_id", Text, primary_key=True),
    Column("tier_name", Text, nullable=False),
    Column("token_amount", BigInteger, nullable=False),
    Column("price_usd", Text, nullable=False),
    Column("is_removed", Integer, nullable=False, server_default="0"),
)

beans_tier_prices = Table(
    "beans_tier_prices",
    metadata,
    Column("tier_id", Text, ForeignKey("beans_tiers.tier_id"), primary_key=True),
    Column("region", Text, primary_key=True),
    Column("price", Text, nullable=False),
)

# The same for subscriptions. What was taken out is sold to nobody new, and still renews.
subscription_skus = Table(
    "subscription_skus",
    metadata,
    Column("tier_id", Text, primary_key=True),
    Column("set_name", Text, nullable=False),
    Column("deduct_cycle", Text, nullable=False),
    Column("price_usd", Text, nullable=False),
    Column("is_removed", Integer, nullable=False),
)

# Users who pay without Beans: whoever has a row here.
sandbox_users = Table(
    "sandbox_users",
    metadata,
    Column("user_id", Integer, ForeignKey("users.id"), primary_key=True),
    Column("since_s", BigInteger, nullable=False),
)

# A recharge that the user took back in the store, at most once. `wallet_beans` were still there,
# `owed_beans` had been spent; `parts_left` events recover them from orders, one after the other.
store_refunds = Table(
    "store_refunds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("recharge_transfer_id", Integer, ForeignKey("transfers.id"), nullable=False),
    Column("wallet_beans", BigInteger, nullable=False),
    Column("owed_beans", BigInteger, nullable=False),
    Column("parts_left", Integer, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    UniqueConstraint("recharge_transfer_id"),
)

# What one step of a store refund recovered of one order; `transfer_id` moved it.
tracebacks = Table(
    "tracebacks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("refund_id", Integer, ForeignKey("store_refunds.id"), nullable=False),
    Column("trade_order_id", Text, ForeignKey("orders.trade_order_id"), nullable=False),
    Column("refund_amount", BigInteger, nullable=False),
    Column("transfer_id", Integer, ForeignKey("transfers.id"), nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    CheckConstraint("refund_amount > 0", name="tracebacks_recover_something"),
)
Index("tracebacks_by_order", tracebacks.c.trade_order_id)
Index("tracebacks_by_refund", tracebacks.c.refund_id)

# `anchor_s` is where the present run of whole cycles began, `periods` how many of them are paid;
# `next_step_at_s` is when the clock has something to do with it, none once it has expired.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("subscription_id", Text, nullable=False, unique=True),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("tier_id", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("trade_order_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("pay_type", Text, nullable=False),
    Column("is_sandbox", Integer, nullable=False),
    Column("begin_time", BigInteger, nullable=False),
    Column("end_time", BigInteger, nullable=False),
    Column("anchor_s", BigInteger, nullable=False),
    Column("periods", Integer, nullable=False),
    Column("renewals", Integer, nullable=False),
    Column("is_payment_failing", Integer, nullable=False),
    Column("on_hold_since_s", BigInteger),
    Column("failed_attempts", Integer, nullable=False),
    Column("changed_at_s", BigInteger),
    Column("next_step_at_s", BigInteger),
    Column("created_at_s", BigInteger, nullable=False),
)
# At most one per user and app that has not expired: the condition is in the migration, as here it
# would load the dialects of both databases at every start.
Index(
    "subscriptions_one_live",
    subscriptions.c.app_id,
    subscriptions.c.user_id,
    unique=True,
)
Index("subscriptions_by_step", subscriptions.c.next_step_at_s)

# `order_id` is the developer's own; a renewal, which no developer asked for, has none.
subscription_orders = Table(
    "subscription_orders",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("trade_order_id", Text, nullable=False, unique=True),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("subscription_id", Text, ForeignKey("subscriptions.subscription_id")),
    Column("kind", Text, nullable=False),
    Column("order_id", Text),
    Column("tier_id", Text, nullable=False),
    Column("product_name", Text, nullable=False),
    Column("order_url", Text),
    Column("order_detail", Text),
    Column("trade_order_status", Text, nullable=False),
    Column("price", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("is_sandbox", Integer, nullable=False),
    Column("begin_time", BigInteger),
    Column("end_time", BigInteger),
    Column("actually_end_time", BigInteger),
    Column("created_at_s", BigInteger, nullable=False),
    Column("paid_at_s", BigInteger),
    UniqueConstraint("app_id", "order_id"),
)
Index("subscription_orders_by_subscription", subscription_orders.c.subscription_id)
