import pytest

from localminis.client import AccessTokenInvalid, ApiError
from localminis.errors import Invalid
from localminis.testing import Refused, serving


def buy(minis, app, order_id="o-1", beans=99):
    with minis.client(app) as client:
        token = minis.access_token(app)
        return client.create_trade_order(
            token, order_id=order_id, product_name="Episode 3", token_amount=beans
        )


def test_a_purchase_is_a_few_calls(minis):
    """From the login to the verified webhook, with the recharge that the sheet offers."""
    app = minis.new_app()
    order = buy(minis, app)
    with pytest.raises(Refused, match="Beans"):
        minis.pay(order)
    minis.pay(order, with_recharge=True)
    event = app.inbox.wait_for("minis.trade_order.redeem.success")
    assert (event.order_id, event.trade_order_id) == ("o-1", order)
    assert minis.balance() == 51
    with pytest.raises(Refused, match="paid"):
        minis.pay(order)
    minis.refund()
    refunded = app.inbox.wait_for("minis.trade_order.redeem.refund_traceback")
    assert refunded.trade_order_id == order


def test_users_have_what_they_are_given(minis):
    """A new user pays with Beans of their own, and may take the app's rights back."""
    app = minis.new_app()
    assert minis.balance(minis.new_user("Ana", beans=120, region="BR")) == 120
    assert minis.grant("Ana", -20) == 100
    with minis.client(app) as client:
        tokens = client.exchange_code(minis.login(app, "Ana", scopes=["user.info.basic"]))
        assert "user.info.basic" in tokens.scope
        minis.disconnect(app, "Ana")
        assert app.inbox.wait_for("authorization.removed").reason == 1
        with pytest.raises(AccessTokenInvalid):
            client.user_info(tokens.access_token)


def test_the_clock_is_turned_in_words(minis):
    """A token is dead after its day, and what is no duration is refused before the call."""
    app = minis.new_app()
    token = minis.access_token(app)
    before_s = minis.admin("GET", "clock")["now_s"]
    assert minis.advance("24h") - before_s in range(86_400, 86_460)
    with minis.client(app) as client, pytest.raises(AccessTokenInvalid):
        client.user_info(token)
    for words in ("soon", "-5m", "1.5h", ""):
        with pytest.raises(ValueError, match="no duration"):
            minis.advance(words)


def test_the_clock_of_a_sandbox_is_turned_alone(minis):
    """Its token is dead after a day, the app's lives on."""
    app = minis.new_app()
    sandbox = minis.new_sandbox(app)
    token, other = minis.access_token(app), minis.access_token(sandbox)
    minis.advance("25h", sandbox=sandbox)
    with minis.client(app) as client:
        assert client.user_info(token, ["open_id"]).open_id
        with pytest.raises(AccessTokenInvalid):
            client.user_info(other)


def test_calls_fail_as_often_as_is_asked(minis):
    """Only the endpoint that is named, and then it works again."""
    app = minis.new_app()
    token = minis.access_token(app)
    minis.fail(app, "error=50001000", times=1, endpoint="trade_order.create")
    with minis.client(app) as client:
        client.user_info(token)
        with pytest.raises(ApiError, match="50001000"):
            client.create_trade_order(token, order_id="a", product_name="A", token_amount=1)
        assert client.create_trade_order(token, order_id="a", product_name="A", token_amount=1)


@pytest.mark.minis(token_lifetimes="nov2026")
def test_a_marker_chooses_the_settings(minis):
    """The lifetimes are those of the newer page."""
    app = minis.new_app()
    with minis.client(app) as client:
        assert client.exchange_code(minis.login(app)).expires_in_s == 7200


def test_a_block_goes_on_with_its_folder(tmp_path):
    """What was made is there at the next start; a setting that is not taken starts nothing."""
    with serving(tmp_path / "state") as minis:
        app = minis.new_app("Kept")
    with serving(tmp_path / "state") as minis:
        names = [each["name"] for each in minis.admin("GET", "apps")["apps"]]
        assert names == ["Kept"]
        assert app.client_secret not in repr(app)
    with (
        pytest.raises(Invalid, match="token_lifetimes"),
        serving(tmp_path / "s", token_lifetimes="x"),
    ):
        pass
    assert not (tmp_path / "s").exists()
