"""The migrations build exactly the tables that the code declares."""

from sqlalchemy import create_engine, inspect

from localminis.store import migrate
from localminis.store.tables import metadata


def shape(build) -> dict:
    """Build a database in memory and describe every table of it."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        build(connection)
        seen = inspect(connection)
        described = {
            table: {
                "columns": {
                    column["name"]: (
                        str(column["type"]),
                        column["nullable"],
                        # A number may be written with quotes: the column makes it one again.
                        (column["default"] or "").strip("'"),
                        column["primary_key"],
                    )
                    for column in seen.get_columns(table)
                },
                "unique": sorted(
                    tuple(each["column_names"]) for each in seen.get_unique_constraints(table)
                ),
                "indexes": sorted(
                    (each["name"], tuple(each["column_names"]), each["unique"])
                    for each in seen.get_indexes(table)
                ),
                "foreign keys": sorted(
                    (tuple(each["constrained_columns"]), each["referred_table"])
                    for each in seen.get_foreign_keys(table)
                ),
                "checks": sorted(
                    (each["name"] or "", " ".join(each["sqltext"].split()))
                    for each in seen.get_check_constraints(table)
                ),
            }
            for table in seen.get_table_names()
        }
    engine.dispose()
    return described


def test_migrating_from_empty_gives_the_declared_tables():
    """Columns, types, keys, indexes and checks are the same on both ways."""
    migrated, declared = shape(migrate.upgrade), shape(metadata.create_all)
    assert set(migrated) == set(declared)
    for table, facts in declared.items():
        for what, expected in facts.items():
            assert migrated[table][what] == expected, f"{what} of {table}"


def test_every_step_is_numbered_and_says_why():
    """Steps run in the order of their numbers, each with its sentence."""
    from importlib import import_module

    for number, name in enumerate(migrate.STEPS, 1):
        step = import_module(f"localminis.store.migrations.{name}")
        assert name.startswith(f"m{number:04}_")
        assert (step.__doc__ or "").strip().endswith(".")
