"""One-time login codes: minting them, and proving that whoever brings one may have it."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from localminis.clock import Clock
from localminis.identity import consent, queries
from localminis.identity.model import App, CodeProofInvalid, User
from localminis.ids import digest, new_code
from localminis.spec import limits
from localminis.spec import scopes as spec
from localminis.store.transaction import Tx


def issue(
    tx: Tx,
    clock: Clock,
    user: User,
    app: App,
    scopes: Sequence[str] = spec.SILENT_LOGIN_SCOPES,
    *,
    redirect_uri: str | None = None,
    code_challenge: str | None = None,
) -> str:
    """Mint a code: five minutes, one use, bound to the app and the user; grants its scopes.

    Only its digest is stored.

    Args:
        scopes: what the code's tokens may do; the silent login's when not given, and more than
            those when the user was asked.
        redirect_uri: where a code of the web flow is sent; none for a code of a mini app.
        code_challenge: what the web flow was given to prove the exchange with; see `check_proof`.

    Raises:
        ScopeInvalid: no scope, or an unknown one; nothing is written.
        LegalUrlsMissing, UserMayNotLogIn: nothing is written.

    Source: seed:login, contract client-sdk §4.3; the lifetime is observed, not documented.
    """
    consent.grant(tx, clock, user, app, scopes)
    code = new_code()
    queries.insert_code(
        tx,
        code_digest=digest(code),
        app_id=app.id,
        user_id=user.id,
        scope=",".join(consent.parse_scopes(scopes)),
        expires_at_s=clock.now_s() + limits.CODE_LIFETIME_S,
        used_at_s=None,
        redirect_uri=redirect_uri,
        code_challenge=code_challenge,
    )
    return code


def check_proof(
    *,
    redirect_uri: str | None,
    code_challenge: str | None,
    given_redirect_uri: str | None,
    given_verifier: str | None,
) -> None:
    """Compare what a code was made with and what its exchange brings.

    A mini app's code was made with neither, and whatever is given then is tolerated (assumed).

    Args:
        code_challenge: SHA-256 of the verifier, in the platform's hexadecimal or RFC 7636's
            base64url.

    Raises:
        CodeProofInvalid: something is missing or another; the code is not spent.

    Source: contract server-api §1.1. That a wrong verifier is `invalid_request` is observed; RFC
    7636 has `invalid_grant`.
    """
    if redirect_uri is None:
        return
    if given_redirect_uri is None:
        raise CodeProofInvalid(
            "The redirect_uri is missing. Send the one that the authorization was asked with."
        )
    if given_redirect_uri != redirect_uri:
        raise CodeProofInvalid(
            f"The redirect_uri {given_redirect_uri!r} is not the authorization's. "
            "Send the same one, letter by letter."
        )
    if code_challenge is None:
        if given_verifier is not None:
            # Taking it would let somebody strip the challenge from a victim's authorization.
            raise CodeProofInvalid(
                "A code_verifier came, and the authorization had no code_challenge. Send both."
            )
        return
    if given_verifier is None:
        raise CodeProofInvalid("The code_verifier is missing; the authorization has a challenge.")
    if not any(
        hmac.compare_digest(code_challenge.encode(), proof.encode())
        for proof in challenges(given_verifier)
    ):
        raise CodeProofInvalid("The code_verifier does not fit the authorization's code_challenge.")


def challenges(verifier: str) -> tuple[str, str]:
    """Return both spellings of a verifier's S256 challenge: hexadecimal, and base64url."""
    hashed = hashlib.sha256(verifier.encode())
    return hashed.hexdigest(), base64.urlsafe_b64encode(hashed.digest()).rstrip(b"=").decode()
