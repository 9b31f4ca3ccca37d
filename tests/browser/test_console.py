"""The developer console in a real browser: the whole way, without scripts, by keyboard, in axe."""

import base64
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.publishing.test_icons import png

from localminis.web.console.routes import PAGES

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1440, 768, 360)
FINDINGS = """async () => (await axe.run({ resultTypes: ["violations"] })).violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`)"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def console(platform, chromium, **options):
    """Open the console from its link, in a browser of its own; fails on any script error."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, **options)
    page = context.new_page()
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(platform.admin("GET", "console")["url"])
    expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    try:
        yield page
    finally:
        context.close()
    assert troubles == []


def press(page, name: str) -> None:
    """Press a button by its name."""
    page.get_by_role("button", name=name, exact=True).click()


def said(page, text: str) -> None:
    """Wait for what the page tells."""
    expect(page.locator(".notice").filter(has_text=text)).to_be_visible()


@pytest.mark.browser
def test_from_a_first_app_to_a_released_version_and_back(platform, chromium, packed, tmp_path):
    """Every step of a developer's way, each by what the page before offers."""
    with console(platform, chromium) as page:
        page.get_by_role("link", name="New app").first.click()
        page.get_by_label("Name").fill("Night train")
        press(page, "Create app")
        expect(page.get_by_test_id("secret")).to_be_visible()
        key = platform.admin("GET", "apps")["apps"][0]["client_key"]
        page.get_by_role("link", name="Test users").click()
        page.get_by_role("combobox", name="User").fill("Mia")
        press(page, "Add")
        said(page, "Mia is a test user.")
        page.get_by_role("link", name="Code versions").click()
        for number in (1, 2):
            package = tmp_path / f"minis-{number}.zip"
            package.write_bytes(packed(key, mark=f"mark {number}"))
            page.get_by_label("Package").set_input_files(package)
            press(page, "Upload")
            said(page, f"Version {number} is uploaded")
            preview = page.get_by_role("link", name="Open in the simulator").get_attribute("href")
            assert preview == f"{platform.url}/simulator/{key}?version={number}"
            press(page, "Submit for review")
            said(page, "is in review")
            press(page, "Approve")
            if number == 2:
                page.get_by_label("Percent of the users").fill("10")
            press(page, "Release")
            said(page, f"Version {number} is released.")
            page.get_by_role("link", name="Code versions").first.click()
        expect(page.get_by_text("10 %")).to_be_visible()
        page.get_by_label("Percent of the users").fill("100")
        press(page, "Roll out")
        said(page, "has its new share")
        page.get_by_text("Roll back", exact=True).click()
        press(page, "Roll back now")
        said(page, "Rolled back.")
        assert platform.admin("GET", f"apps/{key}/release")["production"] == 1


@pytest.mark.browser
def test_everything_works_without_javascript(platform, chromium):
    """Forms, filters, dangers behind a second step, and no button that does nothing."""
    platform.new_app()
    with console(platform, chromium, java_script_enabled=False) as page:
        assert page.locator("[data-copy]:visible, [data-theme-switch]:visible").count() == 0
        page.get_by_role("link", name="Users", exact=True).click()
        page.get_by_label("Name begins with").fill("ken")
        press(page, "Search")
        page.get_by_role("link", name="Kenji").click()
        page.get_by_label("Grant Beans").fill("25")
        press(page, "Grant")
        said(page, "holds 75 Beans")
        page.get_by_text("Delete Kenji").click()
        press(page, "Delete for good")
        said(page, "Kenji is gone.")


@pytest.mark.browser
def test_the_keyboard_is_enough(platform, chromium):
    """Skip the menu, open the switcher, fill a form and send it, without a pointer."""
    platform.new_app()
    with console(platform, chromium) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.locator(".switcher summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Test app", level=1)).to_be_visible()
        page.goto(f"{platform.url}/console/users/new")
        page.get_by_label("Name").focus()
        page.keyboard.type("Ana")
        page.keyboard.press("Enter")
        said(page, "Ana is there.")
        page.set_viewport_size({"width": 360, "height": 740})
        page.get_by_label("Show the menu").focus()
        page.keyboard.press("Space")
        expect(page.get_by_role("link", name="Ledger", exact=True).first).to_be_visible()


@pytest.mark.browser
def test_scripts_copy_and_remember_the_theme(platform, chromium):
    """What is beside a copy button lands in the clipboard; the simulator shares the theme."""
    key = platform.new_app()["client_key"]
    with console(platform, chromium) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{platform.url}/console/apps/{key}/credentials")
        page.get_by_role("button", name="Copy the client key").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("() => navigator.clipboard.readText()") == key
        page.get_by_text("Dark", exact=True).click()
        assert '<html lang="en" data-theme="dark">' in page.reload().text()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.browser
def test_the_live_log_shows_new_calls(platform, chromium):
    """A call that is made while the switch is on appears by itself."""
    with console(platform, chromium) as page:
        page.goto(f"{platform.url}/console/requests")
        expect(page.get_by_text("No call yet")).to_be_visible()
        page.get_by_label("Live").check()
        platform.token(client_key="mnnobody", client_secret="x", grant_type="y")
        expect(page.get_by_role("link", name="/v2/oauth/token/")).to_be_visible()


@pytest.fixture
def foreign(tmp_path):
    """Serve a page from another port of this machine, as a mini app is."""
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    handler.log_message = lambda *_: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield tmp_path, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_mini_apps_origin_reaches_none_of_it(platform, chromium, foreign):
    """It can neither read a page, nor frame one, nor send a form, though the cookie goes along."""
    folder, origin = foreign
    (folder / "index.html").write_text(
        f'<!doctype html><title>x</title><iframe src="{platform.url}/console/"></iframe>'
        f'<form method="post" action="{platform.url}/console/clock">'
        '<input name="action" value="freeze"><button>Go</button></form>'
    )
    with console(platform, chromium) as page:
        page.goto(origin)
        read = page.evaluate(
            """async (url) => {
              try { return await (await fetch(url, { credentials: "include" })).text(); }
              catch (error) { return error.name; }
            }""",
            f"{platform.url}/console/apps",
        )
        assert read == "TypeError"
        framed = page.frames[1]
        assert "LocalMinis" not in framed.content()
        with page.expect_navigation():
            page.get_by_role("button", name="Go").click()
        expect(page.get_by_text("Another page asked for this")).to_be_visible()
        assert platform.admin("GET", "clock")["frozen_at_s"] is None


def refused_call(platform):
    """Ask until the refused call is in the log; each question is a round trip."""
    for _ in range(5_000):
        for call in platform.admin("GET", "requests?outcome=refused")["requests"]:
            return call
    raise AssertionError("the refused call was not logged")


def furnish(platform, app: str) -> None:
    """Put something into every list of an app's pages, and into what the store sells."""
    for path, body in {
        f"{app}/localizations/pt-BR": {"name": "Trem noturno das onze", "is_online": True},
        f"{app}/domains": {"domains": ["https://a-rather-long-host.api.example.com"]},
        f"{app}/test-users/Mia": {},
        "tiers/team_777": {"beans": 777, "price_usd": "9.99"},
        "tiers/local_beans_40000/prices/VN": {"price": "9999999"},
        "skus/club_1M": {"set_name": "club", "deduct_cycle": "MONTHLY", "price_usd": "3.00"},
    }.items():
        platform.admin("PUT", path, body)
    for path, body in {
        f"{app}/placements": {"name": "After the episode", "kind": "rewarded"},
        f"{app}/sandboxes": {"name": "A sandbox"},
        "wallets/Mia/recharges": {"tier_id": "local_beans_100"},
    }.items():
        platform.admin("POST", path, body)
    for kind, pixels in (("PUT icon", 600), ("POST promo-images", 360)):
        method, what = kind.split()
        content = base64.b64encode(png(pixels, pixels)).decode()
        platform.admin(method, f"{app}/{what}", {"content_base64": content})
    platform.admin(
        "PATCH", f"{app}/draft", {"content": {"description": "New", "category": "Drama"}}
    )


def everything(platform, packed) -> dict[str, str]:
    """Make one of everything that a page is about; returns the values of its path."""
    app = platform.new_app("http://127.0.0.1:9/nobody")
    key = app["client_key"]
    token = platform.access_token(app)
    trade_order_id = platform.new_order(token)
    delivery = platform.admin("POST", f"apps/{key}/ping")
    body = {"tier_id": "local_499_1M", "order_info": {"order_id": "s-1", "product_name": "Month"}}
    paid = platform.api("subscription/create/", token, body).json()["data"]["trade_order_id"]
    platform.simulator("subscription/pay", client_key=key, user=1, trade_order_id=paid)
    [found] = platform.admin("GET", "subscriptions")["subscriptions"]
    platform.admin("POST", "members", {"email": "ana@example.com"})
    furnish(platform, f"apps/{key}")
    content = packed(key)

    async def chunks():
        yield content

    path, kind = f"/admin/v1/apps/{key}/versions", "application/zip"
    platform._call(platform.steering.send(path, chunks(), size_bytes=len(content), kind=kind))
    platform.api("trade_order/create/", token, {})
    newest = refused_call(platform)
    return {
        "client_key": key,
        "user": "1",
        "trade_order_id": trade_order_id,
        "delivery_id": delivery["id"],
        "subscription_id": found["subscription_id"],
        "email": "ana@example.com",
        "number": "1",
        "log_id": newest["log_id"],
        "tier_id": "local_beans_100",
        "sku": "local_499_1M",
    }


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_can_be_read_by_everybody(platform, chromium, packed, theme):
    """No serious finding of axe-core and nothing over the edge, on every page, at three widths."""
    values = everything(platform, packed)
    axe = AXE.read_text("utf-8")
    found = []
    # axe-core is put into the page, which its policy would refuse.
    with console(platform, chromium, color_scheme=theme, bypass_csp=True) as page:
        for path in PAGES:
            page.goto(f"{platform.url}/console/{path.format_map(values)}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 860})
                over = page.evaluate(OVERFLOW)
                found += [f"{path} at {width}: {over} px over the edge"] if over > 0 else []
            page.evaluate(axe)
            found += [f"{path}: {each}" for each in page.evaluate(FINDINGS)]
    assert found == []
