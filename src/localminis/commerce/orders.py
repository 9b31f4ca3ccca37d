"""Trade orders: created by the app's backend, paid once by the user they were made for."""

from msgspec.structs import replace

from localminis.agenda.agenda import Bell
from localminis.clock import Clock
from localminis.commerce import ledger, tiers
from localminis.commerce.model import (
    Order,
    OrderIdTaken,
    OrderNotFound,
    OrderNotOpen,
    OrderRequest,
    ParametersInvalid,
    Payment,
    PaymentNotEnabled,
    Quote,
    Traceback,
)
from localminis.commerce.queries import orders as queries
from localminis.commerce.queries import refunds as refund_queries
from localminis.commerce.queries import users as user_queries
from localminis.ids import AppId, OpenId, TradeOrderId, UserId, new_trade_order_id
from localminis.spec import limits
from localminis.store.transaction import Tx
from localminis.webhooks import events


def create(
    tx: Tx,
    clock: Clock,
    app_id: AppId,
    user_id: UserId,
    request: OrderRequest,
    *,
    is_payment_enabled: bool,
) -> TradeOrderId:
    """Create an open order for one user.

    Raises:
        PaymentNotEnabled: the app has no payment capability; nothing is written.
        ParametersInvalid: a value outside the limits; nothing is written.
        OrderIdTaken: the app used this order id before; nothing is written.

    Source: contract server-api §5.1. Uniqueness per app is assumed.
    """
    if not is_payment_enabled:
        raise PaymentNotEnabled(
            "Payment is not enabled for this app. `localminis app set KEY --payment on` enables it."
        )
    _check(request)
    if queries.is_order_id_taken(tx, app_id, request.order_id):
        raise OrderIdTaken(
            f"The order_id {request.order_id!r} is already used in this app. Send a new one."
        )
    trade_order_id = new_trade_order_id()
    queries.insert_order(
        tx,
        trade_order_id=trade_order_id,
        app_id=app_id,
        user_id=user_id,
        order_id=request.order_id,
        token_type=request.token_type,
        token_amount=request.token_amount,
        product_name=request.product_name,
        product_id=request.product_id,
        order_url=request.order_url,
        quantity=request.quantity,
        quantity_unit=request.quantity_unit,
        image_url=request.image_url,
        trade_order_status="PENDING",
        created_at_s=clock.now_s(),
    )
    return trade_order_id


def query(tx: Tx, app_id: AppId, user_id: UserId, trade_order_id: str) -> Order:
    """Return an order of this app and this user.

    Raises:
        OrderNotFound: unknown, or another app's or user's.

    Source: contract server-api §5.2.
    """
    return _own(queries.order(tx, trade_order_id), app_id, user_id, trade_order_id)


def quote(
    tx: Tx,
    app_id: AppId,
    payer: UserId,
    trade_order_id: str,
    *,
    region: str = "US",
    recharge_covers: str = "shortfall",
) -> Quote:
    """Return what paying an order would take; for the payment sheet.

    Args:
        region: the payer's, for the price of the offered tier.
        recharge_covers: `shortfall` or `price`, which the offered tier covers; a setting.

    Raises:
        OrderNotFound: unknown, or another app's or user's.
        OrderNotOpen: it has been paid.

    Source: contract server-api §5.5. Which of the two a recharge covers is unknown.
    """
    order = query(tx, app_id, payer, trade_order_id)
    _require_open(order)
    balance_beans = ledger.balance(tx, payer)
    if order.is_sandbox or is_sandbox_user(tx, payer):
        return Quote(order, balance_beans, 0, None, is_sandbox=True)
    shortfall_beans = max(0, order.token_amount - balance_beans)
    tier = None
    if shortfall_beans:
        covered_beans = shortfall_beans if recharge_covers == "shortfall" else order.token_amount
        tier = tiers.covering(covered_beans, region, tiers.sold(tx))
    return Quote(order, balance_beans, shortfall_beans, tier, is_sandbox=False)


def is_sufficient(tx: Tx, payer: UserId, beans: int) -> bool:
    """Return whether a user could pay an amount; the number itself is nobody's business.

    A sandbox user always can (assumed), as payment will not need the balance.

    Raises:
        ParametersInvalid: the amount is below 1.

    Source: contract server-api §5.4.
    """
    if beans < limits.TOKEN_AMOUNT_MIN:
        raise ParametersInvalid(f"The amount is {beans}; ask for 1 Bean or more.")
    return is_sandbox_user(tx, payer) or ledger.balance(tx, payer) >= beans


def pay(
    tx: Tx,
    clock: Clock,
    bell: Bell,
    app_id: AppId,
    payer: UserId,
    trade_order_id: str,
    open_id: OpenId,
) -> Payment:
    """Pay an open order from the payer's wallet, exactly once.

    Moves the price to the app's revenue and records the success event, all inside `tx`. In the
    sandbox (the order's own mark, or the payer's at this moment) no Beans are needed or moved.

    Args:
        payer: the user the order was made for; anyone else is refused.
        open_id: the payer's id within the app, for the event.

    Returns:
        The paid order, and the payer's balance after it.

    Raises:
        OrderNotFound: unknown, or another app's or user's; nothing is written.
        OrderNotOpen: paid before; nothing is written.
        NotEnoughBeans: the wallet holds less than the price; nothing is written.

    Source: seed:payment, seed:redeem_success, contract server-api §9.
    """
    held, is_sandbox_user = queries.hold_order(tx, trade_order_id)
    order = _own(held, app_id, payer, trade_order_id)
    _require_open(order)
    is_sandbox = order.is_sandbox or is_sandbox_user
    if is_sandbox:
        transfer_id, balance_beans = None, ledger.balance(tx, payer)
    else:
        redeemed = ledger.redeem(
            tx, clock, payer, app_id, beans=order.token_amount, reference=order.trade_order_id
        )
        transfer_id, balance_beans = redeemed.transfer_id, redeemed.balance_beans
    now_s = clock.now_s()
    is_marked = queries.mark_paid(
        tx,
        order.trade_order_id,
        paid_at_s=now_s,
        transfer_id=transfer_id,
        is_sandbox=is_sandbox,
    )
    assert is_marked
    events.record_redeem_success(
        tx,
        bell,
        app_id=app_id,
        open_id=open_id,
        trade_order_id=order.trade_order_id,
        order_id=order.order_id,
        is_sandbox=is_sandbox,
        now_s=now_s,
    )
    paid = replace(order, trade_order_status="SUCCESS", paid_at_s=now_s, is_sandbox=is_sandbox)
    return Payment(paid, balance_beans)


def is_sandbox_user(tx: Tx, user_id: UserId) -> bool:
    """Return whether a user's payments are sandbox payments."""
    return user_queries.is_sandbox_user(tx, user_id)


def set_sandbox_user(tx: Tx, clock: Clock, user_id: UserId, *, is_sandbox: bool) -> None:
    """Choose whether a user's payments are sandbox payments from now on.

    What has been paid keeps what it was; open orders go by the user at the moment of payment.
    """
    if is_sandbox and not user_queries.is_sandbox_user(tx, user_id):
        user_queries.insert_sandbox_user(tx, user_id, clock.now_s())
    if not is_sandbox:
        user_queries.remove_sandbox_user(tx, user_id)


def set_sandbox(tx: Tx, trade_order_id: str, *, is_sandbox: bool) -> Order:
    """Choose whether one open order is a sandbox order, whoever pays it.

    Raises:
        OrderNotFound: unknown.
        OrderNotOpen: paid before; nothing is written.
    """
    held, _ = queries.hold_order(tx, trade_order_id)
    order = _known(held, trade_order_id)
    _require_open(order)
    queries.mark_sandbox(tx, trade_order_id, is_sandbox=is_sandbox)
    return replace(order, is_sandbox=is_sandbox)


def listing(
    tx: Tx,
    *,
    app_id: AppId | None = None,
    user_id: UserId | None = None,
    limit: int = 50,
    status: str | None = None,
    before: tuple[int, str] | None = None,
) -> list[Order]:
    """Return orders, the newest first.

    Args:
        status: only those of one `trade_order_status`.
        before: creation time and id of the order after which the list goes on.
    """
    return queries.latest_orders(
        tx, app_id=app_id, user_id=user_id, limit=limit, status=status, before=before
    )


def asked_for(tx: Tx, order: Order) -> OrderRequest:
    """Return what an order was made with, every field of it."""
    found = queries.order_request(tx, order.trade_order_id)
    assert found is not None
    return found


def recovered(tx: Tx, order: Order) -> list[Traceback]:
    """Return what store refunds have taken back of an order, in order."""
    return refund_queries.tracebacks_on(tx, order.trade_order_id)


def get(tx: Tx, trade_order_id: str) -> Order:
    """Return an order of any app, for the platform's owner.

    Raises:
        OrderNotFound: unknown.
    """
    return _known(queries.order(tx, trade_order_id), trade_order_id)


def of_app(tx: Tx, app_id: AppId, any_id: str) -> Order | None:
    """Return an app's order by its trade_order_id or by the app's own id, or None."""
    return queries.order_of_app(tx, app_id, any_id)


def _known(order: Order | None, trade_order_id: str) -> Order:
    if order is None:
        raise OrderNotFound(
            f"No order of Beans has the id {trade_order_id!r}. `localminis order list` shows the "
            "newest; an order of a subscription is paid with `localminis subscription pay`."
        )
    return order


def _own(order: Order | None, app_id: AppId, user_id: UserId, trade_order_id: str) -> Order:
    if order is None or order.app_id != app_id or order.user_id != user_id:
        raise OrderNotFound(
            f"No order {trade_order_id!r} exists for this app and this user. "
            "Check the client key, the trade_order_id and whose access token is used."
        )
    return order


def _require_open(order: Order) -> None:
    if order.trade_order_status != "PENDING":
        raise OrderNotOpen(
            f"The order {order.trade_order_id} has been paid. Create a new order for a new payment."
        )


def _check(request: OrderRequest) -> None:
    if request.token_type != limits.TOKEN_TYPE:
        raise ParametersInvalid(
            f"token_type is {request.token_type!r}; it must be BEANS.",
            field="token_type",
        )
    if not limits.TOKEN_AMOUNT_MIN <= request.token_amount <= limits.TOKEN_AMOUNT_MAX:
        raise ParametersInvalid(
            f"token_amount is {request.token_amount}; it must be a whole number of Beans from "
            f"{limits.TOKEN_AMOUNT_MIN} to {limits.TOKEN_AMOUNT_MAX}.",
            field="token_amount",
        )
    if request.quantity is not None and not 1 <= request.quantity <= limits.QUANTITY_MAX:
        raise ParametersInvalid(
            f"order_info.quantity is {request.quantity}; it must be 1 to {limits.QUANTITY_MAX}.",
            field="order_info.quantity",
        )
    _check_text("order_info.order_id", request.order_id, limits.ORDER_ID_MAX)
    _check_text("order_info.product_name", request.product_name, limits.PRODUCT_NAME_MAX)
    for name in ("product_id", "order_url", "quantity_unit", "image_url"):
        value = getattr(request, name)
        if value is not None and (len(value) > limits.ORDER_TEXT_MAX or "\x00" in value):
            raise ParametersInvalid(
                f"order_info.{name} holds a NUL, or is longer than {limits.ORDER_TEXT_MAX} "
                "characters.",
                field=f"order_info.{name}",
            )


def _check_text(name: str, value: str, length_max: int) -> None:
    if not value.strip() or len(value) > length_max or "\x00" in value:
        raise ParametersInvalid(
            f"{name} is empty, holds a NUL, or is longer than {length_max} characters.",
            field=name,
        )
