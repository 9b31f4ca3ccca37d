"""An uploaded version on a phone of the same network, by the link that its page shows."""

import re

import httpx2
import pytest
from playwright.sync_api import expect
from tests.builds import build

# Not the address that the platform itself listens on, so it stands for the network.
ADDRESS = "127.0.0.2"


@pytest.fixture
def opened(serve_platform, tmp_path):
    """Serve a platform that lets phones in, with two versions of an app."""
    with serve_platform(tmp_path / "home", lan="on", lan_address=ADDRESS) as platform:
        key = platform.new_app()["client_key"]
        script = "TTMinis.login({ success: () => { document.title = 'in'; } });"
        for mark in ("first", "second"):
            platform.upload(key, build(key, mark, **{"app.js": script}))
        yield platform, key


@pytest.mark.browser
def test_the_links_of_two_versions_open_them_on_a_phone(opened, chromium, artifacts):
    """Full-screen, with the sheets, from an origin on the network that wants the token, too."""
    platform, key = opened
    phone = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    tab = phone.new_page()
    for number, mark in ((1, "first"), (2, "second")):
        link = platform.admin("GET", f"apps/{key}/versions/{number}")["phone_url"]
        tab.goto(link)
        assert (
            tab.url == f"{link.partition('/phone/')[0]}/simulator/{key}?view=phone&version={number}"
        )
        frame = tab.frame_locator("[data-testid=app-frame]")
        expect(frame.locator("p")).to_have_text(mark)
        page = tab.get_by_test_id("app-frame").get_attribute("src")
        assert page.startswith(f"http://{ADDRESS}:")
        assert httpx2.get(page, trust_env=False).status_code == 403
    tab.screenshot(path=artifacts / "version-on-a-phone.png")
    phone.close()

    desk = chromium.new_context(viewport={"width": 1280, "height": 900})
    tab = desk.new_page()
    tab.goto(platform.admin("GET", "console")["url"])
    tab.goto(f"{platform.url}/console/apps/{key}/versions/2")
    expect(tab.get_by_text("Scan it with a phone in the same network.")).to_be_visible()
    tab.screenshot(path=artifacts / "version-phone-code.png", full_page=True)
    tab.goto(f"{platform.url}/simulator/{key}?version=2")
    expect(tab.frame_locator("[data-testid=app-frame]").locator("p")).to_have_text("second")
    address = tab.get_by_test_id("app-frame").get_attribute("src")
    assert address.startswith("http://127.0.0.1:")
    tab.locator("#lan-open").click()
    expect(tab.get_by_test_id("lan-code")).to_be_visible()
    desk.close()


def test_the_network_gets_the_simulator_and_nothing_else(opened):
    """Neither the console, nor the admin API, nor the open API; and nothing without the token."""
    platform, key = opened
    link = platform.admin("GET", f"apps/{key}/versions")["versions"][0]["phone_url"]
    origin = link.partition("/phone/")[0]
    with httpx2.Client(base_url=origin, trust_env=False) as stranger:
        for path in (f"/simulator/{key}", f"/phone/wrong/{key}/1", "/console/", "/admin/v1/status"):
            assert stranger.get(path).status_code == 403
    with httpx2.Client(base_url=origin, trust_env=False) as phone:
        assert phone.get(link).headers["location"] == f"/simulator/{key}?view=phone&version=2"
        for path in ("/console/", "/admin/v1/status", "/v2/oauth/token/", "/openapi.json"):
            assert phone.get(path).status_code == 404
        for broken in (f"{link}0000000000", f"{link}/../x", link.replace(key, "a b"), f"{link}?x"):
            answer = phone.get(broken)
            assert answer.status_code in {303, 404}
            assert re.fullmatch(
                rf"(/simulator/{key}\?view=phone&version=2)?", answer.headers.get("location", "")
            )


def test_without_being_asked_nothing_listens_on_the_network(platform):
    """And no link is shown."""
    key = platform.new_app()["client_key"]
    assert platform.upload(key, build(key))["phone_url"] is None
    assert platform.platform.context.phones is None
