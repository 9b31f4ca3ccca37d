import pytest

from localminis.spec import devices
from localminis.spec.devices import DEVICES


@pytest.mark.parametrize("name", DEVICES)
def test_a_device_can_be_drawn(name: str) -> None:
    """Sizes are those of a phone held upright, and bars and capsule fit."""
    device = DEVICES[name]
    assert device.width_px < device.height_px
    bars_px = device.status_bar_px + devices.NAV_BAR_PX + device.bottom_px
    assert bars_px < device.height_px / 4
    assert devices.CAPSULE_HEIGHT_PX < devices.NAV_BAR_PX


@pytest.mark.parametrize("name", DEVICES)
def test_a_device_names_itself_as_the_client_does(name: str) -> None:
    """The user agent has the marks that apps look for, and only placeholders that are filled."""
    agent = DEVICES[name].user_agent
    assert "musical_ly" in agent
    assert "BytedanceWebview" in agent
    known = {"version": "45.0.0", "digits": "450000", "language": "en", "region": "US"}
    assert "{" not in agent.format(**known)
    assert ("iPhone" in agent or "iPad" in agent) == (DEVICES[name].platform == "ios")


def test_the_default_is_one_of_them() -> None:
    """The phone that opens first exists, and so does a tablet, a notch and an island."""
    assert devices.DEFAULT in DEVICES
    assert {each.cutout for each in DEVICES.values()} == {"none", "hole", "notch", "island"}
