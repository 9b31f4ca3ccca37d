"""The simulator's calls about balances: what the page's SDK asks beside `pay`."""

from typing import Any

from starlette.requests import Request

from localminis.commerce import orders
from localminis.identity import users
from localminis.store.transaction import Tx
from localminis.web.context import Context
from localminis.web.host.views import Actor


class BalanceCall(Actor):
    """A question whether a user could pay an amount of Beans."""

    amount: int


def check_balance(tx: Tx, _: Context, __: Request, call: BalanceCall) -> dict[str, Any]:
    """Tell whether the balance is sufficient, and never what it is."""
    user = users.get(tx, str(call.user))
    return {"is_sufficient": orders.is_sufficient(tx, user.id, call.amount)}
