"""All SQL of the webhook room."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from localminis.store.tables.identity import apps
from localminis.store.tables.webhooks import webhook_attempts, webhook_deliveries, webhook_events
from localminis.store.transaction import Tx
from localminis.webhooks.model import Answer, Delivery

_DELIVERY = (
    select(
        webhook_deliveries,
        webhook_events.c.event,
        webhook_events.c.subject,
        webhook_events.c.body,
        webhook_events.c.create_time,
        webhook_events.c.app_id,
        apps.c.client_key,
    )
    .join(webhook_events, webhook_events.c.id == webhook_deliveries.c.event_id)
    .join(apps, apps.c.id == webhook_events.c.app_id)
)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in Delivery.__dataclass_fields__})


def _deliveries(tx: Tx, statement: Select[Any]) -> list[Delivery]:
    return [_delivery(row) for row in tx.all(statement)]


def receiver(tx: Tx, app_id: int) -> Row[Any]:
    """Return the webhook address and the client key of an app."""
    row = tx.first(select(apps.c.webhook_url, apps.c.client_key).where(apps.c.id == app_id))
    assert row is not None
    return row


def sealed_secret(tx: Tx, app_id: int) -> str:
    """Return an app's client secret as it is stored: sealed."""
    return str(tx.scalar(select(apps.c.client_secret_sealed).where(apps.c.id == app_id)))


def insert_event(tx: Tx, **values: Any) -> None:
    """Store an event."""
    tx.execute(insert(webhook_events).values(**values))


def insert_delivery(tx: Tx, **values: Any) -> None:
    """Store a delivery."""
    tx.execute(insert(webhook_deliveries).values(**values))


def delivery(tx: Tx, delivery_id: str) -> Delivery | None:
    """Find a delivery with its event."""
    row = tx.first(_DELIVERY.where(webhook_deliveries.c.id == delivery_id))
    return _delivery(row) if row else None


def deliveries(
    tx: Tx, *, client_key: str | None, after: int, limit: int, state: str | None
) -> list[Delivery]:
    """Return deliveries, the newest first."""
    statement = _DELIVERY.order_by(webhook_deliveries.c.number.desc()).limit(limit)
    if after:
        statement = statement.where(webhook_deliveries.c.number > after)
    if client_key is not None:
        statement = statement.where(apps.c.client_key == client_key)
    if state is not None:
        statement = statement.where(webhook_deliveries.c.state == state)
    return _deliveries(tx, statement)


def attempts_after(tx: Tx, *, client_key: str, after: int, limit: int) -> Sequence[Row[Any]]:
    """Return attempts of an app's deliveries with a number above `after`, the oldest first."""
    return tx.all(
        select(webhook_attempts, webhook_events.c.event, webhook_events.c.subject)
        .join(webhook_deliveries, webhook_deliveries.c.id == webhook_attempts.c.delivery_id)
        .join(webhook_events, webhook_events.c.id == webhook_deliveries.c.event_id)
        .join(apps, apps.c.id == webhook_events.c.app_id)
        .where(apps.c.client_key == client_key, webhook_attempts.c.id > after)
        .order_by(webhook_attempts.c.id)
        .limit(limit)
    )


def attempts(tx: Tx, delivery_id: str) -> Sequence[Row[Any]]:
    """Return the attempts of one delivery, the first one first."""
    return tx.all(
        select(webhook_attempts)
        .where(webhook_attempts.c.delivery_id == delivery_id)
        .order_by(webhook_attempts.c.id)
    )


def insert_attempt(tx: Tx, delivery_id: str, attempt: int, answer: Answer) -> None:
    """Store what one attempt met."""
    tx.execute(
        insert(webhook_attempts).values(
            delivery_id=delivery_id,
            attempt=attempt,
            sent_at_wall_s=answer.sent_at_wall_s,
            duration_ms=answer.duration_ms,
            response_status=answer.status,
            response_body=answer.body,
            error=answer.error,
        )
    )


def update_delivery(tx: Tx, delivery_id: str, **values: Any) -> None:
    """Change columns of a delivery."""
    tx.execute(
        update(webhook_deliveries).where(webhook_deliveries.c.id == delivery_id).values(**values)
    )
