import socket

import httpx2
import pytest

from localminis.testing import NothingArrived
from localminis.testing.inbox import Inbox

PAID = "minis.trade_order.redeem.success"


def test_a_repeated_event_is_kept_twice(minis, minis_app):
    """An inbox that fails at first hears the platform try again."""
    minis_app.inbox.answers = [500]
    with minis.client(minis_app) as client:
        token = minis.access_token(minis_app)
        order = client.create_trade_order(token, order_id="a", product_name="A", token_amount=1)
    minis.pay(order)
    minis_app.inbox.wait_for(PAID)
    minis.advance("10s")
    # What fell due has run when the clock is turned, so nothing is left to wait for.
    assert [each.order_id for each in minis_app.inbox.events] == ["a", "a"]


def test_what_is_not_genuine_is_no_event(minis, minis_app):
    """A delivery without a good signature is refused, and the failure of the test says why."""
    for headers in ({}, {"TikTok-Signature": "t=1,s=00"}):
        answer = httpx2.post(minis_app.inbox.url, content=b"{}", headers=headers, trust_env=False)
        assert answer.status_code == 401
    assert minis_app.inbox.events == ()
    assert len(minis_app.inbox.refused) == 2
    with pytest.raises(NothingArrived, match=r"came 0 of 1 times .* There came: nothing. Refused:"):
        minis_app.inbox.wait_for(PAID, timeout_s=0.01)


@pytest.mark.minis(signature_time="platform")
def test_an_event_of_a_turned_clock_is_genuine(minis, minis_app):
    """How old a signature may be is for the receiver under test to judge."""
    minis.advance("30d")
    with minis.client(minis_app) as client:
        token = minis.access_token(minis_app)
        order = client.create_trade_order(token, order_id="a", product_name="A", token_amount=1)
    minis.pay(order)
    assert minis_app.inbox.wait_for(PAID).order_id == "a"


def test_a_closed_inbox_hears_nothing_more():
    """It frees its port, and whoever held a connection open does not keep it from closing."""
    inbox = Inbox(lambda: ["secret"])
    port = int(inbox.url.rpartition(":")[2].partition("/")[0])
    with socket.create_connection(("127.0.0.1", port)):
        inbox.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
