"""A team's members sign in through their own identity provider, in a real browser."""

import pytest
from playwright.sync_api import expect
from tests.provider import CLIENT_ID, CLIENT_SECRET, providing

from localminis.devserver.ports import find_free
from localminis.web.provider import CALLBACK_PATH

pytestmark = [pytest.mark.npm, pytest.mark.browser, pytest.mark.pg]


@pytest.fixture
def team(serve_platform, new_database, tmp_path):
    """Serve a platform for a team beside its provider."""
    port = find_free()
    url = f"http://127.0.0.1:{port}"
    with providing(tmp_path / "provider", url + CALLBACK_PATH) as issuer:
        flags = {
            "port": port,
            "mode": "served",
            "database_url": new_database(),
            "public_url": url,
            "oidc_issuer": issuer,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": CLIENT_SECRET,
        }
        with serve_platform(tmp_path / "home", **flags) as platform:
            platform.issuer = issuer
            yield platform


def sign_in(page, platform, name):
    """Go from the console to the provider, sign in there and say yes."""
    page.goto(f"{platform.url}/console/orders")
    page.get_by_role("link", name="Sign in with your organization").click()
    page.wait_for_url(f"{platform.issuer}/**")
    page.locator('input[name="login"]').fill(name)
    page.locator('input[name="password"]').fill("anything")
    page.get_by_role("button").first.click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{platform.url}/**")


def test_a_member_gets_in_and_nobody_else(team, chromium, artifacts):
    """By the address that the provider has verified; who leaves is out, and comes back by it."""
    team.admin("POST", "members", {"email": "ana@example.com", "name": "Ana", "role": "developer"})
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, team, "ana")
    expect(
        page.get_by_text("ana@example.com · developer").or_(page.get_by_text("Ana · developer"))
    ).to_be_visible()
    page.screenshot(path=artifacts / "signed-in-by-provider.png")
    page.get_by_role("link", name="Apps", exact=True).click()
    expect(page.get_by_role("heading", name="Apps", level=1)).to_be_visible()
    assert page.get_by_role("link", name="Audit log").count() == 0
    cookies = {each["name"]: each for each in context.cookies() if "/console" in each["path"]}
    assert all(each["httpOnly"] for each in cookies.values())
    page.get_by_role("button", name="Leave the console").click()
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    context.close()

    for name, word in (
        ("bea", "is no member of this platform"),
        ("unverified", "verified no e-mail address"),
    ):
        context = chromium.new_context()
        page = context.new_page()
        sign_in(page, team, name)
        expect(page.get_by_text(word)).to_be_visible()
        page.goto(f"{team.url}/console/apps")
        expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
        context.close()
