import pytest

from localminis.members.access import OPERATOR_ACTOR
from localminis.web.console.access import Doorkeeper, FormForeign, Visit, check_mark


def test_the_link_opens_a_visit_and_nothing_else_does():
    """The token is compared whole, whatever is given instead."""
    keeper = Doorkeeper()
    for given in ("", "é", keeper.token[:-1], keeper.token + "x"):
        assert keeper.enter(given) is None
    visit = keeper.enter(keeper.token)
    assert keeper.of_operator(visit.key) is visit
    assert keeper.token in keeper.link("http://127.0.0.1:1")
    keeper.leave(visit.key)
    assert keeper.of_operator(visit.key) is None


def test_old_visits_make_room():
    """A loop that opens visits cannot fill the memory."""
    keeper = Doorkeeper()
    first = keeper.enter(keeper.token)
    for _ in range(500):
        keeper.enter(keeper.token)
    assert keeper.of_operator(first.key) is None


def test_a_forms_mark_belongs_to_one_visit():
    """It is not the cookie's key, and no other visit's."""
    mine, other = Visit("one", OPERATOR_ACTOR), Visit("two", OPERATOR_ACTOR)
    assert mine.key not in mine.mark
    check_mark(mine, mine.mark)
    for given in ("", "é", other.mark):
        with pytest.raises(FormForeign):
            check_mark(mine, given)
