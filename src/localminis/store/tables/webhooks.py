"""Events as they happened, one delivery per address, and every attempt made.

A column with a server default came with a later migration.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from localminis.store.tables.schema import metadata

# `body` is the exact text that is signed and sent, the same for every attempt. `origin` is `raw`
# for what `trigger --raw` made up.
webhook_events = Table(
    "webhook_events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("event", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("create_time", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("open_id", Text, nullable=False, server_default=""),
    Column("order_id", Text, nullable=False, server_default=""),
    Column("origin", Text, nullable=False, server_default="platform"),
)
Index("webhook_events_by_subject", webhook_events.c.subject)
Index("webhook_events_by_order", webhook_events.c.order_id)
Index("webhook_events_by_user", webhook_events.c.open_id)
Index("webhook_events_by_time", webhook_events.c.app_id, webhook_events.c.create_time)

# `first_t` is the time that the first attempt was signed with; `idle_s` is how long it has waited
# for a platform to run. `app_id`, `open_id` and `event` are those of the event, for lists that are
# read off an index.
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
    Column("purpose", Text, nullable=False, server_default="endpoint"),
    Column("first_t", BigInteger),
    Column("last_status", Integer),
    Column("idle_s", BigInteger, nullable=False, server_default="0"),
    Column("app_id", Integer, nullable=False, server_default="0"),
    Column("open_id", Text, nullable=False, server_default=""),
    Column("event", Text, nullable=False, server_default=""),
)
Index("webhook_deliveries_by_event", webhook_deliveries.c.event_id)
Index("webhook_deliveries_by_state", webhook_deliveries.c.state, webhook_deliveries.c.number)
Index("webhook_deliveries_by_app", webhook_deliveries.c.app_id, webhook_deliveries.c.number)
Index("webhook_deliveries_by_user", webhook_deliveries.c.open_id, webhook_deliveries.c.number)
Index(
    "webhook_deliveries_by_name",
    webhook_deliveries.c.app_id,
    webhook_deliveries.c.event,
    webhook_deliveries.c.number,
)
Index(
    "webhook_deliveries_by_status",
    webhook_deliveries.c.app_id,
    webhook_deliveries.c.last_status,
    webhook_deliveries.c.number,
)

# Headers are JSON lists of pairs; `request_body` is kept only where a setting changed the event's.
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
    Column("request_headers", Text),
    Column("request_body", Text),
    Column("response_headers", Text),
    Column("next_attempt_at_s", BigInteger),
)
Index("webhook_attempts_by_delivery", webhook_attempts.c.delivery_id)

# Addresses that get a copy of each event until a wall time: `webhook listen --forward-to`.
webhook_forwards = Table(
    "webhook_forwards",
    metadata,
    Column("id", Text, primary_key=True),
    Column("app_id", Integer, ForeignKey("apps.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("until_wall_s", BigInteger, nullable=False),
)
Index("webhook_forwards_by_app", webhook_forwards.c.app_id)
