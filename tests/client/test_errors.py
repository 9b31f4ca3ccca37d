"""The tree of the client's errors."""

import inspect

import pytest

from localminis.client import errors
from localminis.spec import error_codes


def leaves():
    return [each for _, each in inspect.getmembers(errors, inspect.isclass)]


def test_every_error_hangs_on_one_trunk():
    """One except clause catches whatever a call can meet."""
    own = [each for each in leaves() if each.__module__ == errors.__name__]
    assert len(own) == 21
    assert all(issubclass(each, errors.MinisClientError) for each in own)


def test_the_drawn_tree_names_every_class():
    """The picture at the top of the module is complete."""
    for each in leaves():
        if each.__module__ == errors.__name__:
            assert each.__name__ in errors.__doc__


def test_every_code_that_a_leaf_claims_is_the_platforms():
    """A leaf cannot wait for a code that nobody sends, and no two wait for the same."""
    claimed = [code for each in leaves() for code in getattr(each, "codes", ())]
    assert len(claimed) == len(set(claimed))
    assert set(claimed) <= set(error_codes.WORD_STATUS) | set(error_codes.NUMERIC_MEANING)


@pytest.mark.parametrize("code", [*error_codes.WORD_STATUS, *error_codes.NUMERIC_MEANING])
def test_every_code_makes_an_error_that_says_it(code):
    """Code, message, status and log_id are in the sentence and on the object."""
    status = error_codes.api_status(code, "ok")
    error = errors.api_error(code, status, "Said so.", "LOG1")
    assert str(error) == (f"The open API answered {code}: Said so. (HTTP {status}, log_id LOG1).")
    assert (error.code, error.status, error.message, error.log_id) == (
        code,
        status,
        "Said so.",
        "LOG1",
    )
    assert error.is_retryable == (code in error_codes.RETRYABLE)


def test_unknown_codes_are_judged_by_their_status():
    """A code that no table lists is still a new login at 401 and a pause at 429."""
    assert isinstance(errors.api_error("new_word", 401, "", ""), errors.AccessTokenInvalid)
    assert isinstance(errors.api_error("new_word", 429, "", ""), errors.RateLimited)
    assert type(errors.api_error("new_word", 400, "", "")) is errors.ApiError
    assert errors.api_error("new_word", 502, "", "").is_retryable


def test_silent_platform_gets_a_meaning():
    """A numeric code without message is explained from the table."""
    assert "choose a new one" in str(errors.api_error("20021002", 200, "", ""))
    assert "log_id unknown" in str(errors.api_error("x", 400, "", ""))


@pytest.mark.parametrize("word", error_codes.OAUTH_STATUS)
def test_every_oauth_word_makes_an_error_that_says_it(word):
    """The token endpoints' words arrive unchanged; only the server's own troubles pass."""
    error = errors.oauth_error(word, "", 400, "")
    assert word in str(error)
    assert error.error == word
    assert error.is_retryable == (word in {"server_error", "temporarily_unavailable"})
