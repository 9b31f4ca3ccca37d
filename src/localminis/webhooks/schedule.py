"""When a failed delivery is tried again: exponential, with jitter, for 72 hours of platform time.

Source: contract server-api §7: horizon and backoff are documented, the numbers are assumed.
"""

from localminis.spec import limits


def next_attempt_at_s(
    *,
    now_s: int,
    began_at_s: int,
    attempts: int,
    jitter: float,
    retry_after_s: int | None = None,
) -> int | None:
    """Return the platform time of the next attempt, or None when the event is given up.

    Args:
        now_s: platform time of the failed attempt.
        began_at_s: platform time of the event, later by the time in which no platform ran.
        attempts: how many have been made, at least one.
        jitter: a factor around 1.
        retry_after_s: what the receiver asked for; it can double the step, and not shorten it.
    """
    exponent = min(attempts - 1, 20)  # past the cap anyway; keeps the power small
    delay_s = min(
        limits.WEBHOOK_FIRST_DELAY_S * limits.WEBHOOK_FACTOR**exponent, limits.WEBHOOK_DELAY_CAP_S
    )
    step_s = max(1, round(delay_s * jitter))
    if retry_after_s is not None:
        step_s = max(step_s, min(retry_after_s, 2 * step_s))
    at_s = now_s + step_s
    return at_s if at_s <= began_at_s + limits.WEBHOOK_HORIZON_S else None
