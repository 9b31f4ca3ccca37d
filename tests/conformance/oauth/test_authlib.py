"""Authlib signs in with the lines of the documentation, which send what the platform documents."""

import pytest
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from tests.docs.test_examples import blocks
from tests.web.authorize.conftest import CALLBACK


def test_a_session_of_the_how_to_signs_in_and_refreshes(flow):
    """It names the app by `client_key` at both addresses, and a spent code is its own exception."""
    [snippet] = blocks("docs/how-to/connect-a-backend.md", "py")
    names = {}
    exec(snippet, names)
    with names["new_session"](flow.key, flow.app["client_secret"], CALLBACK) as session:
        session.trust_env = False
        verifier = generate_token(48)
        address, state = session.create_authorization_url(
            f"{flow.platform.url}/v2/auth/authorize/", client_key=flow.key, code_verifier=verifier
        )
        assert f"client_key={flow.key}" in address
        answer = flow.answer(flow.browser.get(address)).headers["location"]
        token_address = f"{flow.platform.url}/v2/oauth/token/"
        way_back = {"authorization_response": answer, "state": state, "code_verifier": verifier}
        tokens = session.fetch_token(token_address, **way_back)
        assert tokens["scope"] == "user.info.basic"
        newer = session.refresh_token(token_address, tokens["refresh_token"])
        assert newer["refresh_token"] != tokens["refresh_token"]
        with pytest.raises(OAuthError, match="invalid_grant"):
            session.fetch_token(token_address, **way_back)
