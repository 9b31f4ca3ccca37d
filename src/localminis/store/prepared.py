"""Statements that run again and again: compiled once, then run on the database's own driver.

SQLAlchemy finds the text of a statement in its cache, and still spends several times as long around
it as SQLite does inside. So a statement that comes a second time, the same object, is compiled here
into text and an order of values, as long as none of its values or columns needs a conversion.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final
from weakref import ref

from sqlalchemy import Dialect, Executable, Integer, String
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import NullType

# Both databases give and take these as they are.
_PLAIN: Final = (String, Integer)
# A value that is compared in a list has no type of its own and goes to the driver as it is.
_GIVEN: Final = (*_PLAIN, NullType)
_Key = tuple[bool, tuple[str, ...]]


class Found:
    """What a statement gave: rows that are named tuples, and how many it changed."""

    __slots__ = ("_rows", "lastrowid", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int, lastrowid: int | None) -> None:
        self._rows = rows
        self.rowcount = rowcount
        self.lastrowid = lastrowid

    def __iter__(self) -> Iterator[Any]:
        """Go through the rows."""
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Return all rows."""
        return self._rows

    def first(self) -> Any | None:
        """Return the first row, or None."""
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        """Return the first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None


@dataclass(slots=True)
class Plan:
    """One statement, ready for the driver: `values` puts parameters into its order."""

    text: str
    values: Callable[[Mapping[str, Any]], Any]
    dialect: Dialect
    has_rows: bool
    row: Callable[[Sequence[Any]], Any] | None = None

    def run(self, driver: Any, parameters: Any) -> Found:
        """Run it with one set of parameters, or with a list of them.

        Raises:
            DBAPIError: as SQLAlchemy raises it.
        """
        try:
            if isinstance(parameters, list):
                cursor = driver.cursor()
                cursor.executemany(self.text, [self.values(each) for each in parameters])
                return Found([], cursor.rowcount, None)
            cursor = driver.execute(self.text, self.values(parameters or {}))
            if not self.has_rows:
                # The driver's module is what SQLAlchemy's is made for; psycopg has no lastrowid.
                return Found([], cursor.rowcount, getattr(cursor, "lastrowid", None))
            rows = cursor.fetchall()
            if not rows:
                return Found(rows, cursor.rowcount, None)
            if self.row is None:
                # Asked for once: the driver makes it anew each time.
                self.row = _row(tuple(column[0] for column in cursor.description))
            return Found([self.row(each) for each in rows], cursor.rowcount, None)
        except self.dialect.loaded_dbapi.Error as error:
            kind = self.dialect.loaded_dbapi.Error
            raise DBAPIError.instance(self.text, None, error, kind, dialect=self.dialect) from error


class Plans:
    """The plans of one database, made when a statement comes the second time."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        # By identity, which costs a third of what a dictionary of weak keys does; the reference
        # takes the entry out before its number can be another statement's.
        self._made: dict[int, tuple[ref[Executable], dict[_Key, Plan | None]]] = {}

    def find(self, statement: Executable, parameters: Any) -> Plan | None:
        """Return the plan of a statement, or None when SQLAlchemy is to run it."""
        known = self._made.get(id(statement))
        if known is None:
            # Most that are built inside a function never come again: they cost this entry only.
            self._remember(statement)
            return None
        plans = known[1]
        is_many = isinstance(parameters, list)
        names = (parameters[0] if is_many else parameters) if parameters else ()
        key = (is_many, tuple(names))
        if key not in plans:
            plans[key] = _plan(statement, self._dialect, key)
        return plans[key]

    def _remember(self, statement: Executable) -> None:
        made, number = self._made, id(statement)
        made[number] = (ref(statement, lambda _: made.pop(number, None)), {})


def _plan(statement: Executable, dialect: Dialect, key: _Key) -> Plan | None:
    is_many, names = key
    if not isinstance(statement, Select | UpdateBase):
        return None
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    if not all(isinstance(column.type, _PLAIN) for column in columns):
        return None
    assert isinstance(statement, ClauseElement)
    made = statement.compile(
        dialect=dialect,
        column_keys=list(names) if isinstance(statement, UpdateBase) else None,
        for_executemany=is_many,
    )
    assert isinstance(made, SQLCompiler)
    values = _values(made)
    if values is None:
        return None
    has_rows = isinstance(statement, Select) or bool(made.effective_returning)
    return Plan(str(made), values, dialect, has_rows)


def _values(made: SQLCompiler) -> Callable[[Mapping[str, Any]], Any] | None:
    """Make what turns parameters into the statement's own; None for one that needs more."""
    binds = made.binds
    if made.literal_execute_params or made.post_compile_params or made.prefetch:
        return None
    if not all(isinstance(each.type, _GIVEN) for each in binds.values()):
        return None
    constant = {name: each.value for name, each in binds.items() if not each.required}
    if made.positiontup is None:
        return lambda parameters: {**constant, **parameters}
    order = tuple(made.positiontup)
    if constant:
        return lambda parameters: [
            constant[name] if name in constant else parameters[name] for name in order
        ]
    if len(order) > 1:
        return itemgetter(*order)
    return lambda parameters: [parameters[name] for name in order]


def _row(names: tuple[str, ...]) -> Callable[[Sequence[Any]], Any]:
    """Make the type of a row; like SQLAlchemy's, it has `_mapping` beside the names."""
    made: Any = namedtuple  # noqa: PYI024 - the names are known at run time only
    plain = made("Row", names, rename=True)
    kind: Any = type("Row", (plain,), {"__slots__": (), "_mapping": property(plain._asdict)})
    make: Callable[[Sequence[Any]], Any] = kind._make
    return make
