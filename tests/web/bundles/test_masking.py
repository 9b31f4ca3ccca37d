"""What is masked of a state: each secret in its place, and wherever a text repeats it."""

import json

from localminis.web.bundles.masking import Masker

SECRET = "zkq81secretsecret"


def document(**tables):
    """Make a state with one app, and what else is given."""
    app = {"client_key": "mn1", "client_secret": SECRET, "former_secret": "former-one"}
    rows = {"tokens": [], "login_codes": [], "webhook_attempts": [], **tables}
    return {"tables": {"apps": [{**app, "former_secret_until_s": 5, "name": "App"}], **rows}}


def masked(state):
    Masker(state).mask()
    return state["tables"]


def test_an_app_keeps_none_of_its_secrets():
    """Not the former one either, nor until when it is good."""
    app = masked(document())["apps"][0]
    assert app == {
        "client_key": "mn1",
        "name": "App",
        "client_secret": None,
        "former_secret": None,
        "former_secret_until_s": None,
    }


def test_a_text_that_repeats_a_secret_or_a_token_says_so():
    """In any table; a word that is as short as a secret may be is left alone."""
    state = document(users=[{"name": f"it is {SECRET}", "note": "act.0123456789abcdef", "id": 3}])
    state["tables"]["apps"][0]["former_secret"] = "it"
    user = masked(state)["users"][0]
    assert user == {"name": "it is ***", "note": "act.***cdef", "id": 3}


def test_what_belongs_together_still_does():
    """A token's family is the digest of its code, and both have one number."""
    tokens = [
        {"token_digest": "aa", "family": "cc"},
        {"token_digest": "bb", "family": "cc"},
        {"token_digest": "dd", "family": None},
    ]
    tables = masked(document(tokens=tokens, login_codes=[{"code_digest": "cc"}]))
    numbers = [(row["token_digest"], row["family"]) for row in tables["tokens"]]
    assert numbers[0][1] == numbers[1][1] == tables["login_codes"][0]["code_digest"]
    assert len({each for pair in numbers for each in pair}) == 5
    assert all(each.endswith("-masked") for each, _ in numbers)


def test_a_signature_is_no_more_in_what_was_sent():
    """Of both forms that a webhook may be signed in; other headers stay."""
    sent = [["TikTok-Signature", "t=1,s=ab"], ["webhook-signature", "v1,ab"], ["Accept", "*/*"]]
    rows = [{"request_headers": json.dumps(sent)}, {"request_headers": None}]
    attempts = masked(document(webhook_attempts=rows))["webhook_attempts"]
    shown = [["TikTok-Signature", "***"], ["webhook-signature", "***"], ["Accept", "*/*"]]
    assert json.loads(attempts[0]["request_headers"]) == shown
    assert attempts[1]["request_headers"] is None
