"""What a verb is given: one open transaction. Only doors open and commit one, by `engine.py`."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Executable, Row, text

# The channel on which PostgreSQL tells every process that work or the clock has moved.
CHANNEL: Final = "localminis"
_ANNOUNCE: Final = text(f"SELECT pg_notify('{CHANNEL}', '')")


class Tx:
    """One open transaction; everything in it is stored, or nothing."""

    __slots__ = ("_after_commit", "connection")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._after_commit: list[Callable[[], None]] = []

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run a statement and return its cursor."""
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
        keys = self.execute(statement, parameters).inserted_primary_key
        assert keys is not None
        return int(keys[0])

    def announce(self) -> None:
        """Wake the workers of other processes once this is stored, where there can be others."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(_ANNOUNCE)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` once the transaction is stored; never when it is rolled back."""
        self._after_commit.append(callback)

    def run_after_commit(self) -> None:
        """Call what was registered; for the engine only."""
        for callback in self._after_commit:
            callback()
