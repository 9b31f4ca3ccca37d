"""The rows about the page and the phone."""

from localminis.spec.game_phone import PHONE


def test_every_sync_twin_has_its_async_call() -> None:
    """What ends in Sync is the twin of a call, but for options of the start, which have none."""
    names = {each.name for each in PHONE}
    for name in names:
        assert not name.endswith("Sync") or name.removesuffix("Sync") in names, name


def test_every_listener_can_be_taken_away() -> None:
    """Each onX of the phone has its offX; members of sockets and tasks live as long as these."""
    names = {each.name for each in PHONE if not each.owner}
    listeners = {name for name in names if name.startswith("on")}
    assert listeners
    assert {f"off{name[2:]}" for name in listeners} <= names
