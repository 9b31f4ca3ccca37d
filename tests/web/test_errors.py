import json
import re

import pytest

from localminis.commerce.model import OrderIdTaken, ParametersInvalid
from localminis.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from localminis.identity.model import AccessTokenInvalid, InvalidClient
from localminis.settings import Settings
from localminis.web import errors
from localminis.web.endpoint import BodyInvalid

STRICT = Settings()
LENIENT = Settings(oauth_error_status="ok", numeric_error_status="http")


def read(response):
    return response.status_code, json.loads(response.body)


def test_a_log_id_is_fourteen_digits_and_twenty_hex_digits():
    """The form is that of every published sample."""
    assert re.fullmatch(r"20\d{12}[0-9A-F]{20}", errors.new_log_id())


@pytest.mark.parametrize(
    ("refusal", "is_minis", "settings", "code", "status"),
    [
        (OrderIdTaken("x"), True, STRICT, "20021002", 200),
        (OrderIdTaken("x"), True, LENIENT, "20021002", 400),
        (ParametersInvalid("x"), True, STRICT, "40001000", 200),
        (BodyInvalid("x"), True, STRICT, "40001000", 200),
        (BodyInvalid("x"), False, STRICT, "invalid_params", 400),
        (AccessTokenInvalid("x"), True, STRICT, "access_token_invalid", 401),
        (Unavailable("x"), True, STRICT, "50001000", 503),
        (Unavailable("x"), False, STRICT, "internal_error", 503),
    ],
)
def test_a_refusal_gets_its_code_and_status(refusal, is_minis, settings, code, status):
    """The envelope carries the code of the family that the endpoint belongs to."""
    got, body = read(errors.api_refusal(refusal, settings, is_minis=is_minis))
    assert (got, body["error"]["code"], body["data"]) == (status, code, {})
    assert body["error"]["message"] == "x"


@pytest.mark.parametrize(
    ("refusal", "settings", "code", "status"),
    [
        (InvalidClient("x"), STRICT, "invalid_client", 401),
        (InvalidClient("x"), LENIENT, "invalid_client", 200),
        (BodyInvalid("x"), STRICT, "invalid_request", 400),
        (Unavailable("x"), STRICT, "temporarily_unavailable", 503),
        (Unavailable("x"), LENIENT, "temporarily_unavailable", 503),
    ],
)
def test_an_oauth_refusal_is_flat(refusal, settings, code, status):
    """Only documented words are used; trouble of ours is never dressed as a success."""
    got, body = read(errors.oauth_refusal(refusal, settings))
    assert (got, body["error"], body["error_description"]) == (status, code, "x")


@pytest.mark.parametrize(
    ("kind", "status"),
    [(Invalid, 400), (NotFound, 404), (Conflict, 409), (Refused, 409), (Unavailable, 503)],
)
def test_our_own_doors_go_by_the_kind(kind, status):
    """Each of the five kinds has one status."""
    got, body = read(errors.own_refusal(kind("x")))
    assert (got, body) == (status, {"error": {"code": kind.code, "message": "x"}})
