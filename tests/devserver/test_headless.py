"""A headless browser that looks at the simulator, or says why it cannot."""

import asyncio
import os

import pytest

from localminis.devserver import headless
from localminis.devserver.model import BrowserMissing, BrowserSilent

SIZE = {"width_px": 200, "height_px": 300, "is_root": True}
PAGE = "data:text/html,<body data-app='%s'><p class='empty'>No page is running yet</p>"


def test_without_a_browser_the_sentence_names_what_was_looked_for(tmp_path):
    """Nothing is started, and the way without one is named."""
    with pytest.raises(BrowserMissing, match=r"chromium, .*leave out --headless"):
        headless.find_browser({"PATH": str(tmp_path)})


def test_a_browser_that_does_not_start_is_quoted():
    """What it said last is the message."""
    with pytest.raises(BrowserSilent, match="It said: nothing"):
        asyncio.run(headless.look("/bin/true", "about:blank", timeout_s=1, **SIZE))


@pytest.mark.browser
def test_a_running_app_is_seen_and_one_that_never_starts_is_quoted():
    """The mark that the simulator sets ends the wait; without it the phone's words are told."""
    program = headless.find_browser(os.environ)

    def look(state, timeout_s):
        return asyncio.run(headless.look(program, PAGE % state, timeout_s=timeout_s, **SIZE))

    seen = look("running", 30)
    assert (seen.is_running, seen.words) == (True, "")
    assert seen.picture.startswith(b"\x89PNG")
    seen = look("", 2)
    assert (seen.is_running, seen.words) == (False, "No page is running yet")
