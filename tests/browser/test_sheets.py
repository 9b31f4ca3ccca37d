"""What rises over the phone or stands beside it: for everybody, at every width, in both themes."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGE = """<body><p>Words</p>
<script>
const asked = (method, options) => new Promise((resolve) => TTMinis[method](resolve, options));
</script></body>
"""

SHEETS = {
    "consent-sheet": "asked('authorize', {})",
    "message-sheet": "asked('requestSubscribeMessage', { tmplIds: ['a'] })",
    "store-sheet": "asked('recharge', { tier_id: 'local_beans_100' })",
    "pay-sheet": "asked('pay', { trade_order_id: 'TOIDnone' })",
    "balance-page": "asked('openBalance', { type: 'BEANS' })",
    "ad": "TTMinis.createRewardedVideoAd({ adUnitId: 'slot-1' }).show()",
    "ribbon": "asked('showSurfaceCoupon')",
}
INTERSTITIAL = "TTMinis.createInterstitialAd({ adUnitId: 'slot-2' }).show()"
OVERFLOW = """(id) => {
  const node = document.querySelector(`[data-testid="${id}"]`);
  const screen = document.querySelector("#screen").getBoundingClientRect();
  return [...node.querySelectorAll("*")].filter((each) => {
    const { left, right, width } = each.getBoundingClientRect();
    return width > 0 && (left < screen.left - 1 || right > screen.right + 1);
  }).map((each) => each.outerHTML);
}"""


def look_closely(page, serious, testid, picture):
    """Hold that what is open fits at each width and locks nobody out; keep its picture."""
    expect(page.get_by_test_id(testid)).to_be_visible()
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        # Polled: the phone takes its new size a frame later.
        expect(page.locator("html")).to_have_js_property("scrollWidth", width)
        assert (width, page.evaluate(OVERFLOW, testid)) == (width, [])
    page.screenshot(path=picture, animations="disabled")
    assert (testid, serious(page)) == (testid, [])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_locked_out_of_the_simulator_and_its_sheets(phone, serious, artifacts, theme):
    """axe-core has no serious finding in any panel or sheet, and nothing runs over the edge."""
    with phone(PAGE, color_scheme=theme, bypass_csp=True, reduced_motion="reduce") as (
        page,
        _,
        _app,
    ):
        assert serious(page) == []
        for tab in ("Check", "Outcomes", "Phone", "Wallet", "Clock"):
            page.get_by_role("tab", name=tab).click()
            assert (tab, serious(page)) == (tab, [])
        for testid, call in SHEETS.items():
            page.frames[1].evaluate(f"() => {{ {call}; }}")
            look_closely(page, serious, testid, artifacts / f"simulator-{testid}-{theme}.png")
            if testid == "ribbon":
                page.frames[1].evaluate("() => asked('hideRibbon')")
                expect(page.get_by_test_id(testid)).to_be_hidden()
                continue
            page.keyboard.press("Escape")
            expect(page.get_by_test_id(testid)).to_have_count(0)


LONG_NAME = "Every episode of every series, before anybody else sees them"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_locked_out_of_the_store(phone, platform, serious, artifacts, theme):
    """The same for a subscription that is bought, changed or turned on again, and for an ad."""
    look = {"color_scheme": theme, "bypass_csp": True, "reduced_motion": "reduce"}
    with phone(PAGE, **look) as (page, frame, app):

        def see(call, testid, picture):
            frame.evaluate(f"() => {{ window.answer = {call}; }}")
            look_closely(page, serious, testid, artifacts / f"simulator-{picture}-{theme}.png")

        def see_order(method, made):
            order = made["trade_order_id"]
            call = f"asked('{method}Subscription', {{ trade_order_id: '{order}' }})"
            see(call, "subscription-sheet", f"{method}-subscription")

        def ordered(how, about, number):
            body = {**about, "order_info": {"order_id": number, "product_name": LONG_NAME}}
            answer = platform.api(f"subscription/{how}/", platform.access_token(app), body)
            return answer.json()["data"]

        see(INTERSTITIAL, "ad", "interstitial-ad")
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("ad")).to_have_count(0)

        see_order("create", ordered("create", {"tier_id": "local_499_1M"}, "s-1"))
        page.get_by_test_id("store-buy").click()
        number = frame.evaluate("() => window.answer")["subscription_id"]
        expect(page.get_by_test_id("subscription-sheet")).to_have_count(0)

        longer = {"tier_id": "local_2499_6M", "is_order_only": True}
        see_order("change", platform.admin("POST", f"subscriptions/{number}/change", longer))
        expect(page.get_by_test_id("subscription-sheet")).to_contain_text("every 6 months")
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("subscription-sheet")).to_have_count(0)

        platform.admin("POST", f"subscriptions/{number}/cancel", {})
        see_order("reactivate", ordered("reactivate", {"subscription_id": number}, "s-2"))
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("subscription-sheet")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_locked_out_of_cards_dialogs_and_the_second_phone(
    phone, platform, finding, serious, artifacts, theme
):
    """axe-core has no serious finding in what rises over the phone, or stands beside it."""
    with phone(PAGE, color_scheme=theme, bypass_csp=True, reduced_motion="reduce") as (
        page,
        _,
        app,
    ):
        findings = {"findings": [finding], "files": 1}
        platform.admin("PUT", f"apps/{app['client_key']}/findings", findings)
        expect(page.locator("#card")).to_be_visible()
        page.get_by_role("button", name="Second phone").click()
        second = page.frame_locator('[data-testid="second-phone"]')
        expect(second.locator('[data-app="running"]')).to_be_attached()
        assert serious(page) == []
        beside = next(frame for frame in page.frames if "view=second" in frame.url)
        assert serious(beside) == []
        page.screenshot(path=artifacts / f"two-phones-{theme}.png", animations="disabled")
        page.get_by_role("button", name="On a phone").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert serious(page) == []
