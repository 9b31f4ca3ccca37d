from localminis import settings
from localminis.spec import limits


def test_amounts_have_a_floor_and_a_ceiling():
    """Beans are whole and positive."""
    assert 1 <= limits.TOKEN_AMOUNT_MIN < limits.TOKEN_AMOUNT_MAX < 2**31


def test_a_refresh_token_outlives_its_access_token():
    """In both official answers, and both can be set."""
    for name, (access_s, refresh_s) in limits.TOKEN_LIFETIMES_S.items():
        assert limits.CODE_LIFETIME_S < access_s < refresh_s
        assert settings.load({}, token_lifetimes=name).token_lifetimes == name


def test_retries_fit_into_their_horizon():
    """The first delay grows to the cap well before the event is given up."""
    assert limits.WEBHOOK_FIRST_DELAY_S < limits.WEBHOOK_DELAY_CAP_S
    assert limits.WEBHOOK_DELAY_CAP_S * 2 < limits.WEBHOOK_HORIZON_S
    assert limits.WEBHOOK_HORIZON_S == 259_200
    # Above 1.2 / 0.8, so that jitter never makes a delay shorter than the one before.
    assert limits.WEBHOOK_FACTOR > 1.5
