"""The metadata that all tables hang on, and the two tables that belong to no room."""

from typing import Any, Final

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

metadata = MetaData()

# Marks a table of the installation: states are exported, imported and reset without it.
OF_INSTALLATION: Final[dict[Any, Any]] = {"is_of_installation": True}


def state_tables() -> tuple[Table, ...]:
    """Return the tables that make up a state, those before that others refer to."""
    return tuple(
        table for table in metadata.sorted_tables if not table.info.get("is_of_installation")
    )


# What the database knows about itself: its schema version.
platform = Table(
    "platform",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    info=OF_INSTALLATION,
)

# One platform clock each; the row is what every process reads.
clocks = Table(
    "clocks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("offset_s", BigInteger, nullable=False),
    Column("frozen_at_s", BigInteger),
    Column("revision", BigInteger, nullable=False),
)
