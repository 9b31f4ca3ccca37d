from urllib.parse import unquote

from localminis.web.console import qr


def test_a_code_is_a_picture_that_the_policy_allows():
    """A data URL of an SVG on white, so that a camera reads it in a dark theme too."""
    drawn = qr.drawing("http://127.0.0.1:8600/simulator/mnapp?version=3")
    assert drawn.startswith("data:image/svg+xml")
    assert "<svg" in unquote(drawn)
    assert "#fff" in unquote(drawn)
    assert drawn != qr.drawing("http://127.0.0.1:8600/simulator/mnapp?version=4")
