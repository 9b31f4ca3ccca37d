"""Pages that go wrong: the phone says what and what to do, and nothing hangs."""

import socket

import pytest
from playwright.sync_api import expect

from localminis.devserver.proxy import PageOptions, PageServer

pytestmark = pytest.mark.browser


@pytest.fixture
def bare(platform, chromium, tmp_path):
    """Give the function that shows a page as it is, whether it starts the SDK or not."""
    servers = []

    def show(html):
        key = platform.new_app()["client_key"]
        folder = tmp_path / key
        folder.mkdir()
        (folder / "index.html").write_text(html.replace("KEY", key))
        options = PageOptions(platform_url=platform.url, client_key=key, folder=folder, port=0)
        server = PageServer(options)
        platform._call(server.start())
        servers.append(server)
        platform.admin("PUT", f"apps/{key}/page", {"url": server.url})
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        page.clock.install()
        page.goto(f"{platform.url}/simulator/{key}")
        expect(page.get_by_test_id("app-frame").or_(page.locator(".empty"))).to_be_visible()
        return page

    yield show
    for server in servers:
        platform._call(server.stop())


def test_a_page_that_never_calls_init_is_told_how(bare):
    """After a few seconds a card names the two steps that are missing."""
    page = bare("<!doctype html><title>x</title><p>Hello")
    page.clock.run_for(7000)
    expect(page.locator("#card")).to_contain_text("has not called TTMinis.init")
    expect(page.locator("#card")).to_contain_text("Load the SDK first in <head>")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#card")).to_be_hidden()


def test_an_app_that_never_answers_is_told_as_such(platform, chromium):
    """A server that takes the request and says nothing is not blamed for a missing init."""
    key = platform.new_app()["client_key"]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        platform.admin("PUT", f"apps/{key}/page", {"url": url})
        page = chromium.new_page()
        page.clock.install()
        page.goto(f"{platform.url}/simulator/{key}", wait_until="commit")
        expect(page.get_by_test_id("app-frame")).to_be_attached()
        page.clock.run_for(7000)
        expect(page.locator("#card")).to_contain_text("The app has not answered with a page")
        page.close()


def test_a_page_that_throws_at_start_shows_its_place(bare):
    """The exception is over the phone with file and line, and leads to the log."""
    page = bare("<!doctype html><title>x</title>\n<script>\nnothing.there();\n</script>")
    card = page.locator("#card")
    expect(card).to_contain_text("The page failed while it started")
    expect(card).to_contain_text("/index.html:3")
    page.get_by_role("button", name="Show the log").click()
    expect(page.get_by_role("tab", name="Log")).to_be_focused()


def test_another_client_key_is_a_card(bare):
    """Both keys are named, because nothing works until they are the same."""
    sdk = '<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>'
    page = bare(
        f'<!doctype html>{sdk}<script>TTMinis.init({{clientKey: "mnanother1234567"}})</script>'
    )
    expect(page.locator("#card")).to_contain_text("The client keys differ")
    expect(page.locator("#card")).to_contain_text("mnanother1234567")


def test_a_page_that_reloads_for_ever_is_stopped(bare):
    """The loop ends, the phone says where to look, and Reload starts it again."""
    page = bare("<!doctype html><title>x</title><script>location.reload()</script>")
    expect(page.locator(".empty")).to_contain_text("reloads itself again and again")
    expect(page.locator("iframe")).to_have_count(0)
    page.locator("#reload").click()
    expect(page.locator(".empty")).to_contain_text("reloads itself again and again")


def test_twenty_thousand_lines_leave_the_newest_and_a_quick_page(phone):
    """A page that logs in a loop is bounded, and the simulator goes on working."""
    with phone("<body><p>loud</p></body>") as (page, frame, _):
        frame.evaluate("() => { for (let i = 1; i <= 20000; i += 1) console.log(`line ${i}`); }")
        expect(page.get_by_test_id("log-row").last).to_contain_text("line 20000", timeout=30_000)
        assert page.get_by_test_id("log-row").count() == 2000
        page.locator("#log-search").fill("line 19999")
        expect(page.locator('[data-testid="log-row"]:visible')).to_have_count(1)
        page.locator("#log-clear").click()
        expect(page.get_by_test_id("log-row")).to_have_count(0)


def test_a_finding_of_the_check_meets_its_refusal(phone, platform, finding):
    """The card leads to the finding, and finding and refusal of one rule name each other."""
    with phone("<body><p>x</p></body>") as (page, frame, app):
        report = {"findings": [finding], "files": 2}
        platform.admin("PUT", f"apps/{app['client_key']}/findings", report)
        card = page.locator("#card")
        expect(card).to_contain_text("The platform would refuse this app")
        expect(card).to_contain_text("src/app.js:3:11")
        frame.evaluate("() => { navigator.vibrate(5); }")
        row = page.get_by_test_id("log-row").filter(has_text="vibration:")
        row.locator("summary").click()
        expect(row.locator("dl")).to_contain_text("src/app.js:3 (LM303)")
        page.get_by_role("button", name="Show all findings").click()
        expect(page.get_by_test_id("finding")).to_contain_text("Refused in the phone: 1 time.")
        platform.admin("PUT", f"apps/{app['client_key']}/findings", {"findings": [], "files": 2})
        expect(page.locator("#check-summary")).to_contain_text("Nothing that the platform would")
        expect(card).to_be_hidden()
        unread = {"findings": [], "problem": "There is no folder dist."}
        platform.admin("PUT", f"apps/{app['client_key']}/findings", unread)
        expect(page.locator("#check-summary")).to_have_text(
            "The check did not run: There is no folder dist."
        )
