"""What the backend remembers, in one SQLite file: sessions, orders, webhooks already acted on.

Whether an episode is open is not stored twice: it follows from the orders.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

# Written into the file's header, so that somebody else's database is never changed.
APPLICATION_ID = 0x4D4E4452

SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    session_sha256 TEXT PRIMARY KEY,
    open_id        TEXT NOT NULL,
    access_token   TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
    order_id       TEXT PRIMARY KEY,
    open_id        TEXT NOT NULL,
    episode        INTEGER NOT NULL,
    price_beans    INTEGER NOT NULL,
    trade_order_id TEXT UNIQUE,
    is_paid        INTEGER NOT NULL DEFAULT 0,
    refunded_beans INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS orders_by_open_id ON orders (open_id);
CREATE TABLE IF NOT EXISTS webhooks (dedupe_key TEXT PRIMARY KEY);
"""


class Session(NamedTuple):
    """Who is calling, and the token to call the platform with for them."""

    open_id: str
    access_token: str


class StoreUnusable(Exception):
    """The file cannot be this backend's database."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"The database {path} cannot be used: {problem}. "
            "Give another file in MINI_DRAMA_DATABASE."
        )


class Store:
    """The file and the few questions the backend asks it."""

    def __init__(self, path: Path) -> None:
        try:
            # autocommit: transactions begin and end where this file says so.
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as problem:
            raise StoreUnusable(path, str(problem)) from problem
        try:
            self._prepare()
        except sqlite3.Error as problem:
            self._db.close()
            raise StoreUnusable(path, str(problem)) from problem

    def _prepare(self) -> None:
        (owner,) = self._db.execute("PRAGMA application_id").fetchone()
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and owner != APPLICATION_ID:
            raise sqlite3.DatabaseError("it is another program's database")
        self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def open_session(self, open_id: str, access_token: str) -> str:
        """Start a session and return its key, which is kept as a hash only."""
        session = secrets.token_urlsafe(32)
        self._db.execute(
            "INSERT INTO sessions VALUES (?, ?, ?)", (_sha256(session), open_id, access_token)
        )
        return session

    def find_session(self, session: str) -> Session | None:
        """Look a session up by its key."""
        row = self._db.execute(
            "SELECT open_id, access_token FROM sessions WHERE session_sha256 = ?",
            (_sha256(session),),
        ).fetchone()
        return Session(*row) if row else None

    def close_sessions(self, access_token: str) -> None:
        """Forget the sessions of a token that the platform no longer accepts."""
        self._db.execute("DELETE FROM sessions WHERE access_token = ?", (access_token,))

    def unlocked(self, open_id: str) -> set[int]:
        """Return the episodes that the user has paid for and not got all Beans back for."""
        rows = self._db.execute(
            "SELECT episode FROM orders"
            " WHERE open_id = ? AND is_paid AND refunded_beans < price_beans",
            (open_id,),
        )
        return {episode for (episode,) in rows}

    def add_order(self, order_id: str, open_id: str, episode: int, price_beans: int) -> None:
        """Remember an order before the platform hears of it."""
        self._db.execute(
            "INSERT INTO orders (order_id, open_id, episode, price_beans) VALUES (?, ?, ?, ?)",
            (order_id, open_id, episode, price_beans),
        )

    def link_order(self, order_id: str, trade_order_id: str) -> None:
        """Remember what the platform calls an order."""
        self._db.execute(
            "UPDATE orders SET trade_order_id = ? WHERE order_id = ?", (trade_order_id, order_id)
        )

    def mark_paid(self, dedupe_key: str, order_id: str, trade_order_id: str) -> bool:
        """Open what an order bought, once; return whether this changed anything."""
        with self._once(dedupe_key) as is_new:
            # The webhook may overtake the answer of the call that created the order, so the order
            # is found by our own id, which was stored before that call.
            changed = is_new and self._db.execute(
                "UPDATE orders SET is_paid = 1, trade_order_id = ?1"
                " WHERE order_id = ?2 AND coalesce(trade_order_id, ?1) = ?1",
                (trade_order_id, order_id),
            )
            return bool(changed and changed.rowcount)

    def add_refund(
        self, dedupe_key: str, order_id: str, trade_order_id: str, refunded_beans: int
    ) -> bool:
        """Add Beans that came back for an order, once; return whether this changed anything."""
        with self._once(dedupe_key) as is_new:
            changed = is_new and self._db.execute(
                "UPDATE orders SET refunded_beans = refunded_beans + ?1, trade_order_id = ?2"
                " WHERE order_id = ?3 AND coalesce(trade_order_id, ?2) = ?2",
                (refunded_beans, trade_order_id, order_id),
            )
            return bool(changed and changed.rowcount)

    @contextmanager
    def _once(self, dedupe_key: str) -> Iterator[bool]:
        """Hold one transaction; tell whether the key is new, and keep it only with the work."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            added = self._db.execute("INSERT OR IGNORE INTO webhooks VALUES (?)", (dedupe_key,))
            yield added.rowcount == 1
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
