"""Trusted webhooks: what the delivery log shows, and what keeps attempts apart.

Work on the agenda gains a lane (the receiver), so that a slow one delays nobody else, and counts its
claims, so that a worker that lost its lease cannot record over its successor. Events can be found
by user and order; attempts keep their headers; an address may listen in for a while.
"""

STATEMENTS = (
    "ALTER TABLE agenda ADD COLUMN lane TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE agenda ADD COLUMN claims INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE webhook_events ADD COLUMN open_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE webhook_events ADD COLUMN order_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE webhook_events ADD COLUMN origin TEXT NOT NULL DEFAULT 'platform'",
    "CREATE INDEX webhook_events_by_subject ON webhook_events (subject)",
    "CREATE INDEX webhook_events_by_order ON webhook_events (order_id)",
    "CREATE INDEX webhook_events_by_user ON webhook_events (open_id)",
    "ALTER TABLE webhook_deliveries ADD COLUMN purpose TEXT NOT NULL DEFAULT 'endpoint'",
    "ALTER TABLE webhook_deliveries ADD COLUMN first_t BIGINT",
    "ALTER TABLE webhook_deliveries ADD COLUMN last_status INTEGER",
    "ALTER TABLE webhook_attempts ADD COLUMN request_headers TEXT",
    "ALTER TABLE webhook_attempts ADD COLUMN request_body TEXT",
    "ALTER TABLE webhook_attempts ADD COLUMN response_headers TEXT",
    "ALTER TABLE webhook_attempts ADD COLUMN next_attempt_at_s BIGINT",
    """CREATE TABLE webhook_forwards (
        id TEXT NOT NULL,
        app_id INTEGER NOT NULL,
        url TEXT NOT NULL,
        until_wall_s BIGINT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(app_id) REFERENCES apps (id)
    )
    """,
    "CREATE INDEX webhook_forwards_by_app ON webhook_forwards (app_id)",
)
