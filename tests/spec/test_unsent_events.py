from localminis.spec import unsent_events
from localminis.spec.events import EVENTS


def test_no_event_is_listed_twice():
    """An event is sent by this platform, or it is not."""
    known = [*EVENTS, *unsent_events.UNAVAILABLE, *unsent_events.FOREIGN]
    assert len({each.name for each in known}) == len(known)


def test_events_are_found_by_their_exact_name():
    """Wherever they are listed; nothing is guessed."""
    assert unsent_events.find("tiktok.ping") in EVENTS
    assert unsent_events.find("video.upload.failed") in unsent_events.FOREIGN
    assert unsent_events.find("video.upload") is None
