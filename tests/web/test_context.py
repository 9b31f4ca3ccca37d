"""Turning the clock through the doors, by many at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.usefixtures("database_flags")


def test_turns_at_the_same_time_add_up(platform):
    """Forty turns by a minute, asked for at once, are forty minutes."""
    platform.admin("POST", "clock", {"action": "freeze"})
    before_s = platform.admin("GET", "clock")["now_s"]
    turn = {"action": "advance", "seconds": 60}

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: platform.admin("POST", "clock", turn), range(40)))

    after_s = platform.admin("GET", "clock")["now_s"]
    assert after_s - before_s == 40 * 60
    assert sorted(each["now_s"] - before_s for each in answers) == [
        60 * count for count in range(1, 41)
    ]
