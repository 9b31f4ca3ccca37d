import re

import pytest

from localminis.spec import events


@pytest.mark.parametrize("kind", events.EVENTS, ids=lambda kind: kind.name)
def test_an_event_has_a_dotted_name_and_named_fields(kind):
    """Names and fields are as on the wire."""
    assert re.fullmatch(r"[a-z]+(\.[a-z_]+)+", kind.name)
    assert len(set(kind.content_fields)) == len(kind.content_fields)


def test_events_are_told_apart():
    """No name stands for two."""
    assert len({kind.name for kind in events.EVENTS}) == len(events.EVENTS)


def test_an_order_event_names_both_ids():
    """A backend can find its own order whichever id it kept."""
    for kind in events.EVENTS:
        if kind.name.startswith("minis."):
            assert {"trade_order_id", "order_id", "is_sandbox"} <= set(kind.content_fields)
