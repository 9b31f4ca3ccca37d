"""What the portal keeps about an app: code versions, their users, domains, drafts, placements."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from localminis.store.tables.schema import metadata

# The files lie in a folder named after `package_sha256`. `target_percentage` is what a submission
# asked for; `percentage` what a gray version has. `production_until` is the release revision at
# which it made way for another, for a step back.
code_versions = Table(
    "code_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("package_sha256", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("content_bytes", BigInteger, nullable=False),
    Column("file_count", Integer, nullable=False),
    Column("entry", Text, nullable=False),
    Column("config", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("release_mode", Text, nullable=False),
    Column("target", Text),
    Column("target_percentage", Integer),
    Column("percentage", Integer),
    Column("production_until", Integer),
    Column("reasons", Text, nullable=False),
    Column("uploaded_at_s", BigInteger, nullable=False),
    Column("submitted_at_s", BigInteger),
    Column("reviewed_at_s", BigInteger),
    Column("released_at_s", BigInteger),
    UniqueConstraint("app_id", "number"),
)
Index("code_versions_by_state", code_versions.c.app_id, code_versions.c.state)

version_target_users = Table(
    "version_target_users",
    metadata,
    Column("version_id", Integer, ForeignKey("code_versions.id"), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), primary_key=True),
)
Index("version_target_users_by_user", version_target_users.c.user_id)

trusted_domains = Table(
    "trusted_domains",
    metadata,
    Column("app_id", Integer, ForeignKey("apps.id"), primary_key=True),
    Column("origin", Text, primary_key=True),
)

ad_placements = Table(
    "ad_placements",
    metadata,
    Column("placement_id", Text, primary_key=True),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("is_active", Integer, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
)
Index("ad_placements_by_app", ad_placements.c.app_id)

# Changes that wait to take effect: in a sandbox until they are applied, else until a review.
app_drafts = Table(
    "app_drafts",
    metadata,
    Column("app_id", Integer, ForeignKey("apps.id"), primary_key=True),
    Column("content", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("changed_at_s", BigInteger, nullable=False),
)

app_icons = Table(
    "app_icons",
    metadata,
    Column("app_id", Integer, ForeignKey("apps.id"), primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("content_base64", Text, nullable=False),
)

promo_images = Table(
    "promo_images",
    metadata,
    Column("app_id", Integer, ForeignKey("apps.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("content_base64", Text, nullable=False),
)

# An app's words in one more language; only what is online is shown.
app_localizations = Table(
    "app_localizations",
    metadata,
    Column("app_id", Integer, ForeignKey("apps.id"), primary_key=True),
    Column("language", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("terms_url", Text),
    Column("privacy_url", Text),
    Column("is_online", Integer, nullable=False),
)
