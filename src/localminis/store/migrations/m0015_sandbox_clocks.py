"""A clock for each sandbox, which begins where the one that it went by so far stands."""

STATEMENTS = (
    "ALTER TABLE apps ADD COLUMN clock_id TEXT NOT NULL DEFAULT 'main'",
    """INSERT INTO clocks (id, offset_s, frozen_at_s, revision)
        SELECT apps.client_key, clocks.offset_s, clocks.frozen_at_s, clocks.revision
        FROM apps JOIN clocks ON clocks.id = 'main'
        WHERE apps.sandbox_of IS NOT NULL AND apps.deleted_at_s IS NULL
    """,
    """UPDATE apps SET clock_id = client_key
        WHERE client_key IN (SELECT id FROM clocks WHERE id <> 'main')
    """,
    """UPDATE agenda SET clock_id = (
            SELECT apps.clock_id FROM webhook_deliveries
            JOIN apps ON apps.id = webhook_deliveries.app_id
            WHERE webhook_deliveries.id = agenda.key
        )
        WHERE kind = 'webhook.deliver' AND key IN (
            SELECT webhook_deliveries.id FROM webhook_deliveries
            JOIN apps ON apps.id = webhook_deliveries.app_id WHERE apps.clock_id <> 'main'
        )
    """,
    """UPDATE agenda SET clock_id = (
            SELECT apps.clock_id FROM subscriptions
            JOIN apps ON apps.id = subscriptions.app_id
            WHERE subscriptions.subscription_id = agenda.key
        )
        WHERE kind = 'subscription.step' AND key IN (
            SELECT subscriptions.subscription_id FROM subscriptions
            JOIN apps ON apps.id = subscriptions.app_id WHERE apps.clock_id <> 'main'
        )
    """,
)
