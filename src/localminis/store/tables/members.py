"""The team of a served platform: members, their tokens and sessions, and what they did.

Tokens and sessions are digests, all times are the machine's. The tables belong to the installation:
a state is exported, imported and reset without them.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from localminis.store.tables.schema import OF_INSTALLATION, metadata

members = Table(
    "members",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Integer, nullable=False),
    Column("password_hash", Text),
    Column("provider_subject", Text, unique=True),
    Column("is_disabled", Integer, nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("last_seen_at_s", BigInteger),
    info=OF_INSTALLATION,
)

member_tokens = Table(
    "member_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", Integer, ForeignKey("members.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("token_digest", Text, nullable=False, unique=True),
    Column("created_at_s", BigInteger, nullable=False),
    Column("expires_at_s", BigInteger),
    Column("last_used_at_s", BigInteger),
    UniqueConstraint("member_id", "name"),
    info=OF_INSTALLATION,
)

member_sessions = Table(
    "member_sessions",
    metadata,
    Column("session_digest", Text, primary_key=True),
    Column("member_id", Integer, ForeignKey("members.id"), nullable=False),
    Column("created_at_s", BigInteger, nullable=False),
    Column("expires_at_s", BigInteger, nullable=False),
    info=OF_INSTALLATION,
)
Index("member_sessions_by_member", member_sessions.c.member_id)

# By name and not by number: what somebody did stays when the account is gone.
audit_entries = Table(
    "audit_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at_s", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    info=OF_INSTALLATION,
)
Index("audit_entries_by_actor", audit_entries.c.actor, audit_entries.c.id)
