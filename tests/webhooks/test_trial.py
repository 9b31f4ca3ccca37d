import asyncio

import pytest

from localminis.clock import Clock, wall_s
from localminis.spec import signature
from localminis.webhooks import trial
from localminis.webhooks.guard import AddressRefused
from localminis.webhooks.rules import Rules
from localminis.webhooks.trial import Sender, TrialFailed

ME = Sender("mnme", "s" * 40)


def ping(url):
    return asyncio.run(trial.ping(url, ME, Clock(), Rules(), timeout_s=5))


def test_the_ping_is_signed_like_every_event(receiver):
    """A receiver that verifies signatures can acknowledge it."""
    assert ping(receiver.url).status == 200
    [(headers, body)] = receiver.heard
    signature.verify(ME.secret, body, headers["tiktok-signature"], now_s=wall_s())
    assert b'"event":"tiktok.ping"' in body


def test_what_does_not_acknowledge_has_failed(receiver):
    """Another status, nobody there, and an address outside: each is told apart."""
    receiver.answers = [204]
    with pytest.raises(TrialFailed, match="204"):
        ping(receiver.url)
    with pytest.raises(TrialFailed, match="Cannot connect"):
        ping("http://127.0.0.1:9/")
    with pytest.raises(AddressRefused):
        ping("https://example.com/")
