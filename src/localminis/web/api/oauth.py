"""`/v2/oauth/*`: flat JSON, form bodies. Source: contract server-api §1.

`client_id` is tolerated in place of `client_key`: a liberty of ours, for ordinary OAuth clients
that cannot name it otherwise (setting `client_id_parameter`). The platform documents `client_key`
only.
"""

from typing import Final

from localminis.errors import Invalid, MinisError, Refused
from localminis.identity import credentials, tokens
from localminis.identity.model import App, GrantReused, UserTokens
from localminis.store.transaction import Tx
from localminis.web.api import answers
from localminis.web.context import Context

Answer = answers.UserTokens | answers.ClientToken | MinisError

_GRANT_TYPES: Final = ("authorization_code", "refresh_token", "client_credentials")


class FormFieldMissing(Invalid):
    """A required form field is absent or empty, or said twice in two ways."""

    code = "invalid_request"


class GrantTypeUnsupported(Refused):
    """The grant type is none of the three."""

    code = "unsupported_grant_type"


def token(tx: Tx, context: Context, form: dict[str, str]) -> Answer:
    """Answer `POST /v2/oauth/token/` for its three grants; unknown parameters are tolerated."""
    grant_type = _required(form, "grant_type")
    if grant_type not in _GRANT_TYPES:
        raise GrantTypeUnsupported(
            f"The grant_type {grant_type!r} is not supported. Use {', '.join(_GRANT_TYPES)}."
        )
    if grant_type == "authorization_code":
        return _exchange(tx, context, form)
    if grant_type == "refresh_token":
        return _refresh(tx, context, form)
    app = _authenticate(tx, context, form)
    given = tokens.client_credentials(tx, context.on(app).clock, app)
    return answers.ClientToken(given.access_token, given.expires_in_s)


def revoke(tx: Tx, context: Context, form: dict[str, str]) -> answers.Revoked:
    """Answer `POST /v2/oauth/revoke/` with an empty object; the app hears of it, too."""
    access_token = _required(form, "token")
    app = _authenticate(tx, context, form)
    context = context.on(app)
    tokens.revoke(tx, context.clock, app, access_token, bell=context.bell)
    return answers.Revoked()


def _exchange(tx: Tx, context: Context, form: dict[str, str]) -> Answer:
    code = _required(form, "code")
    app = _authenticate(tx, context, form)
    context = context.on(app)
    try:
        given = tokens.exchange(
            tx,
            context.clock,
            app,
            code,
            lifetimes=context.settings.token_lifetimes,
            redirect_uri=form.get("redirect_uri") or None,
            code_verifier=form.get("code_verifier") or None,
        )
    except GrantReused as refusal:
        return _refuse_reuse(tx, context, app, refusal)
    return _user_tokens(given)


def _refresh(tx: Tx, context: Context, form: dict[str, str]) -> Answer:
    old = _required(form, "refresh_token")
    app = _authenticate(tx, context, form)
    context = context.on(app)
    lifetimes = context.settings.token_lifetimes
    try:
        given = tokens.refresh(tx, context.clock, app, old, lifetimes=lifetimes)
    except GrantReused as refusal:
        return _refuse_reuse(tx, context, app, refusal)
    return _user_tokens(given)


def _refuse_reuse(tx: Tx, context: Context, app: App, refusal: GrantReused) -> MinisError:
    """Refuse a second use, under the setting only after its tokens' end has been stored."""
    if context.settings.reuse_revokes == "off":
        raise refusal
    tokens.revoke_family(tx, context.clock, app, refusal.family)
    # Raised here, the refusal would take the revocation back with it.
    return refusal


def _authenticate(tx: Tx, context: Context, form: dict[str, str]) -> App:
    client_key, client_id = form.get("client_key"), form.get("client_id")
    if context.settings.client_id_parameter == "ignored":
        if client_id and not client_key:
            raise FormFieldMissing(
                "The form field client_key is missing. A client_id came, and the setting "
                "client_id_parameter ignores it, as the platform documents client_key only.",
                field="client_key",
            )
        client_id = None
    if client_key and client_id and client_key != client_id:
        raise FormFieldMissing(
            f"The form has the client_key {client_key!r} and the client_id {client_id!r}. "
            "Send client_key only.",
            field="client_id",
        )
    return credentials.authenticate(
        tx,
        context.clock,
        context.vault,
        client_key=client_key or client_id or _required(form, "client_key"),
        client_secret=_required(form, "client_secret"),
    )


def _required(form: dict[str, str], name: str) -> str:
    value = form.get(name)
    if not value:
        advice = " It goes into the form, not into a header." if name.startswith("client_") else ""
        raise FormFieldMissing(f"The form field {name} is missing or empty.{advice}", field=name)
    return value


def _user_tokens(given: UserTokens) -> answers.UserTokens:
    return answers.UserTokens(
        open_id=given.open_id,
        scope=given.scope,
        access_token=given.access_token,
        expires_in=given.expires_in_s,
        refresh_token=given.refresh_token,
        refresh_expires_in=given.refresh_expires_in_s,
    )
