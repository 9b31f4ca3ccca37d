"""Why the open API refuses: for each code the rule behind it, and what would pass.

What a refusal itself knows better (which field, which values) comes before what stands here. Pages
are named by their slug on the official site.

Source: contract server-api §1.5, §5, §6, §12, §13; the wording is ours.
"""

from dataclasses import dataclass
from typing import Final

from localminis.spec import limits


@dataclass(frozen=True, slots=True)
class Why:
    """The rule behind a code.

    `field` is what of a request usually breaks it; `page` the slug of the official page.
    """

    rule: str
    passes: str
    page: str
    field: str | None = None


_API: Final = "tiktok-api-v2-error-handling"
_CODES: Final = "minis-error-codes"
_OAUTH: Final = "oauth-error-handling"
_SUBSCRIPTIONS: Final = "minis-subscription-apis"

REASONS: Final = {
    "access_token_invalid": Why(
        "Calls for a user need that user's access token, alive.",
        "Authorization: Bearer with an access token (act.…) of the user, not expired, not revoked, "
        "not a client token (clt.…). Refresh it, or let the page log in again.",
        _API,
        "Authorization",
    ),
    "scope_not_authorized": Why(
        "A field is told only when the user has granted its scope.",
        "Ask for it with TTMinis.authorize, and use the token that the new code gives.",
        _API,
        "fields",
    ),
    "scope_permission_missed": Why(
        "The access token must carry the scope, and not only the app.",
        "A token from a code of TTMinis.authorize with that scope.",
        _API,
        "fields",
    ),
    "invalid_params": Why(
        "Every required parameter is there, of its type, and known.",
        "What the message says; the reference lists the fields.",
        _API,
    ),
    "rate_limit_exceeded": Why(
        f"An app may call this {limits.USER_INFO_PER_MINUTE} times within a minute.",
        "The same call a minute later. Keep what it told instead of asking again.",
        "tiktok-api-v2-rate-limit",
    ),
    "internal_error": Why(
        "The platform failed; nothing is wrong with the call.",
        "The same call again.",
        _API,
    ),
    "50001000": Why(
        "The platform failed; nothing is wrong with the call.",
        "The same call again.",
        _CODES,
    ),
    "40001000": Why(
        "Every required field is there, of its type and within its limits.",
        "What the message says; the reference lists the fields.",
        _CODES,
    ),
    "20011002": Why(
        "An order is told only to the app it belongs to, with a token of the user it is for.",
        "The trade_order_id that `create` returned, with that user's access token of that app.",
        _CODES,
        "trade_order_id",
    ),
    "20021001": Why(
        "Only an app with the payment capability may create orders.",
        "The same call after `localminis app set KEY --payment on`.",
        _CODES,
    ),
    "20021002": Why(
        "Each order_id works once in an app, whatever became of its order.",
        "An order_id that this app has not used.",
        _CODES,
        "order_info.order_id",
    ),
    "20001003": Why(
        "A tier is one of those that the app sells.",
        "A tier_id of get_tier_infos, or a sandbox tier.",
        _CODES,
        "tier_id",
    ),
    "20021101": Why(
        "A user has at most one active subscription in an app.",
        "Nothing, while it is active: read it with get_active_list, or change its tier.",
        _SUBSCRIPTIONS,
    ),
    "20021102": Why(
        "A cancelled subscription is not created anew before it is over.",
        "subscription/reactivate with its subscription_id.",
        _SUBSCRIPTIONS,
    ),
    "20021103": Why(
        "A subscription on hold waits for the user's payment.",
        "The same call after the user has paid in the store: `localminis subscription recover ID`.",
        _SUBSCRIPTIONS,
    ),
    "20021108": Why(
        "A change of tier takes up to an hour.",
        "The same call an hour later: `localminis clock advance 1h`.",
        _SUBSCRIPTIONS,
    ),
    "20021111": Why(
        "Nothing is changed close before a renewal.",
        "The same call after the renewal.",
        _SUBSCRIPTIONS,
    ),
    "invalid_request": Why(
        "Every required form field is there once, form-encoded.",
        "What the message says. Send the fields as application/x-www-form-urlencoded.",
        _OAUTH,
    ),
    "invalid_client": Why(
        "The client key and the client secret belong together.",
        "The app's own key and secret: `localminis app show KEY --secret`.",
        _OAUTH,
        "client_secret",
    ),
    "invalid_grant": Why(
        f"A code works once, for {limits.CODE_LIFETIME_S} seconds, and a refresh token once.",
        "A fresh code of TTMinis.login, or the newest refresh token.",
        _OAUTH,
        "code",
    ),
    "unsupported_grant_type": Why(
        "There are three grants.",
        "authorization_code, refresh_token or client_credentials.",
        _OAUTH,
        "grant_type",
    ),
    "server_error": Why(
        "The platform failed; nothing is wrong with the call.", "The same call again.", _OAUTH
    ),
    "temporarily_unavailable": Why(
        "The platform cannot be used just now.", "The same call again, later.", _OAUTH
    ),
}

NOWHERE: Final = Why(
    "The open API has a fixed list of addresses and methods.",
    "An address of the reference, with its method.",
    "minis-server-apis-overview",
)
NO_ANSWER: Final = Why(
    "The connection was cut before the answer ended: a fault on request, or the caller left.",
    "The same call without the fault; ask first whether it took effect.",
    "none",
)
OTHER: Final = Why("The platform answered with an error.", "What the message says.", "none")
