"""Bringing a database up to the tables this version declares."""

from importlib import import_module
from typing import Final

from sqlalchemy import Connection, insert, inspect, select, update

from localminis.store.model import NewerDatabase
from localminis.store.tables.schema import platform

STEPS: Final = ("m0001_initial",)
VERSION: Final = len(STEPS)
_VERSION_KEY: Final = "schema_version"


def version(connection: Connection) -> int:
    """Read the schema version; 0 for an empty database."""
    if not inspect(connection).has_table(platform.name):
        return 0
    found = connection.scalar(select(platform.c.value).where(platform.c.key == _VERSION_KEY))
    return int(found or 0)


def upgrade(connection: Connection) -> None:
    """Run the steps that are missing; the caller owns the transaction.

    Raises:
        NewerDatabase: a newer version wrote this database; nothing is changed.
    """
    present = version(connection)
    if present > VERSION:
        raise NewerDatabase(
            f"The database has schema version {present} and this LocalMinis knows {VERSION}. "
            "Upgrade LocalMinis, or choose another state folder with --home."
        )
    for name in STEPS[present:]:
        step = import_module(f"localminis.store.migrations.{name}")
        for statement in step.STATEMENTS:
            connection.exec_driver_sql(statement)
    if present == 0:
        connection.execute(insert(platform).values(key=_VERSION_KEY, value=str(VERSION)))
    else:
        connection.execute(
            update(platform).where(platform.c.key == _VERSION_KEY).values(value=str(VERSION))
        )
