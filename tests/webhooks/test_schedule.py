from hypothesis import given
from hypothesis import strategies as st

from localminis.spec import limits
from localminis.webhooks import schedule

JITTER = st.floats(0.8, 1.2)


def test_the_first_delays_grow_by_the_factor():
    """Without jitter the retries are 5, 20, 80, 320 seconds apart, and then capped."""
    delays = [
        schedule.next_attempt_at_s(now_s=0, began_at_s=0, attempts=n, jitter=1.0)
        for n in range(1, 9)
    ]
    assert delays == [5, 20, 80, 320, 1_280, 5_120, 20_480, 43_200]


@given(jitters=st.lists(JITTER, min_size=60, max_size=60), lateness_s=st.integers(0, 3_600))
def test_any_history_of_failures_ends_within_the_horizon(jitters, lateness_s):
    """An event is given up after 72 h of platform time, never tried later, and not at once."""
    created_s = now_s = 1_700_000_000
    attempts = 0
    for jitter in jitters:
        attempts += 1
        at_s = schedule.next_attempt_at_s(
            now_s=now_s, began_at_s=created_s, attempts=attempts, jitter=jitter
        )
        if at_s is None:
            break
        assert now_s < at_s <= created_s + limits.WEBHOOK_HORIZON_S
        now_s = at_s + lateness_s
    assert at_s is None
    assert attempts >= 8


@given(first=JITTER, second=JITTER, attempts=st.integers(1, 40))
def test_delays_never_shrink_before_the_cap(first, second, attempts):
    """The backoff outgrows its own jitter until the cap is reached."""

    def delay_s(attempt, jitter):
        at_s = schedule.next_attempt_at_s(now_s=0, began_at_s=0, attempts=attempt, jitter=jitter)
        assert at_s is not None
        return at_s

    shorter, longer = delay_s(attempts, first), delay_s(attempts + 1, second)
    assert longer > shorter or longer >= 0.8 * limits.WEBHOOK_DELAY_CAP_S
    assert longer <= round(1.2 * limits.WEBHOOK_DELAY_CAP_S)


@given(now_s=st.integers(0, 10 * limits.WEBHOOK_HORIZON_S), attempts=st.integers(1, 10_000))
def test_a_late_failure_is_the_last(now_s, attempts):
    """After the horizon there is no other attempt, however often one was asked for."""
    at_s = schedule.next_attempt_at_s(now_s=now_s, began_at_s=0, attempts=attempts, jitter=1.0)
    if now_s >= limits.WEBHOOK_HORIZON_S:
        assert at_s is None
