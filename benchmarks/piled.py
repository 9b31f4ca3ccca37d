"""What a benchmark needs before it starts: a port, a shared database, a state full of orders."""

import os
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psycopg

from localminis import runtime, settings
from localminis.clock import wall_s
from localminis.commerce import ledger
from localminis.commerce.tiers import TIERS
from localminis.identity import apps

BATCH = 50_000


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, patience_s: float) -> None:
    """Wait until something listens."""
    ends_s = time.monotonic() + patience_s
    while time.monotonic() < ends_s:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"Nothing listened on port {port} within {patience_s} s.")


def shared_database(server: str, folder: Path, name: str) -> dict[str, str]:
    """Make an empty database; returns the environment with which platforms share it."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return {
        **os.environ,
        "LOCALMINIS_DATABASE_URL": server.replace("/postgres", f"/{name}"),
        "LOCALMINIS_KEY_FILE": str(folder / f"{name}.key"),
    }


def fill(home: Path, count: int) -> None:
    """Make a state with so many orders of one user, each paid by a transfer of two entries."""
    platform = runtime.build(settings.load(home=home))
    try:
        context = platform.context

        def begin(tx: object) -> int:
            app = apps.create(tx, context.clock, context.vault, name="Full")
            ledger.recharge(tx, context.clock, 1, next(iter(TIERS.values())))
            ledger.redeem(tx, context.clock, 1, app.id, beans=1, reference="first")
            return app.id

        app_id = context.store.run_sync(begin)
    finally:
        platform.close()
    with closing(sqlite3.connect(home / "localminis.db", isolation_level=None)) as database:
        _insert(database, app_id, count)


def _insert(database: sqlite3.Connection, app_id: int, count: int) -> None:
    """Write the rows that the verbs would have written, without their questions."""
    one = "SELECT id FROM accounts WHERE kind = ? AND owner_id = ?"
    wallet = database.execute(one, ("wallet", 1)).fetchone()[0]
    revenue = database.execute(one, ("app", app_id)).fetchone()[0]
    first = database.execute("SELECT max(id) + 1 FROM transfers").fetchone()[0]
    now_s = wall_s()
    database.execute("PRAGMA synchronous = OFF")
    for start in range(0, count, BATCH):
        numbers = range(first + start, first + min(start + BATCH, count))
        ids = [(number, f"TOIDpiled{number:020}") for number in numbers]
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO transfers (id, kind, reference, created_at_s) VALUES (?, 'redeem', ?, ?)",
            [(number, order, now_s) for number, order in ids],
        )
        database.executemany(
            "INSERT INTO entries (transfer_id, account_id, amount_beans) VALUES (?, ?, ?)",
            [
                (number, account, beans)
                for number in numbers
                for account, beans in ((wallet, -1), (revenue, 1))
            ],
        )
        database.executemany(
            "INSERT INTO orders (trade_order_id, app_id, user_id, order_id, token_type,"
            " token_amount, product_name, trade_order_status, created_at_s, paid_at_s,"
            " transfer_id, is_sandbox)"
            " VALUES (?, ?, 1, ?, 'BEANS', 1, 'Episode', 'SUCCESS', ?, ?, ?, 0)",
            [(order, app_id, f"piled-{number}", now_s, now_s, number) for number, order in ids],
        )
        database.execute("COMMIT")
    # What was spent was bought first, so that the books hold.
    _buy(database, wallet, revenue, count)


def _buy(database: sqlite3.Connection, wallet: int, revenue: int, beans: int) -> None:
    store = database.execute("SELECT id FROM accounts WHERE kind = 'store'").fetchone()[0]
    database.execute("BEGIN")
    bought = database.execute(
        "INSERT INTO transfers (kind, reference, created_at_s) VALUES ('recharge', 'piled', ?)",
        (wall_s(),),
    ).lastrowid
    database.executemany(
        "INSERT INTO entries (transfer_id, account_id, amount_beans) VALUES (?, ?, ?)",
        [(bought, wallet, beans), (bought, store, -beans)],
    )
    move = "UPDATE accounts SET balance_beans = balance_beans + ? WHERE id = ?"
    database.executemany(move, [(beans, revenue), (-beans, store)])
    database.execute("COMMIT")
