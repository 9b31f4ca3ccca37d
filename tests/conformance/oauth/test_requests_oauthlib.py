"""An ordinary Python OAuth client signs in; only its addresses name this platform."""

import pytest
from oauthlib.oauth2.rfc6749.errors import AccessDeniedError, InvalidGrantError
from requests_oauthlib import OAuth2Session
from tests.web.authorize.conftest import CALLBACK


@pytest.fixture(autouse=True)
def _plain_http(monkeypatch):
    """Let the library talk http to loopback, which it does when told so."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.mark.parametrize("pkce", [None, "S256"])
@pytest.mark.parametrize("scope", [["user.info.basic"], ["user.info.open_id"]])
def test_a_session_signs_in_reads_the_profile_and_refreshes(flow, pkce, scope):
    """The library's own checks of state, scope and PKCE are content, and its bearer works."""
    session = OAuth2Session(flow.key, redirect_uri=CALLBACK, scope=scope, pkce=pkce)
    session.trust_env = False
    address, state = session.authorization_url(f"{flow.platform.url}/v2/auth/authorize/")
    answer = flow.answer(flow.browser.get(address), scope=scope)
    assert f"state={state}" in answer.headers["location"]
    token_address = f"{flow.platform.url}/v2/oauth/token/"
    credentials = {"client_id": flow.key, "client_secret": flow.app["client_secret"]}
    tokens = session.fetch_token(
        token_address,
        authorization_response=answer.headers["location"],
        client_secret=credentials["client_secret"],
        include_client_id=True,
    )
    assert tokens["scope"] == scope
    fields = "open_id,display_name" if "basic" in scope[0] else "open_id"
    told = session.get(f"{flow.platform.url}/v2/user/info/", params={"fields": fields}).json()
    assert told["data"]["user"]["open_id"] == tokens["open_id"]
    newer = session.refresh_token(token_address, **credentials)
    assert newer["refresh_token"] != tokens["refresh_token"]
    with pytest.raises(InvalidGrantError):
        session.refresh_token(token_address, tokens["refresh_token"], **credentials)
    session.close()


def test_a_denial_is_the_librarys_own_exception(flow):
    """The redirect of a denial is read as RFC 6749 has it."""
    session = OAuth2Session(flow.key, redirect_uri=CALLBACK, scope="user.info.basic")
    address, _ = session.authorization_url(f"{flow.platform.url}/v2/auth/authorize/")
    answer = flow.answer(flow.browser.get(address), decision="deny")
    with pytest.raises(AccessDeniedError):
        session.fetch_token(
            f"{flow.platform.url}/v2/oauth/token/",
            authorization_response=answer.headers["location"],
            client_secret=flow.app["client_secret"],
            include_client_id=True,
        )
    session.close()
