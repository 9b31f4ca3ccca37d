"""Does a list page of the console cost the same when there is much to list?

Serves two platforms in this process, one with 100 orders and calls and one with many, and asks each
list page in turn, so that a busy machine slows both alike. Prints the ratio of the medians; above
1.5 it fails. `python benchmarks/console.py [orders] [calls] [rounds]`
"""

import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2
from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.conftest import LocalPlatform, serving

from localminis.store.tables.commerce import orders as order_table
from localminis.store.tables.identity import apps as app_table
from localminis.store.tables.requests import api_request_details, api_requests
from localminis.store.tables.webhooks import webhook_deliveries, webhook_events

FEW, RATIO_MAX, BATCH = 100, 1.5, 1_000
PAGES = (
    "",
    "apps",
    "apps?kind=mini_drama",
    "orders",
    "orders?status=PENDING",
    "orders?user=Mia",
    "subscriptions",
    "ledger",
    "webhooks",
    "webhooks?state=dead",
    "requests",
    "requests?outcome=refused",
)


def fill(platform: LocalPlatform, orders: int, calls: int) -> None:
    """Put rows where lists read them, without the way there."""
    app = platform.new_app()
    app_id = platform.admin("GET", f"apps/{app['client_key']}")["id"]
    store = platform.platform.context.store
    # A tenth as many apps as orders is already a large team; a page of them is full on both sides.
    kinds = ((apps_of, max(FEW, orders // 10)), (orders_of, orders), (calls_of, calls))
    for kind, count in kinds:
        for start in range(0, count, BATCH):
            numbers = range(start, min(start + BATCH, count))
            for table, rows in kind(app["client_key"], app_id, numbers):
                store.run_sync(lambda tx, t=table, r=rows: tx.execute(insert(t), r))


def apps_of(_: str, __: int, numbers: range) -> list:
    """Make apps that nobody can log in to: their secrets are not sealed."""
    made = [
        {
            "id": 1_000 + number,
            "client_key": f"mnbench{number:08}",
            "client_secret_sealed": "",
            "name": f"App {number}",
            "is_payment_enabled": 1,
            "created_at_s": 1_700_000_000 + number,
        }
        for number in numbers
    ]
    return [(app_table, made)]


def orders_of(_: str, app_id: int, numbers: range) -> list:
    """Make open orders, and a dead delivery for each."""
    made = [
        {
            "trade_order_id": f"TOID{number:018}",
            "app_id": app_id,
            "user_id": 1,
            "order_id": f"order-{number}",
            "token_type": "BEANS",
            "token_amount": 10,
            "product_name": "Episode",
            "trade_order_status": "PENDING",
            "created_at_s": 1_700_000_000 + number,
            "is_sandbox": 0,
        }
        for number in numbers
    ]
    events = [
        {
            "id": f"evt_{number}",
            "app_id": app_id,
            "event": "minis.trade_order.redeem.success",
            "subject": f"TOID{number:018}",
            "create_time": 1_700_000_000 + number,
            "body": "{}",
        }
        for number in numbers
    ]
    deliveries = [
        {
            "id": f"dlv_{number}",
            "event_id": f"evt_{number}",
            "app_id": app_id,
            "url": "http://127.0.0.1:9/",
            "state": "dead",
            "attempts": 1,
        }
        for number in numbers
    ]
    return [(order_table, made), (webhook_events, events), (webhook_deliveries, deliveries)]


def calls_of(client_key: str, _: int, numbers: range) -> list:
    """Make refused calls of the open API."""
    heads = [
        {
            "number": 1_000 + number,
            "log_id": f"{number:034}",
            "at_wall_ms": 1_700_000_000_000 + number,
            "at_s": 1_700_000_000 + number,
            "duration_ms": 1,
            "method": "POST",
            "path": "/v2/minis/trade_order/create/",
            "client_key": client_key,
            "status": 200,
            "code": "40001000",
            "message": "token_amount is 0.",
            "is_refused": 1,
        }
        for number in numbers
    ]
    bodies = [
        {
            "number": each["number"],
            "query": "",
            "request_headers": "[]",
            "request_body": "{}",
            "response_headers": "[]",
            "response_body": "{}",
        }
        for each in heads
    ]
    return [(api_requests, heads), (api_request_details, bodies)]


def main(orders: int = 10_000, calls: int = 100_000, rounds: int = 30) -> int:
    """Fill, ask, compare."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        browsers = []
        for name, counts in (("few", (FEW, FEW)), ("many", (orders, calls))):
            home = Path(folder) / name
            flags = {"request_log_kept": max(calls, FEW) + BATCH}
            platform = stack.enter_context(serving(home, **flags))
            fill(platform, *counts)
            client = httpx2.Client(base_url=platform.url, trust_env=False, follow_redirects=True)
            browsers.append(stack.enter_context(client))
            client.get(platform.admin("GET", "console")["url"]).raise_for_status()
        worst = 0.0
        for page in PAGES:
            taken_ms: tuple[list[float], list[float]] = ([], [])
            for _ in range(rounds):
                for client, kept in zip(browsers, taken_ms, strict=True):
                    began = time.perf_counter()
                    client.get(f"/console/{page}").raise_for_status()
                    kept.append(1_000 * (time.perf_counter() - began))
            few_ms, many_ms = map(statistics.median, taken_ms)
            worst = max(worst, many_ms / few_ms)
            ratio = many_ms / few_ms
            print(f"{'/' + page:<28}{few_ms:>8.1f} ms{many_ms:>8.1f} ms{ratio:>7.2f}")
        print(f"worst ratio {worst:.2f}, {orders} orders and {calls} calls against {FEW}")
    return int(worst > RATIO_MAX)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
