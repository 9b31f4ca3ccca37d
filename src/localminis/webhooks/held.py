"""Letting nothing of what waits be sent: for a state that came from elsewhere.

Whoever made it chose its addresses and its times, and what is sent from here is sent as us.
"""

from typing import Final

from localminis.agenda import agenda
from localminis.store.transaction import Tx
from localminis.webhooks.events import DELIVER
from localminis.webhooks.queries import deliveries as deliveries_queries
from localminis.webhooks.queries import forwards as forwards_queries

REASON: Final = "Held: it waited when its bundle was made. Resend it to send it from here."


def hold(tx: Tx) -> int:
    """Give up every delivery that waits, until it is resent; returns how many those were."""
    agenda.forget(tx, kind=DELIVER)
    forwards_queries.remove_all_forwards(tx)
    return deliveries_queries.give_up_pending(tx, error=REASON)
