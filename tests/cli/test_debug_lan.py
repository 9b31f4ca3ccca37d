"""`debug --lan`: the code in the terminal, the warning, and the app behind the link."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import expect

TTDX = Path(sys.executable).with_name("ttdx")
KEY = "mnabcdefghijk123"
PAGE = f"""<!doctype html><script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>
<script>TTMinis.init({{ clientKey: "{KEY}" }})</script><p>on a phone</p>
"""
# Not the address that the platform itself listens on, so it stands for the network.
ADDRESS = "127.0.0.2"


@pytest.fixture
def said(tmp_path):
    """Run debug on that address; gives what it printed until it was ready."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text(PAGE)
    config = {"dev": {"clientKey": KEY}, "build": {"outputDir": "dist"}}
    (tmp_path / "minis.config.json").write_text(json.dumps(config))
    command = [TTDX, "minis", "debug", tmp_path, "--port", "0", "--platform-port", "0"]
    with subprocess.Popen(
        [*command, "--lan-address", ADDRESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as run:
        printed = ""
        for line in run.stdout:
            printed += line
            if "Ctrl-C stops it" in line:
                break
        try:
            yield printed
        finally:
            run.send_signal(signal.SIGINT)
            run.communicate(timeout=20)


def test_a_platform_with_a_seed_stays_on_loopback(tmp_path):
    """Whoever knows the seed knows every token, the one of the link among them."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text(PAGE)
    config = {"dev": {"clientKey": KEY}, "build": {"outputDir": "dist"}}
    (tmp_path / "minis.config.json").write_text(json.dumps(config))
    command = [TTDX, "minis", "debug", tmp_path, "--port", "0", "--platform-port", "0"]
    ran = subprocess.run(
        [*command, "--lan-address", ADDRESS],
        check=False,
        env={**os.environ, "LOCALMINIS_SEED": "7"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 1
    assert "The platform runs with a seed" in ran.stderr
    assert "/phone/" not in ran.stdout


@pytest.mark.browser
def test_the_link_shows_the_app_full_screen_with_its_sheets(said, chromium):
    """A phone with the link gets the app and its sheets; without it, it gets nothing."""
    link = re.search(r"On a phone\s+(http\S+)", said)[1]
    assert "█" in said
    assert "warning: Whoever in your network has this link" in said
    origin = link.partition("/phone/")[0]
    assert httpx2.get(f"{origin}/simulator/{KEY}").status_code == 403

    page = chromium.new_page(viewport={"width": 390, "height": 700})
    page.goto(link)
    inside = page.frame_locator('[data-testid="app-frame"]')
    expect(inside.locator("p")).to_have_text("on a phone")
    expect(page.locator(".toolbar")).to_be_hidden()
    app = page.frames[1]
    assert app.url.startswith(f"http://{ADDRESS}:")
    # It is the phone's own browser that the page sees there.
    assert app.evaluate("() => [innerWidth, navigator.userAgent]") == [
        390,
        page.evaluate("() => navigator.userAgent"),
    ]
    app.evaluate("() => { window.asked = new Promise((done) => TTMinis.authorize(done, {})); }")
    page.get_by_test_id("consent-allow").click()
    assert app.evaluate("() => window.asked")["authResponse"]["code"]
    page.close()

    desk = chromium.new_page()
    desk.goto(re.search(r"Simulator\s+(http\S+)", said)[1])
    desk.locator('[data-app="running"]').wait_for()
    desk.get_by_role("button", name="On a phone").click()
    expect(desk.get_by_test_id("lan-code")).to_have_js_property("complete", value=True)
    expect(desk.locator("#lan")).to_contain_text(link)
    desk.close()
