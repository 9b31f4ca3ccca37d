"""How fast webhooks leave, beside WireMock and localstripe, in one run; prints a Markdown table.

Real processes and real HTTP on loopback. The peers are installed into a temporary folder, from the
registries, at the versions below; one that cannot be had is left out, with a word. No thresholds.
"""

import argparse
import asyncio
import importlib.util
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import uvloop
from load import Connection, connected, spread
from platform_speed import BIN, CONNECTIONS, HERE, quantiles, serving, sink

from localminis import runtime, settings
from localminis.identity import apps
from localminis.ids import OpenId
from localminis.webhooks import events
from localminis.webhooks.post import Limit, Poster
from localminis.webhooks.rules import Rules

WIREMOCK = "wiremock@3.13.2"
LOCALSTRIPE = "localstripe==1.15.10"
PATIENCE_S = 60
WARM_UP = 500
# A Java program is only as fast as it gets after some thousand calls.
JAVA_WARM_UP = 6_000
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class PeerMissing(Exception):
    """A peer cannot be measured here; says why."""


class PeerConnection(Connection):
    """A connection that takes any 2xx answer and chunked bodies, whose content nobody reads."""

    async def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> None:
        """Send a request and read its answer to the end."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 2"):
            raise SystemExit(f"{method} {path} was answered with {head!r}.")
        if b"chunked" in head:
            while (size := int(await self._reader.readuntil(b"\r\n"), 16)) > 0:
                await self._reader.readexactly(size + 2)
            await self._reader.readexactly(2)
        elif b"content-length:" in head:
            after = head.split(b"content-length:")[1]
            await self._reader.readexactly(int(after.split(b"\r\n")[0]))


async def drive_s(
    url: str,
    path: str,
    body: bytes,
    headers: dict[str, str],
    sink_url: str,
    count: int,
    *,
    warm_up: int = WARM_UP,
) -> float:
    """Post `count` times over the connections; returns seconds until all webhooks have arrived."""
    parts = urlsplit(url)
    peers = [
        PeerConnection(parts.netloc, *await asyncio.open_connection(parts.hostname, parts.port))
        for _ in range(CONNECTIONS)
    ]

    async def one(connection: Connection, _: Any) -> None:
        await connection.call("POST", path, body, headers)

    await spread(peers, [None] * warm_up, one)
    await all_heard(sink_url, warm_up)
    began_s = time.monotonic()
    await spread(peers, [None] * count, one)
    arrived_s = await all_heard(sink_url, warm_up + count)
    for peer in peers:
        peer.close()
    return arrived_s[-1] - began_s


async def all_heard(sink_url: str, count: int) -> list[float]:
    """Wait for webhooks and return when each arrived, sorted; tells how many when some are lost."""
    async with connected(sink_url, 1) as (watching,):
        try:
            async with asyncio.timeout(PATIENCE_S):
                await watching.call("GET", f"/wait/{count}")
        except TimeoutError:
            rows = await reported(sink_url)
            raise PeerMissing(f"of {count} webhooks {len(rows)} arrived") from None
    return sorted(await reported(sink_url))


async def reported(sink_url: str) -> list[float]:
    """Ask the sink when its webhooks arrived."""
    async with connected(sink_url, 1) as (asking,):
        return [at_s for at_s, _, _ in await asking.call("GET", "/report")]


def ours_per_s(folder: Path, count: int) -> float:
    """Order, pay and hear of it, on the embedded default; returns purchases per second."""
    with serving(folder) as platform:
        platform.admin("POST", "wallets/1/grant", {"beans": WARM_UP + count})
        # Each with an app of its own: an app takes an order's id once.
        for purchases in (WARM_UP, count):
            app = platform.admin("POST", "apps", {"name": f"Benchmark {purchases}"})
            with sink() as sink_url:
                address = {"webhook_url": f"{sink_url}/webhooks"}
                platform.admin("PATCH", f"apps/{app['client_key']}", address)
                found = run_load(platform.url, sink_url, app, CONNECTIONS, purchases)
    return count / float(found["purchases_wall_s"])


def first_attempts(folder: Path, count: int) -> tuple[list[float], list[float]]:
    """Pay one order after the other on an idle platform; returns what `paid_to_heard` measures."""
    with serving(folder / "idle") as platform, sink() as sink_url:
        app = platform.admin("POST", "apps", {"name": "Benchmark"})
        address = {"webhook_url": f"{sink_url}/webhooks"}
        platform.admin("PATCH", f"apps/{app['client_key']}", address)
        platform.admin("POST", "wallets/1/grant", {"beans": count})
        return uvloop.run(paid_to_heard(platform.url, sink_url, app, count))


async def paid_to_heard(
    url: str, sink_url: str, app: dict[str, str], count: int
) -> tuple[list[float], list[float]]:
    """Measure single purchases, in seconds: from sending `pay`, and from its answer, to arrival."""
    from load import Target

    arguments = argparse.Namespace(client_key=app["client_key"], client_secret=app["client_secret"])
    sent_s, answered_s = [], []
    async with connected(url, 1) as (buyer,), connected(sink_url, 1) as (watching,):
        path = f"/simulator/api/session?client_key={app['client_key']}"
        target = Target(arguments, (await buyer.call("GET", path))["page_token"])
        _, token = await target.exchange(buyer, await target.mint_code(buyer, None))
        for number in range(count):
            order = {
                "token_type": "BEANS",
                "token_amount": 1,
                "order_info": {"order_id": f"idle-{number}", "product_name": "Episode"},
            }
            made = await buyer.call(
                "POST",
                "/v2/minis/trade_order/create/",
                json.dumps(order).encode(),
                {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            )
            payment = {
                "client_key": app["client_key"],
                "user": 1,
                "trade_order_id": made["data"]["trade_order_id"],
            }
            sent_s.append(time.monotonic())
            body = json.dumps(payment).encode()
            await buyer.call("POST", "/simulator/api/pay", body, target.page)
            answered_s.append(time.monotonic())
            await watching.call("GET", f"/wait/{number + 1}")
        rows = await watching.call("GET", "/report")
    arrived_s = [at_s for at_s, _, _ in rows]
    return (
        [at_s - began_s for at_s, began_s in zip(arrived_s, sent_s, strict=True)],
        [at_s - began_s for at_s, began_s in zip(arrived_s, answered_s, strict=True)],
    )


async def loopback_posts(sink_url: str, count: int) -> list[float]:
    """Measure one kept-alive POST with what sends webhooks; returns seconds each."""
    times_s = []
    poster = Poster(Rules())
    for _ in range(count):
        began_s = time.monotonic()
        await poster.post(sink_url, b"{}", {}, limit=Limit(PATIENCE_S))
        times_s.append(time.monotonic() - began_s)
    await poster.close()
    return times_s


def run_load(
    url: str, sink_url: str, app: dict[str, str], connections: int, purchases: int
) -> dict[str, Any]:
    """Run the load generator in a process of its own and return what it measured."""
    command = [sys.executable, str(HERE / "load.py")]
    for name, value in {
        "url": url,
        "sink": sink_url,
        "client-key": app["client_key"],
        "client-secret": app["client_secret"],
        "connections": connections,
        "tokens": connections,
        "purchases": purchases,
    }.items():
        command.append(f"--{name}={value}")
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def process(command: list[str], *, cwd: Path, ready: str) -> Iterator[None]:
    """Run a peer for a block, from when its port answers."""
    with subprocess.Popen(
        command,
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        try:
            wait_until_open(ready, running)
            yield
        finally:
            os.killpg(running.pid, signal.SIGTERM)  # a wrapper's child would outlive it


def wait_until_open(url: str, running: subprocess.Popen[bytes]) -> None:
    """Wait until something listens at the address."""
    parts = urlsplit(url)
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s and running.poll() is None:
        try:
            uvloop.run(asyncio.wait_for(knock(parts.hostname or "", parts.port or 0), 1))
        except (OSError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise PeerMissing(f"it does not start at {url}")


async def knock(host: str, port: int) -> None:
    """Open a connection and close it again."""
    _, writer = await asyncio.open_connection(host, port)
    writer.close()


def installed(command: list[str], cwd: Path) -> None:
    """Run an installer, or say that the peer cannot be had."""
    try:
        subprocess.run(command, cwd=cwd, check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerMissing(f"{command[0]} failed: {type(error).__name__}") from error


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wiremock_per_s(folder: Path, count: int) -> float:
    """Post to a warm stub that sends an unsigned webhook; returns webhooks per second."""
    if shutil.which("java") is None or shutil.which("npm") is None:
        raise PeerMissing("java or npm is missing")
    if not folder.exists():
        (folder / "mappings").mkdir(parents=True)
        installed(["npm", "install", "--no-audit", "--no-fund", WIREMOCK], folder)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with sink() as sink_url:
        event = json.dumps({"event": "redeem", "content": "x" * 120})
        webhook = {
            "method": "POST",
            "url": f"{sink_url}/webhooks",
            "headers": {"Content-Type": "application/json"},
            "body": event,
        }
        mapping = {
            "request": {"method": "POST", "urlPath": "/order"},
            "response": {"status": 200, "jsonBody": {"data": {"trade_order_id": "TOID1"}}},
            "serveEventListeners": [{"name": "webhook", "parameters": webhook}],
        }
        (folder / "mappings" / "order.json").write_text(json.dumps(mapping))
        command = ["npx", "wiremock", "--port", str(port), "--bind-address", "127.0.0.1"]
        with process([*command, "--no-request-journal"], cwd=folder, ready=url):
            headers = {"Content-Type": "application/json"}
            driving = drive_s(url, "/order", b"{}", headers, sink_url, count, warm_up=JAVA_WARM_UP)
            return count / uvloop.run(driving)


def localstripe_per_s(folder: Path, count: int) -> float:
    """Create customers, each of which causes a signed webhook; returns webhooks per second."""
    folder.mkdir()
    installed([sys.executable, "-m", "venv", "venv"], folder)
    python = str(folder / "venv" / "bin" / "python")
    installed([python, "-m", "pip", "install", "-qq", "setuptools<81", LOCALSTRIPE], folder)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [python, "-m", "localstripe", "--port", str(port), "--from-scratch"]
    with sink() as sink_url, process(command, cwd=folder, ready=url):
        address = {"url": f"{sink_url}/webhooks", "secret": "whsec_1"}
        headers = {"Authorization": "Bearer sk_test_1", **FORM}

        async def measure() -> float:
            opened = await asyncio.open_connection("127.0.0.1", port)
            setting_up = PeerConnection(f"127.0.0.1:{port}", *opened)
            body = urlencode(address).encode()
            await setting_up.call("POST", "/_config/webhooks/mine", body, headers)
            setting_up.close()
            body = urlencode({"email": "mia@example.com"}).encode()
            return await drive_s(url, "/v1/customers", body, headers, sink_url, count)

        return count / uvloop.run(measure())


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL server for a block, as the tests do."""
    path = HERE.parent / "tests" / "postgres.py"
    spec = importlib.util.spec_from_file_location("postgres_for_benchmarks", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if module.find_binary("initdb") is None:
        raise PeerMissing("PostgreSQL is missing")
    with module.serving() as address:
        yield str(address)


def drained_per_s(server: str, folder: Path, workers: int, count: int) -> float:
    """Let worker processes send what is due on PostgreSQL; returns deliveries per second."""
    import psycopg

    name = f"bench_{workers}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    flags = {
        "database_url": server.replace("/postgres", f"/{name}"),
        "key_file": str(folder / "shared.key"),
        "home": str(folder / name),
    }
    environment = {f"LOCALMINIS_{key.upper()}": value for key, value in flags.items()}
    with sink() as sink_url:
        queue(flags, f"{sink_url}/webhooks", count)
        began_s = time.monotonic()
        running = [
            subprocess.Popen(
                [str(BIN / "localminis"), "worker"],
                env={**os.environ, **environment},
                stdout=subprocess.DEVNULL,
            )
            for _ in range(workers)
        ]
        try:
            arrived_s = uvloop.run(all_heard(sink_url, count))
        finally:
            for each in running:
                each.terminate()
                each.wait()
    # From the first arrival on: how long a process takes to start is measured elsewhere.
    assert began_s < arrived_s[0]
    return (count - 1) / (arrived_s[-1] - arrived_s[0])


def queue(flags: dict[str, str], url: str, count: int) -> None:
    """Make events due, in a few transactions."""
    platform = runtime.build(settings.load({}, **flags))
    context = platform.context

    def record(begin: int) -> None:
        def work(tx: Any) -> None:
            for number in range(begin, min(begin + 500, count)):
                events.record_redeem_success(
                    tx,
                    context.bell,
                    app_id=app.id,
                    open_id=OpenId("-000mia"),
                    trade_order_id=f"TOID{number}",
                    order_id=f"ord-{number}",
                    now_s=context.clock.now_s(),
                )

        context.store.run_sync(work)

    app = context.store.run_sync(
        lambda tx: apps.set_webhook_url(
            tx, apps.create(tx, context.clock, context.vault, name="Benchmark"), url
        )
    )
    for begin in range(0, count, 500):
        record(begin)
    platform.close()


def beside(ours: float, name: str, theirs: float | str) -> tuple[str, str]:
    """Write a ratio, or why there is none."""
    if isinstance(theirs, str):
        return f"beside {name}", f"left out: {theirs}"
    return f"beside {name}", f"{ours:.0f} / {theirs:.0f} = {ours / theirs:.2f} times"


def in_turns(rounds: list[tuple[float, float | str]], name: str) -> tuple[str, str]:
    """Write the median of the rounds' own ratios, and each round; or why there is none."""
    pairs = []
    for ours, theirs in rounds:
        if isinstance(theirs, str):
            return f"beside {name}", f"left out: {theirs}"
        pairs.append((ours, theirs))
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    each = ", ".join(f"{ours:.0f} / {theirs:.0f}" for ours, theirs in pairs)
    return f"beside {name}, median of {len(pairs)}", f"{ratio:.2f} times ({each})"


def measured(measure: Any, *arguments: Any) -> float | str:
    """Measure a peer, or return why that is not possible here."""
    try:
        return float(measure(*arguments))
    except (PeerMissing, TimeoutError) as missing:
        return str(missing) or "it did not finish in time"


def postgres_rows(folder: Path, count: int) -> list[tuple[str, str]]:
    """Measure one and two workers on PostgreSQL, or say why not."""
    about = "deliveries to a loopback sink on PostgreSQL"
    try:
        with postgres() as server:
            one, two = (drained_per_s(server, folder, each, count) for each in (1, 2))
    except PeerMissing as missing:
        return [(about, f"left out: {missing}")]
    return [
        (f"{about}, one worker", f"{one:.0f} per second"),
        (f"{about}, two workers", f"{two:.0f} per second = {two / one:.2f} times"),
    ]


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="turns of ours and the stub")
    parser.add_argument("--purchases", type=int, default=2_000, help="orders to pay under load")
    parser.add_argument("--deliveries", type=int, default=4_000, help="deliveries on PostgreSQL")
    parser.add_argument("--idle", type=int, default=200, help="orders to pay one by one")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rounds = []
        for number in range(arguments.rounds):
            fresh = ours_per_s(folder / f"embedded-{number}", arguments.purchases)
            rounds.append((fresh, measured(wiremock_per_s, folder / "w", arguments.purchases)))
        ours = statistics.median(each for each, _ in rounds)
        stripe = measured(localstripe_per_s, folder / "s", arguments.purchases // 4)
        sent_s, answered_s = first_attempts(folder, arguments.idle)
        with sink() as sink_url:
            posts_s = uvloop.run(loopback_posts(sink_url, arguments.idle))
        at = f"{CONNECTIONS} connections"
        rows = [
            (f"order → pay → signed webhook received, {at}", f"{ours:.0f} per second"),
            in_turns(rounds, f"a warm stub with unsigned webhook ({WIREMOCK})"),
            beside(ours, f"a customer with its webhook ({LOCALSTRIPE})", stripe),
            ("payment sent to webhook received, idle, p50 / p99", quantiles(sent_s)),
            ("payment answered to webhook received, idle, p50 / p99", quantiles(answered_s)),
            (
                "its p50 beside one loopback POST of the same HTTP client",
                f"{statistics.median(answered_s) / statistics.median(posts_s):.1f} times",
            ),
            *postgres_rows(folder, arguments.deliveries),
        ]
    print("| measured | result |\n| --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
