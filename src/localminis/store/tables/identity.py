"""Apps, users, the ids between them, login codes and tokens. Codes and tokens are digests."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from localminis.store.tables.schema import metadata

apps = Table(
    "apps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_key", Text, nullable=False, unique=True),
    Column("client_secret_sealed", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("webhook_url", Text),
    Column("is_payment_enabled", Integer, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("union_id", Text, nullable=False, unique=True),
    Column("region", Text, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
)

open_ids = Table(
    "open_ids",
    metadata,
    Column("app_id", Integer, ForeignKey("apps.id"), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), primary_key=True),
    Column("open_id", Text, nullable=False),
    UniqueConstraint("app_id", "open_id"),
)

login_codes = Table(
    "login_codes",
    metadata,
    Column("code_digest", Text, primary_key=True),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("scope", Text, nullable=False),
    Column("expires_at_s", BigInteger, nullable=False),
    Column("used_at_s", BigInteger),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token_digest", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("user_id", Integer, ForeignKey("users.id")),
    Column("scope", Text, nullable=False),
    Column("issued_at_s", BigInteger, nullable=False),
    Column("expires_at_s", BigInteger, nullable=False),
    Column("revoked_at_s", BigInteger),
)
Index("tokens_by_grant", tokens.c.app_id, tokens.c.user_id)
