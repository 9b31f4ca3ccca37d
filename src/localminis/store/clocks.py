"""The platform's clocks, a row each: making, reading, replacing and removing them."""

from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update

from localminis.clock import MAIN, ClockState
from localminis.store.tables.schema import clocks
from localminis.store.transaction import Tx

_READ: Final = select(clocks).where(clocks.c.id == bindparam("clock_id"))
_ALL: Final = select(clocks).order_by(clocks.c.id)


def read(tx: Tx, clock_id: str = MAIN) -> ClockState:
    """Read a clock's state, making the row of a clock that runs with the machine's when missing."""
    row = tx.first(_READ, {"clock_id": clock_id})
    if row is None:
        make(tx, clock_id)
        return ClockState()
    return ClockState(row.offset_s, row.frozen_at_s, row.revision)


def read_all(tx: Tx) -> dict[str, ClockState]:
    """Read the state of every clock by its id; the main one is made when missing."""
    found = {
        row.id: ClockState(row.offset_s, row.frozen_at_s, row.revision) for row in tx.all(_ALL)
    }
    if MAIN not in found:
        found[MAIN] = read(tx)
    return found


def make(tx: Tx, clock_id: str) -> None:
    """Store a new clock, which runs with the machine's."""
    tx.execute(insert(clocks).values(id=clock_id, offset_s=0, frozen_at_s=None, revision=0))


def remove(tx: Tx, clock_id: str) -> None:
    """Delete a clock that no work is due on any more."""
    tx.execute(delete(clocks).where(clocks.c.id == clock_id))


def read_to_turn(tx: Tx, clock_id: str = MAIN) -> ClockState:
    """Read a clock's state and keep other transactions from turning it meanwhile."""
    tx.all(select(clocks.c.id).where(clocks.c.id == clock_id).with_for_update())
    return read(tx, clock_id)


def write(tx: Tx, state: ClockState, clock_id: str = MAIN) -> None:
    """Store a clock's new state."""
    tx.execute(
        update(clocks)
        .where(clocks.c.id == clock_id)
        .values(offset_s=state.offset_s, frozen_at_s=state.frozen_at_s, revision=state.revision)
    )
    tx.announce()
