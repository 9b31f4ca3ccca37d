from typing import get_args

from localminis.spec import events, subscriptions


def test_every_cycle_is_spelled_as_documented_and_has_a_length():
    """`SEMIANNYALLY` is the platform's own spelling; only a week has no whole months."""
    assert set(subscriptions.CYCLE_MONTHS) == set(get_args(subscriptions.DeductCycle))
    assert subscriptions.CYCLE_MONTHS["SEMIANNYALLY"] == 6
    months = list(subscriptions.CYCLE_MONTHS.values())
    assert months == sorted(months)
    assert months.count(0) == 1


def test_the_sandbox_is_the_documented_one():
    """Four tiers, every five minutes, twelve times, blocked within two minutes of it."""
    assert list(subscriptions.SANDBOX_TIERS) == [
        "sandbox_499_1M",
        "sandbox_1347_3M",
        "sandbox_699_1M",
        "sandbox_1887_3M",
    ]
    assert subscriptions.SANDBOX_PERIOD_S == 300
    assert subscriptions.SANDBOX_RENEWALS == 12
    assert subscriptions.SANDBOX_BLOCK_S == 120


def test_events_speak_of_a_subscription_in_the_fields_of_the_api():
    """What a webhook carries has the spellings of the Subscription object."""
    fields = events.SUBSCRIPTION_FIELDS
    assert {subscriptions.NEXT_DEDUCT_FIELD, subscriptions.BEGIN_FIELD} <= set(fields)
    for name, kind in events.SUBSCRIPTION_EVENTS.items():
        assert (kind.name, kind.content_fields) == (f"minis.subscription.{name}", fields)
