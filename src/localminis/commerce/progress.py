"""What the clock did to subscriptions and store refunds: a look at a turn, and one after it."""

from dataclasses import dataclass
from typing import Final

from localminis.commerce.model import Subscription, SubscriptionId, SubscriptionState, Traceback
from localminis.commerce.queries import refunds, subscriptions
from localminis.store.transaction import Tx

_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """Which subscriptions had a step due at a turn, as they were, and what was recovered before."""

    due: tuple[Subscription, ...]
    newest_traceback: int


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one subscription: so many renewals and failed payments later, its state."""

    subscription_id: SubscriptionId
    renewals: int
    failed_payments: int
    state: SubscriptionState
    end_time: int


def mark(tx: Tx, clock_id: str, now_s: int) -> Mark:
    """Look at what a turn of a clock to `now_s` has made due; a hundred subscriptions at most."""
    due = subscriptions.due_subscriptions(tx, now_s, clock_id=clock_id, limit=_MOST)
    return Mark(tuple(due), refunds.newest_traceback(tx))


def steps_since(tx: Tx, before: Mark) -> list[Step]:
    """Return what became of the marked subscriptions that have moved on, the longest due first."""
    found: list[Step] = []
    for then in before.due:
        now = subscriptions.subscription(tx, then.subscription_id)
        if now is None or now == then:
            continue
        # A renewal begins the count of failures anew.
        failed_before = then.failed_attempts if now.renewals == then.renewals else 0
        found.append(
            Step(
                now.subscription_id,
                now.renewals - then.renewals,
                max(0, now.failed_attempts - failed_before),
                now.state,
                now.end_time,
            )
        )
    return found


def tracebacks_since(tx: Tx, before: Mark) -> list[Traceback]:
    """Return what has been recovered of orders since a mark, in order; a hundred parts at most."""
    return refunds.tracebacks_after(tx, before.newest_traceback, limit=_MOST)
