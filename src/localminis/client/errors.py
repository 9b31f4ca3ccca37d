"""What can go wrong between an app's backend and the platform, as one tree.

MinisClientError
├── TransportError           nothing usable came back; trying later may help
│   └── UnreadableAnswer     something answered, but not in the platform's shape
├── OAuthError               the token endpoints said no: `error`, `description`
│   ├── InvalidGrant         the code or refresh token is used, expired or foreign: log in again
│   └── InvalidClient        the client key and secret do not belong together
├── ApiError                 the open API said no: `code`, `status`, `log_id`, `is_retryable`
│   ├── AccessTokenInvalid   the user's token is expired or revoked: log in again
│   ├── ScopeMissing         the user has not granted what this call needs
│   ├── ParamsInvalid        a parameter is wrong
│   ├── RateLimited          too many calls in the last minute
│   ├── OrderIdTaken         the `order_id` was used before: choose a new one
│   ├── OrderNotFound        no such order for this app and this user
│   ├── PaymentNotEnabled    payments are not switched on for this app
│   ├── TierInvalid          a tier id is unknown
│   ├── SubscriptionActive   the user has an active subscription already
│   ├── SubscriptionCancelled  it is cancelled and not over: reactivate it instead
│   ├── SubscriptionOnHold   its payment failed: the user must act in the store
│   ├── ChangeUnfinished     the previous change of tier is less than an hour old
│   └── RenewalTooNear       its renewal is too near for this
└── EventMalformed           a genuine webhook whose content cannot be read

A webhook that is not genuine raises a `SignatureRefused`, of `localminis.spec.signature`.
"""

from typing import ClassVar, Final

from localminis.spec import error_codes

_SERVER_FAULT: Final = 500
_TOO_MANY: Final = 429
_UNAUTHENTICATED: Final = 401


class MinisClientError(Exception):
    """Any refusal or failure of a call to the platform."""

    is_retryable: bool = False


class TransportError(MinisClientError):
    """No usable answer: connection refused, broken off or timed out.

    Whether the platform acted on the request is unknown.
    """

    is_retryable = True


class UnreadableAnswer(TransportError):
    """Something answered, but not in the platform's shape; often a proxy or a wrong base URL."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
        self.is_retryable = status >= _SERVER_FAULT or status == _TOO_MANY


class OAuthError(MinisClientError):
    """A refusal of the token endpoints.

    Attributes:
        error: the platform's word, such as `invalid_grant`.
        description: its sentence, as sent.
        status: the HTTP status; 200 is possible, so never judge by it.
        log_id: the platform's id of this request, for its support.
    """

    def __init__(self, error: str, description: str, status: int, log_id: str) -> None:
        super().__init__(
            f"The token endpoint answered {error}: {description or 'no description'} "
            f"(HTTP {status}, log_id {log_id or 'unknown'})."
        )
        self.error = error
        self.description = description
        self.status = status
        self.log_id = log_id
        self.is_retryable = error in {"server_error", "temporarily_unavailable"}


class InvalidGrant(OAuthError):
    """The code or refresh token is used, expired, revoked or another app's; log in again."""


class InvalidClient(OAuthError):
    """The client key is unknown or the secret is not its secret."""


class ApiError(MinisClientError):
    """A refusal of the open API.

    Attributes:
        code: the platform's word or number, always as text.
        status: the HTTP status; numeric codes may come with 200.
        message: its sentence, as sent.
        log_id: the platform's id of this request, for its support.
    """

    codes: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, code: str, status: int, message: str, log_id: str) -> None:
        super().__init__(
            f"The open API answered {code}: "
            f"{message or error_codes.NUMERIC_MEANING.get(code, 'no message')} "
            f"(HTTP {status}, log_id {log_id or 'unknown'})."
        )
        self.code = code
        self.status = status
        self.message = message
        self.log_id = log_id
        self.is_retryable = (
            code in error_codes.RETRYABLE or status >= _SERVER_FAULT or status == _TOO_MANY
        )


class AccessTokenInvalid(ApiError):
    """The user's access token is expired, revoked or of the wrong kind; log in again."""

    codes = frozenset({"access_token_invalid"})


class ScopeMissing(ApiError):
    """The user has not granted the scope that the call or a field needs."""

    codes = frozenset({"scope_not_authorized", "scope_permission_missed"})


class ParamsInvalid(ApiError):
    """The platform does not accept a parameter of the call."""

    codes = frozenset({"invalid_params", "40001000"})


class RateLimited(ApiError):
    """Too many calls in the last minute."""

    codes = frozenset({"rate_limit_exceeded"})


class OrderIdTaken(ApiError):
    """The `order_id` was used before; every order needs its own, also after a failed payment."""

    codes = frozenset({"20021002"})


class OrderNotFound(ApiError):
    """No such trade order for this app and this user."""

    codes = frozenset({"20011002"})


class PaymentNotEnabled(ApiError):
    """Payments are not switched on for this app."""

    codes = frozenset({"20021001"})


class TierInvalid(ApiError):
    """A tier id is unknown to the platform."""

    codes = frozenset({"20001003"})


class SubscriptionActive(ApiError):
    """The user has an active subscription in this app already."""

    codes = frozenset({"20021101"})


class SubscriptionCancelled(ApiError):
    """The user's subscription is cancelled and not over yet; reactivate it instead."""

    codes = frozenset({"20021102"})


class SubscriptionOnHold(ApiError):
    """The subscription's renewal could not be paid; the user must act in the store."""

    codes = frozenset({"20021103"})


class ChangeUnfinished(ApiError):
    """The previous change of tier is less than an hour old."""

    codes = frozenset({"20021108"})


class RenewalTooNear(ApiError):
    """The renewal is too near: within a day, or two minutes in the sandbox."""

    codes = frozenset({"20021111"})


class EventMalformed(MinisClientError):
    """A webhook with a good signature whose JSON or content is not what its event promises."""


_KINDS: Final = (
    AccessTokenInvalid,
    ScopeMissing,
    ParamsInvalid,
    RateLimited,
    OrderIdTaken,
    OrderNotFound,
    PaymentNotEnabled,
    TierInvalid,
    SubscriptionActive,
    SubscriptionCancelled,
    SubscriptionOnHold,
    ChangeUnfinished,
    RenewalTooNear,
)


def api_error(code: str, status: int, message: str, log_id: str) -> ApiError:
    """Return the leaf of the tree for an answer of the open API, or a plain `ApiError`."""
    for kind in _KINDS:
        if code in kind.codes:
            return kind(code, status, message, log_id)
    if status == _UNAUTHENTICATED:
        # The documents ask to treat every 401 as "log in again", whatever the code.
        return AccessTokenInvalid(code, status, message, log_id)
    if status == _TOO_MANY:
        return RateLimited(code, status, message, log_id)
    return ApiError(code, status, message, log_id)


def oauth_error(error: str, description: str, status: int, log_id: str) -> OAuthError:
    """Return the leaf of the tree for an answer of the token endpoints, or a plain `OAuthError`."""
    kind = {"invalid_grant": InvalidGrant, "invalid_client": InvalidClient}.get(error, OAuthError)
    return kind(error, description, status, log_id)
