"""The records of commerce and its refusals."""

from dataclasses import dataclass
from typing import Literal

from localminis.errors import Conflict, Invalid, NotFound, Refused
from localminis.ids import AppId, TradeOrderId, UserId

AccountKind = Literal["wallet", "app", "store", "promotion"]
OrderStatus = Literal["PENDING", "SUCCESS"]


@dataclass(frozen=True, slots=True)
class Tier:
    """An amount of Beans that the store sells; `price` is a decimal in `currency`."""

    tier_id: str
    tier_name: str
    token_amount: int
    price: str
    currency: str
    symbol: str


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """What a developer asks for when creating a trade order; names as on the wire."""

    token_amount: int
    order_id: str
    product_name: str
    token_type: str = "BEANS"  # noqa: S105 - a currency, not a secret
    product_id: str | None = None
    order_url: str | None = None
    quantity: int | None = None
    quantity_unit: str | None = None
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One trade order; times are platform time, amounts are Beans."""

    trade_order_id: TradeOrderId
    app_id: AppId
    user_id: UserId
    order_id: str
    token_amount: int
    product_name: str
    trade_order_status: OrderStatus
    created_at_s: int
    paid_at_s: int | None
    is_sandbox: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """What paying an order would take: the balance, what is short, and the tier that covers it.

    In the sandbox nothing is ever short.
    """

    order: Order
    balance_beans: int
    shortfall_beans: int
    tier: Tier | None
    is_sandbox: bool


@dataclass(frozen=True, slots=True)
class Recharge:
    """Beans that a user bought in the store; `number` is the transfer's."""

    number: int
    user_id: UserId
    tier_id: str
    beans: int
    created_at_s: int
    is_refunded: bool


@dataclass(frozen=True, slots=True)
class StoreRefund:
    """A recharge that the user took back in the store, and what of it could be recovered so far.

    `wallet_beans` were still in the wallet; `traced_beans` came back from paid orders, `owed_beans`
    are still to come in `parts_left` further events. What is left over is the store's loss.
    """

    number: int
    user_id: UserId
    recharge: int
    refunded_beans: int
    wallet_beans: int
    traced_beans: int
    owed_beans: int
    parts_left: int
    created_at_s: int


@dataclass(frozen=True, slots=True)
class Traceback:
    """The part of one order that one step of a store refund recovered."""

    trade_order_id: TradeOrderId
    refund_amount: int
    created_at_s: int


class ParametersInvalid(Invalid):
    """A value of the request is outside what the platform takes."""

    code = "40001000"


class PaymentNotEnabled(Refused):
    """The app may not take payments."""

    code = "20021001"


class OrderIdTaken(Conflict):
    """The developer's own order id has been used before in this app."""

    code = "20021002"


class OrderNotFound(NotFound):
    """No such order for this app and user."""

    code = "20011002"


class TierNotFound(NotFound):
    """No such tier."""

    code = "20001003"


class OrderNotOpen(Refused):
    """The order has been paid."""

    code = "order_not_open"


class RechargeNotFound(NotFound):
    """No such recharge of this user, or none that could be refunded."""

    code = "recharge_not_found"


class RechargeRefunded(Conflict):
    """The store has refunded the recharge before."""

    code = "recharge_refunded"


class NotEnoughBeans(Refused):
    """The wallet holds less than the price."""

    code = "not_enough_beans"

    def __init__(self, balance_beans: int, needed_beans: int) -> None:
        super().__init__(
            f"The wallet holds {balance_beans} Beans and {needed_beans} are needed. Recharge first."
        )
        self.balance_beans = balance_beans
        self.needed_beans = needed_beans
