from typing import get_args

import pytest

from localminis.spec import capabilities, error_codes, outcomes
from localminis.spec.game_table import GAME
from localminis.spec.outcomes import OUTCOMES, How, OutcomeUnknown


def test_every_call_that_the_host_answers_has_outcomes() -> None:
    """Each asynchronous method, each ad and the player can be made to end in every way."""
    answered = {
        each.name
        for each in capabilities.DRAMA.values()
        if each.is_async or each.call in {"ad", "promise"}
    }
    games = {each.name for each in GAME.values() if each.is_host}
    assert set(OUTCOMES) == answered | games


@pytest.mark.parametrize("method", OUTCOMES)
def test_outcomes_of_a_method_are_whole(method: str) -> None:
    """Ids are unique, failures have a number and words, and silence is always among them."""
    known = OUTCOMES[method]
    assert len({each.id for each in known}) == len(known)
    assert known[-1].how == "silent"
    for each in known:
        assert each.how in get_args(How)
        assert (each.code != 0) == (each.how == "error") == bool(each.message)


def test_numbers_are_the_published_ones() -> None:
    """Cancel, store error and the others have the suffixes of the subscription page."""
    assert outcomes.get("createSubscription", "user_cancel").code == 116601
    assert outcomes.get("reactivateSubscription", "third_party").code == 118602
    assert outcomes.get("pay", "user_cancel").code == error_codes.sdk_error_code(
        "pay", "user_cancel"
    )
    assert outcomes.get("login", "legal_urls_missing").code == 102102
    assert outcomes.get("createRewardedVideoAd", "slot_inactive").code == 20003
    assert outcomes.get("createInterstitialAd", "too_soon").code == 11004


def test_a_failing_prefix_is_the_methods_own() -> None:
    """No failure of a method with a prefix carries another method's numbers."""
    for method, known in OUTCOMES.items():
        if method == "request":
            continue  # Its numbers are a list of their own.
        prefix = (capabilities.DRAMA.get(method) or GAME[method]).error_prefix
        for each in known:
            assert not (prefix and each.code) or each.code // 1000 == prefix, (method, each.id)


def test_unknown_names_are_refused_with_those_there_are() -> None:
    """A wrong method or id says what can be chosen."""
    with pytest.raises(OutcomeUnknown, match=r"no outcomes.*login"):
        outcomes.get("fly", "high")
    with pytest.raises(OutcomeUnknown, match="user_cancel"):
        outcomes.get("pay", "nonsense")
