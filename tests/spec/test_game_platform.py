"""The rows about the platform."""

from localminis.spec.capabilities import DRAMA
from localminis.spec.config import REQUIRED_CALLS
from localminis.spec.game_platform import PLATFORM


def test_what_the_review_expects_of_games_is_there() -> None:
    """Login, rewarded ad, shortcut and entrance mission can be called, and none is refused."""
    states = {each.name: each.state for each in PLATFORM}
    for name in REQUIRED_CALLS["minigame"]:
        assert states[name] != "refused"


def test_calls_of_both_flavours_have_the_same_numbers_and_results() -> None:
    """A shared call is answered by the same code, so it cannot have another shape."""
    shared = [each for each in PLATFORM if each.name in DRAMA and each.is_async]
    assert {each.name for each in shared} >= {"login", "authorize", "pay", "reportEvent"}
    for each in shared:
        assert each.error_prefix == DRAMA[each.name].error_prefix
        assert {it.name for it in each.result} == {it.name for it in DRAMA[each.name].result}
