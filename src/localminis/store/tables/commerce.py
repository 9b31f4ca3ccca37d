"""The Beans ledger and the trade orders."""

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
    UniqueConstraint("app_id", "order_id"),
)
Index("orders_by_user", orders.c.user_id)
