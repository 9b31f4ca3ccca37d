import asyncio

import pytest

from localminis.webhooks import torture
from localminis.webhooks.guard import AddressRefused
from localminis.webhooks.post import Exchange, Poster
from localminis.webhooks.rules import Rules
from localminis.webhooks.torture import (
    ReceiverUnavailable,
    StateUnreadable,
    Target,
    accepted,
    change,
    refused,
    size,
)
from localminis.webhooks.torture_cases import CASES

SECRET = "s" * 40


def answer(status: int | None) -> Exchange:
    return Exchange(0, 0, (), status, trouble=None if status else "No answer within 1 s.")


@pytest.mark.parametrize(
    ("status", "is_acceptance", "is_refusal"),
    [
        (200, True, False),
        (204, False, False),
        (302, False, True),
        (401, False, True),
        (500, False, False),
        (None, False, False),
    ],
)
def test_answers_are_judged_as_the_platform_does(status, is_acceptance, is_refusal):
    """Only 200 accepts, only a client error or a redirect refuses, and silence is neither."""
    assert (accepted(answer(status)) is None) is is_acceptance
    assert (refused(answer(status)) is None) is is_refusal


@pytest.mark.parametrize(
    ("state", "counted"),
    [
        ({}, (0, 0)),
        ({"a": 1, "b": [2, "x"]}, (4, 3)),
        ([{"at": 1_760_000_000, "is": True}], (3, 0)),
        ("text", (0, 0)),
    ],
)
def test_a_state_is_counted(state, counted):
    """Entries and numbers count; times and yes or no add nothing to the sum."""
    assert size(state) == counted


def test_a_change_is_what_was_added():
    """More entries, higher numbers."""
    assert change({"n": 1, "l": []}, {"n": 3, "l": ["x"]}) == (1, 2)


def test_an_address_elsewhere_is_refused_before_anything_is_sent():
    """The same guard as for an app's own address; placeholders are put up with."""
    torture.check_address("http://127.0.0.1:1/{order_id}", Rules())
    with pytest.raises(AddressRefused):
        torture.check_address("http://192.0.2.1/{order_id}", Rules())


def test_nobody_at_the_address_is_said_so():
    """That is no verdict on a receiver."""

    async def whole(state_url=None):
        poster = Poster(Rules())
        try:
            target = Target("http://127.0.0.1:9/hook", "mn01", SECRET, state_url)
            await torture.run(target, poster, CASES)
        finally:
            await poster.close()

    with pytest.raises(ReceiverUnavailable, match="Start the receiver"):
        asyncio.run(whole())
    with pytest.raises(StateUnreadable, match="--state-url"):
        asyncio.run(whole("http://127.0.0.1:9/state"))
