"""What an authorization request asks for: reading it, and the two ways of refusing it.

A client or an address that cannot be trusted is told to the person; everything else goes back to
the app, as RFC 6749 §4.1.2.1 has it. Source: contract server-api §1.5.
"""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

import msgspec

from localminis.errors import Invalid
from localminis.identity import addresses, apps, consent
from localminis.identity.model import App, ScopeInvalid
from localminis.store.transaction import Tx

# SHA-256 in hexadecimal, as the platform's desktop apps send it, or in RFC 7636's base64url.
_CHALLENGE_FORM: Final = re.compile(r"[0-9a-f]{64}|[A-Za-z0-9_-]{43}")
_SEPARATORS: Final = re.compile(r"[,\s]+")


class Asked(msgspec.Struct, frozen=True):
    """A checked authorization request; it travels through the consent page sealed."""

    client_key: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    code_challenge: str | None
    expires_at_wall_s: int = 0


class Untrusted(Invalid):
    """The app or its redirect address is not known, so nobody is sent anywhere."""

    code = "invalid_request"


class SentBack(Exception):
    """The request is refused, and the app is told at its redirect address.

    `code` is a word of the OAuth errors.
    """

    def __init__(self, code: str, message: str, redirect_uri: str, state: str | None) -> None:
        super().__init__(message)
        self.code = code
        self.redirect_uri = redirect_uri
        self.state = state

    @property
    def location(self) -> str:
        """The app's address with the refusal in its query."""
        answer = {"error": self.code, "error_description": str(self)}
        return address(self.redirect_uri, answer, self.state)


def read(
    tx: Tx, pairs: Sequence[tuple[str, str]], *, is_client_id_taken: bool = True
) -> tuple[App, Asked]:
    """Read the query of an authorization request.

    Commas and blanks both separate scopes: the first is the platform's, the second an ordinary
    OAuth client's.

    Args:
        is_client_id_taken: whether `client_id`, an ordinary client's, counts for `client_key`.

    Raises:
        Untrusted: the app or the redirect address is unknown, or a parameter comes twice.
        SentBack: anything else is wrong.
    """
    given = dict(pairs)
    if len(given) != len(pairs):
        raise Untrusted("A parameter is given twice. Send each once.")
    app = _app(tx, given, is_client_id_taken=is_client_id_taken)
    redirect_uri = _redirect_uri(tx, app, given)
    state = given.get("state")

    def refused(code: str, message: str) -> SentBack:
        return SentBack(code, message, redirect_uri, state)

    response_type = given.get("response_type")
    if not response_type:
        raise refused("invalid_request", "The response_type is missing. Send code.")
    if response_type != "code":
        raise refused(
            "unsupported_response_type", f"The response_type is {response_type!r}. Send code."
        )
    names = [name for name in _SEPARATORS.split(given.get("scope", "")) if name]
    if not names:
        raise refused("invalid_request", "The scope is missing. Send user.info.basic.")
    try:
        scopes = consent.parse_scopes(names)
    except ScopeInvalid as refusal:
        raise refused("invalid_scope", refusal.message) from refusal
    if app.terms_url is None or app.privacy_url is None:
        raise refused(
            "unauthorized_client",
            f"The app {app.client_key} has no terms or privacy address, so nobody can log in.",
        )
    challenge, method = given.get("code_challenge"), given.get("code_challenge_method")
    if (challenge or method) and method != "S256":
        raise refused(
            "invalid_request", f"The code_challenge_method is {method!r}. Only S256 is taken."
        )
    if method and not _CHALLENGE_FORM.fullmatch(challenge or ""):
        raise refused(
            "invalid_request",
            "The code_challenge is not a SHA-256, in 64 hexadecimal digits or 43 of base64url.",
        )
    return app, Asked(app.client_key, redirect_uri, scopes, state, challenge or None)


def address(redirect_uri: str, answer: dict[str, str], state: str | None) -> str:
    """Return the redirect address with an answer in its query, and the state as it came."""
    if state is not None:
        answer = {**answer, "state": state}
    return f"{redirect_uri}?{urlencode(answer)}"


def _app(tx: Tx, given: dict[str, str], *, is_client_id_taken: bool) -> App:
    client_key = given.get("client_key")
    client_id = given.get("client_id") if is_client_id_taken else None
    if client_key and client_id and client_key != client_id:
        raise Untrusted("The client_key and the client_id differ. Send client_key only.")
    key = client_key or client_id
    if not key:
        raise Untrusted("The client_key is missing. Add it to the address.")
    app = apps.find(tx, key)
    if app is None:
        raise Untrusted(f"No app has the client_key {key!r}. `localminis app list` shows all apps.")
    return app


def _redirect_uri(tx: Tx, app: App, given: dict[str, str]) -> str:
    uri = given.get("redirect_uri")
    if not uri:
        raise Untrusted("The redirect_uri is missing. Add it to the address.")
    if not addresses.is_redirect_registered(uri, apps.redirect_uris(tx, app)):
        raise Untrusted(
            f"The redirect_uri {uri!r} is not registered, letter by letter. Register it with "
            f"`localminis app set {app.client_key} --redirect-uri URI`."
        )
    return uri
