"""Nothing is lost when the platform is killed, whenever that happens."""

import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

COMMAND = str(Path(sys.executable).with_name("localminis"))


class Served:
    """`localminis serve` in a process of its own, which can be killed."""

    def __init__(self, home: Path, flags: dict[str, str]) -> None:
        environment = {f"LOCALMINIS_{name.upper()}": value for name, value in flags.items()}
        self.process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0", "--home", str(home)],
            stdout=subprocess.PIPE,
            text=True,
            # A short time-out makes a short lease, which is what a survivor waits for.
            env={**os.environ, "LOCALMINIS_WEBHOOK_TIMEOUT_S": "1", **environment},
        )
        found = re.search(r"http://\S+", self.process.stdout.readline())
        assert found
        self._connect(json.loads((home / "run.json").read_text()))

    def _connect(self, run: dict[str, str]) -> None:
        url, token = run["url"], run["admin_token"]
        self.http = httpx2.Client(base_url=url, trust_env=False, timeout=20)
        self.admin = httpx2.Client(
            base_url=f"{url}/admin/v1/",
            headers={"Authorization": f"Bearer {token}"},
            trust_env=False,
            timeout=20,
        )

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._close()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)
        self._close()
        return self.process.returncode

    def _close(self) -> None:
        self.process.stdout.close()
        self.http.close()
        self.admin.close()

    def new_app(self, webhook_url: str) -> dict[str, str]:
        app = self.admin.post("apps", json={"name": "Test app"}).json()
        self.admin.patch(f"apps/{app['client_key']}", json={"webhook_url": webhook_url})
        return app

    def simulator(self, app: dict[str, str], path: str, **body: object) -> httpx2.Response:
        key = app["client_key"]
        session = self.http.get("/simulator/api/session", params={"client_key": key}).json()
        return self.http.post(
            f"/simulator/api/{path}",
            json={"client_key": key, "user": 1, **body},
            headers={"X-LocalMinis-Page": session["page_token"]},
        )

    def new_order(self, app: dict[str, str], token: str, order_id: str) -> str:
        info = {"order_id": order_id, "product_name": "Episode 3"}
        body = {"token_type": "BEANS", "token_amount": 1, "order_info": info}
        answer = self.http.post(
            "/v2/minis/trade_order/create/",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        return answer.json()["data"]["trade_order_id"]

    def access_token(self, app: dict[str, str]) -> str:
        form = {
            "client_key": app["client_key"],
            "client_secret": app["client_secret"],
            "grant_type": "authorization_code",
            "code": self.simulator(app, "login").json()["code"],
        }
        return self.http.post("/v2/oauth/token/", data=form).json()["access_token"]

    def paid(self) -> set[str]:
        orders = self.admin.get("orders").json()["orders"]
        return {o["trade_order_id"] for o in orders if o["trade_order_status"] == "SUCCESS"}


def test_an_event_survives_a_kill_while_it_is_being_sent(tmp_path, receiver, database_flags):
    """Killed between payment and acknowledgement, the platform sends the event again."""
    home = tmp_path / "home"
    first = Served(home, database_flags)
    app = first.new_app(receiver.url)
    trade_order_id = first.new_order(app, first.access_token(app), "ord-1")
    receiver.hold.clear()
    first.simulator(app, "pay", trade_order_id=trade_order_id)
    receiver.wait_for(1)
    first.kill()
    receiver.hold.set()

    second = Served(home, database_flags)
    events = receiver.wait_for(2)

    assert second.paid() == {trade_order_id}
    assert events[0] == events[1]
    assert second.admin.get("status").json()["ledger_problems"] == []
    assert second.stop() == 0


@pytest.mark.parametrize("answered_before", [0, 1, 7])
def test_every_paid_order_is_announced_after_a_kill_under_load(
    tmp_path, receiver, database_flags, answered_before
):
    """Killed in the middle of twenty payments, the platform announces exactly the paid ones."""
    home = tmp_path / "home"
    first = Served(home, database_flags)
    app = first.new_app(receiver.url)
    token = first.access_token(app)
    orders = [first.new_order(app, token, f"ord-{number}") for number in range(20)]

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(_pay, first, app, order) for order in orders]
        for answer in answers[:answered_before]:
            answer.result()
        first.kill()
        acknowledged = {order for order in (answer.result() for answer in answers) if order}

    second = Served(home, database_flags)
    paid = second.paid()
    _hear_all(receiver, paid)

    assert acknowledged <= paid
    assert second.admin.get("status").json()["ledger_problems"] == []
    assert second.stop() == 0


def _pay(served: Served, app: dict[str, str], trade_order_id: str) -> str | None:
    try:
        answer = served.simulator(app, "pay", trade_order_id=trade_order_id)
    except (httpx2.TransportError, RuntimeError):  # killed meanwhile, its client closed
        return None
    return trade_order_id if answer.is_success else None


def _hear_all(receiver, paid: set[str]) -> None:
    count = len(paid)
    while True:
        heard = {json.loads(body)["content"] for _, body in list(receiver.heard)}
        announced = {json.loads(content)["trade_order_id"] for content in heard}
        if paid <= announced:
            assert announced == paid
            return
        receiver.wait_for(count)
        count = len(receiver.heard) + 1
