"""Whose event a delivery carries, so that lists of one app or user are read off an index."""

STATEMENTS = (
    "ALTER TABLE webhook_deliveries ADD COLUMN app_id INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE webhook_deliveries ADD COLUMN open_id TEXT NOT NULL DEFAULT ''",
    """UPDATE webhook_deliveries SET
        app_id = (SELECT app_id FROM webhook_events WHERE webhook_events.id = event_id),
        open_id = (SELECT open_id FROM webhook_events WHERE webhook_events.id = event_id)
    """,
    "CREATE INDEX webhook_deliveries_by_app ON webhook_deliveries (app_id, number)",
    "CREATE INDEX webhook_deliveries_by_user ON webhook_deliveries (open_id, number)",
)
