"""`AsyncMinisClient`: the platform from code that runs on an event loop."""

from collections.abc import Callable, Collection
from types import TracebackType
from typing import Literal, Self

from localminis.client import resources, webhooks
from localminis.client.model import (
    ClientToken,
    Subscription,
    SubscriptionOrder,
    SubscriptionTier,
    TierInfo,
    TradeOrder,
    UserInfo,
    UserTokens,
)
from localminis.client.transport import AsyncSender, AsyncTransport, choose_base_url
from localminis.clock import wall_s
from localminis.ids import TradeOrderId
from localminis.spec.signature import TOLERANCE_S


class AsyncMinisClient:
    """One app's connection to the platform; keep one for the life of the event loop.

    The same calls, arguments and errors as `MinisClient`, to be awaited; `parse_webhook` only
    computes and is not.

    Args:
        client_key: the app's key.
        client_secret: its secret; it stays on the backend.
        base_url: the platform's address; else the environment's `LOCALMINIS_API_URL`, else the
            real host.
        transport: another way to carry requests, such as an `httpx2.ASGITransport` in a test.
        timeout_s: wall time for connecting, and for each wait for more bytes.
        max_retries: further attempts of a query.
        clock: tells the time of receipt and the age of webhooks, epoch seconds.

    Raises:
        ValueError: an argument cannot be right; says which.
    """

    def __init__(
        self,
        client_key: str,
        client_secret: str,
        *,
        base_url: str | None = None,
        transport: AsyncTransport | None = None,
        timeout_s: float = 10.0,
        max_retries: int = 2,
        clock: Callable[[], int] = wall_s,
    ) -> None:
        self._app = resources.Credentials(client_key, client_secret)
        self._clock = clock
        self.base_url = choose_base_url(base_url)
        self._sender = AsyncSender(
            self.base_url, transport, timeout_s=timeout_s, max_retries=max_retries, clock=clock
        )

    def __repr__(self) -> str:
        return f"AsyncMinisClient(client_key={self._app.client_key!r}, base_url={self.base_url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; the client is of no use afterwards."""
        await self._sender.aclose()

    async def exchange_code(self, code: str) -> UserTokens:
        """Trade the login code that the page received for the user's tokens.

        Args:
            code: as the page got it (URL-decoded); good once, for about five minutes.

        Raises:
            InvalidGrant: the code is used, expired or another app's; the page logs in again.
            InvalidClient: key and secret do not belong together.
        """
        return await self._sender.send(resources.exchange_code(self._app, code))

    async def refresh(self, refresh_token: str) -> UserTokens:
        """Trade a refresh token for new tokens; store the new refresh token, the old one is dead.

        Raises:
            InvalidGrant: the token is used, expired or revoked; the page logs in again.
        """
        return await self._sender.send(resources.refresh(self._app, refresh_token))

    async def client_token(self) -> ClientToken:
        """Get a token of the app itself; no call on behalf of a user accepts it."""
        return await self._sender.send(resources.client_token(self._app))

    async def revoke(self, access_token: str) -> None:
        """Disconnect the app from the user whose access token this is."""
        await self._sender.send(resources.revoke(self._app, access_token))

    async def user_info(
        self, access_token: str, fields: Collection[str] = ("open_id",)
    ) -> UserInfo:
        """Read the user's profile.

        Args:
            access_token: the user's.
            fields: names of `UserInfo`; a silent login opens `open_id` only.

        Raises:
            AccessTokenInvalid: the page logs in again.
            ScopeMissing: the user has not granted a field.
        """
        return await self._sender.send(resources.user_info(access_token, fields))

    async def create_trade_order(
        self,
        access_token: str,
        *,
        order_id: str,
        product_name: str,
        token_amount: int,
        product_id: str | None = None,
        quantity: int | None = None,
        quantity_unit: str | None = None,
        image_url: str | None = None,
        order_url: str | None = None,
    ) -> TradeOrderId:
        """Create an order that the page then pays, and return its `trade_order_id`.

        Args:
            access_token: of the user who is to pay.
            order_id: your own id, never used before; store it first.
            product_name: what the user sees in the list of orders.
            token_amount: the price in Beans, from your own table and never from the page.
            product_id: your own id of the product.
            quantity: how many.
            quantity_unit: of what, such as `episode`.
            image_url: a cover for the list of orders.
            order_url: where the list of orders leads to.

        Raises:
            AccessTokenInvalid: the page logs in again.
            OrderIdTaken: choose another `order_id`.
            PaymentNotEnabled: the app may not sell.
            TransportError: it is unknown whether the order exists; an unpaid order harms nobody.
        """
        return await self._sender.send(
            resources.create_trade_order(
                access_token,
                order_id=order_id,
                product_name=product_name,
                token_amount=token_amount,
                product_id=product_id,
                quantity=quantity,
                quantity_unit=quantity_unit,
                image_url=image_url,
                order_url=order_url,
            )
        )

    async def query_trade_order(self, access_token: str, trade_order_id: str) -> TradeOrder:
        """Read the state of an order: a second look beside the webhook.

        Raises:
            AccessTokenInvalid: refresh the tokens, or the page logs in again.
            OrderNotFound: not an order of this app and this user.
        """
        return await self._sender.send(resources.query_trade_order(access_token, trade_order_id))

    async def get_tier_infos(
        self, access_token: str, tier_ids: Collection[str]
    ) -> dict[str, TierInfo]:
        """Read what recharge tiers cost this user, by tier id.

        Raises:
            TierInvalid: a tier id is unknown.
        """
        return await self._sender.send(resources.get_tier_infos(access_token, tier_ids))

    async def check_redeem_amounts(self, access_token: str, token_amounts: Collection[int]) -> bool:
        """Ask whether all these prices, in Beans, are allowed; one answer for the whole list."""
        return await self._sender.send(resources.check_redeem_amounts(access_token, token_amounts))

    async def create_subscription(
        self,
        access_token: str,
        *,
        tier_id: str,
        order_id: str,
        product_name: str,
        order_url: str | None = None,
        order_detail: str | None = None,
    ) -> TradeOrderId:
        """Create an order that the page's `createSubscription` then settles; return its id.

        Args:
            access_token: of the user who is to subscribe.
            tier_id: an approved tier, or one of the four sandbox tiers.
            order_id: your own id, never used before; store it first.
            product_name: what the user sees in the list of orders.
            order_url: where the list of orders leads to.
            order_detail: more about it.

        Raises:
            SubscriptionActive, SubscriptionCancelled, SubscriptionOnHold: there is one already.
            TierInvalid: the tier is unknown.
            OrderIdTaken: choose another `order_id`.
        """
        return await self._sender.send(
            resources.create_subscription(
                access_token,
                tier_id=tier_id,
                order_id=order_id,
                product_name=product_name,
                order_url=order_url,
                order_detail=order_detail,
            )
        )

    async def reactivate_subscription(
        self,
        access_token: str,
        *,
        subscription_id: str,
        order_id: str,
        product_name: str,
        order_url: str | None = None,
        order_detail: str | None = None,
    ) -> TradeOrderId:
        """Create an order that the page's `reactivateSubscription` then settles; return its id.

        Args:
            access_token: of the subscriber.
            subscription_id: of a cancelled subscription that is not over.
            order_id: your own id, never used before; store it first.
            product_name: what the user sees in the list of orders.
            order_url: where the list of orders leads to.
            order_detail: more about it.

        Raises:
            SubscriptionActive, SubscriptionOnHold: it is not cancelled.
            RenewalTooNear: try again once the period is over.
            OrderIdTaken: choose another `order_id`.
        """
        return await self._sender.send(
            resources.reactivate_subscription(
                access_token,
                subscription_id=subscription_id,
                order_id=order_id,
                product_name=product_name,
                order_url=order_url,
                order_detail=order_detail,
            )
        )

    async def get_active_subscriptions(self, access_token: str) -> list[Subscription]:
        """Read the user's subscriptions that are not over: one, or none."""
        return await self._sender.send(resources.get_active_subscriptions(access_token))

    async def get_subscription_info(self, access_token: str, trade_order_id: str) -> Subscription:
        """Read the subscription that a payment belongs to.

        Raises:
            OrderNotFound: not a paid subscription order of this app and this user.
        """
        return await self._sender.send(
            resources.get_subscription_info(access_token, trade_order_id)
        )

    async def get_subscription_order_info(
        self, access_token: str, trade_order_id: str
    ) -> SubscriptionOrder:
        """Read the state of one payment of a subscription.

        Raises:
            OrderNotFound: not a subscription order of this app and this user.
        """
        return await self._sender.send(
            resources.get_subscription_order_info(access_token, trade_order_id)
        )

    async def get_subscription_tier_info(
        self,
        access_token: str,
        tier_ids: Collection[str],
        *,
        device_platform: Literal["android", "iphone"] | None = None,
    ) -> dict[str, SubscriptionTier]:
        """Read what subscription tiers cost this user, by tier id.

        Args:
            access_token: the user's.
            tier_ids: ids you know; there is no list of all.
            device_platform: whose store's prices; `iphone` if not given.

        Raises:
            TierInvalid: a tier id is unknown.
        """
        return await self._sender.send(
            resources.get_subscription_tier_info(
                access_token, tier_ids, device_platform=device_platform
            )
        )

    def parse_webhook(
        self,
        body: bytes,
        signature: str | None,
        *,
        now_s: int | None = None,
        tolerance_s: int = TOLERANCE_S,
    ) -> webhooks.Event:
        """Prove that a webhook comes from the platform, and read it.

        Args:
            body: the request's raw bytes, before any parsing.
            signature: the value of its `TikTok-Signature` header, or None.
            now_s: epoch seconds; the client's clock if not given.
            tolerance_s: how old the signature may be.

        Raises:
            SignatureRefused: not genuine or not fresh; answer 401.
            EventMalformed: genuine, but unreadable; answer 400.
        """
        return webhooks.parse_webhook(
            self._app.client_secret,
            body,
            signature,
            now_s=self._clock() if now_s is None else now_s,
            tolerance_s=tolerance_s,
        )
