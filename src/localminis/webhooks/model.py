"""The records of the webhook room and its refusals."""

from dataclasses import dataclass
from typing import Literal

from localminis.errors import NotFound, Refused

State = Literal["pending", "delivered", "dead"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one address.

    `next_attempt_at_s` is platform time; `last_error` is the last attempt's trouble, in words.
    """

    id: str
    number: int
    event_id: str
    event: str
    subject: str
    client_key: str
    app_id: int
    url: str
    body: str
    create_time: int
    state: State
    attempts: int
    next_attempt_at_s: int | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one attempt met: a response, or the trouble that came instead of one."""

    sent_at_wall_s: int
    duration_ms: int
    status: int | None
    body: str | None
    error: str | None

    @property
    def is_success(self) -> bool:
        """Whether the receiver acknowledged. Source: contract server-api §7, literal 200."""
        return self.status == 200  # noqa: PLR2004 - the documented success


class DeliveryNotFound(NotFound):
    """No webhook delivery has this id."""

    code = "delivery_not_found"


class NoWebhookUrl(Refused):
    """The app has no webhook address to send to."""

    code = "no_webhook_url"
