"""The phone itself, in headless Chromium: what a page sees of it, its menus and its panels."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGE = """<style>
:root { color-scheme: light dark; }
p { color: rgb(1, 2, 3); }
@media (prefers-color-scheme: dark) { p { color: rgb(200, 200, 200); } }
</style>
<body><p id="words">Words</p><div id="player" style="height: 300px"></div>
<script>
const changes = [];
const dark = matchMedia("(prefers-color-scheme: dark)");
dark.addEventListener("change", ({ matches }) => changes.push(matches));
addEventListener("languagechange", () => changes.push(navigator.language));
const events = [];
for (const name of ["minis.launch", "minis.show", "minis.hide", "minis.destroy", "minis.share"]) {
  TTMinis.on(name, () => events.push(name));
}
const asked = (method, options) => new Promise((resolve) => TTMinis[method](resolve, options));
</script></body>
"""

SEEN = """() => ({
  isDark: matchMedia("(prefers-color-scheme: dark)").matches,
  color: getComputedStyle(words).color,
  scheme: getComputedStyle(document.documentElement).colorScheme,
  languages: navigator.languages,
  language: navigator.language,
  agent: navigator.userAgent,
  size: [innerWidth, innerHeight],
  root: getComputedStyle(document.documentElement).fontSize,
})"""


def launches(page):
    """Find the rows of the log that say that a page has begun."""
    rows = page.locator('[data-testid="log-row"][data-kind="lifecycle"]')
    return rows.filter(has_text="minis.launch")


def choose(page, name, value):
    """Choose a setting of the phone."""
    page.get_by_role("tab", name="Phone").click()
    page.get_by_test_id(f"setting-{name}").select_option(value)


def test_the_page_follows_the_phones_theme_and_not_the_browsers(phone):
    """Style sheets, media queries and their listeners go by the chosen theme."""
    with phone(PAGE, color_scheme="light") as (page, frame, _):
        assert frame.evaluate(SEEN)["color"] == "rgb(1, 2, 3)"
        choose(page, "scheme", "dark")
        frame.wait_for_selector("#words")
        expect(page.frame_locator("iframe").locator("p")).to_have_css("color", "rgb(200, 200, 200)")
        seen = frame.evaluate(SEEN)
        assert (seen["isDark"], seen["scheme"]) == (True, "dark")
        assert frame.evaluate("() => changes") == [True]
        assert page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches") is False
        # A reload of the page alone, and a rule that comes later, follow too.
        frame.evaluate("() => location.reload()")
        expect(page.frame_locator("iframe").locator("p")).to_have_css("color", "rgb(200, 200, 200)")
        page.frames[1].evaluate(
            "(textContent) => document.head.append("
            "Object.assign(document.createElement('style'), { textContent }))",
            "@media (prefers-color-scheme: light) { p { color: rgb(9, 9, 9) !important } }",
        )
        expect(page.frame_locator("iframe").locator("p")).to_have_css("color", "rgb(200, 200, 200)")


def test_language_region_device_and_text_size_reach_the_page(phone):
    """The ways in which pages read language, device and region give what was chosen."""
    with phone(PAGE, query="?user=2") as (page, frame, _):
        seen = frame.evaluate(SEEN)
        assert "iPhone" in seen["agent"]
        choose(page, "language", "pt-BR")
        choose(page, "region", "BR")
        choose(page, "device", "android")
        choose(page, "text_size_percent", "130")
        expect(page.frame_locator("iframe").locator(":root")).to_have_css("font-size", "20.8px")
        seen = frame.evaluate(SEEN)
        assert (seen["language"], seen["languages"]) == ("pt-BR", ["pt-BR", "pt"])
        assert re.search(r"Android 14.*ByteLocale/pt.*Region/BR.*BytedanceWebview", seen["agent"])
        assert seen["size"][0] == 412
        assert "pt-BR" in frame.evaluate("() => changes")
        choose(page, "turn", "landscape")
        expect(page.locator("#screen")).to_have_attribute("data-turn", "landscape")
        assert frame.evaluate(SEEN)["size"][0] == 892


def test_under_a_custom_bar_the_page_begins_at_the_top_beside_the_capsule(phone):
    """The rectangle that the SDK tells is where the capsule is drawn, and zero by default."""
    rect = "() => TTMinis.getMenuButtonBoundingClientRect()"
    with phone(PAGE, navbar="custom") as (page, frame, _):
        told = frame.evaluate(rect)
        drawn = page.evaluate(
            "() => { const scale = Number(getComputedStyle(document.getElementById('phone-slot'))"
            ".getPropertyValue('--scale')); const screen = document.getElementById('screen')"
            ".getBoundingClientRect();"
            "const it = document.querySelector('.capsule').getBoundingClientRect();"
            "return { top: (it.top - screen.top) / scale, right: (it.right - screen.left) / scale,"
            " width: it.width / scale, height: it.height / scale }; }"
        )
        for side, value in drawn.items():
            assert value == pytest.approx(told[side], abs=1), side
        assert frame.evaluate(SEEN)["size"] == [390, 844]
        assert frame.evaluate("() => TTMinis.getDeviceInfo()")["bottomHeight"] == 34
        choose(page, "nav_style", "default")
        assert set(frame.evaluate(rect).values()) == {0}
        assert frame.evaluate(SEEN)["size"][1] == 844 - 47 - 44


def test_an_old_client_and_a_missing_capability_are_seen_by_can_i_use_and_by_calls(phone):
    """After the page has loaded anew it has what the chosen TikTok version has."""
    with phone(PAGE) as (page, frame, _):
        assert frame.evaluate("() => TTMinis.canIUse('createRewardedVideoAd')") is True
        choose(page, "library_version", "0.1.0")
        log = launches(page)
        page.get_by_role("tab", name="Log").click()
        expect(log).to_have_count(2)
        fresh = page.frames[1]
        assert fresh.evaluate("() => TTMinis.canIUse('createRewardedVideoAd')") is False
        result = fresh.evaluate("() => asked('showSurfaceCoupon')")
        assert "43.8.0" in result["error"]["error_msg"]
        choose(page, "library_version", "0.6.0")
        page.get_by_role("tab", name="Log").click()
        expect(log).to_have_count(3)
        choose(page, "payment", "off")
        page.get_by_role("tab", name="Log").click()
        expect(log).to_have_count(4)
        assert page.frames[1].evaluate("() => TTMinis.canIUse('pay')") is False


def test_native_video_plays_warns_or_is_replaced(phone):
    """Enforced, a native video gives way to the page's own element, or to the blocked one."""
    add = "() => document.body.append(document.createElement('video'))"
    with phone(PAGE) as (page, frame, _):
        frame.evaluate(add)
        expect(page.frame_locator("iframe").locator("video")).to_have_count(1)
        choose(page, "native_video", "enforce")
        page.get_by_role("tab", name="Log").click()
        expect(launches(page)).to_have_count(2)
        fresh = page.frames[1]
        fresh.evaluate(add)
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("note")).to_have_text("This video needs the official player.")
        fresh.evaluate(
            "() => TTMinis.setValidateVideoReplaceElement(() => Object.assign("
            "document.createElement('b'), { id: 'mine' }))"
        )
        fresh.evaluate(add)
        expect(inside.locator("#mine")).to_have_count(1)
        expect(inside.locator("video")).to_have_count(0)
        expect(page.get_by_test_id("log")).to_contain_text("native-video")
        played = "() => document.createElement('video').play().catch(({ name }) => name)"
        assert fresh.evaluate(played) == "NotAllowedError"


def test_the_player_is_ready_plays_its_card_and_is_exempt(phone):
    """The class that getPlayer gives fires its events and moves on, under the strictest rule."""
    with phone(PAGE) as (page, _, _app):
        choose(page, "native_video", "enforce")
        page.get_by_role("tab", name="Log").click()
        expect(launches(page)).to_have_count(2)
        frame = page.frames[1]
        heard = frame.evaluate(
            """async () => {
              const VePlayer = await TTMinis.getPlayer("byteplus");
              VePlayer.prepare({ strategies: { preload: true } });
              const player = new VePlayer({ id: "player", albumId: "a", episodeId: "1" });
              window.player = player;
              const heard = [];
              const until = (name) => new Promise((resolve) => player.once(name, resolve));
              const before = player.player;
              await until(VePlayer.Events.READY);
              player.player.muted = true;
              heard.push(before, player.player.duration, player.player.paused);
              const ticked = until(VePlayer.Events.TIME_UPDATE);
              await player.play();
              heard.push((await ticked).currentTime > 0);
              await player.playNext({ albumId: "a", episodeId: "2" });
              player.pause();
              heard.push(player.player.paused);
              player.destroy();
              heard.push(player.player);
              return heard;
            }"""
        )
        assert heard == [None, 30, True, True, True, None]


def test_sharing_builds_a_link_that_brings_its_query_back(phone, platform):
    """The menu raises `minis.share`, the page says what, and the link opens the page with it."""
    with phone(PAGE) as (page, frame, app):
        frame.evaluate(
            "() => TTMinis.on('minis.share', () => TTMinis.share(() => {}, "
            "{ title: 'Episode 3', query: { ep: '3', from: 'a&b' } }))"
        )
        page.get_by_role("button", name="More").click()
        page.get_by_role("button", name="Share", exact=True).click()
        expect(page.get_by_test_id("share-sheet")).to_contain_text("Episode 3")
        link = page.get_by_test_id("share-link").text_content()
        page.keyboard.press("Escape")
        assert frame.evaluate("() => events").count("minis.share") == 1
        page.goto(link)
        expect(page.get_by_test_id("log")).to_contain_text("minis.launch")
        search = page.frames[1].evaluate(
            "() => Object.fromEntries(new URLSearchParams(location.search))"
        )
        assert search == {"ep": "3", "from": "a&b"}
        assert link.startswith(f"{platform.url}/simulator/{app['client_key']}?launch=")


def test_the_balance_page_hides_and_shows_the_app(phone):
    """Leaving to the wallet is `minis.hide`, coming back `minis.show`; tiers can be bought."""
    with phone(PAGE) as (page, frame, _):
        result = frame.evaluate("() => asked('openBalance', { type: 'BEANS' })")
        assert result == {"is_success": True}
        page.get_by_test_id("tier-local_beans_100").click()
        expect(page.get_by_test_id("balance-sum")).to_have_text("150")
        assert frame.evaluate("() => events").count("minis.hide") == 1
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("balance-page")).to_have_count(0)
        expect(page.get_by_test_id("balance")).to_have_text("150")
        frame.wait_for_function("() => events.at(-1) === 'minis.show'")


def test_an_ad_covers_the_app_and_counts_its_reward_only_at_the_end(phone):
    """Closed early an ad has no reward; skipped to its end it has; the app is hidden meanwhile."""
    show = """() => { window.ended = new Promise((resolve) => {
      const ad = TTMinis.createRewardedVideoAd({ adUnitId: "slot-1" });
      ad.onClose(({ isEnded }) => resolve(isEnded));
      ad.show();
    }); }"""
    with phone(PAGE) as (page, frame, _):
        for button, reward in (("ad-close", False), ("ad-finish", True)):
            frame.evaluate(show)
            page.get_by_test_id(button).click()
            assert frame.evaluate("() => window.ended") is reward
            expect(page.get_by_test_id("ad")).to_have_count(0)
        assert frame.evaluate("() => events").count("minis.hide") == 2


def test_a_sheet_is_worked_by_keyboard_and_leaves_with_the_page(phone):
    """Tab stays in the sheet, Space switches, Enter allows; a reload takes a sheet away."""
    scopes = "{ scope: 'user.info.open_id,user.info.basic', returnScopes: true }"
    with phone(PAGE) as (page, frame, _):
        frame.evaluate(f"() => {{ window.answer = asked('authorize', {scopes}); }}")
        expect(page.get_by_test_id("consent-sheet")).to_be_visible()
        for _ in range(2):
            page.keyboard.press("Tab")
        expect(page.get_by_test_id("scope-user.info.basic")).to_be_focused()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        expect(page.get_by_test_id("consent-allow")).to_be_focused()
        page.keyboard.press("Enter")
        granted = frame.evaluate("() => window.answer")["authResponse"]["grantedScopes"]
        assert granted == "user.info.open_id"
        frame.evaluate("() => { asked('authorize', {}); }")
        expect(page.get_by_test_id("consent-sheet")).to_be_visible()
        page.locator("#reload").click()
        expect(page.get_by_test_id("consent-sheet")).to_have_count(0)


def test_revoking_access_ends_the_apps_tokens(phone, platform):
    """The menu's settings disconnect the user, and the open API answers 401 from then on."""
    with phone(PAGE) as (page, _, app):
        token = platform.access_token(app)
        page.get_by_role("button", name="More").click()
        page.get_by_role("button", name="Settings").click()
        page.get_by_test_id("revoke-access").click()
        expect(page.get_by_test_id("settings-sheet")).to_have_count(0)
        headers = {"Authorization": f"Bearer {token}"}
        answer = platform.http.get("/v2/user/info/?fields=open_id", headers=headers)
        assert answer.status_code == 401


def test_offline_fails_requests_and_the_log_says_what_was_asked(phone):
    """Requests are listed with verdict and status; offline they fail as in an aeroplane."""
    ask = "(path) => fetch(path).then(({ status }) => status, ({ name }) => name)"
    with phone(PAGE) as (page, frame, _):
        assert frame.evaluate(ask, "/index.html?a=1") == 200
        rows = page.get_by_test_id("log-row").filter(has_text="/index.html?a=1")
        expect(rows).to_contain_text("own origin")
        rows.locator("summary").click()
        expect(rows.get_by_role("button", name="Copy as cURL")).to_be_visible()
        assert frame.evaluate(ask, "https://tracker.example/x") == "TypeError"
        foreign = page.get_by_test_id("log-row").filter(has_text="GET https://tracker.example/x")
        expect(foreign).to_contain_text("refused")
        choose(page, "network", "offline")
        assert frame.evaluate("() => navigator.onLine") is False
        assert frame.evaluate(ask, "/index.html") == "TypeError"


def test_the_clock_panel_turns_the_pages_date(phone):
    """An advanced platform clock is what the page's Date tells."""
    with phone(PAGE) as (page, frame, _):
        before = frame.evaluate("() => Date.now()")
        page.get_by_role("tab", name="Clock").click()
        page.get_by_role("button", name="+ 1 day").click()
        expect(page.locator("#clock-state")).to_contain_text("Runs 1 day ahead")
        after = frame.evaluate("() => [Date.now(), new Date().getTime(), new Date(5).getTime()]")
        assert 86_300_000 < after[0] - before < 86_700_000
        assert after[1] - after[0] < 1000
        assert after[2] == 5


def test_a_subscription_is_bought_in_the_stores_sheet(phone, platform):
    """The sheet shows price and renewal; paid, the page gets the subscription's id."""
    with phone(PAGE) as (page, frame, app):
        body = {
            "tier_id": "local_499_1M",
            "order_info": {"order_id": "s-1", "product_name": "All episodes"},
        }
        made = platform.api("subscription/create/", platform.access_token(app), body).json()
        order = {"trade_order_id": made["data"]["trade_order_id"]}
        ask = "([method, order]) => { window.answer = asked(method, order); }"
        answer = "() => window.answer"
        frame.evaluate(ask, ["reactivateSubscription", order])
        wrong = frame.evaluate(answer)
        assert wrong["error"]["error_code"] == 118600
        frame.evaluate(ask, ["createSubscription", order])
        expect(page.get_by_test_id("subscription-sheet")).to_contain_text("every month")
        page.get_by_test_id("store-cancel").click()
        assert frame.evaluate(answer)["error"]["error_code"] == 116601
        frame.evaluate(ask, ["createSubscription", order])
        page.get_by_test_id("store-buy").click()
        paid = frame.evaluate(answer)
        assert (paid["is_success"], paid["trade_order_id"]) == (True, order["trade_order_id"])
        [subscription] = platform.admin("GET", "subscriptions")["subscriptions"]
        assert paid["subscription_id"] == subscription["subscription_id"]


def test_a_recharge_is_bought_or_left_in_the_stores_sheet(phone, platform):
    """Closing the store takes no money and says so; buying fills the wallet."""
    call = "() => { window.answer = asked('recharge', { tier_id: 'local_beans_100' }); }"
    with phone(PAGE) as (page, frame, _):
        frame.evaluate(call)
        page.get_by_test_id("store-sheet").press("Escape")
        assert frame.evaluate("() => window.answer")["error"]["error_code"] == 112601
        frame.evaluate(call)
        page.get_by_test_id("store-buy").click()
        assert frame.evaluate("() => window.answer")["tier_id"] == "local_beans_100"
        expect(page.get_by_test_id("balance")).to_have_text("150")
        assert platform.admin("GET", "wallets/1")["balance_beans"] == 150


def test_what_the_page_stores_and_asks_by_xhr_is_listed(phone):
    """Storage changes and old-style requests have their rows, with value and status."""
    with phone(PAGE) as (page, frame, _):
        frame.evaluate("() => localStorage.setItem('seen', '3')")
        frame.evaluate(
            "() => new Promise((resolve) => { const it = new XMLHttpRequest();"
            "it.open('get', '/nothing.json'); it.onloadend = resolve; it.send(); })"
        )
        rows = page.get_by_test_id("log-row")
        expect(rows.filter(has_text='localStorage.setItem("seen")')).to_have_count(1)
        expect(rows.filter(has_text="GET /nothing.json")).to_contain_text("404")
        page.get_by_role("button", name="Storage").click()
        expect(rows.filter(has_text="GET /nothing.json")).to_be_hidden()


def test_a_log_without_rows_says_what_would_be_there_and_leads_back(phone):
    """An empty filter explains itself, its button shows everything, and / goes to the search."""
    with phone(PAGE) as (page, _, _app):
        rows = page.get_by_test_id("log-row")
        page.get_by_role("button", name="Refused").click()
        expect(page.locator("#log-empty")).to_contain_text("Nothing was refused so far")
        page.keyboard.press("/")
        page.keyboard.type("nothing has this")
        page.get_by_role("button", name="All", exact=True).click()
        expect(page.locator("#log-empty")).to_contain_text("No row has “nothing has this”.")
        page.get_by_role("button", name="Show all rows").click()
        expect(page.get_by_label("Search the log")).to_have_value("")
        expect(rows.filter(has_text="minis.launch").first).to_be_visible()


def test_a_changed_phone_says_so_and_is_put_back(phone):
    """The tab counts what is not as it comes, and one press resets all of it."""
    with phone(PAGE) as (page, _, _app):
        for mark in ("1", ""):
            page.get_by_role("button", name="Turn the phone").click()
            expect(page.locator("#phone-count")).to_have_text(mark)
        page.locator("#quick-network").select_option("slow")
        expect(page.locator("#phone-count")).to_have_text("1")
        page.get_by_role("tab", name="Phone").click()
        page.get_by_role("button", name="Reset").click()
        expect(page.locator("#phone-count")).to_have_text("")
        expect(page.locator("#quick-network")).to_have_value("online")


def test_a_second_phone_stands_beside_the_first_with_a_user_of_its_own(phone):
    """Both run the same app; the second has its own user, storage and panels, and goes."""
    with phone(PAGE) as (page, frame, _app):
        frame.evaluate("() => localStorage.setItem('who', 'Mia')")
        page.get_by_role("button", name="Second phone").click()
        second = page.frame_locator('[data-testid="second-phone"]')
        expect(second.locator("#user option:checked")).to_have_text("Kenji")
        expect(page.locator("#user option:checked")).to_have_text("Mia")
        expect(second.locator('[data-app="running"]')).to_be_attached()
        app = page.frames[-1]
        assert app.evaluate("() => [localStorage.getItem('who'), innerWidth]") == [None, 390]
        expect(page.get_by_test_id("log")).to_be_visible()
        app.evaluate("() => TTMinis.login(() => {})")
        app.click("#words")
        expect(page.get_by_test_id("log")).to_be_hidden()
        expect(second.get_by_test_id("log")).to_contain_text("login()")
        frame.click("#words")
        expect(second.get_by_test_id("log")).to_be_hidden()
        expect(page.get_by_test_id("log")).not_to_contain_text("login()")
        page.get_by_role("button", name="Second phone").click()
        expect(page.get_by_test_id("second-phone")).to_have_count(0)
        expect(page.get_by_test_id("log")).to_be_visible()


def test_the_app_alone_fills_a_phones_window(phone, chromium):
    """Upright and on its side nothing is wider or higher than the window."""
    with phone(PAGE) as (page, _, _app):
        size = {"width": 360, "height": 640}
        alone = chromium.new_page(viewport=size, is_mobile=True, has_touch=True)
        alone.goto(f"{page.url}?view=phone")
        expect(alone.frame_locator(".app-frame").locator("body")).to_be_visible()
        for width, height in ((360, 640), (740, 360)):
            alone.set_viewport_size({"width": width, "height": height})
            expect(alone.locator("#screen")).to_have_js_property("offsetWidth", width)
            expect(alone.locator("#screen")).to_have_js_property("offsetHeight", height)
            expect(alone.locator("html")).to_have_js_property("scrollHeight", height)
        alone.close()
