"""The records of identity and its refusals."""

from dataclasses import dataclass
from typing import Final

from localminis.clock import MAIN
from localminis.errors import Conflict, Invalid, NotFound, Refused
from localminis.ids import AppId, ClientKey, OpenId, UserId, digest
from localminis.spec import error_codes

DEFAULT_DEVELOPER: Final = "default"


@dataclass(frozen=True, slots=True)
class App:
    """A mini app as the portal knows it; the client secret is kept apart, sealed.

    Without `terms_url` or `privacy_url` nobody can log in; with `requires_test_user` only the
    app's test users can, as in development and preview. Without `regions` it is released
    everywhere; phones whose library is older than `min_library_version` are asked to update.
    `sandbox_of` is the app that this one is a sandbox of. `revision` grows with each change of what
    is said here, `release_revision` with each change of what is released. Until
    `former_secret_until_s` the secret before the last rotation is accepted too. `clock_id` names
    the clock that it goes by: a sandbox its own, or the main one.
    """

    id: AppId
    client_key: ClientKey
    name: str
    webhook_url: str | None
    is_payment_enabled: bool
    created_at_s: int
    developer: str
    terms_url: str | None
    privacy_url: str | None
    requires_test_user: bool
    kind: str
    description: str
    category: str
    is_ads_enabled: bool
    sandbox_of: AppId | None
    revision: int
    release_revision: int
    former_secret_until_s: int | None = None
    regions: tuple[str, ...] = ()
    min_library_version: str = ""
    clock_id: str = MAIN

    @property
    def is_sandbox(self) -> bool:
        """Whether this is a sandbox of another app."""
        return self.sandbox_of is not None


@dataclass(frozen=True, slots=True)
class User:
    """A simulated TikTok user, known by a name that is unique on this platform.

    `union_id` is the id across the apps of the first developer; `union_id_for` tells the others'.
    """

    id: UserId
    name: str
    union_id: str
    region: str
    created_at_s: int
    language: str
    is_adult: bool
    is_banned: bool
    avatar_url: str | None

    def union_id_for(self, developer: str) -> str:
        """Return the id of this user across one developer's apps, and no other developer's."""
        if developer == DEFAULT_DEVELOPER:
            return self.union_id
        return digest(f"{self.union_id} {developer}")[: len(self.union_id)]


@dataclass(frozen=True, slots=True)
class Grant:
    """One scope that a user has granted to an app, and when (platform time)."""

    app_id: AppId
    user_id: UserId
    scope: str
    granted_at_s: int


@dataclass(frozen=True, slots=True)
class Session:
    """What one login of a user in an app has left alive; times are platform time.

    `number` names it without telling what it is made of; `family` is the digest it began with.
    """

    number: str
    app_id: AppId
    client_key: ClientKey
    family: str
    scope: str
    issued_at_s: int
    access_until_s: int | None
    refresh_until_s: int | None


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


class AddressInvalid(Invalid):
    """A redirect or legal address has a form that is not taken."""

    code = "invalid_address"


class OverlapInvalid(Invalid):
    """A former secret cannot stay good for so long."""

    code = "overlap_invalid"


class SessionNotFound(NotFound):
    """No living session of this user has this number."""

    code = "session_not_found"


class TooManyTestUsers(Conflict):
    """The app has as many test users as the platform allows."""

    code = "too_many_test_users"


class LegalUrlsMissing(Refused):
    """The app has no terms of service or no privacy policy address, so nobody can log in."""

    code = str(error_codes.SDK_LOGIN_LEGAL_URLS_MISSING)


class UserMayNotLogIn(Refused):
    """The user is no test user of an app that takes only those, or banned, or not an adult.

    The page's number for it is unknown; assumed the suffix of user errors.
    """

    code = str(error_codes.sdk_error_code("login", "user_error"))


class InvalidClient(Refused):
    """The client key is unknown, or the secret is not this app's."""

    code = "invalid_client"


class InvalidGrant(Refused):
    """A code or refresh token is unknown, used, expired, revoked, or another app's."""

    code = "invalid_grant"


class GrantReused(InvalidGrant):
    """A code or refresh token came a second time; `family` is what it began or belongs to."""

    def __init__(self, message: str, family: str | None) -> None:
        super().__init__(message)
        self.family = family


class CodeProofInvalid(Invalid):
    """The redirect address or the code verifier is missing, or not the authorization's."""

    code = "invalid_request"


class AccessTokenInvalid(Refused):
    """The bearer token is unknown, expired, revoked, or of the wrong kind.

    `client_key` names the app that the token was made for, where it is known.
    """

    code = "access_token_invalid"

    def __init__(self, message: str, *, client_key: str = "") -> None:
        super().__init__(message)
        self.client_key = client_key


class ScopeNotAuthorized(Refused):
    """The user has not granted the app the scope that a requested field needs."""

    code = "scope_not_authorized"


class ScopePermissionMissed(Refused):
    """The user has granted the scope, but the token at hand does not carry it."""

    code = "scope_permission_missed"


class ScopeInvalid(Invalid):
    """No scope is named, or one that Minis does not have."""

    code = "invalid_scope"


class FieldsInvalid(Invalid):
    """The `fields` parameter is missing or names an unknown field."""

    code = "invalid_params"


class AvailabilityInvalid(Invalid):
    """A region or a library version of an app has a form that is not taken."""

    code = "availability_invalid"


class NotInRegion(NotFound):
    """The app is not released in the region of the user."""

    code = "not_in_region"
