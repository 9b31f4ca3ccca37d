"""The documentation's programs run, against a real platform."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from contextlib import contextmanager
from pathlib import Path

import click
import httpx2

from localminis.cli import root
from localminis.client import MinisClient
from localminis.devserver.ports import find_free

ROOT = Path(__file__).resolve().parents[2]


def blocks(page: str, language: str) -> list[str]:
    """Return a page's blocks of one language."""
    text = (ROOT / page).read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_snippet_of_the_readme_runs(platform, capsys):
    """The client's few lines log a user in and create an order, as they stand."""
    app = platform.new_app()
    [snippet] = blocks("README.md", "python")
    names = {
        "client_key": app["client_key"],
        "client_secret": app["client_secret"],
        "code": platform.code(app),
    }
    exec(snippet.replace("http://127.0.0.1:8600", platform.url), names)
    assert capsys.readouterr().out == "PENDING\n"


def test_the_receiver_of_the_how_to_tells_good_from_bad(platform, receiver):
    """The lines on webhooks act on a genuine event and refuse one that was tampered with."""
    app = platform.new_app(receiver.url)
    [snippet] = blocks("docs/how-to/receive-webhooks.md", "python")
    unlocked = []
    names = {"unlock": lambda key, order_id: unlocked.append(order_id)}
    exec(snippet, names)
    trade_order_id = platform.new_order(platform.access_token(app), "order-7", 1)
    platform.simulator("pay", client_key=app["client_key"], user=1, trade_order_id=trade_order_id)
    receiver.wait_for(1)
    headers, body = receiver.heard[0]
    headers = {"TikTok-Signature": headers["tiktok-signature"]}
    with MinisClient(app["client_key"], app["client_secret"], base_url=platform.url) as minis:
        assert names["receive"](minis, body, headers) == 200
        assert names["receive"](minis, body + b" ", headers) == 401
    assert unlocked == ["order-7"]


def test_the_world_of_the_how_to_is_made(platform):
    """The world file on the page makes its app and its users, twice with the same end."""
    [world] = blocks("docs/how-to/keep-test-worlds.md", "toml")
    for _ in range(2):
        applied = platform.admin("POST", "state/world", tomllib.loads(world))
        assert applied == {"apps": 1, "users": 2, "tiers": 1, "placements": 1}
    wallets = {
        each["name"]: each["balance_beans"] for each in platform.admin("GET", "users")["users"]
    }
    assert (wallets["Mia"], wallets["Ana"]) == (500, 0)
    [app] = platform.admin("GET", "apps")["apps"]
    assert app["client_key"] == "mnteamworld0001"


def test_the_subscription_of_the_how_to_is_sold(platform):
    """The page's order is one that the store settles, and the subscriber then has rights."""
    app = platform.new_app()
    [snippet] = blocks("docs/how-to/sell-subscriptions.md", "py")
    access_token = platform.access_token(app)
    with MinisClient(app["client_key"], app["client_secret"], base_url=platform.url) as minis:
        names = {"minis": minis, "access_token": access_token}
        exec(snippet, names)
        platform.simulator(
            "subscription/pay",
            client_key=app["client_key"],
            user=1,
            trade_order_id=names["trade_order_id"],
        ).raise_for_status()
        [subscription] = minis.get_active_subscriptions(access_token)
    assert subscription.is_subscription_rights_valid


def test_the_fixture_of_the_how_to_serves_an_application():
    """An ASGI application answers over HTTP for as long as the fixture lives."""
    [snippet] = blocks("docs/how-to/test-your-backend.md", "py")

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})

    names = {"app": app}
    exec(snippet.replace("@pytest.fixture\n", ""), names)
    fixture = names["my_url"]()
    assert httpx2.get(next(fixture), trust_env=False).text == "here"
    assert next(fixture, None) is None


BACKEND = """
import assert from "node:assert/strict";
import { call, exchange, refresh, revoke, Refused } from "./minis.mjs";
const [code] = process.argv.slice(2);
const { access_token, refresh_token } = await exchange(code);
await assert.rejects(exchange(code), { code: "invalid_grant", status: 400 });
const order_info = { order_id: "o", product_name: "É" };
const order = { token_type: "BEANS", token_amount: 1, order_info };
await call("/v2/minis/trade_order/create/", access_token, order);
const again = call("/v2/minis/trade_order/create/", access_token, order);
await assert.rejects(again, { code: "20021002", status: 200 });
const newer = await refresh(refresh_token);
await call("/v2/user/info/?fields=open_id", newer.access_token);
await revoke(newer.access_token);
const late = call("/v2/user/info/?fields=open_id", newer.access_token);
await assert.rejects(late, (problem) => problem instanceof Refused && problem.status === 401);
"""


def test_the_backend_of_the_how_to_works_in_node(platform, tmp_path):
    """Its calls read both kinds of answers, and refusals under any status are told apart."""
    client, _ = blocks("docs/how-to/connect-a-backend.md", "js")
    app = platform.new_app()
    (tmp_path / "minis.mjs").write_text(client, "utf-8")
    (tmp_path / "backend.mjs").write_text(BACKEND, "utf-8")
    names = {"CLIENT_KEY": app["client_key"], "CLIENT_SECRET": app["client_secret"]}
    names["TIKTOK_API"] = platform.url
    done = subprocess.run(
        ["node", str(tmp_path / "backend.mjs"), platform.code(app)],
        env={**os.environ, **names},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


GENUINE = """
import assert from "node:assert/strict";
import { genuine } from "./hook.mjs";
const [raw, header, secret, t] = process.argv.slice(2);
const right = genuine(Buffer.from(raw), header, secret, Number(t));
assert.equal(right.content.order_id, "order-1");
const minutes = Number(t) + 600;
for (const [body, head, key, now] of [
  [raw + " ", header, secret, t], [raw, header, "other", t], [raw, header, secret, minutes],
  [raw, undefined, secret, t], [raw, "t=1,s=zz", secret, t], [raw, "", secret, t],
]) assert.equal(genuine(Buffer.from(body), head, key, Number(now)), null);
"""


def test_the_verification_of_the_how_to_tells_good_from_bad_in_node(tmp_path):
    """It takes the genuine example of the reference, and nothing that was changed."""
    _, hook = blocks("docs/how-to/connect-a-backend.md", "js")
    [raw] = blocks("docs/reference/events.md", "json")
    page = (ROOT / "docs/reference/events.md").read_text("utf-8")
    header = re.search(r"TikTok-Signature: (t=(\d+),s=\w+)\n", page)
    secret = re.search(r"with the secret `([^`]+)`", page)[1]
    (tmp_path / "hook.mjs").write_text(hook, "utf-8")
    (tmp_path / "check.mjs").write_text(GENUINE, "utf-8")
    command = ["node", str(tmp_path / "check.mjs"), raw.strip(), header[1], secret, header[2]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_suite_of_the_how_to_passes_in_node(tmp_path):
    """The page's test of a backend runs as the page says: nothing waits, nothing is left."""
    [suite] = blocks("docs/how-to/run-your-tests-in-ci.md", "js")
    (tmp_path / "order.test.mjs").write_text(suite, "utf-8")
    program = str(Path(sys.executable).with_name("localminis"))
    command = [program, "exec", "node", "--test", str(tmp_path / "order.test.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# pass 1" in done.stdout


def test_the_faults_of_the_how_to_are_taken(platform):
    """Every fault that the page names is one that can be asked for."""
    app = platform.new_app()
    page = (ROOT / "docs/how-to/make-calls-fail.md").read_text("utf-8")
    table = re.findall(r"^\| `([^`]+)`", page, re.MULTILINE)
    faults = {each.replace("CODE", "50001000") for each in table}
    assert faults >= {"cut", "lose"}
    for fault in faults:
        platform.admin("POST", f"apps/{app['client_key']}/faults", {"fault": fault})


@contextmanager
def running(backend, port, **environment):
    """Run the tutorial's backend in a process of its own until the block ends."""
    command = [sys.executable, str(backend)]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        while not is_listening(port):
            assert process.poll() is None, "the backend ended"
            time.sleep(0.05)  # another process tells nothing before it listens
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def is_listening(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def test_the_tutorial_earns_its_bean(platform, tmp_path, monkeypatch):
    """The tutorial's page takes the SDK, and its backend sells the story for one Bean."""
    page, script, backend = (
        blocks("docs/tutorial/first-bean.md", language)[0] for language in ("html", "js", "python")
    )
    port = find_free()
    (tmp_path / "public").mkdir()
    (tmp_path / "public/index.html").write_text(page, "utf-8")
    (tmp_path / "public/app.js").write_text(script, "utf-8")
    (tmp_path / "backend.py").write_text(backend.replace("8602", str(port)), "utf-8")
    monkeypatch.chdir(tmp_path)
    key = "mnfirstbean0001"
    program = root.LazyGroup("localminis", root.LOCALMINIS, "")
    init = program.get_command(click.Context(program), "init")
    init.main(["--client-key", key], standalone_mode=False)
    assert key in (tmp_path / "public/index.html").read_text("utf-8")

    app = platform.admin("POST", "apps", {"name": "first-bean", "client_key": key})
    names = {"CLIENT_SECRET": app["client_secret"], "LOCALMINIS_API_URL": platform.url}
    with (
        running(tmp_path / "backend.py", port, **names) as url,
        httpx2.Client(base_url=url, trust_env=False) as http,
    ):
        platform.admin("PATCH", f"apps/{key}", {"webhook_url": f"{url}/webhooks"})
        session = http.post("/login", json={"code": platform.code(app)}).json()
        before = http.post("/story", json=session).json()
        order = http.post("/order", json=session).json()
        platform.simulator("pay", client_key=key, user=1, **order)
        delivery = wait_until_delivered(platform)
        after = http.post("/story", json=session).json()

    assert (before["isOpen"], after["isOpen"]) == (False, True)
    assert delivery["subject"] == order["trade_order_id"]
    assert platform.admin("GET", "wallets/1")["balance_beans"] == 49


def wait_until_delivered(platform):
    """Ask until the only delivery is done; each question is a round trip, so it need not sleep."""
    for _ in range(2000):
        [delivery] = platform.admin("GET", "webhooks/deliveries")["deliveries"]
        if delivery["state"] == "delivered":
            return delivery
    raise AssertionError(delivery)
