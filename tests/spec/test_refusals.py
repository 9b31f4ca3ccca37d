"""The reasons of refusals are complete."""

from localminis.spec import error_codes, refusals


def test_every_code_that_the_open_api_answers_with_is_explained():
    """A new code needs its rule; codes that only the web sign-in or the SDK know need none."""
    answered = {
        *error_codes.WORD_STATUS,
        *error_codes.NUMERIC_MEANING,
        *error_codes.OAUTH_STATUS,
    }
    elsewhere = {
        "invalid_file_upload",
        "access_denied",
        "invalid_scope",
        "unauthorized_client",
        "unsupported_response_type",
    }
    assert set(refusals.REASONS) == answered - elsewhere
    for why in refusals.REASONS.values():
        assert why.rule.endswith(".")
        assert why.passes.endswith(".")
