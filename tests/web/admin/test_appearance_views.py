"""How an app looks, over the admin API."""

import base64

import pytest
from tests.publishing.test_icons import png

from localminis.steering import AdminRefused


@pytest.fixture
def path(platform):
    """Register an app and give its path."""
    return f"apps/{platform.new_app()['client_key']}"


def body(content: bytes) -> dict[str, str]:
    return {"content_base64": base64.b64encode(content).decode()}


def test_an_icon_and_images_come_back_as_they_came(platform, database_flags, path):
    """On both databases; the list tells the numbers and whether there is an icon."""
    platform.admin("PUT", f"{path}/icon", body(png()))
    assert platform.admin("POST", f"{path}/promo-images", body(png(360, 360))) == {"number": 1}
    shown = platform.admin("GET", f"{path}/promo-images")
    assert (shown["numbers"], shown["has_icon"]) == ([1], True)
    told = platform.admin("GET", f"{path}/promo-images/1")
    assert base64.b64decode(told["content_base64"]) == png(360, 360)
    platform.admin("DELETE", f"{path}/promo-images/1", {"revision": shown["revision"]})
    platform.admin("DELETE", f"{path}/icon")
    shown = platform.admin("GET", f"{path}/promo-images")
    assert (shown["numbers"], shown["has_icon"]) == ([], False)
    for number in ("1", "9", "x"):
        with pytest.raises(AdminRefused, match="promotional image"):
            platform.admin("GET", f"{path}/promo-images/{number}")
    with pytest.raises(AdminRefused, match="no base64"):
        platform.admin("PUT", f"{path}/icon", {"content_base64": "é"})


def test_the_simulator_calls_an_app_as_its_user_speaks(platform, path):
    """Online words go before the app's own name; the second of two tabs is told."""
    platform.admin("PATCH", "users/1", {"language": "ja-JP"})
    seen = platform.admin("GET", f"{path}/localizations")["revision"]
    words = {"name": "Yako", "is_online": True, "revision": seen}
    platform.admin("PUT", f"{path}/localizations/ja", words)
    key = path.partition("/")[2]
    session = platform.http.get(f"/simulator/api/session?client_key={key}&user=1").json()
    assert session["app"]["name"] == "Yako"
    with pytest.raises(AdminRefused, match="changed since you looked"):
        platform.admin("DELETE", f"{path}/localizations/ja", {"revision": seen})
    assert platform.admin("DELETE", f"{path}/localizations/ja") == {"language": "ja"}


def test_a_sandbox_that_is_cloned_looks_the_same(platform, path):
    """Its pictures and words are copies."""
    platform.admin("POST", f"{path}/promo-images", body(png(360, 360)))
    platform.admin("PUT", f"{path}/localizations/ja", {"name": "Yako"})
    key = path.partition("/")[2]
    made = platform.admin("POST", f"{path}/sandboxes", {"name": "Try", "clone_of": key})
    clone = f"apps/{made['client_key']}"
    assert platform.admin("GET", f"{clone}/promo-images")["numbers"] == [1]
    [words] = platform.admin("GET", f"{clone}/localizations")["localizations"]
    assert words["name"] == "Yako"
