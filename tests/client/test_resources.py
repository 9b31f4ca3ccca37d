"""Every endpoint over real sockets: what is sent, and what its answer becomes."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from localminis.client import InvalidGrant, OAuthError, TradeOrder, UserInfo, resources
from localminis.client.errors import UnreadableAnswer

TOKENS = {
    "access_token": "act.secret",
    "expires_in": 86400,
    "open_id": "-000user",
    "refresh_expires_in": 31536000,
    "refresh_token": "rft.secret",
    "scope": "user.info.open_id,user.info.basic",
    "token_type": "Bearer",
}
TIER = {
    "tier_id": "1732",
    "tier_name": "pd_beans_100",
    "token_type": "BEANS",
    "token_amount": 100,
    "price": "1.19",
    "currency": "USD",
    "symbol": "$",
}


def form(received):
    return {key: values[0] for key, values in parse_qs(received.body.decode()).items()}


def test_code_is_exchanged_as_a_form_without_redirect_or_verifier(scripted, call):
    """The token call is form-encoded and carries exactly the four documented fields."""
    scripted.answer(TOKENS)
    tokens = call("exchange_code", "a*code/with+signs")
    [received] = scripted.received
    assert (received.method, received.path) == ("POST", "/v2/oauth/token/")
    assert received.headers["content-type"] == "application/x-www-form-urlencoded"
    assert form(received) == {
        "client_key": "mnlocal0001",
        "client_secret": "s3cret&=value",
        "grant_type": "authorization_code",
        "code": "a*code/with+signs",
    }
    assert tokens.open_id == "-000user"
    assert tokens.scope == ("user.info.open_id", "user.info.basic")
    assert (tokens.access_token, tokens.refresh_token) == ("act.secret", "rft.secret")
    assert (tokens.expires_in_s, tokens.refresh_expires_in_s) == (86400, 31536000)
    assert tokens.expires_at_s == 1_760_086_400
    assert tokens.refresh_expires_at_s == 1_791_536_000


def test_refresh_sends_the_refresh_token(scripted, call):
    """A refresh is the same endpoint with the other grant."""
    scripted.answer(TOKENS)
    assert call("refresh", "rft.old").refresh_token == "rft.secret"
    sent = form(scripted.received[0])
    assert (sent["grant_type"], sent["refresh_token"]) == ("refresh_token", "rft.old")


def test_client_token_reads_a_lifetime_in_either_type(scripted, call):
    """One official page types the lifetime as text; both are read as seconds."""
    scripted.answer({"access_token": "clt.x", "expires_in": "7200", "token_type": "Bearer"})
    token = call("client_token")
    assert (token.access_token, token.expires_in_s) == ("clt.x", 7200)
    assert token.expires_at_s == 1_760_007_200
    assert form(scripted.received[0])["grant_type"] == "client_credentials"


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_revoke_accepts_both_documented_successes(scripted, call, body):
    """The documents say an empty body and show an empty object."""
    scripted.answer(body)
    assert call("revoke", "act.x") is None
    assert scripted.received[0].path == "/v2/oauth/revoke/"
    assert form(scripted.received[0])["token"] == "act.x"


def test_revoke_reports_an_error_in_the_body(scripted, call):
    """An error object is an error here as well, with status 200 too."""
    scripted.answer({"error": "invalid_request", "error_description": "?", "log_id": "L"})
    with pytest.raises(OAuthError, match="invalid_request"):
        call("revoke", "act.x")


def test_refused_code_is_an_invalid_grant(scripted, call):
    """A used or expired code is told apart from wrong credentials."""
    scripted.answer(
        {"error": "invalid_grant", "error_description": "Used.", "log_id": "L1"}, status=400
    )
    with pytest.raises(InvalidGrant) as refused:
        call("exchange_code", "used")
    assert (refused.value.error, refused.value.description) == ("invalid_grant", "Used.")
    assert (refused.value.status, refused.value.log_id) == (400, "L1")


def test_user_info_asks_for_named_fields(scripted, call):
    """Fields go out as one comma-separated parameter, the token as a bearer header."""
    scripted.ok({"user": {"open_id": "-000user", "display_name": "Mara", "new_key": 1}})
    user = call("user_info", "act.x", ("open_id", "display_name"))
    [received] = scripted.received
    parts = urlsplit(received.path)
    assert (received.method, parts.path) == ("GET", "/v2/user/info/")
    assert parse_qs(parts.query) == {"fields": ["open_id,display_name"]}
    assert received.headers["authorization"] == "Bearer act.x"
    assert user == UserInfo(open_id="-000user", display_name="Mara")


def test_order_is_created_with_every_field_in_its_documented_place(scripted, call):
    """The body is the contract's: amount beside, everything else inside order_info."""
    scripted.ok({"trade_order_id": "TOID1", "pay_type": "new"})
    created = call(
        "create_trade_order",
        "act.x",
        order_id="o-1",
        product_name="Épisode 3",
        token_amount=99,
        product_id="episode-3",
        quantity=1,
        quantity_unit="episode",
        image_url="https://x.test/3.png",
        order_url="/3",
    )
    assert created == "TOID1"
    [received] = scripted.received
    assert (received.method, received.path) == ("POST", "/v2/minis/trade_order/create/")
    assert received.headers["content-type"] == "application/json"
    assert json.loads(received.body) == {
        "token_type": "BEANS",
        "token_amount": 99,
        "order_info": {
            "order_id": "o-1",
            "product_name": "Épisode 3",
            "product_id": "episode-3",
            "quantity": 1,
            "quantity_unit": "episode",
            "image_url": "https://x.test/3.png",
            "order_url": "/3",
        },
    }


def test_order_leaves_out_what_was_not_given(scripted, call):
    """Optional fields are absent, not null."""
    scripted.ok({"trade_order_id": "TOID1"})
    call("create_trade_order", "act.x", order_id="o-1", product_name="E", token_amount=1)
    sent = json.loads(scripted.received[0].body)
    assert sent["order_info"] == {"order_id": "o-1", "product_name": "E"}


@pytest.mark.parametrize("status", ["PENDING", "SUCCESS"])
def test_order_is_queried_by_its_trade_order_id(scripted, call, status):
    """Both documented states come back as they are on the wire."""
    scripted.ok({"trade_order_id": "TOID1", "trade_order_status": status})
    assert call("query_trade_order", "act.x", "TOID1") == TradeOrder("TOID1", status)
    assert json.loads(scripted.received[0].body) == {"trade_order_id": "TOID1"}


def test_order_state_that_does_not_exist_is_not_passed_on(scripted, call):
    """Beans orders have two states; a third would be read as unpaid by careless code."""
    scripted.ok({"trade_order_id": "TOID1", "trade_order_status": "REFUNDED"})
    with pytest.raises(UnreadableAnswer, match="REFUNDED"):
        call("query_trade_order", "act.x", "TOID1")


def test_tiers_come_back_by_id(scripted, call):
    """A tier's price stays text, its Beans a whole number."""
    scripted.ok({"tier_infos": {"1732": TIER}})
    tiers = call("get_tier_infos", "act.x", ["1732"])
    assert list(tiers) == ["1732"]
    assert (tiers["1732"].token_amount, tiers["1732"].price) == (100, "1.19")
    assert json.loads(scripted.received[0].body) == {"token_type": "BEANS", "tier_ids": ["1732"]}


@pytest.mark.parametrize("valid", [True, False])
def test_amounts_get_one_answer(scripted, call, valid):
    """The platform answers for the whole list at once."""
    scripted.ok({"valid": valid})
    assert call("check_redeem_amounts", "act.x", [11, 2999]) is valid
    sent = json.loads(scripted.received[0].body)
    assert sent == {"token_type": "BEANS", "token_amounts": [11, 2999]}


ORDER = {"order_id": "o", "product_name": "p", "token_amount": 1}


@pytest.mark.parametrize(
    ("method", "args", "kwargs", "named"),
    [
        ("exchange_code", [""], {}, "code"),
        ("exchange_code", [None], {}, "code"),
        ("refresh", [" "], {}, "refresh_token"),
        ("revoke", [""], {}, "access_token"),
        ("user_info", ["act.x", "open_id"], {}, "fields"),
        ("user_info", ["act.x", []], {}, "fields"),
        ("user_info", ["act.x", ["email"]], {}, "email"),
        ("user_info", ["act.x\r\nX-Evil: 1"], {}, "access_token"),
        ("user_info", ["act.é"], {}, "access_token"),
        ("create_trade_order", ["act.x"], {**ORDER, "order_id": ""}, "order_id"),
        ("create_trade_order", ["act.x"], {**ORDER, "product_name": ""}, "product_name"),
        ("create_trade_order", ["act.x"], {**ORDER, "token_amount": 0}, "token_amount"),
        ("create_trade_order", ["act.x"], {**ORDER, "token_amount": -5}, "token_amount"),
        ("create_trade_order", ["act.x"], {**ORDER, "token_amount": 9.5}, "token_amount"),
        ("create_trade_order", ["act.x"], {**ORDER, "token_amount": True}, "token_amount"),
        ("create_trade_order", ["act.x"], {**ORDER, "quantity": 0}, "quantity"),
        ("query_trade_order", ["act.x", ""], {}, "trade_order_id"),
        ("get_tier_infos", ["act.x", "1732"], {}, "tier_ids"),
        ("get_tier_infos", ["act.x", [""]], {}, "tier_id"),
        ("check_redeem_amounts", ["act.x", []], {}, "token_amounts"),
        ("check_redeem_amounts", ["act.x", [1, 0]], {}, "token_amount"),
    ],
)
def test_impossible_arguments_are_never_sent(scripted, call, method, args, kwargs, named):
    """A mistake in the backend's code is named before anything leaves it."""
    with pytest.raises(ValueError, match=named):
        call(method, *args, **kwargs)
    assert scripted.received == []


@pytest.mark.parametrize(
    ("method", "args", "answered"),
    [
        ("exchange_code", ["c"], {**TOKENS, "open_id": None}),
        ("exchange_code", ["c"], {**TOKENS, "expires_in": "soon"}),
        ("exchange_code", ["c"], {**TOKENS, "expires_in": True}),
    ],
)
def test_token_answer_with_a_hole_is_unreadable(scripted, call, method, args, answered):
    """A missing or odd field is named, and never becomes None in somebody's database."""
    scripted.answer(answered)
    with pytest.raises(UnreadableAnswer, match=r"open_id|expires_in"):
        call(method, *args)


@pytest.mark.parametrize(
    ("method", "args", "data", "named"),
    [
        ("user_info", ["act.x"], {}, "user"),
        ("query_trade_order", ["act.x", "T"], {"trade_order_status": "PENDING"}, "trade_order_id"),
        ("get_tier_infos", ["act.x", ["1"]], {"tier_infos": []}, "tier_infos"),
        ("check_redeem_amounts", ["act.x", [1]], {"valid": "yes"}, "valid"),
    ],
)
def test_data_with_a_hole_is_unreadable(scripted, call, method, args, data, named):
    """The same for enveloped answers."""
    scripted.ok(data)
    with pytest.raises(UnreadableAnswer, match=named):
        call(method, *args)


def test_credentials_need_both_halves():
    """An empty key or secret is a mistake of configuration, found at once."""
    with pytest.raises(ValueError, match="client_key"):
        resources.Credentials("", "s")
    with pytest.raises(ValueError, match="client_secret"):
        resources.Credentials("k", "")
