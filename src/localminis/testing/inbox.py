"""A webhook receiver for tests: it proves each delivery genuine and gives typed events."""

import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from localminis.client.errors import EventMalformed
from localminis.client.webhooks import Event, parse_webhook
from localminis.clock import wall_s
from localminis.spec.signature import HEADER, SignatureRefused

_WAIT_S: Final = 10.0
_BODY_MAX_BYTES: Final = 1_048_576
# A platform whose clock is turned may sign with its own time (setting `signature_time`); what is
# too old is for the receiver under test to say.
_ANY_AGE_S: Final = 100 * 366 * 86_400


class NothingArrived(AssertionError):
    """The event that a test waits for did not come; says what came instead."""


class Inbox:
    """Listens on loopback and keeps what an app's webhooks say.

    Attributes:
        url: where it listens.
        answers: HTTP statuses for the next deliveries, one each; 200 when there are none.
        refused: why a delivery was not taken as genuine, in words.
    """

    def __init__(self, secrets: Callable[[], Sequence[str]]) -> None:
        """Listen on a free port.

        Args:
            secrets: gives the client secrets that may have signed, asked at each delivery.
        """
        self.answers: list[int] = []
        self.refused: list[str] = []
        self._secrets = secrets
        self._events: list[Event] = []
        self._changed = threading.Condition()
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = min(int(self.headers.get("Content-Length") or 0), _BODY_MAX_BYTES)
                status = inbox._hear(self.rfile.read(length), self.headers.get(HEADER))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Leave the test's output alone."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhooks"
        self._is_open = True
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def events(self) -> tuple[Event, ...]:
        """Every genuine event so far, repetitions included, in the order of arrival."""
        with self._changed:
            return tuple(self._events)

    def wait_for(self, event: str, *, count: int = 1, timeout_s: float = _WAIT_S) -> Event:
        """Wait until an event has come `count` times, and return the last of them.

        Args:
            event: the wire name, such as `minis.trade_order.redeem.success`.
            timeout_s: seconds of wall time.

        Raises:
            NothingArrived: it has not come that often.
        """

        def found() -> list[Event]:
            return [each for each in self._events if each.event == event]

        with self._changed:
            if self._changed.wait_for(lambda: len(found()) >= count, timeout_s):
                return found()[count - 1]
            came = ", ".join(each.event for each in self._events) or "nothing"
            why = f" Refused: {'; '.join(self.refused)}." if self.refused else ""
            raise NothingArrived(
                f"{event} came {len(found())} of {count} times in {timeout_s:g} s. "
                f"There came: {came}.{why}"
            )

    def close(self) -> None:
        """Stop listening."""
        self._is_open = False
        # Knocked at, it looks up at once; the server's own way out takes half a second.
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self._server.server_port)).close()
        self._thread.join()
        self._server.server_close()

    def _serve(self) -> None:
        while self._is_open:
            self._server.handle_request()

    def _hear(self, body: bytes, header: str | None) -> int:
        with self._changed:
            status = self.answers.pop(0) if self.answers else 200
            try:
                event = parse_webhook(
                    self._secrets(), body, header, now_s=wall_s(), tolerance_s=_ANY_AGE_S
                )
            except (SignatureRefused, EventMalformed) as problem:
                self.refused.append(str(problem))
                status = 401
            else:
                self._events.append(event)
            self._changed.notify_all()
            return status
