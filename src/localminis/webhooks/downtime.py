"""The time in which no platform ran: no receiver failed in it, so it uses up nothing."""

from localminis.agenda import agenda
from localminis.clock import Clock
from localminis.store.transaction import Tx
from localminis.webhooks.events import DELIVER
from localminis.webhooks.queries import deliveries as queries


def forgive(tx: Tx, clock: Clock) -> None:
    """Go on with the deliveries where the last platform left them.

    The first attempt counts from now and not from when it was due, and the time that nobody tried
    is not part of the 72 hours. For the process that holds the state folder, when it starts.
    """
    waited = agenda.begin_again(tx, clock, kind=DELIVER)
    queries.add_idle(tx, waited)
