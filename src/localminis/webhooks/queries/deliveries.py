"""SQL of what is sent: events, their receivers, deliveries, and what became of attempts."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import (
    Row,
    Select,
    and_,
    bindparam,
    insert,
    select,
    update,
)

from localminis.store.tables.identity import apps
from localminis.store.tables.webhooks import (
    webhook_attempts,
    webhook_deliveries,
    webhook_events,
    webhook_forwards,
)
from localminis.store.transaction import Tx, listed
from localminis.webhooks.model import Answer, Delivery, Receiver

DELIVERIES = (
    select(
        webhook_deliveries,
        webhook_events.c.subject,
        webhook_events.c.body,
        webhook_events.c.create_time,
        webhook_events.c.app_id,
        webhook_events.c.order_id,
        webhook_events.c.open_id,
        webhook_events.c.origin,
        apps.c.client_key,
    )
    .join(webhook_events, webhook_events.c.id == webhook_deliveries.c.event_id)
    .join(apps, apps.c.id == webhook_events.c.app_id)
)
# Made once: building a statement costs as much as running it.
_RECEIVER: Final = (
    select(
        apps.c.webhook_url,
        apps.c.client_key,
        apps.c.client_secret_sealed,
        apps.c.clock_id,
        webhook_forwards.c.url.label("forward_url"),
    )
    .outerjoin(
        webhook_forwards,
        and_(
            webhook_forwards.c.app_id == apps.c.id,
            webhook_forwards.c.until_wall_s > bindparam("wall_now_s"),
        ),
    )
    .where(apps.c.id == bindparam("app_id"))
)
_SEALED: Final = select(apps.c.client_secret_sealed).where(apps.c.id == bindparam("app_id"))
_INSERT_EVENT: Final = insert(webhook_events)
_INSERT_DELIVERY: Final = insert(webhook_deliveries)
_INSERT_ATTEMPT: Final = insert(webhook_attempts)
_SETTLE: Final = (
    update(webhook_deliveries)
    .where(webhook_deliveries.c.id == bindparam("delivery_id"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "state",
                "attempts",
                "next_attempt_at_s",
                "last_error",
                "last_status",
                "first_t",
            )
        }
    )
)
_ADD_IDLE: Final = (
    update(webhook_deliveries)
    .where(webhook_deliveries.c.id == bindparam("delivery_id"))
    .values(idle_s=webhook_deliveries.c.idle_s + bindparam("waited_s"))
)


def as_delivery(row: Row[Any]) -> Delivery:
    """Return the delivery of a row of `DELIVERIES`."""
    return Delivery(**{name: getattr(row, name) for name in Delivery.__struct_fields__})


def _json(headers: Sequence[tuple[str, str]]) -> str:
    return msgspec.json.encode(headers).decode()


def all_of(tx: Tx, statement: Select[Any]) -> list[Delivery]:
    """Run a statement made of `DELIVERIES` and return what it finds."""
    return [as_delivery(row) for row in tx.all(statement)]


def receiver(tx: Tx, app_id: int, wall_now_s: int) -> Receiver:
    """Return where an app's events go just now."""
    rows = tx.all(_RECEIVER, {"app_id": app_id, "wall_now_s": wall_now_s})
    first = rows[0]
    forwards = tuple(row.forward_url for row in rows if row.forward_url is not None)
    return Receiver(
        first.client_key,
        first.client_secret_sealed,
        first.webhook_url,
        forwards,
        first.clock_id,
    )


def sealed_secret(tx: Tx, app_id: int) -> str:
    """Return an app's client secret as it is stored: sealed."""
    return str(tx.scalar(_SEALED, {"app_id": app_id}))


def insert_event(tx: Tx, **values: Any) -> None:
    """Store an event."""
    tx.execute(_INSERT_EVENT, values)


def insert_delivery(tx: Tx, **values: Any) -> None:
    """Store a delivery."""
    tx.execute(_INSERT_DELIVERY, values)


def delivery(tx: Tx, delivery_id: str) -> Delivery | None:
    """Find a delivery with its event."""
    row = tx.first(DELIVERIES.where(webhook_deliveries.c.id == delivery_id))
    return as_delivery(row) if row else None


def deliveries_of(tx: Tx, ids: Sequence[str]) -> list[Delivery]:
    """Return the deliveries with these ids, in any order."""
    statement, parameters = listed(_deliveries_in, ids)
    return [as_delivery(row) for row in tx.all(statement, parameters)]


@cache
def _deliveries_in(names: tuple[str, ...]) -> Select[Any]:
    return DELIVERIES.where(webhook_deliveries.c.id.in_([bindparam(name) for name in names]))


def insert_attempts(tx: Tx, attempts: Sequence[tuple[str, int, Answer, int | None]]) -> None:
    """Store what attempts met: delivery, number, answer and when the next one is due."""
    rows = [
        {
            "delivery_id": delivery_id,
            "attempt": attempt,
            "sent_at_wall_s": answer.sent_at_wall_s,
            "duration_ms": answer.duration_ms,
            "request_headers": _json(answer.request_headers),
            "request_body": answer.request_body,
            "response_status": answer.status,
            "response_headers": _json(answer.headers) if answer.status is not None else None,
            "response_body": answer.body,
            "error": answer.error,
            "next_attempt_at_s": next_attempt_at_s,
        }
        for delivery_id, attempt, answer, next_attempt_at_s in attempts
    ]
    tx.execute(_INSERT_ATTEMPT, rows)


def settle_deliveries(tx: Tx, rows: Sequence[dict[str, object]]) -> None:
    """Store what became of deliveries; each row has `delivery_id` and the columns to change."""
    if rows:
        tx.execute(_SETTLE, list(rows))


def add_idle(tx: Tx, seconds: Mapping[str, int]) -> None:
    """Add to the time in which nobody tried to deliver, by delivery."""
    if seconds:
        tx.execute(
            _ADD_IDLE, [{"delivery_id": key, "waited_s": each} for key, each in seconds.items()]
        )


def give_up_pending(tx: Tx, *, error: str) -> int:
    """Mark every delivery that waits as given up; returns how many those were."""
    given_up = tx.execute(
        update(webhook_deliveries)
        .where(webhook_deliveries.c.state == "pending")
        .values(state="dead", next_attempt_at_s=None, last_error=error)
    )
    return given_up.rowcount


def redirect_pending(tx: Tx, app_id: int, url: str) -> None:
    """Send what an app still waits for to its new address."""
    tx.execute(
        update(webhook_deliveries)
        .where(
            webhook_deliveries.c.state == "pending",
            webhook_deliveries.c.purpose == "endpoint",
            webhook_deliveries.c.app_id == app_id,
        )
        .values(url=url)
    )


def update_delivery(tx: Tx, delivery_id: str, **values: Any) -> None:
    """Change columns of a delivery."""
    tx.execute(
        update(webhook_deliveries).where(webhook_deliveries.c.id == delivery_id).values(**values)
    )
