"""What the platform's answers become: frozen dataclasses whose repr never shows a token."""

from dataclasses import dataclass, field
from typing import Literal

from localminis.ids import OpenId, TradeOrderId


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
