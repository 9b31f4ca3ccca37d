"""The metadata that all tables hang on, and the two tables that belong to no room."""

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

metadata = MetaData()

# What the database knows about itself: its schema version.
platform = Table(
    "platform",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
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
