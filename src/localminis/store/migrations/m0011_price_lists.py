"""What is sold can be chosen: Beans tiers changed or taken out, regional prices, subscription SKUs."""

STATEMENTS = (
    "ALTER TABLE beans_tiers ADD COLUMN is_removed INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE beans_tier_prices (
        tier_id TEXT NOT NULL,
        region TEXT NOT NULL,
        price TEXT NOT NULL,
        PRIMARY KEY (tier_id, region),
        FOREIGN KEY(tier_id) REFERENCES beans_tiers (tier_id)
    )
    """,
    """CREATE TABLE subscription_skus (
        tier_id TEXT NOT NULL,
        set_name TEXT NOT NULL,
        deduct_cycle TEXT NOT NULL,
        price_usd TEXT NOT NULL,
        is_removed INTEGER NOT NULL,
        PRIMARY KEY (tier_id)
    )
    """,
)
