"""The admin API's handlers for platform time: show it, turn it, and tell what that let happen."""

import asyncio
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final

from starlette.requests import Request

from localminis.agenda import queries as agenda_queries
from localminis.clock import wall_s
from localminis.commerce import progress
from localminis.identity import apps
from localminis.store.transaction import Tx
from localminis.web.admin import shapes
from localminis.web.context import Context
from localminis.webhooks.model import Delivery
from localminis.webhooks.queries import log as webhook_queries

# Another process may do the work, and says nothing of it.
_LOOK_EVERY_S: Final = 0.05
_SHOWN_MAX: Final = 50
_WAIT_MAX_S: Final = 600
# What the platform does on its own when its time has come, in words for one and for many.
_WORK: Final = {
    "webhook.deliver": ("webhook", "webhooks"),
    "subscription.step": ("step of a subscription", "steps of subscriptions"),
    "refund.trace": ("part of a refund", "parts of refunds"),
}


class ClockTurn(shapes.ClockChange):
    """A change of platform time, and how long its answer may wait for what falls due."""

    wait_s: int = 5

    def patience_s(self) -> int:
        """Return how long to wait.

        Raises:
            ClockChangeInvalid: below nothing, or above ten minutes.
        """
        if not 0 <= self.wait_s <= _WAIT_MAX_S:
            raise shapes.ClockChangeInvalid(
                f"The answer cannot wait {self.wait_s} s. Use 0 to {_WAIT_MAX_S}."
            )
        return self.wait_s


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn of a clock: where it stands, what fell due, and how things were before."""

    clock: str
    now_s: int
    due: dict[str, int]
    newest_attempt: int
    before: progress.Mark


def show_clock(tx: Tx, context: Context, request: Request, _: shapes.Nothing) -> Any:
    """Show platform time, how it differs from the machine's, and how much work is due.

    With `client_key` it is the time that this app goes by: a sandbox has its own.
    """
    context = _for(tx, context, request.query_params.get("client_key"))
    return clock_of(tx, context)


def clock_of(tx: Tx, context: Context) -> dict[str, Any]:
    """Tell how a context's clock stands."""
    now_s = context.clock.now_s()
    return {
        "clock": context.clock.id,
        "now_s": now_s,
        "ahead_s": now_s - wall_s(),
        **asdict(context.clock.state),
        "due": _due(tx, context.clock.id, now_s),
    }


def change_clock(tx: Tx, context: Context, _: Request, body: shapes.ClockChange) -> Any:
    """Advance, set, freeze or resume platform time; what falls due is started, not waited for."""
    turn = _turned(tx, context, body)
    return {"clock": turn.clock, "now_s": turn.now_s, "due": turn.due}


async def turn_clock(context: Context, _: Request, body: ClockTurn) -> Any:
    """Advance, set, freeze or resume platform time; answers once what fell due has run.

    What is still under way when the patience is over goes on, and the answer names it.
    """
    wait_s = body.patience_s()
    turn = await context.store.run(lambda tx: _turned(tx, context, body))
    still_due = await _settled(context, turn, wait_s)
    return await context.store.run(lambda tx: _report(tx, turn, still_due, wait_s))


def _for(tx: Tx, context: Context, client_key: str | None) -> Context:
    return context.on(apps.get(tx, client_key)) if client_key else context


def _turned(tx: Tx, context: Context, body: shapes.ClockChange) -> _Turn:
    context = _for(tx, context, body.client_key)
    clock = context.clock.id
    newest = webhook_queries.newest_attempt(tx)
    now_s = context.turn_clock(tx, body.how())
    due = _due(tx, clock, now_s)
    return _Turn(clock, now_s, due, newest, progress.mark(tx, clock, now_s))


async def _settled(context: Context, turn: _Turn, wait_s: int) -> dict[str, int]:
    """Wait until nothing is due any more up to a turn's time; returns what still is, by kind."""
    loop = asyncio.get_running_loop()
    end_s = loop.time() + wait_s
    if context.bell.taker is None and context.run_due is not None and wait_s:
        # Nobody works here: the state is only open for this call.
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await context.run_due()
    while True:
        left = await context.store.run(lambda tx: _due(tx, turn.clock, turn.now_s))
        if not left or loop.time() >= end_s:
            return left
        await asyncio.sleep(_LOOK_EVERY_S)


def _report(tx: Tx, turn: _Turn, still_due: dict[str, int], wait_s: int) -> dict[str, Any]:
    steps = progress.steps_since(tx, turn.before)
    parts = progress.tracebacks_since(tx, turn.before)
    states = webhook_queries.states_since(tx, turn.newest_attempt)
    tried = webhook_queries.tried_since(tx, turn.newest_attempt, limit=_SHOWN_MAX)
    counts = {"steps": len(steps), "parts": len(parts), **states}
    return {
        "clock": turn.clock,
        "now_s": turn.now_s,
        "due": turn.due,
        "still_due": still_due,
        "ran": {
            "subscriptions": [asdict(each) for each in steps[:_SHOWN_MAX]],
            "refunds": [asdict(each) for each in parts[:_SHOWN_MAX]],
            "webhooks": [_tried(each) for each in tried],
            "counts": counts,
        },
        "summary": _summary(counts, still_due, wait_s),
    }


def _tried(found: Delivery) -> dict[str, Any]:
    return {
        "id": found.id,
        "client_key": found.client_key,
        "event": found.event,
        "subject": found.subject,
        "url": found.url,
        "state": found.state,
        "attempts": found.attempts,
        "last_status": found.last_status,
        "last_error": found.last_error,
        "next_attempt_at_s": found.next_attempt_at_s,
    }


def _summary(counts: dict[str, int], still_due: dict[str, int], wait_s: int) -> str:
    """Say in sentences what ran and what came of it; nothing when nothing was due."""
    said = []
    if steps := counts["steps"]:
        said.append(f"{_number(steps, 'subscription', 'subscriptions')} went on.")
    if parts := counts["parts"]:
        said.append(f"{_number(parts, 'part of a refund', 'parts of refunds')} came back.")
    outcomes = (
        ("delivered", "delivered"),
        ("pending", "to be tried again"),
        ("dead", "given up"),
    )
    tried = [f"{counts[state]} {words}" for state, words in outcomes if counts.get(state)]
    if tried:
        said.append(f"Webhooks: {', '.join(tried)}.")
    if still_due:
        left = ", ".join(
            _number(count, *_WORK.get(kind, (kind, kind))) for kind, count in still_due.items()
        )
        said.append(f"Still under way after {wait_s} s: {left}.")
    return " ".join(said)


def _number(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _due(tx: Tx, clock_id: str, now_s: int) -> dict[str, int]:
    return agenda_queries.due_by_kind(tx, clock_id=clock_id, now_s=now_s)


TABLE: Final = (
    ("GET", "clock", shapes.Nothing, show_clock),
    ("POST", "clock", ClockTurn, turn_clock),
)
