"""A platform that answers what a test tells it to, over real sockets, and both clients."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from localminis.client import AsyncMinisClient, MinisClient

LOG_ID = "20261122120000ABCDEF01234567890ABC"
NOW_S = 1_760_000_000


@dataclass(frozen=True)
class Received:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class ScriptedPlatform:
    """Answers requests in order from a script and keeps what it was asked."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.received: list[Received] = []
        self._script: list[tuple[int, bytes]] = []

    def answer(self, body: Any, status: int = 200) -> None:
        """Add one answer to the script; bytes are sent as they are, None hangs up."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._script.append((0 if body is None else status, raw))

    def ok(self, data: Any) -> None:
        """Add one enveloped success."""
        self.answer({"data": data, "error": {"code": "ok", "message": "", "log_id": LOG_ID}})

    def refuse(self, code: Any, status: int = 200, message: str = "Nope.") -> None:
        """Add one enveloped error."""
        self.answer(
            {"data": {}, "error": {"code": code, "message": message, "log_id": LOG_ID}}, status
        )

    def next_answer(self, received: Received) -> tuple[int, bytes]:
        """Note a request and take the next answer; a request too many is visible as 599."""
        self.received.append(received)
        return self._script.pop(0) if self._script else (599, b"nothing left in the script")


class Caller:
    """The same calls on either client, so that one test holds both to one behaviour."""

    def __init__(self, kind: str, base_url: str) -> None:
        self.kind = kind
        self.base_url = base_url

    def __call__(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call one method of a new client and return what it gives."""
        settled = {"base_url": self.base_url, "clock": lambda: NOW_S}
        if self.kind == "sync":
            with MinisClient("mnlocal0001", "s3cret&=value", **settled) as client:
                return getattr(client, method)(*args, **kwargs)

        async def run() -> Any:
            async with AsyncMinisClient("mnlocal0001", "s3cret&=value", **settled) as client:
                return await getattr(client, method)(*args, **kwargs)

        return asyncio.run(run())


@pytest.fixture
def scripted() -> Iterator[ScriptedPlatform]:
    """Serve a scripted platform on a free loopback port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {key.lower(): value for key, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            status, raw = scripted.next_answer(Received(self.command, self.path, headers, body))
            if not status:
                return
            self.send_response(status)
            self.send_header("x-tt-logid", "HEADERLOGID")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_args: Any) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        scripted = ScriptedPlatform(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
        thread.start()
        yield scripted
        server.shutdown()
        thread.join()


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, scripted: ScriptedPlatform) -> Caller:
    """Call methods on the blocking and on the asynchronous client."""
    return Caller(request.param, scripted.origin)
