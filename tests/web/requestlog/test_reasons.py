"""What a refused call is explained with."""

from dataclasses import replace

import pytest

from localminis.spec import refusals
from localminis.web.requestlog import reasons
from localminis.web.requestlog.model import Call

CALL = Call(
    number=1,
    log_id="L",
    at_wall_ms=1,
    at_s=1,
    duration_ms=1,
    method="POST",
    path="/v2/oauth/token/",
    client_key="",
    user_id=None,
    user=None,
    status=400,
    code="",
    message="",
    is_refused=True,
)


def reason(**changes):
    return reasons.of(replace(CALL, **changes), field=None, passes=None)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"code": "no_answer"}, refusals.NO_ANSWER),
        ({"code": "invalid_params", "path": "/v2/other/", "status": 404}, refusals.NOWHERE),
        ({"code": "http_503"}, refusals.OTHER),
        ({"code": "invalid_grant"}, refusals.REASONS["invalid_grant"]),
    ],
)
def test_what_has_no_code_of_its_own_is_explained_too(changes, why):
    """A cut connection, an address that is none, a fault on request."""
    found = reason(**changes)
    assert (found.rule, found.source) == (why.rule, why.page)


def test_the_grant_in_hand_is_the_field():
    """A refresh token that is refused is not called a code."""
    message = "The refresh_token has expired."
    assert reason(code="invalid_grant", message=message).field == "refresh_token"
    assert reason(code="invalid_grant", message="The code expired").field == "code"
