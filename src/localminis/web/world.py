"""The world of a new state folder: two users, each with fewer Beans than an episode costs."""

from typing import Final

from localminis.clock import Clock
from localminis.commerce import ledger
from localminis.identity import users
from localminis.store.transaction import Tx

_FIRST_USERS: Final = (("Mia", "US"), ("Kenji", "JP"))
_FIRST_BEANS: Final = 50


def populate(tx: Tx, clock: Clock) -> None:
    """Make the first users and fill their wallets, unless there are users already."""
    if users.listing(tx):
        return
    for name, region in _FIRST_USERS:
        user = users.create(tx, clock, name=name, region=region)
        ledger.grant(tx, clock, user.id, _FIRST_BEANS)
