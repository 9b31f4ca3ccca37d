"""The records of commerce and its refusals."""

from dataclasses import dataclass
from typing import Any, Literal, NewType

import msgspec

from localminis.errors import Conflict, Invalid, NotFound, Refused
from localminis.ids import AppId, TradeOrderId, UserId
from localminis.spec import subscriptions as spec

AccountKind = Literal["wallet", "app", "store", "promotion"]
OrderStatus = Literal["PENDING", "SUCCESS"]
SubscriptionId = NewType("SubscriptionId", str)
SubscriptionState = Literal["active", "cancel", "onhold", "expired"]
SubscriptionOrderKind = Literal["create", "reactivate", "change", "renew"]


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


class Order(msgspec.Struct, frozen=True, gc=False):
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
class Payment:
    """An order that has just been paid, and what its payer has left."""

    order: Order
    balance_beans: int


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


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a transfer: the account, and the Beans that it gained or lost."""

    kind: AccountKind
    owner_id: int
    amount_beans: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """One movement of the ledger with its entries, which sum to zero."""

    number: int
    kind: str
    reference: str
    created_at_s: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SubscriptionTier:
    """A cycle at a price; `price` is a decimal in `currency`."""

    tier_id: str
    deduct_cycle: spec.DeductCycle
    deduct_type: spec.DeductType
    price: str
    currency: str
    symbol: str
    is_sandbox: bool


@dataclass(frozen=True, slots=True)
class SubscriptionOrderInfo:
    """What a developer says of a subscription order; names as on the wire."""

    order_id: str
    product_name: str
    order_url: str | None = None
    order_detail: str | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """One user's subscription in one app; times are platform time.

    `begin_time` is where the uninterrupted run of rights began, `anchor_s` where the run of whole
    cycles did and `periods` how many of them are paid. `order_id` is the developer's latest.
    `clock_id` names the clock of its app.
    """

    subscription_id: SubscriptionId
    app_id: AppId
    user_id: UserId
    region: str
    tier_id: str
    order_id: str
    trade_order_id: TradeOrderId
    state: SubscriptionState
    pay_type: spec.PayType
    is_sandbox: bool
    begin_time: int
    end_time: int
    anchor_s: int
    periods: int
    renewals: int
    is_payment_failing: bool
    on_hold_since_s: int | None
    failed_attempts: int
    changed_at_s: int | None
    next_step_at_s: int | None
    created_at_s: int
    clock_id: str

    @property
    def has_renewal_ahead(self) -> bool:
        """Whether the store would renew it; a sandbox subscription renews twelve times."""
        return not self.is_sandbox or self.renewals < spec.SANDBOX_RENEWALS

    @property
    def renewal_at_s(self) -> int:
        """When the store attempts, or would attempt, the renewal."""
        lead_s = spec.SANDBOX_RENEWAL_LEAD_S if self.is_sandbox else spec.RENEWAL_LEAD_S
        return self.end_time - lead_s

    def is_renewal_near(self, now_s: int) -> bool:
        """Whether changes and reactivation are blocked because the renewal is too near."""
        block_s = spec.SANDBOX_BLOCK_S if self.is_sandbox else spec.RENEWAL_BLOCK_S
        return now_s > self.renewal_at_s - block_s

    def wire(self, now_s: int) -> dict[str, Any]:
        """Return the Subscription object as on the wire; its state is in two booleans.

        Source: contract server-api §6.1, §6.2; the spellings are the documented ones.
        """
        shown = {
            "subscription_id": self.subscription_id,
            "tier_id": self.tier_id,
            "is_subscription_rights_valid": self.state != "expired" and now_s < self.end_time,
            "is_renewal_normal": self.state == "active",
            "trade_order_id": self.trade_order_id,
            "is_sandbox": self.is_sandbox,
            spec.BEGIN_FIELD: self.begin_time,
            "end_time": self.end_time,
        }
        if self.state == "active" and self.has_renewal_ahead:
            shown[spec.NEXT_DEDUCT_FIELD] = self.renewal_at_s
        return {**shown, "pay_type": self.pay_type}


@dataclass(frozen=True, slots=True)
class SubscriptionOrder:
    """One payment of a subscription; `begin_time` to `end_time` is the period that it pays for."""

    trade_order_id: TradeOrderId
    app_id: AppId
    user_id: UserId
    subscription_id: SubscriptionId | None
    kind: SubscriptionOrderKind
    order_id: str | None
    tier_id: str
    product_name: str
    trade_order_status: spec.TradeOrderStatus
    price: str
    currency: str
    is_sandbox: bool
    begin_time: int | None
    end_time: int | None
    actually_end_time: int | None
    created_at_s: int
    paid_at_s: int | None


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


class SubscriptionNotFound(NotFound):
    """No such subscription for this app and user; the code is assumed."""

    code = "20011002"


class SubscriptionActive(Conflict):
    """The user has an active subscription in this app already."""

    code = "20021101"


class SubscriptionCancelled(Conflict):
    """The subscription is cancelled and not over yet: it can only be reactivated."""

    code = "20021102"


class SubscriptionOnHold(Refused):
    """The renewal could not be paid; the user must act in the store."""

    code = "20021103"


class ChangeUnfinished(Refused):
    """The previous change of tier is less than an hour old."""

    code = "20021108"


class RenewalTooNear(Refused):
    """The renewal is too near for a change or a reactivation."""

    code = "20021111"


class SubscriptionStateWrong(Refused):
    """The subscription is not in a state in which the store would do that."""

    code = "subscription_state_wrong"
