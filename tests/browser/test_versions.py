"""Versions in the phone: by their link, by search, and with what the portal says of ads."""

import pytest
from playwright.sync_api import expect
from tests.builds import build

pytestmark = pytest.mark.browser

SCRIPT = """
TTMinis.login({ success: () => { document.body.dataset.login = "yes"; } });
const ad = TTMinis.createRewardedVideoAd({ adUnitId: "%s" });
ad.onError(({ error_code }) => { document.body.dataset.error = String(error_code); });
fetch("https://api.example.com/").catch(() => { document.body.dataset.refused = "yes"; });
localStorage.setItem("count", String(Number(localStorage.getItem("count") ?? "0") + 1));
document.body.dataset.count = localStorage.getItem("count");
"""


def test_versions_open_in_the_phone(platform, chromium, artifacts):
    """A link shows its version, search what the user gets; storage goes on between them."""
    key = platform.new_app()["client_key"]
    path = f"apps/{key}"
    slot = platform.admin("POST", f"{path}/placements", {"name": "Slot", "kind": "rewarded"})
    for mark in ("first", "second"):
        script = SCRIPT % slot["placement_id"]
        platform.upload(key, build(key, mark, **{"app.js": script}))
    for number in (1, 2):
        platform.admin("POST", f"{path}/versions/{number}/submit")
        platform.admin("POST", f"{path}/versions/{number}/approve")
    platform.admin("POST", f"{path}/versions/1/release")
    platform.admin("POST", f"{path}/versions/2/release", {"percentage": 0})
    platform.admin("PUT", f"{path}/versions/2/target-users/Kenji")
    context = chromium.new_context()
    tab = context.new_page()
    frame = tab.frame_locator("[data-testid=app-frame]")

    def shows(text, count, query):
        tab.goto(f"{platform.url}/simulator/{key}?{query}")
        expect(frame.locator("p")).to_have_text(text)
        body = frame.locator("body")
        expect(body).to_have_attribute("data-login", "yes")
        expect(body).to_have_attribute("data-error", "20003")
        expect(body).to_have_attribute("data-refused", "yes")
        expect(body).to_have_attribute("data-count", str(count))

    shows("second", 1, "version=2")
    shows("first", 2, "version=search")
    shows("second", 3, "user=Kenji")
    tab.screenshot(path=artifacts / "version.png")
    tab.get_by_role("button", name="Second phone").click()
    second = tab.frame_locator("[data-testid=second-phone]")
    there = second.frame_locator("[data-testid=app-frame]")
    # A storage apart, on an origin of its own.
    expect(there.locator("body")).to_have_attribute("data-count", "1")
    tab.goto(f"{platform.url}/simulator/{key}?version=9")
    expect(tab.locator(".empty")).to_contain_text("has no version 9")
    tab.screenshot(path=artifacts / "version-missing.png")
    context.close()
