"""The records of identity and its refusals."""

import hashlib
from dataclasses import dataclass

from localminis.errors import Conflict, Invalid, NotFound, Refused
from localminis.ids import AppId, ClientKey, OpenId, UserId


@dataclass(frozen=True, slots=True)
class App:
    """A mini app as the portal knows it; the client secret is kept apart, sealed."""

    id: AppId
    client_key: ClientKey
    name: str
    webhook_url: str | None
    is_payment_enabled: bool
    created_at_s: int


@dataclass(frozen=True, slots=True)
class User:
    """A simulated TikTok user, known by a name that is unique on this platform."""

    id: UserId
    name: str
    union_id: str
    region: str
    created_at_s: int


@dataclass(frozen=True, slots=True)
class UserTokens:
    """What a token exchange gives; times are lifetimes in seconds."""

    open_id: OpenId
    scope: str
    access_token: str
    expires_in_s: int
    refresh_token: str
    refresh_expires_in_s: int


@dataclass(frozen=True, slots=True)
class ClientToken:
    """What the `client_credentials` grant gives; the lifetime is in seconds."""

    access_token: str
    expires_in_s: int


@dataclass(frozen=True, slots=True)
class Caller:
    """Who stands behind a bearer token: the app, the user and the granted scopes."""

    app: App
    user: User
    scopes: frozenset[str]


def digest(secret: str) -> str:
    """Return what is stored of a code or token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


class AppNotFound(NotFound):
    """No app has this client key."""

    code = "app_not_found"


class UserNotFound(NotFound):
    """No simulated user has this name or number."""

    code = "user_not_found"


class ClientKeyTaken(Conflict):
    """Another app has this client key."""

    code = "client_key_taken"


class UserNameTaken(Conflict):
    """Another user has this name."""

    code = "user_name_taken"


class NameInvalid(Invalid):
    """A name or key has a form that is not taken."""

    code = "invalid_name"


class InvalidClient(Refused):
    """The client key is unknown, or the secret is not this app's."""

    code = "invalid_client"


class InvalidGrant(Refused):
    """A code or refresh token is unknown, used, expired, revoked, or another app's."""

    code = "invalid_grant"


class AccessTokenInvalid(Refused):
    """The bearer token is unknown, expired, revoked, or of the wrong kind."""

    code = "access_token_invalid"


class ScopeNotAuthorized(Refused):
    """The user has not granted the scope that a requested field needs."""

    code = "scope_not_authorized"


class FieldsInvalid(Invalid):
    """The `fields` parameter is missing or names an unknown field."""

    code = "invalid_params"
