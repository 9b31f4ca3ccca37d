"""`/v2/oauth/*`: flat JSON, form bodies. Source: contract server-api §1."""

from typing import Any

from localminis.errors import Invalid, Refused
from localminis.identity import apps, tokens
from localminis.identity.model import App, UserTokens
from localminis.store.transaction import Tx
from localminis.web.context import Context


class FormFieldMissing(Invalid):
    """A required form field is absent or empty."""

    code = "invalid_request"


class GrantTypeUnsupported(Refused):
    """The grant type is none of the three."""

    code = "unsupported_grant_type"


def token(tx: Tx, context: Context, form: dict[str, str]) -> dict[str, Any]:
    """Answer `POST /v2/oauth/token/` for its three grants; unknown parameters are tolerated."""
    grant_type = _required(form, "grant_type")
    if grant_type not in {"authorization_code", "refresh_token", "client_credentials"}:
        raise GrantTypeUnsupported(
            f"The grant_type {grant_type!r} is not supported. "
            "Use authorization_code, refresh_token or client_credentials."
        )
    lifetimes = context.settings.token_lifetimes
    if grant_type == "authorization_code":
        code = _required(form, "code")
        app = _authenticate(tx, context, form)
        return _user_tokens(tokens.exchange(tx, context.clock, app, code, lifetimes=lifetimes))
    if grant_type == "refresh_token":
        old = _required(form, "refresh_token")
        app = _authenticate(tx, context, form)
        return _user_tokens(tokens.refresh(tx, context.clock, app, old, lifetimes=lifetimes))
    given = tokens.client_credentials(tx, context.clock, _authenticate(tx, context, form))
    return {
        "access_token": given.access_token,
        "expires_in": given.expires_in_s,
        "token_type": "Bearer",
    }


def revoke(tx: Tx, context: Context, form: dict[str, str]) -> dict[str, Any]:
    """Answer `POST /v2/oauth/revoke/` with an empty object."""
    access_token = _required(form, "token")
    tokens.revoke(tx, context.clock, _authenticate(tx, context, form), access_token)
    return {}


def _authenticate(tx: Tx, context: Context, form: dict[str, str]) -> App:
    return apps.authenticate(
        tx,
        context.vault,
        client_key=_required(form, "client_key"),
        client_secret=_required(form, "client_secret"),
    )


def _required(form: dict[str, str], name: str) -> str:
    value = form.get(name)
    if not value:
        raise FormFieldMissing(f"The form field {name} is missing or empty.")
    return value


def _user_tokens(given: UserTokens) -> dict[str, Any]:
    return {
        "open_id": given.open_id,
        "scope": given.scope,
        "access_token": given.access_token,
        "expires_in": given.expires_in_s,
        "refresh_token": given.refresh_token,
        "refresh_expires_in": given.refresh_expires_in_s,
        "token_type": "Bearer",
    }
