"""Events as they happened, one delivery per address, and every attempt made."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from localminis.store.tables.schema import metadata

# `body` is the exact text that is signed and sent, the same for every attempt.
webhook_events = Table(
    "webhook_events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("event", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("event_id", Text, ForeignKey("webhook_events.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at_s", BigInteger),
    Column("last_error", Text),
)
Index("webhook_deliveries_by_event", webhook_deliveries.c.event_id)

webhook_attempts = Table(
    "webhook_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", Text, ForeignKey("webhook_deliveries.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("sent_at_wall_s", BigInteger, nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("response_status", Integer),
    Column("response_body", Text),
    Column("error", Text),
)
Index("webhook_attempts_by_delivery", webhook_attempts.c.delivery_id)
