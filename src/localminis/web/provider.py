"""Signing in through an OpenID Connect provider: the way there, and what comes back.

The authorization code flow with PKCE, state and nonce, by Authlib; joserfc checks the ID token.
What must be remembered between the two steps travels sealed in a cookie, so that any process of the
platform can do the second one.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from localminis.clock import wall_s
from localminis.errors import Unavailable
from localminis.ids import new_session_token
from localminis.members.model import SignInRefused
from localminis.settings import Settings
from localminis.store.model import SealBroken
from localminis.store.vault import Vault

CALLBACK_PATH: Final = "/console/sign-in/callback"
WAY_S: Final = 600
_TIMEOUT_S: Final = 10
_LEEWAY_S: Final = 60
_RECORD: Final = "sign-in through the provider"
# What a provider signs with; never `none`, and never our own secret as a key.
_ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")


class ProviderUnavailable(Unavailable):
    """The identity provider does not answer as one."""

    code = "provider_unavailable"


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for: its own name for them, and an address that it has verified."""

    subject: str
    email: str


class Provider:
    """The identity provider of a served platform."""

    def __init__(
        self, settings: Settings, vault: Vault, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        assert settings.oidc_issuer is not None
        self._issuer = settings.oidc_issuer
        self._settings = settings
        self._vault = vault
        self._transport = transport
        self._redirect_uri = f"{settings.public_url}{CALLBACK_PATH}"

    async def start(self) -> tuple[str, str]:
        """Return where to send the browser, and the cookie to send with it.

        Raises:
            ProviderUnavailable: the provider's configuration cannot be read.
        """
        way = {name: new_session_token() for name in ("state", "nonce", "verifier")}
        async with self._client() as client:
            metadata = await self._metadata(client)
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=way["state"],
                nonce=way["nonce"],
                code_verifier=way["verifier"],
            )
        kept = json.dumps({**way, "until_s": wall_s() + WAY_S})
        return address, self._vault.seal(kept, record=_RECORD)

    async def finish(self, query: dict[str, str], cookie: str) -> Vouched:
        """Return whom the provider vouches for, from the callback's query and our cookie.

        Raises:
            SignInRefused: the person or the provider said no, or another browser is meant.
            ProviderUnavailable: the provider cannot be asked.
        """
        way = self._opened(cookie)
        if way is None or query.get("state") != way["state"]:
            raise SignInRefused("This sign-in was begun elsewhere or too long ago. Begin it again.")
        if "code" not in query:
            said = query.get("error_description") or query.get("error") or "it gave no code"
            raise SignInRefused(f"The identity provider did not sign you in: {said}.")
        async with self._client() as client:
            metadata = await self._metadata(client)
            try:
                token = await client.fetch_token(
                    metadata["token_endpoint"], code=query["code"], code_verifier=way["verifier"]
                )
                keys = await client.request("GET", metadata["jwks_uri"], withhold_token=True)
                claims = self._claims(token["id_token"], keys.json(), way["nonce"])
            except httpx2.HTTPError as error:
                raise self._unavailable(error) from error
            except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
                raise SignInRefused(
                    f"The answer of the identity provider cannot be trusted ({error}). "
                    "Sign in again."
                ) from error
        return _vouched(claims)

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self._settings.oidc_client_id,
            client_secret=self._settings.oidc_client_secret,
            scope="openid email",
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            transport=self._transport,
            timeout=_TIMEOUT_S,
            follow_redirects=False,
        )

    async def _metadata(self, client: AsyncOAuth2Client) -> dict[str, Any]:
        address = f"{self._issuer}/.well-known/openid-configuration"
        try:
            answer = await client.request("GET", address, withhold_token=True)
            metadata = answer.json() if answer.status_code == HTTPStatus.OK else None
        except (httpx2.HTTPError, ValueError) as error:
            raise self._unavailable(error) from error
        issuer = metadata.get("issuer") if isinstance(metadata, dict) else None
        if not isinstance(metadata, dict) or issuer not in {self._issuer, f"{self._issuer}/"}:
            raise ProviderUnavailable(
                f"What answers at {address} is another issuer. Check the setting oidc_issuer."
            )
        return metadata

    def _unavailable(self, error: Exception) -> ProviderUnavailable:
        return ProviderUnavailable(
            f"The identity provider {self._issuer} does not answer as one "
            f"({error or type(error).__name__}). Try again, or sign in with a password."
        )

    def _claims(self, id_token: str, keys: Any, nonce: str) -> dict[str, Any]:
        token = jwt.decode(id_token, jwk.KeySet.import_key_set(keys), algorithms=_ALGORITHMS)
        registry = jwt.JWTClaimsRegistry(
            now=wall_s(),
            leeway=_LEEWAY_S,
            iss={"essential": True, "values": [self._issuer, f"{self._issuer}/"]},
            aud={"essential": True, "value": self._settings.oidc_client_id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        registry.validate(token.claims)
        return dict(token.claims)

    def _opened(self, cookie: str) -> dict[str, Any] | None:
        try:
            way: dict[str, Any] = json.loads(self._vault.open(cookie, record=_RECORD))
        except (SealBroken, ValueError):
            return None
        return way if way["until_s"] > wall_s() else None


def _vouched(claims: dict[str, Any]) -> Vouched:
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        raise SignInRefused(
            "The identity provider has verified no e-mail address of yours. Verify it there, or "
            "ask an admin of this platform for a password."
        )
    return Vouched(str(claims["sub"]), email)
