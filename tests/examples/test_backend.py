"""The example's backend in process, between a scripted open API and signed webhooks."""

import asyncio
import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from localminis.clock import wall_s
from localminis.spec.signature import sign

BACKEND = Path(__file__).parents[2] / "examples" / "mini-drama" / "backend"
SECRET = "drama-secret"
PAGE = "http://127.0.0.1:8601"
SUCCESS = "minis.trade_order.redeem.success"
REFUND = "minis.trade_order.redeem.refund_traceback"


class OpenApi:
    """The open API as the contract shapes it: every code logs in the user of that name."""

    def __init__(self):
        self.orders = []
        self.expired = set()
        self.is_down = False

    async def __call__(self, scope, receive, send):
        body = (await receive())["body"]
        if self.is_down:
            raise httpx2.ConnectError("refused")
        headers = {key.decode(): value.decode() for key, value in scope["headers"]}
        status, answer = self.answer(scope["path"], headers.get("authorization", ""), body)
        kind = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": kind})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    def answer(self, path, authorization, body):
        if path == "/v2/oauth/token/":
            return self.token(dict(httpx2.QueryParams(body.decode())))
        token = authorization.removeprefix("Bearer ")
        if token in self.expired:
            return 401, {"data": {}, "error": {"code": "access_token_invalid", "message": "Old."}}
        if path == "/v2/user/info/":
            return 200, ok({"user": {"open_id": token.removeprefix("act.")}})
        assert path == "/v2/minis/trade_order/create/"
        self.orders.append(json.loads(body))
        return 200, ok({"trade_order_id": f"TOID{len(self.orders)}"})

    def token(self, form):
        assert (form["client_key"], form["client_secret"]) == ("mnminidrama0001", SECRET)
        if form["code"] == "used":
            return 400, {"error": "invalid_grant", "error_description": "Used.", "log_id": "L"}
        user = form["code"]
        return 200, {
            "access_token": f"act.{user}",
            "refresh_token": f"rft.{user}",
            "open_id": user,
            "scope": "user.info.open_id",
            "expires_in": 86400,
            "refresh_expires_in": 31536000,
            "token_type": "Bearer",
        }


def ok(data):
    return {"data": data, "error": {"code": "ok", "message": "", "log_id": "L"}}


class Page:
    """Drives the backend the way the drama's page and the platform do."""

    def __init__(self, create_app, environment):
        self.api = OpenApi()
        self.app = create_app(environment, transport=httpx2.ASGITransport(self.api))
        self.session = ""

    async def ask(self, method, path, **kwargs):
        transport = httpx2.ASGITransport(self.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://backend") as http:
            return await http.request(
                method,
                path,
                headers={"Authorization": f"Bearer {self.session}", "Origin": PAGE},
                **kwargs,
            )

    async def login(self, user="mara"):
        answer = await self.ask("POST", "/api/login", json={"code": user})
        assert answer.status_code == 200, answer.text
        assert answer.json()["user"] == {"open_id": user}
        self.session = answer.json()["session"]

    async def locked(self):
        answer = await self.ask("GET", "/api/episodes")
        return [each["number"] for each in answer.json()["episodes"] if each["locked"]]

    async def order(self, number):
        answer = await self.ask("POST", f"/api/episodes/{number}/order")
        assert answer.status_code == 200, answer.text
        return answer.json()["trade_order_id"]

    async def deliver(self, event, secret=SECRET, t=None, tamper=b"", **content):
        body = json.dumps(
            {
                "client_key": "mnminidrama0001",
                "event": event,
                "create_time": 1_760_000_000,
                "user_openid": "",
                "content": json.dumps(content),
            }
        ).encode()
        header = {"tiktok-signature": sign(secret, body, wall_s() if t is None else t)}
        transport = httpx2.ASGITransport(self.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://backend") as http:
            return await http.post("/webhooks/tiktok", content=body + tamper, headers=header)

    async def pay(self, trade_order_id, **kwargs):
        return await self.deliver(SUCCESS, **self.ids(trade_order_id), **kwargs)

    def ids(self, trade_order_id):
        order = self.api.orders[int(trade_order_id.removeprefix("TOID")) - 1]
        return {"trade_order_id": trade_order_id, "order_id": order["order_info"]["order_id"]}


@pytest.fixture
def environment(tmp_path):
    return {
        "MINI_DRAMA_CLIENT_SECRET": SECRET,
        "MINI_DRAMA_DATABASE": str(tmp_path / "drama.db"),
        "LOCALMINIS_API_URL": "http://platform",
    }


@pytest.fixture
def create_app(monkeypatch):
    """Import the example the way its own folder does, and forget it again."""
    monkeypatch.syspath_prepend(str(BACKEND))
    names = ("app", "drama", "refusals", "store")
    try:
        from app import create_app

        yield create_app
    finally:
        for name in names:
            sys.modules.pop(name, None)


@pytest.fixture
def drive(create_app, environment):
    """Run a story against a backend that is closed at its end."""

    def run(story):
        async def told():
            page = Page(create_app, environment)
            async with page.app.router.lifespan_context(page.app):
                await story(page)

        asyncio.run(told())

    return run


def test_payment_unlocks_by_webhook_and_only_by_webhook(drive):
    """An order alone opens nothing; the signed event opens exactly its episode."""

    async def story(page):
        await page.login()
        assert await page.locked() == [3, 4, 5, 6, 7, 8]
        trade_order_id = await page.order(3)
        assert await page.locked() == [3, 4, 5, 6, 7, 8]
        assert (await page.pay(trade_order_id)).status_code == 200
        assert await page.locked() == [4, 5, 6, 7, 8]

    drive(story)


def test_order_carries_the_servers_price_and_an_id_of_its_own(drive):
    """The page names an episode and nothing else; every order has its own order_id."""

    async def story(page):
        await page.login()
        assert [await page.order(3), await page.order(3)] == ["TOID1", "TOID2"]
        first, second = page.api.orders
        assert first["token_amount"] == 99
        assert first["order_info"]["product_name"] == "The Lighthouse Signal, episode 3"
        assert first["order_info"]["order_id"] != second["order_info"]["order_id"]

    drive(story)


def test_repeated_and_racing_deliveries_count_once(drive):
    """The platform delivers at least once; everything after the first is a plain 200."""

    async def story(page):
        await page.login()
        trade_order_id = await page.order(3)
        answers = await asyncio.gather(*(page.pay(trade_order_id) for _ in range(5)))
        assert {answer.status_code for answer in answers} == {200}
        assert await page.locked() == [4, 5, 6, 7, 8]

    drive(story)


def test_webhook_may_overtake_the_answer_to_create(drive):
    """An order is found by our own id, which is stored before the platform hears of it."""

    async def story(page):
        await page.login()
        inner = page.api.answer
        deliveries = []

        def answer(path, authorization, body):
            result = inner(path, authorization, body)
            deliveries.append(asyncio.ensure_future(page.pay("TOID1")))
            return result

        page.api.answer = answer
        await page.order(3)
        page.api.answer = inner
        assert (await deliveries[0]).status_code == 200
        assert await page.locked() == [4, 5, 6, 7, 8]

    drive(story)


def test_forged_webhooks_unlock_nothing(drive):
    """Another key, a changed body, an old time and no signature are all 401."""

    async def story(page):
        await page.login()
        trade_order_id = await page.order(3)
        forged = [
            await page.pay(trade_order_id, secret="guess"),
            await page.pay(trade_order_id, tamper=b" "),
            await page.pay(trade_order_id, t=wall_s() - 3600),
            await page.ask("POST", "/webhooks/tiktok", content=b"{}"),
        ]
        assert [answer.status_code for answer in forged] == [401] * 4
        assert forged[0].json()["error"] == "bad_signature"
        assert await page.locked() == [3, 4, 5, 6, 7, 8]

    drive(story)


def test_every_other_event_is_acknowledged(drive):
    """Ping, events of later versions and orders of somebody else get their 200 and do nothing."""

    async def story(page):
        await page.login()
        foreign = {"trade_order_id": "TOID99", "order_id": "not-ours"}
        answers = [
            await page.deliver("tiktok.ping"),
            await page.deliver("minis.subscription.create", any=1),
            await page.deliver("authorization.removed", reason=1),
            await page.deliver(SUCCESS, **foreign),
            await page.deliver(REFUND, **foreign, refund_amount=5),
        ]
        assert [answer.status_code for answer in answers] == [200] * 5
        assert (await page.deliver(SUCCESS)).status_code == 400
        assert await page.locked() == [3, 4, 5, 6, 7, 8]

    drive(story)


def test_trade_order_id_must_fit_the_order(drive):
    """A genuine event with our order_id but another trade order opens nothing."""

    async def story(page):
        await page.login()
        ids = page.ids(await page.order(3))
        assert (await page.deliver(SUCCESS, **{**ids, "trade_order_id": "X"})).status_code == 200
        assert 3 in await page.locked()

    drive(story)


def test_refund_of_the_whole_price_locks_again(drive):
    """A part leaves the episode open, the rest closes it, and it can be bought again."""

    async def story(page):
        await page.login()
        trade_order_id = await page.order(3)
        ids = page.ids(trade_order_id)
        await page.pay(trade_order_id)
        await page.deliver(REFUND, **ids, refund_amount=80)
        await page.deliver(REFUND, **ids, refund_amount=80)
        assert 3 not in await page.locked()
        await page.deliver(REFUND, **ids, refund_amount=19)
        assert 3 in await page.locked()
        await page.pay(await page.order(3))
        assert 3 not in await page.locked()

    drive(story)


def test_refund_before_its_payment_keeps_the_episode_closed(drive):
    """Events promise no order of arrival; the sum is the same either way."""

    async def story(page):
        await page.login()
        trade_order_id = await page.order(3)
        await page.deliver(REFUND, **page.ids(trade_order_id), refund_amount=99)
        await page.pay(trade_order_id)
        assert 3 in await page.locked()

    drive(story)


def test_expired_token_sends_the_page_to_log_in_again(drive):
    """The platform's 401 reaches the page as login_again, and the new session sees the purchase."""

    async def story(page):
        await page.login()
        await page.pay(await page.order(3))
        page.api.expired.add("act.mara")
        for method, path in [("POST", "/api/episodes/4/order"), ("GET", "/api/me")]:
            answer = await page.ask(method, path)
            assert (answer.status_code, answer.json()["error"]) == (401, "login_again")
            assert answer.headers["access-control-allow-origin"] == PAGE
        page.api.expired.clear()
        await page.login()
        assert (await page.ask("GET", "/api/me")).json() == {"user": {"open_id": "mara"}}
        assert await page.locked() == [4, 5, 6, 7, 8]

    drive(story)


def test_unlocks_belong_to_one_user(drive):
    """What one user pays stays locked for another."""

    async def story(page):
        await page.login("mara")
        await page.pay(await page.order(3))
        await page.login("ivo")
        assert await page.locked() == [3, 4, 5, 6, 7, 8]

    drive(story)


def test_wrong_requests_get_words_and_sentences(drive):
    """Each refusal has its status and a word that the page can branch on."""

    async def story(page):
        for path in ("/api/episodes", "/api/me"):
            answer = await page.ask("GET", path)
            assert (answer.status_code, answer.json()["error"]) == (401, "login_again")
        used = await page.ask("POST", "/api/login", json={"code": "used"})
        assert (used.status_code, used.json()["error"]) == (401, "login_again")
        for body in (b"", b"\xff", b"[]", b"{}", b'{"code": 5}', b'{"code": ""}'):
            answer = await page.ask("POST", "/api/login", content=body)
            assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")
        await page.login()
        for number, status in ((0, 404), (9, 404), (1, 409)):
            answer = await page.ask("POST", f"/api/episodes/{number}/order")
            assert answer.status_code == status
        await page.pay(await page.order(3))
        again = await page.ask("POST", "/api/episodes/3/order")
        assert (again.status_code, again.json()["error"]) == (409, "already_open")
        assert (await page.ask("GET", "/healthz")).text == "ok"

    drive(story)


def test_platform_that_is_down_is_a_502(drive):
    """The page learns that it may try again later; nobody is logged out."""

    async def story(page):
        await page.login()
        page.api.is_down = True
        answer = await page.ask("POST", "/api/episodes/3/order")
        assert (answer.status_code, answer.json()["error"]) == (502, "platform_unavailable")
        page.api.is_down = False
        assert await page.locked() == [3, 4, 5, 6, 7, 8]

    drive(story)


def test_only_listed_origins_may_read_answers(drive):
    """The page's origin passes the browser's check, any other does not."""

    async def story(page):
        transport = httpx2.ASGITransport(page.app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://backend") as http:
            for origin, allowed in ((PAGE, PAGE), ("https://evil.test", None)):
                headers = {
                    "Origin": origin,
                    "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "authorization,content-type",
                }
                answer = await http.options("/api/login", headers=headers)
                assert answer.headers.get("access-control-allow-origin") == allowed

    drive(story)


def test_state_survives_a_restart_and_sessions_are_hashes(drive, environment):
    """A second start keeps purchases and sessions; the file shows no session key."""
    kept = {}

    async def first(page):
        await page.login()
        await page.pay(await page.order(3))
        kept["session"] = page.session

    async def second(page):
        page.session = kept["session"]
        assert await page.locked() == [4, 5, 6, 7, 8]

    drive(first)
    with contextlib.closing(sqlite3.connect(environment["MINI_DRAMA_DATABASE"])) as db:
        dump = "\n".join(db.iterdump())
    assert "act.mara" in dump
    assert kept["session"] not in dump
    drive(second)


def start(environment, *arguments):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MINI_DRAMA", "LOCALMINIS"))}
    return subprocess.run(
        [sys.executable, str(BACKEND / "app.py"), *arguments],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_start_without_a_secret_says_what_to_set(environment):
    """A missing secret is one sentence and exit code 2, not a traceback."""
    del environment["MINI_DRAMA_CLIENT_SECRET"]
    run = start(environment)
    assert run.returncode == 2
    assert "Set MINI_DRAMA_CLIENT_SECRET" in run.stderr
    assert "`localminis app show mnminidrama0001 --secret`" in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr


def test_start_leaves_another_programs_database_alone(environment, tmp_path):
    """A file that is not this backend's is named and not touched."""
    foreign = tmp_path / "drama.db"
    with contextlib.closing(sqlite3.connect(foreign)) as db:
        db.execute("CREATE TABLE theirs (x)")
    before = foreign.read_bytes()
    run = start(environment)
    assert run.returncode == 2
    assert "another program's database" in run.stderr
    assert str(foreign) in run.stderr
    foreign.write_text("no database at all " * 100)
    assert "not a database" in start(environment).stderr
    foreign.write_bytes(before)
    assert foreign.read_bytes() == before


def test_start_on_a_port_in_use_announces_nothing(environment):
    """A second start says that the port is taken, and not that it listens there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = start(environment, "--port", str(port))
    assert run.returncode == 2
    assert f"127.0.0.1:{port} is not free" in run.stderr
    assert "listens" not in run.stderr
    assert "Traceback" not in run.stderr


def test_start_in_a_folder_that_is_not_there_names_it(environment, tmp_path):
    """A database path that cannot be opened is in the message."""
    environment["MINI_DRAMA_DATABASE"] = str(tmp_path / "missing" / "drama.db")
    run = start(environment)
    assert run.returncode == 2
    assert environment["MINI_DRAMA_DATABASE"] in run.stderr
    assert "Traceback" not in run.stderr


@contextlib.contextmanager
def serving(environment):
    """Run the documented command on a free port; gives the address that it prints."""
    process = subprocess.Popen(
        [sys.executable, str(BACKEND / "app.py"), "--port", "0"],
        env={**os.environ, **environment},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.stderr.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_backend_serves_over_a_real_socket(environment):
    """The documented command starts a server that answers at the address it prints."""
    with serving(environment) as origin:
        assert httpx2.get(f"{origin}/healthz", trust_env=False, timeout=20).text == "ok"


def test_purchase_against_the_real_platform_in_two_processes(platform, environment):
    """Login, order, payment and the platform's own webhook unlock an episode, with no page."""
    app = platform.new_app()
    environment |= {
        "MINI_DRAMA_CLIENT_KEY": app["client_key"],
        "MINI_DRAMA_CLIENT_SECRET": app["client_secret"],
        "LOCALMINIS_API_URL": platform.url,
    }
    actor = {"client_key": app["client_key"], "user": 1}
    with serving(environment) as origin, httpx2.Client(base_url=origin, timeout=20) as page:
        webhook_url = {"webhook_url": f"{origin}/webhooks/tiktok"}
        platform.admin("PATCH", f"apps/{app['client_key']}", webhook_url)
        login = page.post("/api/login", json={"code": platform.code(app)}).json()
        page.headers["Authorization"] = f"Bearer {login['session']}"
        assert page.get("/api/me").json()["user"] == login["user"]
        answer = page.post("/api/episodes/3/order").json()
        quote = platform.simulator("pay/quote", **actor, **answer).json()
        platform.simulator("recharge", **actor, tier_id=quote["tier"]["tier_id"])
        assert platform.simulator("pay", **actor, **answer).json()["is_success"]
        deadline = wall_s() + 20
        while page.get("/api/episodes").json()["episodes"][2]["locked"]:
            assert wall_s() < deadline, "The webhook has not unlocked the episode."

        platform.admin("POST", "clock", {"action": "advance", "seconds": 86_401})
        expired = page.post("/api/episodes/4/order")
        assert (expired.status_code, expired.json()["error"]) == (401, "login_again")
