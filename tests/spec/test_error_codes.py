import pytest

from localminis.spec import error_codes


@pytest.mark.parametrize(
    ("code", "setting", "status"),
    [
        ("access_token_invalid", "ok", 401),
        ("access_token_invalid", "http", 401),
        ("rate_limit_exceeded", "ok", 429),
        ("40001000", "ok", 200),
        ("40001000", "http", 400),
        ("50001000", "ok", 200),
        ("50001000", "http", 500),
        ("20021002", "http", 400),
    ],
)
def test_an_api_code_has_a_status(code, setting, status):
    """Words have theirs; numbers go by the setting."""
    assert error_codes.api_status(code, setting) == status


@pytest.mark.parametrize(
    ("code", "setting", "status"),
    [
        ("invalid_grant", "standard", 400),
        ("invalid_client", "standard", 401),
        ("invalid_client", "ok", 200),
        ("server_error", "ok", 500),
        ("temporarily_unavailable", "ok", 503),
    ],
)
def test_an_oauth_word_has_a_status(code, setting, status):
    """The lenient setting answers 200, but never when the fault is ours."""
    assert error_codes.oauth_status(code, setting) == status


@pytest.mark.parametrize("code", error_codes.NUMERIC_MEANING)
def test_a_number_is_eight_digits_in_a_string(code):
    """That is how all known clients compare it."""
    assert code.isdecimal()
    assert len(code) == 8


def test_what_is_worth_repeating_is_known():
    """Only documented codes are retried."""
    assert {*error_codes.WORD_STATUS, *error_codes.NUMERIC_MEANING} >= error_codes.RETRYABLE


def test_an_sdk_code_is_prefix_and_suffix():
    """The page tells a cancelled payment from a failed one by number."""
    assert error_codes.sdk_error_code("pay", "user_cancel") == 115_601
    codes = [
        error_codes.sdk_error_code(method, reason)
        for method in error_codes.SDK_PREFIX
        for reason in error_codes.SDK_SUFFIX
    ]
    assert len(set(codes)) == len(codes)
