"""Many at the doors at once, and another program at the database."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest


@pytest.mark.usefixtures("database_flags")
def test_turns_at_the_same_time_add_up(platform):
    """Forty turns by a minute, asked for at once, are forty minutes."""
    platform.admin("POST", "clock", {"action": "freeze"})
    before_s = platform.admin("GET", "clock")["now_s"]
    turn = {"action": "advance", "seconds": 60}

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: platform.admin("POST", "clock", turn), range(40)))

    after_s = platform.admin("GET", "clock")["now_s"]
    assert after_s - before_s == 40 * 60
    assert sorted(each["now_s"] - before_s for each in answers) == [
        60 * count for count in range(1, 41)
    ]


def test_a_lock_of_another_program_holds_up_only_what_needs_the_database(platform):
    """What needs none is answered meanwhile, and an order is stored once the lock is gone."""
    app = platform.new_app()
    token = platform.access_token(app)
    file = platform.home / "localminis.db"
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        other.execute("BEGIN IMMEDIATE")
        ordering = pool.submit(platform.new_order, token)
        # Each of them goes over the loop that took the order in.
        for _ in range(20):
            assert platform.http.get("/drama/sdk.js").status_code == 200
        assert not ordering.done()
        other.execute("ROLLBACK")
        assert ordering.result(20).startswith("TOID")
