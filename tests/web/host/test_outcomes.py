import pytest

from localminis.spec.outcomes import OutcomeUnknown
from localminis.web.host.outcomes import OutcomeBook


def test_apps_do_not_share_their_choices():
    """What is chosen for one app is never taken by another, nor for another method."""
    book = OutcomeBook()
    book.replace("mna", {"pay": "timeout"}, is_sticky=False)
    assert book.take("mnb", "pay") is None
    assert book.take("mna", "login") is None
    assert book.take("mna", "pay") == "timeout"
    assert book.chosen("mna") == {}


def test_a_wrong_choice_changes_nothing():
    """One unknown name refuses the whole choice."""
    book = OutcomeBook()
    book.replace("mna", {"pay": "timeout"}, is_sticky=True)
    with pytest.raises(OutcomeUnknown):
        book.replace("mna", {"login": "success", "pay": "nonsense"}, is_sticky=False)
    assert book.take("mna", "pay") == book.take("mna", "pay") == "timeout"
