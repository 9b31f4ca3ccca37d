"""Addresses that get a copy of an app's events while somebody listens: `webhook listen`.

A copy is tried once. An address that is not prolonged is forgotten, so that a listener that was
killed leaves nothing behind.
"""

from collections.abc import Sequence
from typing import Final

from localminis.clock import wall_s
from localminis.ids import AppId, new_row_id
from localminis.store.transaction import Tx
from localminis.webhooks import guard
from localminis.webhooks.guard import Network
from localminis.webhooks.model import ForwardNotFound
from localminis.webhooks.queries import forwards as queries

LIFETIME_S: Final = 30


def start(tx: Tx, app_id: AppId, url: str, networks: Sequence[Network]) -> str:
    """Let an address listen in for `LIFETIME_S` of wall time; returns the id to prolong it with.

    Raises:
        AddressRefused: the address is not one that events may be sent to; nothing is written.
    """
    guard.check(url, networks)
    queries.remove_forwards(tx, wall_now_s=wall_s())
    forward_id = new_row_id("fwd")
    queries.insert_forward(
        tx, id=forward_id, app_id=app_id, url=url, until_wall_s=wall_s() + LIFETIME_S
    )
    return forward_id


def prolong(tx: Tx, forward_id: str) -> None:
    """Let an address listen in for `LIFETIME_S` from now.

    Raises:
        ForwardNotFound: it was ended, or its time is over.
    """
    if not queries.prolong_forward(tx, forward_id, wall_s() + LIFETIME_S):
        raise ForwardNotFound(
            f"Nothing listens under {forward_id!r} any more. Start `webhook listen` again."
        )


def end(tx: Tx, forward_id: str) -> None:
    """Stop sending copies to an address."""
    queries.remove_forwards(tx, forward_id=forward_id)
