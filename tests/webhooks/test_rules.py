import json

import pytest

from localminis.settings import load
from localminis.webhooks.guard import AddressRefused
from localminis.webhooks.rules import ExtraKeyInvalid, Rules, compact

BODY = compact(
    {
        "client_key": "k",
        "event": "e",
        "create_time": 1,
        "user_openid": "-000é",
        "content": compact({"order_id": "o", "is_sandbox": False}),
    }
)


def test_by_default_an_event_is_sent_as_it_is_kept():
    """No byte changes on the way."""
    assert Rules.of(load({})).shape(BODY) is BODY


def test_each_choice_changes_its_own_part():
    """The rest stays; a key that the content has already is kept."""
    shaped = json.loads(Rules(is_user_blank=True).shape(BODY))
    assert shaped == {**json.loads(BODY), "user_openid": ""}
    content = json.loads(json.loads(Rules(is_sandbox_omitted=True).shape(BODY))["content"])
    assert content == {"order_id": "o"}
    content = json.loads(json.loads(Rules(extra_key="order_id").shape(BODY))["content"])
    assert content["order_id"] == "o"
    assert "é" in Rules(extra_key="x").shape(BODY)


@pytest.mark.parametrize(
    ("status", "by_default", "any_2xx"),
    [
        (200, True, True),
        (204, False, True),
        (299, False, True),
        (300, False, False),
        (199, False, False),
        (500, False, False),
        (None, False, False),
    ],
)
def test_what_counts_as_success(status, by_default, any_2xx):
    """200 alone, or with the setting every 2xx."""
    assert Rules().is_success(status) is by_default
    assert Rules(is_any_2xx_success=True).is_success(status) is any_2xx


@pytest.mark.parametrize(
    ("choices", "refusal"),
    [
        ({"webhook_extra_key": "no key"}, ExtraKeyInvalid),
        ({"webhook_allow_networks": "10.0.0.1/8"}, AddressRefused),
    ],
)
def test_settings_that_cannot_be_are_refused_at_the_start(choices, refusal):
    """A wrong setting is one sentence at once, and not a failure of every delivery."""
    with pytest.raises(refusal):
        Rules.of(load({}, **choices))
