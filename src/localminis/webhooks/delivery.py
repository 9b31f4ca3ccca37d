"""Sending: sign the exact bytes, post them with no transaction open, record what came back.

The only place that calls receivers. Redirects are never followed, and the address is checked again
before each attempt.
"""

import logging
from http import HTTPStatus
from typing import Final

import aiohttp
from yarl import URL

from localminis import __version__
from localminis.agenda import agenda
from localminis.agenda.agenda import Bell, Work
from localminis.clock import Clock, wall_ms, wall_s
from localminis.ids import new_jitter
from localminis.spec import limits, signature
from localminis.store.engine import Store
from localminis.store.transaction import Tx
from localminis.store.vault import Vault
from localminis.webhooks import guard, queries, schedule
from localminis.webhooks.events import DELIVER
from localminis.webhooks.model import Answer, Delivery

_USER_AGENT: Final = f"LocalMinis/{__version__}"

_log = logging.getLogger(__name__)


class Sender:
    """Delivers events over one pooled HTTP client; `deliver` is the agenda's handler."""

    def __init__(
        self, store: Store, clock: Clock, vault: Vault, bell: Bell, *, timeout_s: int
    ) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._bell = bell
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the pooled connections."""
        if self._session is not None:
            await self._session.close()

    async def deliver(self, work: Work) -> None:
        """Make one attempt at the delivery that `work.key` names and record its outcome."""
        found = await self._store.run(lambda tx: self._load(tx, work))
        if found is None:
            return
        delivery, secret = found
        answer = await self._post(delivery, secret)
        await self._store.run(lambda tx: self._record(tx, work, delivery, answer))

    def _load(self, tx: Tx, work: Work) -> tuple[Delivery, str] | None:
        delivery = queries.delivery(tx, work.key)
        if delivery is None or delivery.state != "pending":
            agenda.finish(tx, work)
            return None
        sealed = queries.sealed_secret(tx, delivery.app_id)
        return delivery, self._vault.open(sealed, record=delivery.client_key)

    async def _post(self, delivery: Delivery, secret: str) -> Answer:
        body = delivery.body.encode()
        sent_at_s, started_ms = wall_s(), wall_ms()
        status, text, error = None, None, None
        headers = {
            "Content-Type": "application/json",
            "User-Agent": _USER_AGENT,
            # Fresh at each attempt, on wall time: a receiver's clock does not turn with ours.
            signature.HEADER: signature.sign(secret, body, sent_at_s),
        }
        try:
            guard.check(delivery.url)
            async with self._client().post(
                URL(delivery.url, encoded=True),
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=self._timeout,
            ) as response:
                status = response.status
                kept = await response.content.read(limits.WEBHOOK_RESPONSE_KEPT_BYTES)
                text = kept.decode("utf-8", "replace")
        except TimeoutError:
            error = f"No answer within {self._timeout.total} s."
        except (aiohttp.ClientError, OSError, guard.AddressRefused, ValueError) as trouble:
            error = str(trouble) or type(trouble).__name__
        if status == HTTPStatus.OK:
            error = None  # acknowledged, whatever became of the body
        elif status is not None and error is None:
            error = f"The receiver answered {status}; only 200 acknowledges an event."
        return Answer(sent_at_s, wall_ms() - started_ms, status, text, error)

    def _record(self, tx: Tx, work: Work, delivery: Delivery, answer: Answer) -> None:
        attempts = delivery.attempts + 1
        queries.insert_attempt(tx, delivery.id, attempts, answer)
        at_s: int | None = None
        if not answer.is_success:
            at_s = schedule.next_attempt_at_s(
                now_s=self._clock.now_s(),
                create_time=delivery.create_time,
                attempts=attempts,
                jitter=new_jitter(),
            )
        state = "delivered" if answer.is_success else "dead" if at_s is None else "pending"
        queries.update_delivery(
            tx,
            delivery.id,
            state=state,
            attempts=attempts,
            next_attempt_at_s=at_s,
            last_error=answer.error,
        )
        if at_s is None:
            agenda.finish(tx, work)
        else:
            agenda.schedule(tx, self._bell, due_at_s=at_s, kind=DELIVER, key=delivery.id)
        level = logging.INFO if answer.is_success else logging.WARNING
        _log.log(level, "Webhook %s attempt %d: %s", delivery.event, attempts, answer.error or "ok")

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=64),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session
