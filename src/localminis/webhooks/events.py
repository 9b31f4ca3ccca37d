"""Recording events, in the transaction of the change that causes them."""

from collections.abc import Callable, Mapping

from localminis.agenda import agenda
from localminis.agenda.agenda import Bell
from localminis.clock import Clock, wall_s
from localminis.ids import AppId, OpenId, new_row_id
from localminis.spec.events import (
    AUTHORIZATION_REMOVED,
    PING,
    REDEEM_SUCCESS,
    REFUND_TRACEBACK,
    SUBSCRIPTION_EVENTS,
    EventKind,
    SubscriptionEvent,
)
from localminis.store.transaction import Tx
from localminis.webhooks.model import (
    Delivery,
    DeliveryNotFound,
    EventKey,
    Loaded,
    NoWebhookUrl,
    Purpose,
    lane,
)
from localminis.webhooks.queries import deliveries as queries
from localminis.webhooks.rules import compact

# The kind of agenda work that sends a delivery; its key is the delivery's id.
DELIVER = "webhook.deliver"


def record_redeem_success(
    tx: Tx,
    bell: Bell,
    *,
    app_id: AppId,
    open_id: OpenId,
    trade_order_id: str,
    order_id: str,
    now_s: int,
    is_sandbox: bool = False,
) -> None:
    """Record that an order has been paid, and queue its delivery.

    Source: contract server-api §8; `is_sandbox` is always sent (contradiction C-14).
    """
    content = {"trade_order_id": trade_order_id, "order_id": order_id, "is_sandbox": is_sandbox}
    record(
        tx,
        bell,
        REDEEM_SUCCESS,
        content,
        app_id=app_id,
        open_id=open_id,
        subject=trade_order_id,
        now_s=now_s,
    )


def record_refund_traceback(
    tx: Tx,
    bell: Bell,
    *,
    app_id: AppId,
    open_id: OpenId,
    trade_order_id: str,
    order_id: str,
    refund_amount: int,
    now_s: int,
) -> None:
    """Record that a part of an order has been recovered, and queue its delivery.

    Args:
        refund_amount: Beans, by assumption.

    Source: seed:refund_traceback, contract server-api §8.1; a sandbox order is never recovered.
    """
    content = {
        "trade_order_id": trade_order_id,
        "order_id": order_id,
        "is_sandbox": False,
        "refund_amount": refund_amount,
    }
    record(
        tx,
        bell,
        REFUND_TRACEBACK,
        content,
        app_id=app_id,
        open_id=open_id,
        subject=trade_order_id,
        now_s=now_s,
    )


def record_subscription(
    tx: Tx,
    bell: Bell,
    name: SubscriptionEvent,
    content: Mapping[str, object],
    *,
    app_id: AppId,
    open_id: OpenId,
    now_s: int,
) -> None:
    """Record what has happened to a subscription, and queue its delivery.

    Args:
        name: the last word of the event's name.
        content: the Subscription object as on the wire, and `order_id`.

    Source: contract server-api §8. The content is assumed, as are the names of cancel and change.
    """
    record(
        tx,
        bell,
        SUBSCRIPTION_EVENTS[name],
        content,
        app_id=app_id,
        open_id=open_id,
        subject=str(content["subscription_id"]),
        now_s=now_s,
    )


def record_authorization_removed(
    tx: Tx, bell: Bell, *, app_id: AppId, open_id: OpenId, reason: int, now_s: int
) -> None:
    """Record that a user's authorization has ended, and queue its delivery.

    Args:
        reason: a number of `spec.scopes.RemovalReason`.

    Source: contract server-api §8; that `user_openid` then names the user is inferred.
    """
    content = {"reason": int(reason)}
    kind = AUTHORIZATION_REMOVED
    record(tx, bell, kind, content, app_id=app_id, open_id=open_id, subject=open_id, now_s=now_s)


def record_ping(tx: Tx, bell: Bell, *, app_id: AppId, now_s: int) -> Delivery:
    """Record the portal's test event and queue its delivery.

    Raises:
        NoWebhookUrl: the app has no address; nothing is written.

    Source: contract server-api §7; observed, the content is assumed empty.
    """
    delivery_id = record(
        tx, bell, PING, {}, app_id=app_id, open_id=OpenId(""), subject="", now_s=now_s
    )
    if delivery_id is None:
        key = queries.receiver(tx, app_id, wall_s()).client_key
        raise NoWebhookUrl(no_address(key))
    return get(tx, delivery_id)


def get(tx: Tx, delivery_id: str) -> Delivery:
    """Return a delivery.

    Raises:
        DeliveryNotFound: none has this id.
    """
    found = queries.delivery(tx, delivery_id)
    if found is None:
        raise DeliveryNotFound(
            f"No webhook delivery has the id {delivery_id!r}. `localminis webhook list` shows them."
        )
    return found


def resend(tx: Tx, clock: Clock, bell: Bell, delivery_id: str) -> Delivery:
    """Make a delivery due now, whatever its state, at the address that the app has now.

    A delivered one is sent once more.

    Raises:
        DeliveryNotFound: none has this id.
    """
    found = get(tx, delivery_id)
    receiver = queries.receiver(tx, found.app_id, wall_s())
    now_s = clock.of(receiver.clock_id).now_s()
    url = found.url
    if found.purpose == "endpoint":
        url = receiver.webhook_url or url
    queries.update_delivery(tx, delivery_id, state="pending", next_attempt_at_s=now_s, url=url)
    agenda.schedule(
        tx,
        bell,
        due_at_s=now_s,
        kind=DELIVER,
        key=delivery_id,
        lane=lane(url),
        clock_id=receiver.clock_id,
    )
    return get(tx, delivery_id)


def no_address(client_key: str) -> str:
    """Say that an app has no address, and how to give it one."""
    return (
        f"The app {client_key} has no webhook address. Set one with "
        f"`localminis app set {client_key} --webhook-url URL`."
    )


def record(
    tx: Tx,
    bell: Bell,
    kind: EventKind,
    content: Mapping[str, object],
    *,
    app_id: AppId,
    open_id: OpenId,
    subject: str,
    now_s: int,
    origin: str = "platform",
) -> str | None:
    """Store an event and queue one delivery per address; the `record_…` verbs give it its content.

    Args:
        origin: `raw` for an event that was made up on request.

    Returns:
        The id of the delivery to the app's webhook address, or None when it has none.
    """
    receiver = queries.receiver(tx, app_id, wall_s())
    envelope = {
        "client_key": receiver.client_key,
        "event": kind.name,
        "create_time": now_s,
        "user_openid": open_id,
        "content": compact(content),
    }
    event_id = new_row_id("evt")
    body = compact(envelope)
    order_id = str(content.get("order_id", ""))
    queries.insert_event(
        tx,
        id=event_id,
        app_id=app_id,
        event=kind.name,
        subject=subject,
        create_time=now_s,
        body=body,
        open_id=open_id,
        order_id=order_id,
        origin=origin,
    )

    def load(delivery_id: str, url: str, purpose: Purpose) -> Loaded:
        delivery = Delivery(
            id=delivery_id,
            number=0,
            event_id=event_id,
            event=kind.name,
            subject=subject,
            order_id=order_id,
            open_id=open_id,
            origin=origin,
            client_key=receiver.client_key,
            app_id=app_id,
            url=url,
            body=body,
            create_time=now_s,
            state="pending",
            attempts=0,
            next_attempt_at_s=now_s,
            last_error=None,
            last_status=None,
            purpose=purpose,
            first_t=None,
            idle_s=0,
        )
        return Loaded(delivery, receiver.sealed_secret)

    event = EventKey(event_id, kind.name, app_id, open_id, receiver.clock_id)
    for url in receiver.forwards:
        queue(tx, bell, event, url, now_s=now_s, purpose="forward", load=load)
    if receiver.webhook_url is None:
        return None
    return queue(tx, bell, event, receiver.webhook_url, now_s=now_s, load=load)


def queue(
    tx: Tx,
    bell: Bell,
    event: EventKey,
    url: str,
    *,
    now_s: int,
    purpose: Purpose = "endpoint",
    load: Callable[[str, str, Purpose], Loaded] | None = None,
) -> str:
    """Make an event due at one address and return the delivery's id.

    Args:
        purpose: a `forward` is tried once.
        load: makes what an attempt needs of the delivery's id, address and purpose, where all of it
            is at hand: the first attempt need not read it again.
    """
    delivery_id = new_row_id("dlv")
    queries.insert_delivery(
        tx,
        id=delivery_id,
        event_id=event.id,
        event=event.event,
        app_id=event.app_id,
        open_id=event.open_id,
        url=url,
        state="pending",
        attempts=0,
        next_attempt_at_s=now_s,
        last_error=None,
        purpose=purpose,
    )
    agenda.start(
        tx,
        bell,
        due_at_s=now_s,
        kind=DELIVER,
        key=delivery_id,
        lane=lane(url),
        loaded=None if load is None else load(delivery_id, url, purpose),
        clock_id=event.clock_id,
    )
    return delivery_id
