"""Listening at the door of the open API: what was asked and answered goes into the log.

A call is only noted while it is answered; masking and writing happen a moment later, many calls in
one transaction, or at once when somebody asks for the log. Nothing of it may fail or slow down a
call: what cannot be written is dropped, with a line in the process's own log.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from localminis.clock import Clock, wall_ms
from localminis.errors import MinisError
from localminis.identity.model import Caller
from localminis.store.engine import Store
from localminis.web.requestlog import log, masking, reasons
from localminis.web.requestlog.model import Entry

_PREFIX: Final = "/v2/"
# The web sign-in's pages are no calls: a person looks at them.
_PAGES: Final = "/v2/auth/"
# Whoever reads the log finds every call that was answered before.
_READERS: Final = ("/admin/v1/requests", "/admin/v1/bundle", "/console/requests")
_SCOPE_KEY: Final = "localminis.note"
_DELAY_S: Final = 0.05
_BATCH: Final = 200
_WAITING_MAX: Final = 5_000
_MESSAGE_MAX: Final = 500
_PATH_MAX: Final = 500

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Kept:
    """The first part of a body."""

    parts: list[bytes] = field(default_factory=list)
    kept_bytes: int = 0
    size_bytes: int = 0

    def add(self, part: bytes) -> None:
        self.size_bytes += len(part)
        room = masking.KEPT_BYTES - self.kept_bytes
        if part and room > 0:
            self.parts.append(part[:room])
            self.kept_bytes += len(self.parts[-1])

    @property
    def body(self) -> bytes:
        return b"".join(self.parts)


@dataclass(slots=True)
class Note:
    """What is known of one call while it is answered; the endpoint adds who called and why not."""

    scope: Scope
    began_ms: int
    at_s: int
    caller: Caller | None = None
    client_key: str = ""
    refusal: MinisError | None = None
    status: int = 0
    headers: Any = ()
    is_ended: bool = False
    ended_ms: int = 0
    sent: _Kept = field(default_factory=_Kept)
    answered: _Kept = field(default_factory=_Kept)


def note_of(scope: Scope) -> Note:
    """Return the note of the call that is being answered; one for nobody when it is not noted."""
    found: Note | None = scope.get(_SCOPE_KEY)
    return found or Note(scope, 0, 0)


class Recorder:
    """Notes calls and writes them in batches, into a log that keeps the newest `kept`.

    With `kept` 0 it does nothing. `wait` lets a tail sleep until something is written.
    """

    def __init__(self, store: Store, clock: Clock, *, kept: int) -> None:
        self._store = store
        self._clock = clock
        self._kept = kept
        self._waiting: list[Note] = []
        self._dropped = 0
        self._is_due = False
        self._writing: asyncio.Task[None] | None = None
        self._listeners: set[asyncio.Event] = set()
        self._is_stopping = False

    def around(self, application: ASGIApp) -> ASGIApp:
        """Return the application with its calls noted."""
        if not self._kept:
            return application

        async def listening(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            if not path.startswith(_PREFIX) or path.startswith(_PAGES):
                if path.startswith(_READERS):
                    await self.flush()
                await application(scope, receive, send)
                return
            note = Note(scope, wall_ms(), self._clock.now_s())
            scope[_SCOPE_KEY] = note
            try:
                await application(scope, _hearing(note, receive), _seeing(note, send))
            finally:
                # Without this the two would hold each other, until the next search for circles.
                del scope[_SCOPE_KEY]
                note.ended_ms = wall_ms()
                self._add(note)

        return listening

    async def wait(self, timeout_s: float) -> None:
        """Wait until calls are written, for so long at most; not at all once it is stopped."""
        if self._is_stopping:
            return
        news = asyncio.Event()
        self._listeners.add(news)
        try:
            async with asyncio.timeout(timeout_s):
                await news.wait()
        except TimeoutError:
            pass
        finally:
            self._listeners.discard(news)

    @property
    def is_stopping(self) -> bool:
        """Whether nobody shall wait any more."""
        return self._is_stopping

    async def flush(self) -> None:
        """Write what is noted, now."""
        for _ in range(2):  # what is being written already, then the rest
            self._write()
            if self._writing is not None:
                # Who flushes may be cancelled, and the writing goes on.
                await asyncio.shield(self._writing)

    def stop(self) -> None:
        """Let everybody who waits go."""
        self._is_stopping = True
        self._tell()

    def _add(self, note: Note) -> None:
        if len(self._waiting) >= _WAITING_MAX:
            self._dropped += 1
            return
        self._waiting.append(note)
        if not self._is_due and self._writing is None:
            self._write_soon()

    def _write_soon(self) -> None:
        self._is_due = True
        asyncio.get_running_loop().call_later(_DELAY_S, self._write)

    def _write(self) -> None:
        self._is_due = False
        if self._writing is None and self._waiting:
            self._writing = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        notes, self._waiting = self._waiting, []
        for start in range(0, len(notes), _BATCH):
            await self._store_batch(notes[start : start + _BATCH])
            self._tell()
        self._writing = None
        # What came meanwhile has its own time to gather company; a batch costs more than a call.
        if self._waiting:
            self._write_soon()

    async def _store_batch(self, notes: list[Note]) -> None:
        try:
            await self._store.run(
                lambda tx: log.append(tx, [entry(each) for each in notes], kept=self._kept)
            )
        except Exception as error:  # noqa: BLE001 - the log must never take the platform down
            _log.error("%d calls are not in the request log: %s", len(notes), error)
        if self._dropped:
            _log.error("%d calls are not in the request log: too many at once", self._dropped)
            self._dropped = 0

    def _tell(self) -> None:
        for each in self._listeners:
            each.set()


def _hearing(note: Note, receive: Receive) -> Receive:
    async def hearing() -> Message:
        message = await receive()
        if message["type"] == "http.request":
            note.sent.add(message.get("body", b""))
        return message

    return hearing


def _seeing(note: Note, send: Send) -> Send:
    async def seeing(message: Message) -> None:
        if message["type"] == "http.response.start":
            note.status, note.headers = message["status"], message.get("headers", ())
        elif message["type"] == "http.response.body":
            note.answered.add(message.get("body", b""))
            note.is_ended = not message.get("more_body", False)
        await send(message)

    return seeing


def entry(note: Note) -> Entry:
    """Make a log entry of a note: read the outcome off the answer, mask what is secret."""
    scope, caller, refusal = note.scope, note.caller, note.refusal
    answered = masking.read(note.answered.body, size_bytes=note.answered.size_bytes)
    outcome = _outcome(note, answered.document)
    sent = masking.read(note.sent.body, size_bytes=note.sent.size_bytes)
    return Entry(
        log_id=outcome.log_id or _log_id(note),
        at_wall_ms=note.began_ms,
        at_s=note.at_s,
        duration_ms=max(0, note.ended_ms - note.began_ms),
        method=scope["method"][:16],
        path=_text(scope["path"], _PATH_MAX),
        client_key=caller.app.client_key if caller else _text(note.client_key, 64),
        user_id=caller.user.id if caller else None,
        open_id="" if caller else outcome.open_id,
        status=note.status,
        code=outcome.code,
        message=_text(outcome.message, _MESSAGE_MAX),
        query=masking.query(scope.get("query_string", b"")),
        request_headers=_json(masking.headers(scope["headers"])),
        request_body=masking.request_body(sent),
        response_headers=_json(masking.headers(note.headers)),
        response_body=masking.response_body(answered),
        field=getattr(refusal, "field", None),
        passes=getattr(refusal, "passes", None),
    )


class _Outcome(NamedTuple):
    """What an answer says of itself."""

    code: str
    message: str = ""
    log_id: str = ""
    open_id: str = ""


def _outcome(note: Note, said: Any) -> _Outcome:
    if not note.is_ended:
        return _Outcome(reasons.NO_ANSWER, "The connection was cut before the answer ended.")
    if not isinstance(said, dict):
        is_fine = note.status < 400  # noqa: PLR2004 - HTTP
        return _Outcome("ok" if is_fine else f"http_{note.status}")
    error = said.get("error")
    if isinstance(error, str):  # the flat shape of the OAuth endpoints
        return _Outcome(error, str(said.get("error_description", "")), str(said.get("log_id", "")))
    if isinstance(error, dict):
        code, message = str(error.get("code", "")), str(error.get("message", ""))
        return _Outcome(code, message, str(error.get("log_id", "")))
    return _Outcome("ok", open_id=str(said.get("open_id", "")))


def _log_id(note: Note) -> str:
    for name, value in note.headers:
        if name.lower() == b"x-tt-logid":
            found: str = value.decode("latin-1")
            return found
    return ""


def _json(pairs: list[tuple[str, str]]) -> str:
    return msgspec.json.encode(pairs).decode()


def _text(text: str, length_max: int) -> str:
    clean = text
    if not text.isascii() or "\x00" in text:
        clean = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= length_max else clean[: length_max - 1] + "…"
