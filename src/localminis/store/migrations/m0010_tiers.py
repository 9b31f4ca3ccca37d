"""Tiers of a test world: a team's code names the ids of its own store."""

STATEMENTS = (
    """CREATE TABLE beans_tiers (
        tier_id TEXT NOT NULL,
        tier_name TEXT NOT NULL,
        token_amount BIGINT NOT NULL,
        price_usd TEXT NOT NULL,
        PRIMARY KEY (tier_id)
    )
    """,
)
