"""Which handler answers which address of the admin API."""

from functools import partial
from typing import Any

from starlette.routing import Route

from localminis.web import world
from localminis.web.admin import (
    appearance_views,
    bundle_views,
    clock_views,
    commerce_views,
    fault_views,
    identity_views,
    member_views,
    portal_views,
    price_views,
    publishing_views,
    request_views,
    roles,
    shapes,
    state_views,
    subscription_views,
    trial_views,
    views,
    webhook_views,
)
from localminis.web.context import Context
from localminis.web.endpoint import View
from localminis.web.own import Manner, NeededRole, admin_endpoint, admin_stream, once

_APP = "apps/{client_key}"
_USER = "users/{user}"
_SUBSCRIPTION = "subscriptions/{subscription_id}"

_COMMERCE = (
    (
        "PUT",
        "wallets/{user}/sandbox",
        commerce_views.SandboxChoice,
        commerce_views.set_sandbox_user,
    ),
    ("GET", "wallets/{user}/recharges", shapes.Nothing, commerce_views.list_recharges),
    ("POST", "wallets/{user}/recharges", commerce_views.RechargeOrder, commerce_views.recharge),
    ("POST", "wallets/{user}/refund", commerce_views.RefundRequest, commerce_views.refund),
    (
        "PUT",
        "orders/{trade_order_id}/sandbox",
        commerce_views.SandboxChoice,
        commerce_views.set_sandbox_order,
    ),
    ("GET", "ledger/transfers", shapes.Nothing, commerce_views.list_transfers),
    (
        "POST",
        "orders/{trade_order_id}/pay",
        commerce_views.Payment,
        commerce_views.pay_order,
    ),
    ("GET", "ledger/audit", shapes.Nothing, commerce_views.audit),
    ("GET", "subscriptions", shapes.Nothing, subscription_views.list_subscriptions),
    (
        "POST",
        "subscriptions/orders/{trade_order_id}/pay",
        shapes.Nothing,
        subscription_views.pay_order,
    ),
    ("GET", _SUBSCRIPTION, shapes.Nothing, subscription_views.show),
    ("POST", f"{_SUBSCRIPTION}/cancel", shapes.Nothing, subscription_views.cancel),
    ("POST", f"{_SUBSCRIPTION}/hold", subscription_views.Hold, subscription_views.hold),
    ("POST", f"{_SUBSCRIPTION}/recover", shapes.Nothing, subscription_views.recover),
    ("POST", f"{_SUBSCRIPTION}/expire", shapes.Nothing, subscription_views.expire),
    ("POST", f"{_SUBSCRIPTION}/refund", subscription_views.Refund, subscription_views.refund),
    ("POST", f"{_SUBSCRIPTION}/change", subscription_views.TierChange, subscription_views.change),
)

TABLE = (
    ("GET", "alive", shapes.Nothing, views.alive),
    ("GET", "status", shapes.Nothing, views.status),
    ("GET", "console", shapes.Nothing, views.console_link),
    ("GET", "apps", shapes.Nothing, views.list_apps),
    ("POST", "apps", shapes.NewApp, views.create_app),
    ("GET", _APP, shapes.Nothing, identity_views.show_app),
    ("PUT", _APP, shapes.EnsuredApp, views.ensure_app),
    ("PATCH", _APP, identity_views.AppChange, identity_views.change_app),
    ("POST", f"{_APP}/secret", shapes.Rotation, identity_views.rotate_secret),
    ("POST", f"{_APP}/webhook", trial_views.Trial, trial_views.try_webhook),
    ("POST", f"{_APP}/webhook/torture", trial_views.TortureOrder, trial_views.torture_receiver),
    ("PUT", f"{_APP}/page", shapes.PageAddress, views.set_page),
    ("DELETE", f"{_APP}/page", shapes.Nothing, views.forget_page),
    ("PUT", f"{_APP}/findings", shapes.CheckReport, views.keep_findings),
    ("GET", f"{_APP}/outcomes", shapes.Nothing, views.show_outcomes),
    ("PUT", f"{_APP}/outcomes", shapes.ChosenOutcomes, views.choose_outcomes),
    ("GET", f"{_APP}/faults", shapes.Nothing, fault_views.list_rules),
    ("POST", f"{_APP}/faults", fault_views.RuleBody, fault_views.add_rule),
    ("DELETE", f"{_APP}/faults", shapes.Nothing, fault_views.clear_rules),
    ("GET", "users", shapes.Nothing, views.list_users),
    ("GET", f"{_APP}/test-users", shapes.Nothing, identity_views.list_test_users),
    ("PUT", f"{_APP}/test-users/{{user}}", shapes.Nothing, identity_views.add_test_user),
    ("DELETE", f"{_APP}/test-users/{{user}}", shapes.Nothing, identity_views.remove_test_user),
    ("POST", "users", identity_views.NewUser, identity_views.create_user),
    ("GET", _USER, shapes.Nothing, identity_views.show_user),
    ("PATCH", _USER, identity_views.UserChange, identity_views.change_user),
    ("DELETE", _USER, shapes.Nothing, identity_views.delete_user),
    (
        "POST",
        f"{_USER}/login-codes",
        identity_views.LoginCodeRequest,
        identity_views.issue_login_code,
    ),
    ("DELETE", f"{_USER}/grants/{{client_key}}", shapes.Nothing, identity_views.revoke_grant),
    (
        "DELETE",
        f"{_USER}/sessions/{{client_key}}/{{session}}",
        shapes.Nothing,
        identity_views.end_session,
    ),
    ("GET", "wallets/{user}", shapes.Nothing, views.show_wallet),
    ("POST", "wallets/{user}/grant", shapes.Grant, views.grant),
    *_COMMERCE,
    ("GET", "orders", shapes.Nothing, views.list_orders),
    ("GET", "orders/{trade_order_id}", shapes.Nothing, views.show_order),
    (
        "GET",
        "orders/{trade_order_id}/history",
        shapes.Nothing,
        views.show_order_history,
    ),
    *clock_views.TABLE,
    *publishing_views.TABLE,
    *portal_views.TABLE,
    *appearance_views.TABLE,
    *price_views.TABLE,
    *webhook_views.TABLE,
    *member_views.TABLE,
    *request_views.TABLE,
    *bundle_views.TABLE,
    ("POST", "state/reset", shapes.Nothing, state_views.reset_state),
    ("GET", "state", shapes.Nothing, state_views.export_state),
    ("PUT", "state", dict, state_views.import_state),
    ("POST", "state/world", world.World, state_views.apply_world),
    ("GET", "state/snapshots", shapes.Nothing, state_views.list_snapshots),
    ("PUT", "state/snapshots/{name}", shapes.Nothing, state_views.take_snapshot),
    ("POST", "state/snapshots/{name}/restore", shapes.Nothing, state_views.restore_snapshot),
)


def routes(context: Context) -> list[Route]:
    """Return the admin API's routes."""
    return [
        Route(
            f"/admin/v1/{path}",
            _endpoint(
                context,
                shape,
                handler,
                action=f"{method} {path}",
                needed=partial(roles.needed, method, path),
                manner=request_views.patiently if path == request_views.TAIL else once,
            ),
            methods=[method],
        )
        for method, path, shape, handler in TABLE
    ]


def _endpoint(
    context: Context,
    shape: type[Any],
    handler: Any,
    *,
    action: str,
    needed: NeededRole,
    manner: Manner,
) -> View:
    """Build the view of one line; a body of bytes is the handler's own to read."""
    if shape is bytes:
        return admin_stream(context, handler, action=action, needed=needed)
    return admin_endpoint(context, shape, handler, action=action, needed=needed, manner=manner)
