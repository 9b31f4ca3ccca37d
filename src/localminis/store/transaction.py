"""What a verb is given: one open transaction. Only doors open and commit one, by `engine.py`."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, Row, text

from localminis.store.prepared import Found, Plans

# The channel on which PostgreSQL tells every process that work or the clock has moved.
Statement = TypeVar("Statement", bound=Executable)
CHANNEL: Final = "localminis"
_ANNOUNCE: Final = text(f"SELECT pg_notify('{CHANNEL}', '')")
_PLAN_BY_VALUE: Final = text("SET LOCAL plan_cache_mode = force_custom_plan")


def listed(
    build: Callable[[tuple[str, ...]], Statement], values: Sequence[Any], **others: Any
) -> tuple[Statement, dict[str, Any]]:
    """Choose a statement that takes a list of values as single parameters, and its parameters.

    Args:
        build: makes the statement for parameters of these names, and keeps it.
        others: the statement's other parameters.
    """
    parameters, names = filled(values, "value")
    return build(names), {**parameters, **others}


def filled(values: Sequence[Any], prefix: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Name the values of a list, which is filled up to a power of two by repeating the last.

    Lists have every length; so there are few statements, and each is built once.

    Args:
        prefix: what the names begin with.
    """
    size: int = 1 << (len(values) - 1).bit_length()
    names = tuple(f"{prefix}_{number}" for number in range(size))
    full = [*values, *[values[-1]] * (size - len(values))]
    return dict(zip(names, full, strict=True)), names


class Tx:
    """One open transaction; everything in it is stored, or nothing."""

    __slots__ = ("_after_commit", "_after_rollback", "_driver", "_plans", "connection")

    def __init__(
        self, connection: Connection, plans: Plans | None = None, driver: Any = None
    ) -> None:
        """Begin to write in an open transaction.

        Args:
            plans: what this database has prepared; without them SQLAlchemy runs everything.
            driver: the driver's own connection under `connection`.
        """
        self.connection = connection
        self._plans = plans
        self._driver = driver
        self._after_commit: list[Callable[[], None]] = []
        self._after_rollback: list[Callable[[], None]] = []

    def execute(self, statement: Executable, parameters: Any = None) -> "CursorResult[Any] | Found":
        """Run a statement and return what it gave."""
        plan = self._plans.find(statement, parameters) if self._plans is not None else None
        if plan is not None:
            return plan.run(self._driver, parameters)
        result = self.connection.execute(statement, parameters)
        assert isinstance(result, CursorResult)
        return result

    def first(self, statement: Executable, parameters: Any = None) -> Row[Any] | None:
        """Run a query and return its first row, or None."""
        return self.execute(statement, parameters).first()

    def all(self, statement: Executable, parameters: Any = None) -> Sequence[Row[Any]]:
        """Run a query and return all of its rows."""
        return self.execute(statement, parameters).all()

    def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """Run a query and return the first column of its first row, or None."""
        return self.execute(statement, parameters).scalar()

    def insert(self, statement: Executable, parameters: Any = None) -> int:
        """Run an insert into a table with a whole-number key and return the new key."""
        result = self.execute(statement, parameters)
        if isinstance(result, Found):
            # PostgreSQL returns the key as a row; SQLite's driver tells the last one.
            return int(result.scalar() if result.lastrowid is None else result.lastrowid)
        keys = result.inserted_primary_key
        assert keys is not None
        return int(keys[0])

    def announce(self) -> None:
        """Wake the workers of other processes once this is stored, where there can be others."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(_ANNOUNCE)

    def plan_by_value(self) -> None:
        """Have PostgreSQL choose indexes by the values asked for, for the rest of the transaction.

        A statement that it has seen a few times gets one plan for all values else, and what is rare
        is looked for as if it were everywhere.
        """
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(_PLAN_BY_VALUE)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` once the transaction is stored; never when it is rolled back."""
        self._after_commit.append(callback)

    def after_rollback(self, callback: Callable[[], None]) -> None:
        """Call `callback` once the transaction is taken back; never when it is stored."""
        self._after_rollback.append(callback)

    def run_after_rollback(self) -> None:
        """Call what was registered for that, once; for the engine only."""
        callbacks, self._after_rollback = self._after_rollback, []
        for callback in callbacks:
            callback()

    def run_after_commit(self) -> None:
        """Call what was registered; for the engine only."""
        for callback in self._after_commit:
            callback()
