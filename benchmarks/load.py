"""The load generator: many calls over a few kept-alive connections, as cheaply as asyncio can.

Run by `platform_speed.py` in a process of its own; prints its measurement as JSON.
"""

import argparse
import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

import uvloop

from localminis.clock import wall_s
from localminis.spec import signature

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
WEBHOOKS_PATIENCE_S = 60
FORM = "application/x-www-form-urlencoded"

Headers = dict[str, str]


class Connection:
    """One kept-alive HTTP/1.1 connection; requests go one after the other."""

    def __init__(
        self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._host = host
        self._reader = reader
        self._writer = writer

    async def call(
        self, method: str, path: str, body: bytes = b"", headers: Headers | None = None
    ) -> Any:
        """Send a request and return the decoded JSON; anything but 200 ends the benchmark."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(head)
        answer = await self._reader.readexactly(int(found[1])) if found else b""
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{method} {path} was answered with {head!r} {answer!r}")
        return json.loads(answer) if answer else None

    def close(self) -> None:
        """Close the connection."""
        self._writer.close()


@asynccontextmanager
async def connected(url: str, count: int) -> AsyncIterator[list[Connection]]:
    """Open `count` connections to an address."""
    parts = urlsplit(url)
    opened = [
        Connection(parts.netloc, *await asyncio.open_connection(parts.hostname, parts.port))
        for _ in range(count)
    ]
    try:
        yield opened
    finally:
        for each in opened:
            each.close()


async def spread(
    connections: list[Connection],
    jobs: list[Any],
    work: Callable[[Connection, Any], Awaitable[Any]],
) -> list[Any]:
    """Run one piece of work per job, each connection taking the next job when it is free."""
    waiting = iter(jobs)
    results: list[Any] = []

    async def drive(connection: Connection) -> None:
        for job in waiting:
            result = await work(connection, job)
            results.append(result)

    await asyncio.gather(*map(drive, connections))
    return results


class Target:
    """The platform under load, and the app and user in whose names it is called."""

    def __init__(self, arguments: argparse.Namespace, page_token: str) -> None:
        self.client_key: str = arguments.client_key
        self.client_secret: str = arguments.client_secret
        self.page = {"X-LocalMinis-Page": page_token, "Content-Type": "application/json"}

    async def mint_code(self, connection: Connection, _: Any) -> str:
        """Log the user in, as the simulator does, and return the one-time code."""
        body = json.dumps({"client_key": self.client_key, "user": 1}).encode()
        answer = await connection.call("POST", "/simulator/api/login", body, self.page)
        return str(answer["code"])

    async def exchange(self, connection: Connection, code: str) -> tuple[float, str]:
        """Swap a code for tokens; returns how long that took, in seconds, and the access token."""
        form = {
            "client_key": self.client_key,
            "client_secret": self.client_secret,
            "grant_type": "authorization_code",
            "code": code,
        }
        started_s = time.monotonic()
        answer = await connection.call(
            "POST", "/v2/oauth/token/", urlencode(form).encode(), {"Content-Type": FORM}
        )
        return time.monotonic() - started_s, str(answer["access_token"])

    async def purchase(
        self, connection: Connection, access_token: str, order_id: str
    ) -> tuple[str, float]:
        """Order and pay one Bean; returns the trade order's id and when it began."""
        body = {
            "token_type": "BEANS",
            "token_amount": 1,
            "order_info": {"order_id": order_id, "product_name": "Episode"},
        }
        headers = {"Authorization": f"Bearer {access_token}", "Content-Type": "application/json"}
        began_s = time.monotonic()
        made = await connection.call(
            "POST", "/v2/minis/trade_order/create/", json.dumps(body).encode(), headers
        )
        trade_order_id = str(made["data"]["trade_order_id"])
        order = {"client_key": self.client_key, "user": 1, "trade_order_id": trade_order_id}
        await connection.call("POST", "/simulator/api/pay", json.dumps(order).encode(), self.page)
        return trade_order_id, began_s


async def measure(arguments: argparse.Namespace) -> dict[str, list[float] | float]:
    """Exchange codes, then buy; returns wall time and single times of both, in seconds."""
    async with connected(arguments.url, arguments.connections) as connections:
        session = await connections[0].call(
            "GET", f"/simulator/api/session?client_key={arguments.client_key}"
        )
        target = Target(arguments, session["page_token"])
        codes = await spread(connections, [None] * arguments.tokens, target.mint_code)
        began_s = time.monotonic()
        exchanged = await spread(connections, codes, target.exchange)
        tokens_wall_s = time.monotonic() - began_s
        access_token = exchanged[-1][1]

        def buy(connection: Connection, order_id: str) -> Awaitable[tuple[str, float]]:
            return target.purchase(connection, access_token, order_id)

        jobs = [f"bench-{number}" for number in range(arguments.purchases)]
        began_s = time.monotonic()
        bought = await spread(connections, jobs, buy)
    arrived = await webhooks(arguments.sink, arguments.purchases, arguments.client_secret)
    return {
        "tokens_wall_s": tokens_wall_s,
        "token_times_s": [each for each, _ in exchanged],
        "purchases_wall_s": max(arrived.values()) - began_s,
        "purchase_times_s": [arrived[order] - at_s for order, at_s in bought],
    }


async def webhooks(url: str, count: int, secret: str) -> dict[str, float]:
    """Wait until the sink has heard everything; returns arrival by trade order, proven genuine."""
    async with connected(url, 1) as (connection,), asyncio.timeout(WEBHOOKS_PATIENCE_S):
        await connection.call("GET", f"/wait/{count}")
        rows = await connection.call("GET", "/report")
    arrived: dict[str, float] = {}
    for at_s, header, body in rows:
        signature.verify(secret, body.encode(), header, now_s=wall_s())
        content = json.loads(json.loads(body)["content"])
        arrived.setdefault(content["trade_order_id"], at_s)
    return arrived


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--url", "--sink", "--client-key", "--client-secret"):
        parser.add_argument(name, required=True)
    for name in ("--connections", "--tokens", "--purchases"):
        parser.add_argument(name, type=int, required=True)
    print(json.dumps(uvloop.run(measure(parser.parse_args()))))


if __name__ == "__main__":
    main()
