import pytest

from localminis.members.access import OPERATOR_ACTOR
from localminis.members.model import Actor, Role
from localminis.web.console.access import Doorkeeper, FormForeign, check_mark


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


def test_a_members_visit_is_not_the_operators():
    """Who signed in is asked for at each request, so memory alone lets nobody in."""
    keeper = Doorkeeper()
    ana = Actor("ana@example.com", Role.VIEWER, 1)
    visit = keeper.open("key", ana)
    assert keeper.of_operator("key") is None
    assert keeper.open("key", ana) is visit


def test_old_visits_make_room():
    """A loop that opens visits cannot fill the memory."""
    keeper = Doorkeeper()
    first = keeper.enter(keeper.token)
    for number in range(500):
        keeper.open(str(number), OPERATOR_ACTOR)
    assert keeper.of_operator(first.key) is None


def test_messages_and_secrets_are_told_once():
    """The next page has them, the one after does not."""
    visit = Doorkeeper().open("key", OPERATOR_ACTOR)
    visit.say("Saved.")
    visit.revealed["client_secret"] = "sesame"
    assert (visit.take_said(), visit.take_revealed()) == (
        [("good", "Saved.")],
        {"client_secret": "sesame"},
    )
    assert (visit.take_said(), visit.take_revealed()) == ([], {})


def test_a_forms_mark_belongs_to_one_visit():
    """It is not the cookie's key, and no other visit's."""
    keeper = Doorkeeper()
    mine, other = keeper.open("one", OPERATOR_ACTOR), keeper.open("two", OPERATOR_ACTOR)
    assert mine.key not in mine.mark
    check_mark(mine, mine.mark)
    for given in ("", "é", other.mark):
        with pytest.raises(FormForeign):
            check_mark(mine, given)
