import pytest
from tests.web.authorize.conftest import WebFlow

from localminis.identity import codes

VERIFIER = "v" * 64
HEXADECIMAL, BASE64URL = codes.challenges(VERIFIER)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"client_key": None}, "client_key is missing"),
        ({"client_key": ""}, "client_key is missing"),
        ({"client_key": "mnunknown"}, "No app has"),
        ({"client_key": "mn\x00\ud7ff"}, "No app has"),
        ({"client_id": "mnother"}, "differ"),
        ({"redirect_uri": None}, "redirect_uri is missing"),
        ({"redirect_uri": "https://evil.example/"}, "not registered"),
        ({"redirect_uri": "http://127.0.0.1:4711/callback/"}, "not registered"),
        ({"redirect_uri": "http://127.0.0.1:4711/callback?x=1"}, "not registered"),
        ({"scope": ["user.info.basic", "user.info.open_id"]}, "given twice"),
    ],
)
def test_an_untrusted_request_is_told_to_the_person_and_leads_nowhere(flow, given, said):
    """Without a known app and a registered address nobody is sent anywhere."""
    page = flow.ask(**given)
    assert page.status_code == 400
    assert "location" not in page.headers
    assert said in page.text
    assert "invalid_request" in page.text
    assert "<form" not in page.text


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": None}, "invalid_request"),
        ({"scope": " , "}, "invalid_request"),
        ({"scope": "user.info.basic,video.list"}, "invalid_scope"),
        ({"code_challenge": BASE64URL}, "invalid_request"),
        ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
    ],
)
def test_every_other_refusal_goes_back_to_the_app_with_its_state(flow, given, error):
    """The app is told the documented word, in a GET, with the state letter by letter."""
    state = "a b&c=é\n%20"
    address, answer = flow.sent_back(flow.ask(state=state, **given))
    assert address == "http://127.0.0.1:4711/callback"
    assert answer["error"] == error
    assert answer["state"] == state
    assert answer["error_description"][0].isupper()


def test_a_request_without_state_gets_none_back(flow):
    """Nothing is made up that the app did not send."""
    _, answer = flow.sent_back(flow.ask(state=None, response_type="x"))
    assert set(answer) == {"error", "error_description"}


@pytest.mark.parametrize("field", ["terms_url", "privacy_url"])
def test_an_app_without_legal_addresses_is_not_authorized(flow, field):
    """The portal's precondition holds for the web flow, too."""
    flow.change(**{field: ""})
    _, answer = flow.sent_back(flow.ask())
    assert answer["error"] == "unauthorized_client"


@pytest.mark.parametrize("path", ["/v2/auth/authorize/", "/v2/auth/authorize"])
@pytest.mark.parametrize(
    "scope", ["user.info.open_id,user.info.basic", "user.info.open_id user.info.basic"]
)
def test_both_paths_and_both_separators_are_taken(flow, path, scope):
    """The platform's commas and an ordinary client's blanks name the same scopes."""
    page = flow.browser.get(path, params=flow.query(scope=scope))
    assert page.status_code == 200
    assert page.text.count('name="scope"') == 2


def test_client_id_is_tolerated_for_client_key(flow):
    """Ordinary OAuth clients cannot name it otherwise."""
    assert flow.ask(client_key=None, client_id=flow.key).status_code == 200
    assert flow.ask(client_id=flow.key).status_code == 200
    code = flow.code()
    both = flow.exchange(code, client_id="mnother")
    assert (both.status_code, both.json()["error"]) == (400, "invalid_request")
    assert flow.exchange(code, client_key=None, client_id=flow.key).status_code == 200


def test_client_id_counts_for_nothing_under_the_setting(serve_platform, tmp_path):
    """Code that runs then sends what the platform documents; a client_id beside it is no harm."""
    with serve_platform(tmp_path / "home", client_id_parameter="ignored") as platform:
        flow = WebFlow(platform)
        page = flow.ask(client_key=None, client_id=flow.key)
        assert page.status_code == 400
        assert "client_key is missing" in page.text
        code = flow.code(client_id="whatever")
        refused = flow.exchange(code, client_key=None, client_id=flow.key).json()
        assert refused["error"] == "invalid_request"
        assert "documents client_key only" in refused["error_description"]
        assert flow.exchange(code, client_id="whatever").status_code == 200
        flow.browser.close()


@pytest.mark.parametrize("challenge", [HEXADECIMAL, BASE64URL])
def test_a_challenge_is_proved_at_the_token_endpoint(flow, challenge):
    """Both spellings work; a missing and a wrong verifier are refused and spend nothing."""
    code = flow.code(code_challenge=challenge, code_challenge_method="S256")
    for wrong in (None, "w" * 64, challenge):
        refused = flow.exchange(code, code_verifier=wrong)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert flow.exchange(code, code_verifier=VERIFIER).status_code == 200


def test_a_verifier_without_a_challenge_is_refused(flow):
    """Taking it would hide that somebody stripped the challenge."""
    code = flow.code()
    refused = flow.exchange(code, code_verifier=VERIFIER)
    assert refused.json()["error"] == "invalid_request"
    assert "code_challenge" in refused.json()["error_description"]
    assert flow.exchange(code).status_code == 200


@pytest.mark.parametrize("uri", [None, "http://127.0.0.1:4711/callback/", "http://127.0.0.1/"])
def test_the_exchange_names_the_same_redirect_address(flow, uri):
    """Missing or another one is refused, and the right one still works afterwards."""
    code = flow.code()
    refused = flow.exchange(code, redirect_uri=uri)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert flow.exchange(code).status_code == 200
