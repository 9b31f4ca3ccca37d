"""The console: a rotated secret that stays good for a while, and lists by the page.

An app keeps its former secret beside the new one. Lists go on from where the page before ended,
which takes an index in their order.
"""

STATEMENTS = (
    "ALTER TABLE apps ADD COLUMN former_secret_sealed TEXT",
    "ALTER TABLE apps ADD COLUMN former_secret_until_s BIGINT",
    "CREATE INDEX tokens_by_user ON tokens (user_id, expires_at_s)",
    "DROP INDEX orders_by_user",
    "CREATE INDEX orders_by_user ON orders (user_id, created_at_s, trade_order_id)",
    "CREATE INDEX orders_by_app ON orders (app_id, created_at_s, trade_order_id)",
    "CREATE INDEX orders_by_time ON orders (created_at_s, trade_order_id)",
    "CREATE INDEX orders_by_status ON orders (trade_order_status, created_at_s, trade_order_id)",
    "CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (state, number)",
)
