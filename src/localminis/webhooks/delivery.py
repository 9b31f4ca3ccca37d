"""Sending: sign the exact bytes, post them with no transaction open, record what came back.

`post.py` is the only place that calls receivers. Each attempt is signed with the app's secret of
that moment: a secret that is rotated between two attempts signs the second one (assumed; the
platform's behaviour is unknown).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from localminis.agenda import agenda
from localminis.agenda.agenda import Bell, Work
from localminis.clock import Clock, wall_s
from localminis.ids import new_jitter
from localminis.spec import signature
from localminis.store.engine import Store
from localminis.store.transaction import Tx
from localminis.store.vault import Vault
from localminis.webhooks import schedule
from localminis.webhooks.batch import Batch
from localminis.webhooks.events import DELIVER
from localminis.webhooks.model import Answer, Delivery, Loaded, State, lane
from localminis.webhooks.post import Exchange, Headers, Limit, Poster
from localminis.webhooks.queries import deliveries as queries
from localminis.webhooks.rules import Rules
from localminis.webhooks.turns import Turns

_MASK: Final = "***"
_SECRET_HEADERS: Final = frozenset(
    {"set-cookie", "authorization", "proxy-authorization", "cookie", "x-api-key"}
)

_log = logging.getLogger(__name__)


class Sender:
    """Delivers events over kept connections; `deliver` is the agenda's handler."""

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
        self._clock = clock
        # One app's events have one secret until it is rotated, and is then sealed anew.
        self._opened = lru_cache(maxsize=256)(vault.open)
        self._bell = bell
        self._timeout = Limit(total=timeout_s)
        self._rules = rules or Rules()
        self._poster = poster or Poster(self._rules)
        self._store = store
        self._records = Batch(store, self._record)
        self._turns = Turns()

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._poster.close()

    async def deliver(self, work: Work) -> None:
        """Make one attempt at the delivery that `work.key` names and record its outcome."""
        found: Loaded | None = work.loaded
        if found is None:
            [found] = await self._store.run(lambda tx: self.load(tx, [work]))
        if found is None:
            return
        delivery = found.delivery
        secret = self._opened(found.sealed_secret, record=delivery.client_key)
        text = self._rules.shape(delivery.body)
        body = text.encode()
        # What is about nothing is about nothing together.
        async with self._turns.of(f"{delivery.url} {delivery.subject or delivery.id}"):
            t = self._time(work, delivery)
            headers = {signature.HEADER: signature.sign(secret, body, t)}
            if self._rules.is_standard_signed:
                headers |= signature.sign_standard(secret, body, t, delivery.event_id)
            met = await self._poster.post(delivery.url, body, headers, limit=self._timeout)
        answer = self._answer(met, secret, text if text != delivery.body else None)
        await self._records.run(_Outcome(work, delivery, answer, met.retry_after_s, t))

    def _time(self, work: Work, delivery: Delivery) -> int:
        """Choose the signature's time; by default fresh at each attempt and on wall time.

        A receiver's clock does not turn with ours.
        """
        if self._rules.is_first_t_kept and delivery.first_t is not None:
            return delivery.first_t
        return self._now_s(work) if self._rules.is_t_platform_time else wall_s()

    def _now_s(self, work: Work) -> int:
        return self._clock.of(work.clock_id).now_s()

    def load(self, tx: Tx, works: Sequence[Work]) -> list[Loaded | None]:
        """Read deliveries and the secrets to sign them with; the agenda's loader.

        Work whose delivery is gone, or done already, is finished here and given as None.
        """
        found = queries.deliveries_of(tx, [each.key for each in works])
        waiting = {each.id: each for each in found if each.state == "pending"}
        sealed = {
            app_id: queries.sealed_secret(tx, app_id)
            for app_id in {each.app_id for each in waiting.values()}
        }
        agenda.finish_all(tx, [each for each in works if each.key not in waiting])
        loaded = {each.id: Loaded(each, sealed[each.app_id]) for each in waiting.values()}
        return [loaded.get(each.key) for each in works]

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

    def _record(self, tx: Tx, outcomes: Sequence["_Outcome"]) -> list[None]:
        held = agenda.held(tx, [each.work for each in outcomes])
        # Who is not held was stopped for longer than the lease, or sent anew meanwhile: the attempt
        # was made, so it is in the log, and whoever came after decides the rest.
        due = {each.work.key: self._next_at_s(each) for each in outcomes if each.work.key in held}
        queries.insert_attempts(
            tx,
            [
                (each.delivery.id, each.attempts, each.answer, due.get(each.work.key))
                for each in outcomes
            ],
        )
        settled = [each for each in outcomes if each.work.key in held]
        queries.settle_deliveries(tx, [self._settled(each, due[each.work.key]) for each in settled])
        agenda.finish_all(tx, [each.work for each in settled if due[each.work.key] is None])
        for each in settled:
            if (at_s := due[each.work.key]) is not None:
                agenda.schedule(
                    tx,
                    self._bell,
                    due_at_s=at_s,
                    kind=DELIVER,
                    key=each.delivery.id,
                    lane=lane(each.delivery.url),
                    clock_id=each.work.clock_id,
                )
            self._log(each)
        return [None] * len(outcomes)

    def _next_at_s(self, outcome: "_Outcome") -> int | None:
        is_success = self._rules.is_success(outcome.answer.status)
        if is_success or outcome.delivery.purpose != "endpoint":
            return None
        # From when it was due, not from now: after a jump of the clock the whole ladder is
        # climbed, as if the time had passed.
        due_at_s = min(outcome.work.due_at_s, self._now_s(outcome.work))
        return schedule.next_attempt_at_s(
            now_s=due_at_s + outcome.answer.duration_ms // 1_000,
            began_at_s=outcome.delivery.create_time + outcome.delivery.idle_s,
            attempts=outcome.attempts,
            jitter=new_jitter(),
            retry_after_s=outcome.retry_after_s,
        )

    def _settled(self, outcome: "_Outcome", at_s: int | None) -> dict[str, object]:
        is_success = self._rules.is_success(outcome.answer.status)
        state: State = "delivered" if is_success else "dead" if at_s is None else "pending"
        first_t = outcome.delivery.first_t
        return {
            "delivery_id": outcome.delivery.id,
            "state": state,
            "attempts": outcome.attempts,
            "next_attempt_at_s": at_s,
            "last_error": outcome.answer.error,
            "last_status": outcome.answer.status,
            "first_t": outcome.t if first_t is None else first_t,
        }

    def _log(self, outcome: "_Outcome") -> None:
        error = outcome.answer.error
        level = logging.INFO if error is None else logging.WARNING
        event, attempts = outcome.delivery.event, outcome.attempts
        _log.log(level, "Webhook %s attempt %d: %s", event, attempts, error or "ok")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """An attempt that was made, on its way into the database."""

    work: Work
    delivery: Delivery
    answer: Answer
    retry_after_s: int | None
    t: int

    @property
    def attempts(self) -> int:
        return self.delivery.attempts + 1


def masked(headers: Headers, secret: str) -> Headers:
    """Return headers with cookies, credentials and the client secret taken out."""
    return tuple(
        (name, _MASK if name.lower() in _SECRET_HEADERS else value.replace(secret, _MASK))
        for name, value in headers
    )
