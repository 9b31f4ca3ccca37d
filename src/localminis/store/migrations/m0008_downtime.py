"""How long a delivery has waited for a platform to run: time in which no receiver failed."""

STATEMENTS = ("ALTER TABLE webhook_deliveries ADD COLUMN idle_s BIGINT NOT NULL DEFAULT 0",)
