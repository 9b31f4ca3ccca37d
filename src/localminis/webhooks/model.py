"""The records of the webhook room and its refusals.

What every delivery makes is a struct: a frozen dataclass of twenty fields takes ten times as long.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from localminis.errors import Invalid, NotFound, Refused

State = Literal["pending", "delivered", "dead"]
Purpose = Literal["endpoint", "forward"]


class EventKey(msgspec.Struct, frozen=True, gc=False):
    """A stored event, by its id and name, whose it is, and the clock that they go by."""

    id: str
    event: str
    app_id: int
    open_id: str
    clock_id: str


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """One event on its way to one address.

    `next_attempt_at_s` is platform time; `last_error` is the last attempt's trouble, in words.
    `subject` is the id of what the event is about. A `forward` is a copy for `webhook listen`: it
    is tried once. `first_t` is the time that the first attempt was signed with.
    """

    id: str
    number: int
    event_id: str
    event: str
    subject: str
    order_id: str
    open_id: str
    origin: str
    client_key: str
    app_id: int
    url: str
    body: str
    create_time: int
    state: State
    attempts: int
    next_attempt_at_s: int | None
    last_error: str | None
    last_status: int | None
    purpose: Purpose
    first_t: int | None
    idle_s: int


class Loaded(msgspec.Struct, frozen=True, gc=False):
    """What an attempt needs: the delivery, and its app's secret as it is stored, sealed."""

    delivery: Delivery
    sealed_secret: str


class Receiver(msgspec.Struct, frozen=True, gc=False):
    """Where an app's events go, and what signs them; `forwards` are addresses that listen in.

    `clock_id` names the clock that deliveries are due on.
    """

    client_key: str
    sealed_secret: str
    webhook_url: str | None
    forwards: tuple[str, ...]
    clock_id: str


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What one attempt met, as it is kept: a response, or the trouble that came instead of one.

    Headers are pairs with secrets masked; `request_body` is None where the event's own text was
    sent.
    """

    sent_at_wall_s: int
    duration_ms: int
    request_headers: tuple[tuple[str, str], ...]
    request_body: str | None
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Search:
    """Which deliveries are asked for; what is None does not narrow the search.

    `order` is a trade order id, the developer's own order id or another subject; `users` are
    open_ids; `event` a name or its beginning; `status` the last response's; `since_s` is
    platform time.
    `after` and `before` are numbers between which the list lies.
    """

    client_key: str | None = None
    state: State | None = None
    event: str | None = None
    order: str | None = None
    users: tuple[str, ...] | None = None
    status: int | None = None
    since_s: int | None = None
    after: int = 0
    is_failed_only: bool = False
    before: int | None = None


@lru_cache(maxsize=256)  # one receiver hears of everything
def lane(url: str) -> str:
    """Return the agenda's lane for an address: its host and port, whatever the path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


class DeliveryNotFound(NotFound):
    """No webhook delivery has this id."""

    code = "delivery_not_found"


class NoWebhookUrl(Refused):
    """The app has no webhook address to send to."""

    code = "no_webhook_url"


class EventUnknown(NotFound):
    """No source knows an event of this name."""

    code = "event_unknown"


class NothingHappened(Refused):
    """The event has not happened to the object it is asked for."""

    code = "nothing_happened"


class TriggerInvalid(Invalid):
    """What shall be triggered is not said completely, or contradicts itself."""

    code = "trigger_invalid"


class SearchInvalid(Invalid):
    """A search for deliveries has a value that cannot be."""

    code = "search_invalid"


class ForwardNotFound(NotFound):
    """No address listens under this id any more."""

    code = "forward_not_found"
