"""Apps, users and what is between them: ids, grants, login codes, tokens, test users.

Codes and tokens are digests. A column with a server default came with a later migration.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from localminis.store.tables.schema import metadata

# Only a sandbox is ever deleted; its row stays for what names it, and is found no more.
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
    Column("developer", Text, nullable=False, server_default="default"),
    Column("terms_url", Text, server_default="https://example.com/terms"),
    Column("privacy_url", Text, server_default="https://example.com/privacy"),
    Column("requires_test_user", Integer, nullable=False, server_default="0"),
    Column("kind", Text, nullable=False, server_default="mini_drama"),
    Column("description", Text, nullable=False, server_default=""),
    Column("category", Text, nullable=False, server_default=""),
    Column("is_ads_enabled", Integer, nullable=False, server_default="1"),
    Column("sandbox_of", Integer, ForeignKey("apps.id")),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("release_revision", Integer, nullable=False, server_default="0"),
    Column("deleted_at_s", BigInteger),
    # The secret before the last rotation, good until then; platform time.
    Column("former_secret_sealed", Text),
    Column("former_secret_until_s", BigInteger),
    # Separated by blanks; none means everywhere.
    Column("regions", Text, nullable=False, server_default=""),
    Column("min_library_version", Text, nullable=False, server_default=""),
    # A sandbox has a clock of its own while it lives.
    Column("clock_id", Text, nullable=False, server_default="main"),
    # The last number that a code version was given; a deleted one's is not given again.
    Column("newest_version", Integer, nullable=False, server_default="0"),
)
Index("apps_by_sandbox_of", apps.c.sandbox_of)

# A deleted user's row stays, without the name: orders and ledger entries go on naming it.
users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("union_id", Text, nullable=False, unique=True),
    Column("region", Text, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("language", Text, nullable=False, server_default="en"),
    Column("is_adult", Integer, nullable=False, server_default="1"),
    Column("is_banned", Integer, nullable=False, server_default="0"),
    Column("avatar_url", Text),
    Column("deleted_at_s", BigInteger),
)

open_ids = Table(
    "open_ids",
    metadata,
    Column("app_id", Integer, ForeignKey("apps.id"), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), primary_key=True),
    Column("open_id", Text, nullable=False),
    UniqueConstraint("app_id", "open_id"),
)

grants = Table(
    "grants",
    metadata,
    Column("app_id", Integer, ForeignKey("apps.id"), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("granted_at_s", BigInteger, nullable=False),
)
Index("grants_by_user", grants.c.user_id)

redirect_uris = Table(
    "redirect_uris",
    metadata,
    Column("app_id", Integer, ForeignKey("apps.id"), primary_key=True),
    Column("redirect_uri", Text, primary_key=True),
)

test_users = Table(
    "test_users",
    metadata,
    Column("app_id", Integer, ForeignKey("apps.id"), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), primary_key=True),
    Column("added_at_s", BigInteger, nullable=False),
)
Index("test_users_by_user", test_users.c.user_id)

# A code of the web flow carries its redirect address and, where PKCE was offered, its challenge.
login_codes = Table(
    "login_codes",
    metadata,
    Column("code_digest", Text, primary_key=True),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("scope", Text, nullable=False),
    Column("expires_at_s", BigInteger, nullable=False),
    Column("used_at_s", BigInteger),
    Column("redirect_uri", Text),
    Column("code_challenge", Text),
)
Index("login_codes_by_grant", login_codes.c.app_id, login_codes.c.user_id)

# `family` is the digest of the code that began a chain of refreshes.
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
    Column("family", Text),
)
Index("tokens_by_grant", tokens.c.app_id, tokens.c.user_id)
Index("tokens_by_user", tokens.c.user_id, tokens.c.expires_at_s)
