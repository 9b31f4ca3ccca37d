"""The form of a row: what canIUse knows of it."""

from localminis.spec import game
from localminis.spec.capabilities import is_known_in
from localminis.spec.game import GameCapability


def row(**facts: object) -> GameCapability:
    """Make a row with what a test is about."""
    return GameCapability(**{"name": "x", "group": "G", "kind": "options", "about": "A.", **facts})


def test_versions_are_in_order() -> None:
    """Every library version has a client, the newest is the last."""
    assert list(game.LIBRARY_VERSIONS)[-1] == game.LATEST
    assert is_known_in(game.BASE, game.LATEST, game.LIBRARY_VERSIONS)
    assert not is_known_in(game.LATEST, game.BASE, game.LIBRARY_VERSIONS)
    # As numbers, not as texts.
    assert is_known_in("0.3.0", "0.10.0", game.LIBRARY_VERSIONS)


def test_what_is_refused_has_no_path() -> None:
    """CanIUse says no to what an HTML page cannot have."""
    assert list(game.paths_of(row(state="refused"))) == []


def test_a_member_is_known_by_its_object_and_by_its_maker() -> None:
    """Both ways of asking for a member of an object are understood."""
    paths = dict(game.paths_of(row(name="SocketTask.send")))
    assert {"SocketTask.send", "connectSocket.return.send"} <= set(paths)


def test_scenes_of_the_missions_are_scenes() -> None:
    """The two scenes that earn a reward are among those that can be chosen."""
    assert {game.SHORTCUT_SCENE, game.SIDEBAR_SCENE} <= set(game.SCENES)
