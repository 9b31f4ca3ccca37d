"""SQL of the log: searching deliveries, reading attempts, and what has happened to an object."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Row,
    Select,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from localminis.spec import unsent_events as known_events
from localminis.store.tables.identity import apps
from localminis.store.tables.webhooks import (
    webhook_attempts,
    webhook_deliveries,
    webhook_events,
)
from localminis.store.transaction import Tx
from localminis.webhooks.model import Delivery, Search
from localminis.webhooks.queries.deliveries import DELIVERIES, all_of

_UNSETTLED: Final = ("pending", "dead")
_FIRST_SINCE: Final = (
    select(func.min(webhook_deliveries.c.number))
    .join(webhook_events, webhook_events.c.id == webhook_deliveries.c.event_id)
    .where(
        webhook_events.c.app_id == bindparam("of_app"),
        webhook_events.c.create_time >= bindparam("since_s"),
    )
)
_UNSENT: Final = (
    select(
        webhook_events.c.id,
        webhook_events.c.event,
        webhook_events.c.app_id,
        webhook_events.c.open_id,
        webhook_events.c.create_time,
        apps.c.webhook_url,
        apps.c.clock_id,
    )
    .join(apps, apps.c.id == webhook_events.c.app_id)
    .where(
        webhook_events.c.app_id == bindparam("of_app"),
        webhook_events.c.create_time >= func.coalesce(bindparam("since_s", type_=BigInteger), 0),
        apps.c.webhook_url.is_not(None),
        ~exists().where(
            webhook_deliveries.c.event_id == webhook_events.c.id,
            webhook_deliveries.c.purpose == "endpoint",
        ),
    )
    .order_by(webhook_events.c.create_time)
    .limit(bindparam("most"))
)


def search(tx: Tx, wanted: Search, *, limit: int, is_oldest_first: bool = False) -> list[Delivery]:
    """Return the deliveries that a search asks for."""
    tx.plan_by_value()
    number = webhook_deliveries.c.number
    app_ids = _apps_of(tx, wanted)
    statement = _searched(wanted, app_ids).order_by(number if is_oldest_first else number.desc())
    if wanted.since_s is not None and not wanted.after:
        first = _first_since(tx, app_ids, wanted.since_s)
        if first is None:
            return []
        statement = statement.where(number >= first)
    # One list for each value, which an index gives in order; of several at once all would be read.
    found = [
        each
        for one in _one_by_one(statement, wanted, app_ids)
        for each in all_of(tx, one.limit(limit))
    ]
    return sorted(found, key=lambda each: each.number, reverse=not is_oldest_first)[:limit]


def _apps_of(tx: Tx, wanted: Search) -> list[int]:
    """Return the ids of the apps that a search is about: one, or all."""
    statement = select(apps.c.id)
    if wanted.client_key is not None:
        statement = statement.where(apps.c.client_key == wanted.client_key)
    return [row.id for row in tx.all(statement)]


def _first_since(tx: Tx, app_ids: Sequence[int], since_s: int) -> int | None:
    """Return the number of the oldest delivery of an event since a time, None without one."""
    found = [tx.scalar(_FIRST_SINCE, {"of_app": each, "since_s": since_s}) for each in app_ids]
    return min((each for each in found if each is not None), default=None)


def _one_by_one(
    statement: Select[Any], wanted: Search, app_ids: Sequence[int]
) -> Iterator[Select[Any]]:
    """Split a search for several users, states, events or apps into one for each."""
    of = webhook_deliveries.c
    if wanted.users is not None:
        yield from (statement.where(of.open_id == open_id) for open_id in wanted.users)
    elif wanted.is_failed_only and wanted.state is None:
        yield from (statement.where(of.state == state) for state in _UNSETTLED)
    elif _is_narrow(wanted) or not (wanted.client_key or wanted.event or wanted.status):
        yield statement
    else:
        for one in (statement.where(of.app_id == app_id) for app_id in app_ids):
            if not wanted.event:
                yield one
            else:
                names = known_events.beginning_with(wanted.event)
                yield from (one.where(of.event == name) for name in names)


def _is_narrow(wanted: Search) -> bool:
    """Tell whether a search asks for something of which there is little in all apps together."""
    is_unsettled = wanted.is_failed_only or wanted.state in _UNSETTLED
    return is_unsettled or wanted.users is not None or wanted.order is not None


def _searched(wanted: Search, app_ids: Sequence[int]) -> Select[Any]:
    """Narrow all deliveries to those that a search asks for, of whichever user, event or app."""
    of, statement = webhook_deliveries.c, DELIVERIES
    statement = statement.where(of.number > wanted.after) if wanted.after else statement
    statement = statement.where(of.number < wanted.before) if wanted.before else statement
    if wanted.client_key is not None and _is_narrow(wanted):
        # The sum keeps the app's index apart: another one gives less to read.
        statement = statement.where((of.app_id + 0).in_(app_ids))
    if wanted.state is not None:
        statement = statement.where(of.state == wanted.state)
    if wanted.event and _is_narrow(wanted):
        statement = statement.where(of.event.startswith(wanted.event, autoescape=True))
    if wanted.order is not None:
        about = select(webhook_events.c.id).where(
            or_(webhook_events.c.subject == wanted.order, webhook_events.c.order_id == wanted.order)
        )
        statement = statement.where(of.event_id.in_(about))
    if wanted.status is not None:
        statement = statement.where(of.last_status == wanted.status)
    if wanted.since_s is not None:
        statement = statement.where(webhook_events.c.create_time >= wanted.since_s)
    if wanted.is_failed_only:
        statement = statement.where(of.state != "delivered", of.attempts > 0)
    return statement


def events_about(
    tx: Tx, *, app_id: int, event: str, subject: str | None, open_id: str | None, limit: int = 200
) -> Sequence[Row[Any]]:
    """Return events of a name that really happened to an object, the newest first."""
    statement = (
        select(webhook_events)
        .where(
            webhook_events.c.app_id == app_id,
            webhook_events.c.event == event,
            webhook_events.c.origin == "platform",
        )
        .order_by(webhook_events.c.create_time.desc())
        .limit(limit)
    )
    if subject is not None:
        is_about = webhook_events.c.subject == subject
        statement = statement.where(or_(is_about, webhook_events.c.order_id == subject))
    if open_id is not None:
        statement = statement.where(webhook_events.c.open_id == open_id)
    return tx.all(statement)


def unsent_events(tx: Tx, wanted: Search, *, limit: int) -> Sequence[Row[Any]]:
    """Return events that were never sent anywhere, of apps that have an address now."""
    found = [
        row
        for app_id in _apps_of(tx, wanted)
        for row in tx.all(_UNSENT, {"of_app": app_id, "since_s": wanted.since_s, "most": limit})
    ]
    return sorted(found, key=lambda row: row.create_time)[:limit]


def newest_attempt(tx: Tx) -> int:
    """Return the number of the newest attempt, 0 when there is none."""
    return int(tx.scalar(select(func.coalesce(func.max(webhook_attempts.c.id), 0))))


def tried_since(tx: Tx, attempt: int, *, limit: int) -> list[Delivery]:
    """Return the deliveries that were tried after an attempt, in the order of their events."""
    tried = select(webhook_attempts.c.delivery_id).where(webhook_attempts.c.id > attempt)
    statement = DELIVERIES.where(webhook_deliveries.c.id.in_(tried))
    return all_of(tx, statement.order_by(webhook_deliveries.c.number).limit(limit))


def states_since(tx: Tx, attempt: int) -> dict[str, int]:
    """Count the deliveries that were tried after an attempt, by what became of them."""
    tried = select(webhook_attempts.c.delivery_id).where(webhook_attempts.c.id > attempt)
    statement = (
        select(webhook_deliveries.c.state, func.count().label("deliveries"))
        .where(webhook_deliveries.c.id.in_(tried))
        .group_by(webhook_deliveries.c.state)
    )
    return {row.state: int(row.deliveries) for row in tx.all(statement)}


def attempts_since(tx: Tx, *, client_key: str | None, after: int, limit: int) -> Sequence[Row[Any]]:
    """Return attempts of any app, or of one, with their delivery's facts, the oldest first."""
    statement = (
        select(
            webhook_attempts.c.id,
            webhook_attempts.c.delivery_id,
            webhook_attempts.c.attempt,
            webhook_attempts.c.sent_at_wall_s,
            webhook_attempts.c.duration_ms,
            webhook_attempts.c.response_status,
            webhook_attempts.c.error,
            webhook_attempts.c.next_attempt_at_s,
            webhook_events.c.event,
            webhook_events.c.subject,
            webhook_events.c.origin,
            webhook_deliveries.c.url,
            webhook_deliveries.c.purpose,
            webhook_deliveries.c.state,
            apps.c.client_key,
        )
        .join(webhook_deliveries, webhook_deliveries.c.id == webhook_attempts.c.delivery_id)
        .join(webhook_events, webhook_events.c.id == webhook_deliveries.c.event_id)
        .join(apps, apps.c.id == webhook_events.c.app_id)
        .where(webhook_attempts.c.id > after)
        .order_by(webhook_attempts.c.id)
        .limit(limit)
    )
    if client_key is not None:
        statement = statement.where(apps.c.client_key == client_key)
    return tx.all(statement)


def attempts_after(tx: Tx, *, client_key: str, after: int, limit: int) -> Sequence[Row[Any]]:
    """Return attempts of an app's deliveries with a number above `after`, the oldest first."""
    return tx.all(
        select(
            webhook_attempts,
            webhook_events.c.event,
            webhook_events.c.subject,
            webhook_events.c.body,
        )
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
