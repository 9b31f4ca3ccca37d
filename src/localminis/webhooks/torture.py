"""The receiver test: every kind of delivery that a receiver must survive, sent to a real one.

It judges by what the receiver answers and, when told where its state can be read, by what it did.
The deliveries are in `torture_cases.py`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, Literal

from localminis.clock import wall_s
from localminis.errors import Refused, Unavailable
from localminis.ids import new_client_secret, new_row_id
from localminis.spec import signature
from localminis.spec.events import REDEEM_SUCCESS
from localminis.webhooks import guard
from localminis.webhooks.post import Exchange, Limit, Poster
from localminis.webhooks.rules import Rules, compact

Severity = Literal["must", "should"]
Outcome = Literal["pass", "fail", "warn", "skip"]
State = Any

_STATE_KEPT_BYTES: Final = 4_194_304
# Epoch times in a state say nothing about how often something was done.
_COUNTED_MAX: Final = 1_000_000_000


class ReceiverUnavailable(Unavailable):
    """Nothing answers at the receiver's address."""

    code = "receiver_unavailable"


class StateUnreadable(Refused):
    """The receiver's state cannot be read where it was said to be."""

    code = "state_unreadable"


@dataclass(frozen=True, slots=True)
class Order:
    """A trade order that the deliveries are about; `is_real` when the receiver may know it."""

    trade_order_id: str
    order_id: str
    open_id: str
    is_real: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The receiver under test, and in whose name it is called.

    `state_url` may hold `{trade_order_id}` and `{order_id}`; `orders` are orders of the app that
    the receiver knows.
    """

    url: str
    client_key: str
    secret: str
    state_url: str | None = None
    orders: Sequence[Order] = ()
    timeout_s: float = 10


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that is tried: `run` returns what was wrong, or None."""

    name: str
    about: str
    fix: str
    run: Callable[["Bench"], Awaitable[str | None]]
    severity: Severity = "must"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case; `detail` and `fix` are for what did not pass."""

    name: str
    about: str
    outcome: Outcome
    detail: str = ""
    fix: str = ""
    duration_ms: int = 0


@dataclass(slots=True)
class Bench:
    """What the cases work with: deliveries to make, the state to read, what was seen so far.

    `first` is the order that the first genuine delivery paid; `single_change` how much the state
    grew by it, where that can be counted.
    """

    target: Target
    poster: Poster
    seen: list[Exchange] = field(default_factory=list)
    first: Order | None = None
    has_acted: bool = False
    single_change: tuple[int, float] | None = None
    other_secret: str = field(default_factory=new_client_secret)
    _unused: list[Order] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._unused = list(self.target.orders)

    @property
    def limit(self) -> Limit:
        """How long the receiver has for one answer."""
        return Limit(total=self.target.timeout_s)

    def new_order(self) -> Order:
        """Return an order that no delivery has been about: one the receiver knows, while any."""
        if self._unused:
            return self._unused.pop(0)
        tail = new_row_id("torture")
        return Order(f"TOID{tail}", f"order-{tail}", f"-000{tail}")

    def envelope(
        self,
        event: str = REDEEM_SUCCESS.name,
        *,
        order: Order | None = None,
        content: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> dict[str, Any]:
        """Return an event as the platform would write it; `changes` replace its keys."""
        about = order or self.new_order()
        if content is None:
            content = {
                "trade_order_id": about.trade_order_id,
                "order_id": about.order_id,
                "is_sandbox": False,
            }
        return {
            "client_key": self.target.client_key,
            "event": event,
            "create_time": wall_s(),
            "user_openid": about.open_id,
            "content": compact(content),
            **changes,
        }

    async def deliver(self, envelope: Mapping[str, Any]) -> Exchange:
        """Send an event as the platform would, genuinely signed."""
        return await self.send(compact(envelope).encode())

    async def send(
        self,
        body: bytes,
        *,
        t: int | None = None,
        secret: str | None = None,
        header: str | None = "",
        header_name: str = signature.HEADER,
        pieces: AsyncIterator[bytes] | None = None,
    ) -> Exchange:
        """Send exact bytes.

        Args:
            t: the signature's time, epoch seconds; now when not given.
            secret: what to sign with; the app's when not given.
            header: a signature of the caller's making; None sends none.
            pieces: the body as it shall trickle in.
        """
        if header == "":
            at = wall_s() if t is None else t
            header = signature.sign(secret or self.target.secret, body, at)
        headers = {} if header is None else {header_name: header}
        if pieces is not None:
            headers["Content-Length"] = str(len(body))
        met = await self.poster.post(self.target.url, pieces or body, headers, limit=self.limit)
        self.seen.append(met)
        return met

    async def state(self, order: Order) -> State | None:
        """Read the receiver's state; None when nobody said where.

        Raises:
            StateUnreadable: it does not answer with 200.
        """
        if self.target.state_url is None:
            return None
        url = self.target.state_url.replace("{trade_order_id}", order.trade_order_id)
        url = url.replace("{order_id}", order.order_id)
        met = await self.poster.get(url, limit=self.limit, kept_bytes=_STATE_KEPT_BYTES)
        if met.status != HTTPStatus.OK or met.body is None:
            raise StateUnreadable(
                f"The state at {url} cannot be read ({met.trouble or met.status}). "
                "Give --state-url an address that answers 200 to a GET."
            )
        try:
            return json.loads(met.body)
        except (ValueError, RecursionError):
            return met.body


def accepted(met: Exchange) -> str | None:
    """Return what is wrong with the answer to a genuine delivery, or None."""
    if met.status == HTTPStatus.OK:
        return None
    if met.status is None:
        return f"it was not answered: {met.trouble}"
    return f"it was answered {met.status}, and the platform repeats anything but 200 for 72 hours"


def refused(met: Exchange) -> str | None:
    """Return what is wrong with the answer to a delivery that proves nothing, or None."""
    if met.status is None:
        return f"it was not answered: {met.trouble}"
    if HTTPStatus.OK <= met.status < HTTPStatus.MULTIPLE_CHOICES:
        return f"it was accepted with {met.status}"
    if met.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"it was answered {met.status}: the receiver failed instead of refusing"
    return None


def size(state: State) -> tuple[int, float]:
    """Count a state: how many entries it has, and the sum of its numbers."""
    if isinstance(state, Mapping | list):
        inner = state.values() if isinstance(state, Mapping) else state
        sizes = [size(each) for each in inner]
        return len(sizes) + sum(count for count, _ in sizes), sum(total for _, total in sizes)
    is_counted = isinstance(state, int | float) and not isinstance(state, bool)
    return 0, state if is_counted and abs(state) < _COUNTED_MAX else 0


def change(before: State, after: State) -> tuple[int, float]:
    """Return how much a state has grown."""
    (count, total), (then, then_total) = size(before), size(after)
    return then - count, then_total - total


def check_address(url: str, rules: Rules) -> None:
    """Refuse an address that webhooks may not be sent to, before anything is tried.

    Raises:
        AddressRefused: as for an app's webhook address.
    """
    guard.check(url.replace("{trade_order_id}", "x").replace("{order_id}", "x"), rules.networks)


async def run(target: Target, poster: Poster, cases: Sequence[Case]) -> list[Result]:
    """Try every case on a receiver, one after the other.

    When the first genuine delivery gets no answer, or one that never ends, the others are skipped:
    each would only wait for the time-out.

    Raises:
        ReceiverUnavailable: nothing answers at the address.
        StateUnreadable: the state cannot be read where it was said to be.
    """
    bench = Bench(target, poster)
    results: list[Result] = []
    is_dead = False
    for case in cases:
        if is_dead:
            results.append(Result(case.name, case.about, "skip", "the first answer never came"))
            continue
        began = asyncio.get_running_loop().time()
        trouble = await case.run(bench)
        duration_ms = round((asyncio.get_running_loop().time() - began) * 1_000)
        results.append(_result(case, trouble, duration_ms))
        if len(results) == 1:
            is_dead = _is_dead(bench.seen[0], target.url)
    return results


def _is_dead(first: Exchange, url: str) -> bool:
    if first.status is None and (first.trouble or "").startswith("Cannot connect"):
        raise ReceiverUnavailable(f"{first.trouble} Start the receiver at {url}.")
    return not first.is_ended


def _result(case: Case, trouble: str | None, duration_ms: int) -> Result:
    if trouble is None:
        return Result(case.name, case.about, "pass", duration_ms=duration_ms)
    outcome: Outcome = "fail" if case.severity == "must" else "warn"
    return Result(case.name, case.about, outcome, trouble, case.fix, duration_ms)
