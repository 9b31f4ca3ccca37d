"""Webhook events that nothing on this platform causes; `webhook trigger --raw` can make them up.

Some are announced and not available yet, some concern other products; a receiver must answer 200
to each of them. Source: contract server-api §8.
"""

from typing import Final

from localminis.spec.events import EVENTS, EventKind

# On the official pages they are marked as unavailable, and their content is not described.
UNAVAILABLE: Final = (
    EventKind("minis.trade_order.redeem.refund_success", (), "documented"),
    EventKind("minis.trade_order.redeem.refund_fail", (), "documented"),
)

# Events of other products. The spelling of the last one is the platform's.
FOREIGN: Final = (
    EventKind("video.upload.failed", ("share_id",), "documented"),
    EventKind("video.publish.completed", ("share_id",), "documented"),
    EventKind("portability.download.ready", (), "observed"),
    EventKind("post.publish.failed", ("publish_id",), "observed"),
    EventKind("post.publish.complete", ("publish_id",), "observed"),
    EventKind("post.publish.inbox_delivered", ("publish_id",), "observed"),
    EventKind("post.publish.publicly_available", ("publish_id",), "observed"),
    EventKind("post.publish.no_longer_publicaly_available", ("publish_id",), "observed"),
)


def find(name: str) -> EventKind | None:
    """Return the event of this name, sent by this platform or not, or None."""
    return next((each for each in _known() if each.name == name), None)


def beginning_with(start: str) -> tuple[str, ...]:
    """Return the names of all events that begin like this."""
    return tuple(each.name for each in _known() if each.name.startswith(start))


def _known() -> tuple[EventKind, ...]:
    return (*EVENTS, *UNAVAILABLE, *FOREIGN)
