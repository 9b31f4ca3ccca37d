"""Every table, declared once; foreign keys cross rooms, so they share one metadata."""

from localminis.store.tables import (
    agenda,
    commerce,
    identity,
    members,
    publishing,
    requests,
    webhooks,
)
from localminis.store.tables.schema import metadata

__all__ = [
    "agenda",
    "commerce",
    "identity",
    "members",
    "metadata",
    "publishing",
    "requests",
    "webhooks",
]
