"""Sending what has happened once more: searched, or triggered for one object.

Nothing is invented here but by `trigger_raw`, whose events are marked as such wherever they show.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from localminis.agenda.agenda import Bell
from localminis.clock import Clock, wall_s
from localminis.ids import AppId, OpenId
from localminis.spec import unsent_events
from localminis.spec.events import EVENTS, PING, EventKind
from localminis.store.transaction import Tx
from localminis.webhooks import events
from localminis.webhooks.model import (
    Delivery,
    EventKey,
    EventUnknown,
    NothingHappened,
    NoWebhookUrl,
    Search,
    TriggerInvalid,
)
from localminis.webhooks.queries import deliveries as deliveries_queries
from localminis.webhooks.queries import log as log_queries

# Deliveries that one transaction makes due; the caller goes on after the last one.
PAGE: Final = 500


def replay(tx: Tx, clock: Clock, bell: Bell, wanted: Search) -> tuple[int, int | None]:
    """Make the deliveries that a search asks for due now, the oldest first, one page of them.

    On the first page, events that had no address when they happened are sent to the app's present
    one.

    Returns:
        How many are due now, and the number to go on after, or None at the end.
    """
    found = log_queries.search(tx, wanted, limit=PAGE, is_oldest_first=True)
    made = [each for each in found if each.purpose == "endpoint"]
    for each in made:
        events.resend(tx, clock, bell, each.id)
    # All of them on the first page: later ones would find these as deliveries, and send them twice.
    sent = 0 if wanted.after else _send_unsent(tx, clock, bell, wanted)
    last = found[-1].number if len(found) == PAGE else None
    return len(made) + sent, last


def _send_unsent(tx: Tx, clock: Clock, bell: Bell, wanted: Search) -> int:
    """Queue the events that never had an address; returns how many those were."""
    sent = 0
    while rows := log_queries.unsent_events(tx, wanted, limit=PAGE):
        for row in rows:
            event = EventKey(row.id, row.event, row.app_id, row.open_id, row.clock_id)
            now_s = clock.of(row.clock_id).now_s()
            events.queue(tx, bell, event, row.webhook_url, now_s=now_s)
        sent += len(rows)
    return sent


def trigger(
    tx: Tx,
    bell: Bell,
    event: str,
    *,
    app_id: AppId,
    subject: str | None = None,
    open_id: OpenId | None = None,
    where: Mapping[str, Any] | None = None,
    now_s: int,
) -> Delivery:
    """Send the event of an existing object once more, exactly as it happened.

    Args:
        event: its name; the ping needs no object.
        subject: the object's id: a trade order's, the developer's order id, a subscription's.
        where: values that the event's content must have.

    Raises:
        EventUnknown: no source knows the name; nothing is written.
        NothingHappened: this never happened to the object; nothing is written.
        TriggerInvalid: no object is named, or one for the ping; nothing is written.
        NoWebhookUrl: the app has no address; nothing is written.
    """
    kind = _known(event)
    if kind is PING:
        if subject is not None or open_id is not None or where:
            raise TriggerInvalid(
                f"The event {event} is about no object: leave out --order, --user and --set, or "
                "make one up with --raw."
            )
        return events.record_ping(tx, bell, app_id=app_id, now_s=now_s)
    if kind not in EVENTS:
        raise NothingHappened(
            f"The event {event} never happens on this platform. Make one up with --raw."
        )
    if subject is None and open_id is None and not where:
        raise TriggerInvalid(
            f"Say which object {event} is about, with --order, --user or --set, "
            "or make one up with --raw."
        )
    rows = log_queries.events_about(
        tx, app_id=app_id, event=event, subject=subject, open_id=open_id
    )
    for row in rows:
        content = json.loads(json.loads(row.body)["content"])
        if all(content.get(name) == value for name, value in (where or {}).items()):
            url, clock_id = _endpoint(tx, app_id)
            again = EventKey(row.id, row.event, row.app_id, row.open_id, clock_id)
            return events.get(tx, events.queue(tx, bell, again, url, now_s=now_s))
    about = subject or ("this user" if open_id else "such an object")
    detail = f" with {json.dumps(where)}" if where and rows else ""
    raise NothingHappened(
        f"The event {event} has not happened to {about}{detail}. "
        "Let it happen first, or make one up with --raw."
    )


def trigger_raw(
    tx: Tx,
    bell: Bell,
    event: str,
    *,
    app_id: AppId,
    open_id: OpenId,
    content: Mapping[str, Any],
    now_s: int,
) -> Delivery:
    """Send an event that did not happen, marked as `raw` in the log.

    Raises:
        EventUnknown: no source knows the name; nothing is written.
        NoWebhookUrl: the app has no address; nothing is written.
    """
    kind = _known(event)
    _endpoint(tx, app_id)
    delivery_id = events.record(
        tx,
        bell,
        kind,
        content,
        app_id=app_id,
        open_id=open_id,
        subject=str(content.get("trade_order_id") or content.get("subscription_id") or open_id),
        now_s=now_s,
        origin="raw",
    )
    assert delivery_id is not None
    return events.get(tx, delivery_id)


def _known(event: str) -> EventKind:
    kind = unsent_events.find(event)
    if kind is None:
        raise EventUnknown(
            f"No event is called {event!r}. `localminis webhook events` lists all that are known."
        )
    return kind


def _endpoint(tx: Tx, app_id: AppId) -> tuple[str, str]:
    """Return an app's address and the id of its clock."""
    receiver = deliveries_queries.receiver(tx, app_id, wall_s())
    if receiver.webhook_url is None:
        raise NoWebhookUrl(events.no_address(receiver.client_key))
    return receiver.webhook_url, receiver.clock_id
