"""Sending: sign the exact bytes, post them with no transaction open, record what came back.

`post.py` is the only place that calls receivers. Each attempt is signed with the app's secret of
that moment: a secret that is rotated between two attempts signs the second one (assumed; the
platform's behaviour is unknown).
"""

import logging
from typing import Final

import aiohttp

from localminis.agenda import agenda
from localminis.agenda.agenda import Bell, Work
from localminis.clock import Clock, wall_s
from localminis.ids import new_jitter
from localminis.spec import signature
from localminis.store.engine import Store
from localminis.store.transaction import Tx
from localminis.store.vault import Vault
from localminis.webhooks import queries, schedule
from localminis.webhooks.events import DELIVER
from localminis.webhooks.model import Answer, Delivery, State, lane
from localminis.webhooks.post import Exchange, Headers, Poster
from localminis.webhooks.rules import Rules

_MASK: Final = "***"
_SECRET_HEADERS: Final = frozenset(
    {"set-cookie", "authorization", "proxy-authorization", "cookie", "x-api-key"}
)

_log = logging.getLogger(__name__)


class Sender:
    """Delivers events over one pooled HTTP client; `deliver` is the agenda's handler."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        vault: Vault,
        bell: Bell,
        *,
        timeout_s: int,
        rules: Rules | None = None,
        poster: Poster | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._vault = vault
        self._bell = bell
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._rules = rules or Rules()
        self._poster = poster or Poster(self._rules)

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._poster.close()

    async def deliver(self, work: Work) -> None:
        """Make one attempt at the delivery that `work.key` names and record its outcome."""
        found = await self._store.run(lambda tx: self._load(tx, work))
        if found is None:
            return
        delivery, secret = found
        text = self._rules.shape(delivery.body)
        body = text.encode()
        t = self._time(delivery)
        headers = {signature.HEADER: signature.sign(secret, body, t)}
        if self._rules.is_standard_signed:
            headers |= signature.sign_standard(secret, body, t, delivery.event_id)
        met = await self._poster.post(delivery.url, body, headers, limit=self._timeout)
        await self._store.run(
            lambda tx: self._record(
                tx,
                work,
                delivery,
                self._answer(met, secret, text if text != delivery.body else None),
                retry_after_s=met.retry_after_s,
                t=t,
            )
        )

    def _time(self, delivery: Delivery) -> int:
        """Choose the signature's time; by default fresh at each attempt and on wall time.

        A receiver's clock does not turn with ours.
        """
        if self._rules.is_first_t_kept and delivery.first_t is not None:
            return delivery.first_t
        return self._clock.now_s() if self._rules.is_t_platform_time else wall_s()

    def _load(self, tx: Tx, work: Work) -> tuple[Delivery, str] | None:
        delivery = queries.delivery(tx, work.key)
        if delivery is None or delivery.state != "pending":
            agenda.finish(tx, work)
            return None
        sealed = queries.sealed_secret(tx, delivery.app_id)
        return delivery, self._vault.open(sealed, record=delivery.client_key)

    def _answer(self, met: Exchange, secret: str, changed_body: str | None) -> Answer:
        if self._rules.is_success(met.status):
            error = None  # acknowledged, whatever became of the body
        elif met.status is not None:
            wanted = "2xx acknowledges" if self._rules.is_any_2xx_success else "200 acknowledges"
            error = f"The receiver answered {met.status}; only {wanted} an event."
        else:
            error = met.trouble
        return Answer(
            sent_at_wall_s=met.sent_at_wall_s,
            duration_ms=met.duration_ms,
            request_headers=masked(met.request_headers, secret),
            request_body=changed_body,
            status=met.status,
            headers=masked(met.headers, secret),
            body=None if met.body is None else met.body.replace(secret, _MASK),
            error=error,
        )

    def _record(
        self,
        tx: Tx,
        work: Work,
        delivery: Delivery,
        answer: Answer,
        *,
        retry_after_s: int | None,
        t: int,
    ) -> None:
        is_success = self._rules.is_success(answer.status)
        attempts = delivery.attempts + 1
        if not agenda.is_held(tx, work):
            # Stopped for longer than the lease, or sent anew meanwhile: whoever came after decides.
            queries.insert_attempt(tx, delivery.id, attempts, answer, next_attempt_at_s=None)
            return
        at_s: int | None = None
        if not is_success and delivery.purpose == "endpoint":
            at_s = schedule.next_attempt_at_s(
                # From when it was due, not from now: after a jump of the clock the whole ladder is
                # climbed, as if the time had passed.
                now_s=min(work.due_at_s, self._clock.now_s()) + answer.duration_ms // 1_000,
                create_time=delivery.create_time,
                attempts=attempts,
                jitter=new_jitter(),
                retry_after_s=retry_after_s,
            )
        state: State = "delivered" if is_success else "dead" if at_s is None else "pending"
        queries.insert_attempt(tx, delivery.id, attempts, answer, next_attempt_at_s=at_s)
        queries.update_delivery(
            tx,
            delivery.id,
            state=state,
            attempts=attempts,
            next_attempt_at_s=at_s,
            last_error=answer.error,
            last_status=answer.status,
            first_t=t if delivery.first_t is None else delivery.first_t,
        )
        if at_s is None:
            agenda.finish(tx, work)
        else:
            agenda.schedule(
                tx,
                self._bell,
                due_at_s=at_s,
                kind=DELIVER,
                key=delivery.id,
                lane=lane(delivery.url),
            )
        level = logging.INFO if is_success else logging.WARNING
        _log.log(level, "Webhook %s attempt %d: %s", delivery.event, attempts, answer.error or "ok")


def masked(headers: Headers, secret: str) -> Headers:
    """Return headers with cookies, credentials and the client secret taken out."""
    return tuple(
        (name, _MASK if name.lower() in _SECRET_HEADERS else value.replace(secret, _MASK))
        for name, value in headers
    )
