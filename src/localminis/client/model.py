"""What the platform's answers become: frozen dataclasses whose repr never shows a token."""

from dataclasses import dataclass, field
from typing import Literal

from localminis.ids import OpenId, TradeOrderId
from localminis.spec.subscriptions import DeductCycle, DeductType, PayType, TradeOrderStatus

SubscriptionState = Literal["active", "cancel", "onhold"]


@dataclass(frozen=True, slots=True)
class UserTokens:
    """What a login gives a backend about one user.

    Keep `refresh_token` as it came with the newest answer: the older one stops working.
    Schedule from the lifetimes that came with it, never from a number in your code; the platform
    has published two sets of them.

    Attributes:
        open_id: the user, within this app.
        scope: what the user has granted.
        access_token: for calls on behalf of the user.
        refresh_token: for new tokens without a new login.
        expires_in_s: lifetime of the access token at receipt.
        refresh_expires_in_s: lifetime of the refresh token at receipt.
        received_at_s: when the answer arrived, epoch seconds of this machine.
    """

    open_id: OpenId
    scope: tuple[str, ...]
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in_s: int
    refresh_expires_in_s: int
    received_at_s: int

    @property
    def expires_at_s(self) -> int:
        """When the access token expires: epoch seconds of this machine."""
        return self.received_at_s + self.expires_in_s

    @property
    def refresh_expires_at_s(self) -> int:
        """When the refresh token expires: epoch seconds of this machine."""
        return self.received_at_s + self.refresh_expires_in_s


@dataclass(frozen=True, slots=True)
class ClientToken:
    """A token of the app itself; calls on behalf of a user refuse it."""

    access_token: str = field(repr=False)
    expires_in_s: int
    received_at_s: int

    @property
    def expires_at_s(self) -> int:
        """When the token expires: epoch seconds of this machine."""
        return self.received_at_s + self.expires_in_s


@dataclass(frozen=True, slots=True)
class UserInfo:
    """One user's profile; a field that was not asked for, or not sent, is None."""

    open_id: OpenId | None = None
    union_id: str | None = None
    avatar_url: str | None = None
    avatar_url_100: str | None = None
    avatar_large_url: str | None = None
    display_name: str | None = None


@dataclass(frozen=True, slots=True)
class TradeOrder:
    """One order as the platform knows it; there are two states and no others."""

    trade_order_id: TradeOrderId
    status: Literal["PENDING", "SUCCESS"]


@dataclass(frozen=True, slots=True)
class TierInfo:
    """One recharge tier: what it costs this user, and how many Beans it gives.

    Attributes:
        token_amount: Beans.
        price: a decimal number as text, in `currency`.
    """

    tier_id: str
    tier_name: str
    token_type: str
    token_amount: int
    price: str
    currency: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """One user's subscription; what the platform did not send is None.

    Attributes:
        is_subscription_rights_valid: whether to give the user what is subscribed to, now.
        is_renewal_normal: whether the store will renew it.
        trade_order_id: of the latest payment, a renewal's included.
        end_time: until when the rights are paid, epoch seconds.
        next_duduct_time: when the next payment is due, epoch seconds; the platform's spelling.
    """

    subscription_id: str
    tier_id: str
    is_subscription_rights_valid: bool
    is_renewal_normal: bool
    trade_order_id: TradeOrderId
    is_sandbox: bool | None = None
    begin_time: int | None = None
    end_time: int | None = None
    next_duduct_time: int | None = None
    pay_type: PayType | None = None

    @property
    def state(self) -> SubscriptionState:
        """The state that the two booleans stand for.

        One on hold whose period still runs looks like a cancelled one, and one that is over like
        one on hold; the active list leaves out what is over.
        """
        if self.is_subscription_rights_valid:
            return "active" if self.is_renewal_normal else "cancel"
        return "onhold"


@dataclass(frozen=True, slots=True)
class SubscriptionOrder:
    """One payment of a subscription and the period that it pays for; times in epoch seconds."""

    trade_order_id: TradeOrderId
    subscription_id: str
    trade_order_status: TradeOrderStatus
    is_sandbox: bool | None = None
    begin_time: int | None = None
    end_time: int | None = None
    actually_end_time: int | None = None
    next_duduct_time: int | None = None
    pay_type: PayType | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionTier:
    """What one cycle of a subscription costs this user; `price` is a decimal in `currency`."""

    tier_id: str
    deduct_cycle: DeductCycle
    deduct_type: DeductType
    price: str
    currency: str
    symbol: str
