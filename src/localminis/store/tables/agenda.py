"""Due work: one row per piece, due on a platform clock, leased on wall time.

Work of one lane goes to one place; `claims` tells a worker whether its claim is still the last.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from localminis.store.tables.schema import metadata

agenda = Table(
    "agenda",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("clock_id", Text, ForeignKey("clocks.id"), nullable=False),
    Column("due_at_s", BigInteger, nullable=False),
    Column("leased_until_s", BigInteger, nullable=False),
    Column("lane", Text, nullable=False, server_default=""),
    Column("claims", Integer, nullable=False, server_default="0"),
    UniqueConstraint("kind", "key"),
)
Index("agenda_by_due", agenda.c.clock_id, agenda.c.due_at_s)
