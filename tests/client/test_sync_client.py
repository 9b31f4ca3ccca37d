"""The blocking client as a whole: its life, and its likeness to the asynchronous one."""

import inspect

import pytest

import localminis.client
from localminis.client import (
    AccessTokenInvalid,
    AsyncMinisClient,
    InvalidClient,
    InvalidGrant,
    MinisClient,
    OrderIdTaken,
    OrderNotFound,
    ScopeMissing,
    TierInvalid,
    TradeOrderRedeemed,
)


def public(kind):
    return {
        name: inspect.signature(member)
        for name, member in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    }


def test_connections_are_kept_between_calls(scripted):
    """One client serves many calls, and is closed by leaving its block."""
    with MinisClient("k", "s", base_url=scripted.origin) as client:
        for name in ("first", "second"):
            scripted.ok({"user": {"open_id": name}})
            assert client.user_info("act.x").open_id == name


def test_both_clients_have_the_same_calls_with_the_same_arguments():
    """Whoever moves from one client to the other changes `await` and nothing else."""
    blocking, awaited = public(MinisClient), public(AsyncMinisClient)
    blocking["aclose"] = blocking.pop("close")
    assert blocking == awaited
    made, made_async = inspect.signature(MinisClient), inspect.signature(AsyncMinisClient)
    assert list(made.parameters) == list(made_async.parameters)


def test_the_door_exports_exactly_what_it_promises():
    """Every promised name is there, sorted, and nothing public is left unpromised."""
    door = vars(localminis.client)
    modules = {name for name, member in door.items() if inspect.ismodule(member)}
    public_names = {name for name in door if not name.startswith("_")} - modules
    assert sorted(localminis.client.__all__) == localminis.client.__all__
    assert set(localminis.client.__all__) == public_names


def test_every_call_works_against_the_real_platform(platform, receiver):
    """What the client sends is what our platform takes, and the other way round."""
    app = platform.new_app(receiver.url)
    with MinisClient(app["client_key"], app["client_secret"], base_url=platform.url) as client:
        code = platform.code(app)
        tokens = client.exchange_code(code)
        with pytest.raises(InvalidGrant):
            client.exchange_code(code)
        tokens = client.refresh(tokens.refresh_token)
        act = tokens.access_token
        assert client.user_info(act).open_id == tokens.open_id
        assert tokens.scope == ("user.info.open_id",)
        with pytest.raises(ScopeMissing):
            client.user_info(act, ["display_name"])
        assert client.client_token().access_token.startswith("clt.")

        order = {"order_id": "o-é", "product_name": "Folge 3", "token_amount": 40}
        trade_order_id = client.create_trade_order(act, **order)
        with pytest.raises(OrderIdTaken):
            client.create_trade_order(act, **order)
        assert client.query_trade_order(act, trade_order_id).status == "PENDING"
        with pytest.raises(OrderNotFound):
            client.query_trade_order(act, "TOID0")
        assert client.check_redeem_amounts(act, [11, 2999]) is True
        with pytest.raises(TierInvalid):
            client.get_tier_infos(act, ["no-such-tier"])

        actor = {"client_key": app["client_key"], "user": 1}
        platform.simulator("pay", **actor, trade_order_id=trade_order_id)
        receiver.wait_for(1)
        headers, body = receiver.heard[0]
        event = client.parse_webhook(body, headers["tiktok-signature"])
        assert isinstance(event, TradeOrderRedeemed)
        assert (event.trade_order_id, event.order_id) == (trade_order_id, "o-é")
        assert event.user_openid == tokens.open_id
        assert client.query_trade_order(act, trade_order_id).status == "SUCCESS"

        assert client.revoke(act) is None
        with pytest.raises(AccessTokenInvalid):
            client.user_info(act)


def test_tiers_of_the_real_platform_are_readable(platform):
    """The tier that the payment sheet offers can be looked up by its id."""
    app = platform.new_app()
    actor = {"client_key": app["client_key"], "user": 1}
    with MinisClient(app["client_key"], app["client_secret"], base_url=platform.url) as client:
        act = client.exchange_code(platform.code(app)).access_token
        trade_order_id = client.create_trade_order(
            act, order_id="o", product_name="p", token_amount=99
        )
        quote = platform.simulator("pay/quote", **actor, trade_order_id=trade_order_id).json()
        tier_id = quote["tier"]["tier_id"]
        tier = client.get_tier_infos(act, [tier_id])[tier_id]
    assert (tier.tier_id, tier.token_type, tier.token_amount) == (tier_id, "BEANS", 100)


def test_wrong_secret_is_an_invalid_client(platform):
    """Credentials that do not belong together are told apart from a bad code."""
    app = platform.new_app()
    with (
        MinisClient(app["client_key"], "wrong", base_url=platform.url) as client,
        pytest.raises(InvalidClient),
    ):
        client.exchange_code(platform.code(app))
