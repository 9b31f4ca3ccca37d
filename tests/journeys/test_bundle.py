"""What one machine saw, another sees: by two buttons, in a real browser."""

import pytest
from playwright.sync_api import expect
from tests.builds import build

pytestmark = pytest.mark.browser


def text_of(page, address):
    """Read what a page of the console says, without what each machine has of its own."""
    page.goto(address)
    return page.locator("main").inner_text().replace(address.partition("/console")[0], "")


def test_a_bundle_goes_from_page_to_page(
    platform, serve_platform, tmp_path, chromium, receiver, artifacts
):
    """Versions, orders, requests and the clock read the same, and the version opens."""
    app = platform.new_app(receiver.url)
    key = app["client_key"]
    token = platform.access_token(app)
    order = platform.new_order(token, "ord-1", 5)
    platform.simulator("pay", client_key=key, user=1, trade_order_id=order)
    receiver.wait_for(1)
    platform.api("trade_order/query/", token, {"trade_order_id": "TOIDnone"})
    platform.upload(key, build(key, "from afar"), note="Shorter intro")
    platform.admin("POST", f"apps/{key}/versions/1/submit")
    platform.admin("POST", f"apps/{key}/versions/1/approve")
    platform.admin("POST", f"apps/{key}/versions/1/release")
    platform.admin("POST", "clock", {"action": "advance", "seconds": 86_400})
    platform.admin("POST", "clock", {"action": "freeze"})

    here = chromium.new_context()
    page = here.new_page()
    page.goto(platform.admin("GET", "console")["url"])
    paths = (f"apps/{key}/versions", f"orders/{order}", "requests", "webhooks", "clock")
    before = {path: text_of(page, f"{platform.url}/console/{path}") for path in paths}
    assert "Shorter intro" in before[paths[0]]
    page.goto(f"{platform.url}/console/state")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the bundle").click()
    bundle = tmp_path / download.value.suggested_filename
    download.value.save_as(bundle)
    here.close()

    with serve_platform(tmp_path / "there") as there:
        elsewhere = chromium.new_context()
        page = elsewhere.new_page()
        page.goto(there.admin("GET", "console")["url"])
        page.goto(f"{there.url}/console/state")
        page.get_by_label("Bundle", exact=True).set_input_files(bundle)
        page.get_by_role("button", name="Load the bundle").click()
        expect(page.get_by_text("The bundle is loaded")).to_be_visible()
        page.screenshot(path=artifacts / "bundle-loaded.png")
        after = {path: text_of(page, f"{there.url}/console/{path}") for path in paths}
        assert after == before
        page.goto(f"{there.url}/simulator/{key}?version=search")
        frame = page.frame_locator("[data-testid=app-frame]")
        expect(frame.locator("p")).to_have_text("from afar")
        elsewhere.close()
