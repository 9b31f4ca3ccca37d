import json
from concurrent.futures import ThreadPoolExecutor

import pytest

CREATE, QUERY = "/v2/minis/trade_order/create/", "/v2/minis/trade_order/query/"
MISSING = object()


def refused(response, code, status=200):
    """Check the envelope of a refusal and return its message."""
    body = response.json()
    assert (response.status_code, body["error"]["code"]) == (status, code), body
    assert body["data"] == {}
    return body["error"]["message"]


def order(token_amount=40, token_type="BEANS", **info):
    details = {"order_id": "ord-new", "product_name": "Episode 3", **info}
    body = {
        "token_type": token_type,
        "token_amount": token_amount,
        "order_info": {name: value for name, value in details.items() if value is not MISSING},
    }
    return {name: value for name, value in body.items() if value is not MISSING}


def post(platform, token, raw, path=CREATE):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return platform.http.post(path, content=raw, headers=headers)


@pytest.mark.parametrize(
    "amount",
    [-1, 0, 40_001, 2**31, 2**63, -(2**63) - 1, 10**400, 1.5, 99.0, "40", True, None, [], MISSING],
    ids=lambda amount: f"{amount}"[:20],
)
def test_an_amount_is_a_whole_positive_number_of_beans(shared, known, amount):
    """Everything else is 40001000, with a message that names the field."""
    message = refused(post(shared, known.token, json.dumps(order(amount)).encode()), "40001000")
    assert "token_amount" in message


@pytest.mark.parametrize("raw", [b"1" * 5_000, b"1e400", b"-0.0", b"NaN", b"0x10", b"+5"])
def test_a_strange_number_is_refused_too(shared, known, raw):
    """No way of writing a number makes the platform fail."""
    body = b'{"token_type":"BEANS","token_amount":%s,"order_info":{"order_id":"o",' % raw
    refused(post(shared, known.token, body + b'"product_name":"p"}}'), "40001000")


@pytest.mark.parametrize(
    "changes",
    [
        {"order_id": MISSING},
        {"order_id": ""},
        {"order_id": "  "},
        {"order_id": "a\x00b"},
        {"order_id": 7},
        {"order_id": None},
        {"order_id": "x" * 129},
        {"product_name": MISSING},
        {"product_name": ""},
        {"quantity": 0},
        {"quantity": "1"},
        {"token_type": "COINS"},
        {"token_type": MISSING},
    ],
    ids=lambda changes: f"{changes}"[:30],
)
def test_a_bad_field_is_an_invalid_parameter(shared, known, changes):
    """Missing, empty, oversized and mistyped fields are one code, and no order is made."""
    before = len(shared.admin("GET", "orders")["orders"])
    refused(post(shared, known.token, json.dumps(order(**changes)).encode()), "40001000")
    assert len(shared.admin("GET", "orders")["orders"]) == before


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"token_amount=1",
        b"\xff\xfe",
        b'{"token_type":"\xff"}',
        b"[" * 200_000,
        b'{"token_type":"BEANS","token_amount":1,"x":' + b"[" * 100_000,
        b'{"a":' * 100_000,
        b" " * 1_048_577,
    ],
    ids=[
        "empty",
        "null",
        "list",
        "cut",
        "form",
        "bytes",
        "utf-8",
        "deep",
        "deep x",
        "deeper",
        "big",
    ],
)
def test_a_body_that_is_no_such_json_is_refused(shared, known, raw):
    """Rubbish, bottomless nesting and floods are answered in the envelope."""
    for path in (CREATE, QUERY):
        refused(post(shared, known.token, raw, path), "40001000")


@pytest.mark.parametrize(
    "escape", ["\\ud800", "\\udc00", "\\udfff!", "\\ud800\\ud800", "\\ud83d", "x\\ude00x"]
)
def test_half_a_character_never_breaks_the_platform(shared, known, escape):
    """A lone surrogate is no text: it is refused wherever it stands."""
    for field in ("order_id", "product_name", "image_url"):
        raw = json.dumps(order(**{field: "HERE"})).replace("HERE", escape).encode()
        refused(post(shared, known.token, raw), "40001000")
    refused(
        post(shared, known.token, b'{"trade_order_id":"%s"}' % escape.encode(), QUERY), "40001000"
    )


def test_a_created_order_can_be_asked_for(platform):
    """The id is all that create answers, and query tells two facts."""
    token = platform.access_token(platform.new_app())
    details = order(image_url="https://e.example/i.png", quantity=1, order_id="ord-é🎬", extra=1)
    created = platform.api("trade_order/create/", token, details).json()
    assert set(created["data"]) == {"trade_order_id"}
    assert created["error"]["code"] == "ok"
    asked = platform.api("trade_order/query/", token, created["data"]).json()
    assert asked["data"] == {**created["data"], "trade_order_status": "PENDING"}


def test_both_spellings_of_the_picture_are_read_and_one_warns(platform, caplog):
    """The samples misspell it and the table does not; an order keeps all it was made with."""
    token = platform.access_token(platform.new_app())
    rest = {"product_id": "p-3", "order_url": "/e/3", "quantity": 2, "quantity_unit": "episode"}
    for name, spelled in (
        ("table", {"image_url": "https://a/right"}),
        ("sample", {"iamge_url": "https://a/sample"}),
        ("both", {"image_url": "https://a/right", "iamge_url": "https://a/sample"}),
    ):
        body = order(order_id=name, **rest, **spelled)
        made = platform.api("trade_order/create/", token, body).json()["data"]
        shown = platform.admin("GET", f"orders/{made['trade_order_id']}")
        assert shown["image_url"] == f"https://a/{'sample' if name == 'sample' else 'right'}"
        assert {key: shown[key] for key in rest} == rest
    [warned] = [each.getMessage() for each in caplog.records if "iamge_url" in each.getMessage()]
    assert "'sample'" in warned


def test_an_order_id_is_taken_once(shared, known):
    """The second create with the same id is refused."""
    body = json.dumps(order(order_id="ord-once")).encode()
    assert post(shared, known.token, body).json()["error"]["code"] == "ok"
    refused(post(shared, known.token, body), "20021002")


def test_orders_of_others_do_not_exist(shared, known):
    """Another user, another app and an unknown id are 20011002."""
    body = json.dumps({"trade_order_id": known.trade_order_id}).encode()
    assert post(shared, known.token, body, QUERY).json()["error"]["code"] == "ok"
    for token in (
        shared.access_token(known.app, user=2),
        shared.access_token(shared.new_app()),
    ):
        refused(post(shared, token, body, QUERY), "20011002")
    for trade_order_id in ("", "TOIDnone", "\x00", "x" * 9_999):
        unknown = json.dumps({"trade_order_id": trade_order_id}).encode()
        refused(post(shared, known.token, unknown, QUERY), "20011002")


def test_only_a_user_token_orders(shared, known):
    """No token, and the app's own token, are 401 even when the body is bad."""
    for token in ("x", known.client_token, "act.unknown"):
        for raw in (json.dumps(order()).encode(), b"{"):
            refused(post(shared, token, raw), "access_token_invalid", 401)


def test_payment_can_be_switched_off(shared, known):
    """Without the capability create is 20021001."""
    app = shared.new_app()
    token = shared.access_token(app)
    shared.admin("PATCH", f"apps/{app['client_key']}", {"is_payment_enabled": False})
    refused(shared.api("trade_order/create/", token, order()), "20021001")


def test_numeric_codes_can_answer_with_http_errors(serve_platform, tmp_path):
    """The setting turns the 200 of the numeric codes into 400."""
    with serve_platform(tmp_path / "home", numeric_error_status="http") as platform:
        token = platform.access_token(platform.new_app())
        refused(platform.api("trade_order/create/", token, {}), "40001000", 400)
        platform.new_order(token)
        taken = platform.api("trade_order/create/", token, order(order_id="ord-1"))
        refused(taken, "20021002", 400)


def test_simultaneous_creates_with_one_id_make_one_order(platform):
    """Thirty at once: one succeeds, the others hear that the id is taken."""
    app = platform.new_app()
    token = platform.access_token(app)

    def create(_):
        return platform.api("trade_order/create/", token, order()).json()["error"]["code"]

    with ThreadPoolExecutor(15) as pool:
        answers = sorted(pool.map(create, range(30)))
    assert answers == ["20021002"] * 29 + ["ok"]
    assert len(platform.admin("GET", "orders")["orders"]) == 1


def test_simultaneous_payments_take_the_beans_once(platform, receiver):
    """Of ten payments of one order at once, one is made, and one event is sent."""
    app = platform.new_app(receiver.url)
    trade_order_id = platform.new_order(platform.access_token(app), beans=20)
    call = {"client_key": app["client_key"], "user": 1, "trade_order_id": trade_order_id}
    with ThreadPoolExecutor(10) as pool:
        answers = sorted(
            pool.map(lambda _: platform.simulator("pay", **call).status_code, range(10))
        )
    assert answers == [200] + [409] * 9
    assert platform.admin("GET", "wallets/1")["balance_beans"] == 30
    assert platform.admin("GET", "status")["ledger_problems"] == []
    receiver.wait_for(1)
    assert len(platform.admin("GET", "webhooks/deliveries")["deliveries"]) == 1
