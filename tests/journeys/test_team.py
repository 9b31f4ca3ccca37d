"""Several processes on one PostgreSQL database behave as one platform."""

from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.pg


@pytest.fixture
def pair(tmp_path, new_database, serve_platform):
    """Serve one database from two platforms that share the key."""
    flags = {"database_url": new_database(), "key_file": tmp_path / "shared.key"}
    with (
        serve_platform(tmp_path / "one", **flags) as one,
        serve_platform(tmp_path / "two", **flags) as two,
    ):
        yield one, two


def test_what_one_process_starts_another_finishes(pair, receiver):
    """Code, token, order, payment and webhook may each happen in another process."""
    one, two = pair
    app = one.new_app(receiver.url)
    token = two.exchange(app, one.code(app)).json()["access_token"]
    trade_order_id = one.new_order(token, beans=5)

    paid = two.simulator("pay", client_key=app["client_key"], user=1, trade_order_id=trade_order_id)
    again = one.simulator(
        "pay", client_key=app["client_key"], user=1, trade_order_id=trade_order_id
    )

    assert paid.json()["balance"] == 45
    assert again.json()["error"]["code"] == "order_not_open"
    assert receiver.wait_for(1)[0]["event"] == "minis.trade_order.redeem.success"


def test_a_turned_clock_is_turned_for_every_process(pair):
    """After `advance` in one process the other refuses the code that is now too old."""
    one, two = pair
    app = one.new_app()
    code = one.code(app)

    now_s = one.admin("POST", "clock", {"action": "advance", "seconds": 301})["now_s"]
    for _ in range(1_000):
        if two.admin("GET", "clock")["now_s"] >= now_s:
            break

    assert two.exchange(app, code).json()["error"] == "invalid_grant"


def test_a_code_is_taken_once_whichever_processes_try(pair):
    """Of many exchanges of one code in two processes exactly one succeeds."""
    one, two = pair
    app = one.new_app()
    code = one.code(app)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda each: each.exchange(app, code), [one, two] * 8))

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 15


def test_the_last_beans_are_spent_once(pair):
    """Of many payments that each need the whole wallet exactly one goes through."""
    one, two = pair
    app = one.new_app()
    token = one.access_token(app)
    orders = [one.new_order(token, f"ord-{number}", 50) for number in range(8)]

    def pay(number):
        where = (one, two)[number % 2]
        return where.simulator(
            "pay", client_key=app["client_key"], user=1, trade_order_id=orders[number]
        )

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(pay, range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert two.admin("GET", "status")["ledger_problems"] == []
