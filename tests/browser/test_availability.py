"""Whom the phone keeps from an app: users of other regions, and phones that are too old."""

import pytest
from playwright.sync_api import expect
from tests.builds import build

pytestmark = pytest.mark.browser


def test_an_older_phone_is_asked_to_update(platform, chromium, artifacts, serious):
    """Also at its start; the button gives it the newest client, and the app opens."""
    key = platform.new_app()["client_key"]
    platform.upload(key, build(key, "shown"))
    platform.admin("PATCH", f"apps/{key}", {"min_library_version": "0.4.0"})
    page = chromium.new_page(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page.goto(f"{platform.url}/simulator/{key}?version=1")
    text = page.frame_locator("[data-testid=app-frame]").locator("p")
    expect(text).to_have_text("shown")
    kept = {"library_version": "0.3.0"}
    page.evaluate("kept => localStorage.setItem('localminis.phone', JSON.stringify(kept))", kept)
    page.reload()
    screen = page.locator(".viewport .empty")
    expect(screen).to_contain_text("needs the library 0.4.0, and this phone has 0.3.0")
    expect(page.get_by_test_id("app-frame")).to_have_count(0)
    assert serious(page) == []
    page.screenshot(path=artifacts / "update.png")
    page.get_by_role("button", name="Update TikTok").click()
    expect(text).to_have_text("shown")
    page.close()


def test_a_user_elsewhere_is_told_and_hands_the_phone_on(platform, chromium, artifacts, serious):
    """Whoever is where the app is released has it on the same phone."""
    key = platform.new_app()["client_key"]
    platform.upload(key, build(key, "shown"))
    platform.admin("POST", f"apps/{key}/versions/1/submit", {"release_mode": "automatic"})
    platform.admin("POST", f"apps/{key}/versions/1/approve")
    platform.admin("PATCH", f"apps/{key}", {"regions": ["JP"]})
    page = chromium.new_page(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page.goto(f"{platform.url}/simulator/{key}?version=search")
    screen = page.locator(".viewport .empty")
    expect(screen).to_contain_text("is not available in US")
    expect(screen).to_contain_text("app test-user add")
    assert serious(page) == []
    page.screenshot(path=artifacts / "elsewhere.png")
    page.locator("#user").select_option(label="Kenji")
    expect(page.frame_locator("[data-testid=app-frame]").locator("p")).to_have_text("shown")
    page.locator("#user").select_option(label="Mia")
    expect(screen).to_contain_text("is not available in US")
    page.close()
