"""The platform's core beside its peers, in one run, taking turns; prints Markdown tables.

Token exchanges (a code, with every check and stored) beside client credentials of npm's
oidc-provider and oauth2-mock-server; created orders beside Prism's stub of our own description; the
same on PostgreSQL with one and two server processes; and what an order costs as orders pile up.
No thresholds; benchmarks/README.md keeps the numbers and how they were made.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import uvloop

from localminis.web import openapi

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import piled  # noqa: E402 - a neighbour, found by the line above
from load import FORM, Connection, connected, spread  # noqa: E402 - as above
from platform_speed import Platform, quantiles, serving  # noqa: E402 - as above

import postgres  # noqa: E402 - as above

CREATE = "/v2/minis/trade_order/create/"
PEER_PATIENCE_S = 60
CLIENT = ("bench-client", "bench-secret-0000000000000000000000")


@dataclass
class Contender:
    """Something that is measured: how its requests are prepared, and one of them made."""

    name: str
    prepare: Callable[[int], Awaitable[list[object]]]
    call: Callable[[Connection, object], Awaitable[None]]
    addresses: Sequence[str]
    per_s: list[float] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)


async def nothing_to_prepare(count: int) -> list[object]:
    """Number the requests."""
    return list(range(count))


@contextmanager
def peer(*command: str) -> Iterator[str]:
    """Run a peer for a block; it prints its address first."""
    with subprocess.Popen(
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@contextmanager
def prism(folder: Path) -> Iterator[str]:
    """Run Prism's stub of the open API's description for a block."""
    description = folder / "openapi.json"
    description.write_text(json.dumps(openapi.open_api()), "utf-8")
    port = piled.free_port()
    entry = HERE / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    command = ["node", str(entry), "mock", "-p", str(port), "-h", "127.0.0.1", str(description)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            piled.wait_for_port(port, PEER_PATIENCE_S)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def peer_token(name: str, url: str, path: str) -> Contender:
    """Ask a peer for a token of a client."""
    form = {
        "grant_type": "client_credentials",
        "client_id": CLIENT[0],
        "client_secret": CLIENT[1],
    }
    body = urlencode(form).encode()

    async def call(connection: Connection, _: object) -> None:
        answer = await connection.call("POST", path, body, {"Content-Type": FORM})
        assert answer["access_token"]

    return Contender(name, nothing_to_prepare, call, [url])


class Ours:
    """A platform of ours with one app, one user and one access token."""

    def __init__(self, platforms: Sequence[Platform]) -> None:
        self._first = platforms[0]
        self.urls = [each.url for each in platforms]
        app = self._first.admin("POST", "apps", {"name": "Benchmark"})
        self.key, self._secret = app["client_key"], app["client_secret"]
        self._orders = 0

    async def codes(self, count: int) -> list[object]:
        """Mint login codes, before any clock starts."""
        async with connected(self._first.url, 8) as connections:
            session = await connections[0].call(
                "GET", f"/simulator/api/session?client_key={self.key}"
            )
            headers = {
                "X-LocalMinis-Page": session["page_token"],
                "Content-Type": "application/json",
            }
            body = json.dumps({"client_key": self.key, "user": 1}).encode()

            async def mint(connection: Connection, _: object) -> object:
                return (await connection.call("POST", "/simulator/api/login", body, headers))[
                    "code"
                ]

            return await spread(connections, [None] * count, mint)

    async def exchange(self, connection: Connection, code: object) -> str:
        """Swap a code for tokens."""
        form = {
            "client_key": self.key,
            "client_secret": self._secret,
            "grant_type": "authorization_code",
            "code": str(code),
        }
        body = urlencode(form).encode()
        answer = await connection.call("POST", "/v2/oauth/token/", body, {"Content-Type": FORM})
        return str(answer["access_token"])

    async def access_token(self) -> str:
        """Log in and exchange."""
        async with connected(self._first.url, 1) as (connection,):
            return await self.exchange(connection, (await self.codes(1))[0])

    async def order_ids(self, count: int) -> list[object]:
        """Make order ids that were not used before."""
        self._orders += count
        return [f"bench-{self.key}-{self._orders - number}" for number in range(count)]

    def token_contender(self, name: str) -> Contender:
        """Measure exchanges."""

        async def call(connection: Connection, code: object) -> None:
            await self.exchange(connection, code)

        return Contender(name, self.codes, call, self.urls)

    def order_contender(self, name: str, token: str) -> Contender:
        """Measure created orders."""
        return Contender(name, self.order_ids, order_call(token), self.urls)


def order_call(token: str) -> Callable[[Connection, object], Awaitable[None]]:
    """Make the call that creates an order."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def call(connection: Connection, order_id: object) -> None:
        body = {
            "token_type": "BEANS",
            "token_amount": 40,
            "order_info": {"order_id": str(order_id), "product_name": "Episode"},
        }
        answer = await connection.call("POST", CREATE, json.dumps(body).encode(), headers)
        assert answer["data"]["trade_order_id"]

    return call


async def take_turns(
    contenders: Sequence[Contender], *, rounds: int, requests: int, connections: int
) -> None:
    """Measure everybody once in each round, after a round to warm up, in changing order."""
    for number in range(rounds + 1):
        turned = number % len(contenders)
        for each in [*contenders[turned:], *contenders[:turned]]:
            jobs = await each.prepare(requests)
            began_s = time.monotonic()
            times_s = await timed(each, jobs, connections)
            if number:
                each.per_s.append(requests / (time.monotonic() - began_s))
                each.times_s += times_s


async def timed(contender: Contender, jobs: list[object], connections: int) -> list[float]:
    """Make all requests over kept-alive connections, spread over the addresses."""

    async def one(connection: Connection, job: object) -> float:
        began_s = time.monotonic()
        await contender.call(connection, job)
        return time.monotonic() - began_s

    share = connections // len(contender.addresses)
    parts = [jobs[number :: len(contender.addresses)] for number in range(len(contender.addresses))]

    async def drive(url: str, part: list[object]) -> list[float]:
        async with connected(url, share) as opened:
            return await spread(opened, part, one)

    driven = await asyncio.gather(*map(drive, contender.addresses, parts))
    return [each for times_s in driven for each in times_s]


def report(title: str, contenders: Sequence[Contender]) -> None:
    """Print a table; every ratio is ours by theirs, the median of the rounds' own ratios."""
    ours = contenders[0]
    print(f"\n### {title}\n\n| | per second | p50 / p99 | ours by it |\n| --- | --- | --- | --- |")
    for each in contenders:
        ratios = [mine / other for mine, other in zip(ours.per_s, each.per_s, strict=True)]
        ratio = "1" if each is ours else f"{statistics.median(ratios):.2f}"
        per_s = statistics.median(each.per_s)
        print(f"| {each.name} | {per_s:.0f} | {quantiles(each.times_s)} | {ratio} |")


def beside_peers(folder: Path, arguments: argparse.Namespace) -> None:
    """Measure tokens and orders on the embedded default beside the peers."""
    turns = {
        "rounds": arguments.rounds,
        "requests": arguments.requests,
        "connections": arguments.connections,
    }
    with ExitStack() as stack:
        ours = Ours([stack.enter_context(serving(folder / "embedded"))])
        oidc = stack.enter_context(peer("node", "peers/oidc_provider.mjs", *CLIENT))
        mock = stack.enter_context(peer("node", "peers/oauth2_mock_server.mjs"))
        tokens = [
            ours.token_contender("LocalMinis, a code exchanged and stored"),
            peer_token("oidc-provider, client credentials in memory", oidc, "/token"),
            peer_token("oauth2-mock-server, client credentials", mock, "/token"),
        ]
        uvloop.run(take_turns(tokens, **turns))
    report(f"Token exchange, {arguments.connections} connections", tokens)
    with ExitStack() as stack:
        ours = Ours([stack.enter_context(serving(folder / "embedded"))])
        stub = stack.enter_context(prism(folder))
        token = uvloop.run(ours.access_token())
        orders = [
            ours.order_contender("LocalMinis, an order checked and stored", token),
            Contender("Prism, a stub without a state", ours.order_ids, order_call(token), [stub]),
        ]
        uvloop.run(take_turns(orders, **turns))
    report(f"Order create, {arguments.connections} connections", orders)


def on_postgres(folder: Path, arguments: argparse.Namespace) -> None:
    """Measure the same with one and with two processes on one PostgreSQL database."""
    contenders: dict[str, list[Contender]] = {"tokens": [], "orders": []}
    with ExitStack() as stack:
        server = stack.enter_context(postgres.serving())
        for count, about in ((1, "one process"), (2, "two processes")):
            environment = piled.shared_database(server, folder, f"bench_{count}")
            platforms = [
                stack.enter_context(serving(folder / f"pg-{count}-{number}", environment))
                for number in range(count)
            ]
            ours = Ours(platforms)
            token = uvloop.run(ours.access_token())
            contenders["tokens"].append(ours.token_contender(f"PostgreSQL, {about}"))
            contenders["orders"].append(ours.order_contender(f"PostgreSQL, {about}", token))
        sqlite = Ours([stack.enter_context(serving(folder / "beside"))])
        token = uvloop.run(sqlite.access_token())
        contenders["tokens"].append(sqlite.token_contender("SQLite, one process"))
        contenders["orders"].append(sqlite.order_contender("SQLite, one process", token))
        for title, group in contenders.items():
            uvloop.run(
                take_turns(
                    group,
                    rounds=arguments.rounds,
                    requests=arguments.requests,
                    connections=arguments.connections,
                )
            )
            report(f"The same {title} on PostgreSQL", group)


def as_orders_pile_up(folder: Path, arguments: argparse.Namespace) -> None:
    """Measure created orders with few and with many paid orders stored already."""
    with ExitStack() as stack:
        contenders = []
        for stored in (arguments.few, arguments.many):
            home = folder / f"piled-{stored}"
            piled.fill(home, stored)
            ours = Ours([stack.enter_context(serving(home))])
            token = uvloop.run(ours.access_token())
            contenders.append(ours.order_contender(f"{stored:,} orders stored", token))
        uvloop.run(
            take_turns(
                contenders,
                rounds=arguments.rounds,
                requests=arguments.requests,
                connections=arguments.connections,
            )
        )
    report("What an order costs as orders pile up", contenders)


PARTS = {"peers": beside_peers, "postgres": on_postgres, "piled": as_orders_pile_up}


def main() -> None:
    """Install the peers if they are missing, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="all when not given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=2_000, help="in each round, of each")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--few", type=int, default=1_000, help="orders stored")
    parser.add_argument("--many", type=int, default=1_000_000, help="orders stored")
    arguments = parser.parse_args()
    parts = arguments.parts or list(PARTS)
    if "peers" in parts and not (HERE / "node_modules").is_dir():
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit("npm is needed for the peers; install Node 20 or newer.")
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=HERE, check=True)
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as name:
        for part in parts:
            PARTS[part](Path(name), arguments)


if __name__ == "__main__":
    main()
