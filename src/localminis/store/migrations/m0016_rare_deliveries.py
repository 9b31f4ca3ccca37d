"""Lists of one event, of one HTTP status and since a time, read off an index however rare it is."""

STATEMENTS = (
    "ALTER TABLE webhook_deliveries ADD COLUMN event TEXT NOT NULL DEFAULT ''",
    """UPDATE webhook_deliveries SET
        event = (SELECT event FROM webhook_events WHERE webhook_events.id = event_id)
    """,
    "CREATE INDEX webhook_deliveries_by_name ON webhook_deliveries (app_id, event, number)",
    "CREATE INDEX webhook_deliveries_by_status ON webhook_deliveries (app_id, last_status, number)",
    "CREATE INDEX webhook_events_by_time ON webhook_events (app_id, create_time)",
)
