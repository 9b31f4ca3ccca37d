"""From a project's sources to a released version, with our toolchain: over HTTP, by the page."""

import json
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import expect
from tests.builds import build
from tests.projects import LOCALMINIS, TTDX, run, stock_vite

from localminis.spec.publishing import BUCKETS
from localminis.web.console import qr

PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Released</title>
  </head>
  <body>
    <p>%s</p>
    <script src="./app.js"></script>
  </body>
</html>
"""


def built(project: Path, key: str, text: str) -> Path:
    """Start a project, let its build be one folder, and pack it."""
    output = project / "dist"
    output.mkdir(parents=True)
    (project / "index.html").write_text(PAGE % text)
    (project / "package.json").write_text('{"name": "released"}')
    run(LOCALMINIS, "init", "--client-key", key, "--yes", cwd=project)
    (output / "index.html").write_text((project / "index.html").read_text())
    (output / "app.js").write_text("TTMinis.login({ success: () => {} });\n")
    run(TTDX, "minis", "build", cwd=project)
    return project / "minis.zip"


def test_a_version_is_released_to_ten_percent_to_everybody_and_rolled_back(platform, tmp_path):
    """Each step is a call, and what the simulator opens follows it."""
    key = platform.admin("POST", "apps", {"name": "App", "client_key": "mnrelease0001"})[
        "client_key"
    ]
    path = f"apps/{key}"
    platform.admin("PUT", f"{path}/domains", {"domains": ["https://api.example.com"]})
    platform.admin("PUT", f"{path}/test-users/Kenji")
    for number in (1, 2):
        package = built(tmp_path / str(number), key, f"version {number}")
        environment_home = str(platform.home)
        uploaded = json.loads(
            run(
                LOCALMINIS,
                "upload",
                str(package),
                "--home",
                environment_home,
                "--json",
                cwd=tmp_path,
            )
        )
        assert (uploaded["number"], uploaded["state"]) == (number, "preview")
        assert f"version {number}" in page(platform, uploaded["preview_url"].rpartition("=")[2])

    def step(what: str, **body) -> dict:
        return platform.admin("POST", f"{path}/{what}", body)

    for number in (1, 2):
        step(f"versions/{number}/submit")
        step(f"versions/{number}/approve")
    step("versions/1/release")
    step("versions/2/release", percentage=10)
    users = [f"user{number}" for number in range(30)]
    for name in users:
        platform.admin("POST", "users", {"name": name})
    first = share(platform, path, users)
    assert 0 < len(first) < 15
    assert "version 2" in page(platform, "search", user="Kenji")
    step("rollout", percentage=60)
    second = share(platform, path, users)
    assert first < second
    outside = next(name for name in users if name not in second)
    assert "version 1" in page(platform, "search", user=outside)
    step("rollout", percentage=100)
    assert share(platform, path, users) == set(users)
    assert "version 2" in page(platform, "search", user=outside)
    step("rollback")
    assert share(platform, path, users) == set()
    assert "version 1" in page(platform, "search", user="Kenji")


def test_who_gets_what_outlives_a_restart_and_a_block_is_said(serve_platform, tmp_path):
    """A user stays where they stood; a blocked version is nobody's, and its reason is told."""
    users = [f"user{number}" for number in range(40)]
    path = "apps/mnrelease0001"
    with serve_platform(tmp_path / "home") as platform:
        platform.admin("POST", "apps", {"name": "App", "client_key": "mnrelease0001"})
        platform.admin("PUT", f"{path}/domains", {"domains": ["https://api.example.com"]})
        for name in users:
            platform.admin("POST", "users", {"name": name})
        for number in (1, 2):
            platform.upload("mnrelease0001", build("mnrelease0001", f"version {number}"))
            platform.admin("POST", f"{path}/versions/{number}/submit")
            platform.admin("POST", f"{path}/versions/{number}/approve")
        platform.admin("POST", f"{path}/versions/1/release")
        platform.admin("POST", f"{path}/versions/2/release", {"percentage": 25})
        chosen = share(platform, path, users)
        assert 0 < len(chosen) < len(users)
    with serve_platform(tmp_path / "home") as platform:
        assert share(platform, path, users) == chosen
        target = next(name for name in users if name not in chosen)
        platform.admin("PUT", f"{path}/versions/2/target-users/{target}")
        assert share(platform, path, users) == {*chosen, target}
        assert "version 2" in page(platform, "search", user=target)
        reasons = {"reasons": ["The menu covers the video"]}
        platform.admin("POST", f"{path}/versions/2/block", reasons)
        assert share(platform, path, users) == set()
        assert "version 1" in page(platform, "search", user=target)
        platform.admin("POST", f"{path}/versions/1/block", reasons)
        query = {"client_key": "mnrelease0001", "version": "search"}
        told = platform.http.get("/simulator/api/session", params=query).json()["error"]
        assert told["code"] == "nothing_released"
        assert "The menu covers the video" in told["message"]
        platform.admin("POST", f"{path}/versions/1/unblock")
        platform.admin("POST", f"{path}/versions/1/release")
        assert "version 1" in page(platform, "search", user=target)


def share(platform, path: str, users: list[str]) -> set[str]:
    """Name the users who get the second version."""
    return {name for name in users if platform.admin("GET", f"{path}/search/{name}")["number"] == 2}


def page(platform, version: str, user: str = "Mia") -> str:
    """Open a version as the simulator does; the page that it gets."""
    query = {"client_key": "mnrelease0001", "version": version, "user": user}
    session = platform.http.get("/simulator/api/session", params=query).json()
    answer = httpx2.get(session["page_url"], trust_env=False)
    assert "https://api.example.com" in answer.headers["content-security-policy"]
    script = httpx2.get(f"{session['page_url']}app.js", trust_env=False)
    assert "TTMinis.login" in script.text
    return answer.text


WORDS = {1: "Get started", 2: "All aboard"}


@pytest.mark.npm
@pytest.mark.browser
def test_a_stock_vite_project_goes_all_the_way_in_the_console(
    platform, chromium, tmp_path, artifacts
):
    """App, domains, test user, upload, scan, QR, review, 10 %, 100 % and back, in one browser."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    way = Way(platform, context.new_page())
    page = way.page
    way.begin()
    root = stock_vite(tmp_path, "vanilla")
    run(TTDX, "minis", "init", "--client-key", way.key, cwd=root)
    for number in WORDS:
        way.upload(root, number)
        way.press("Submit for review")
        way.said(f"Version {number} is in review.")
        way.press("Approve")
        if number == 1:
            way.press("Release")
            way.said("Version 1 is released.")
            way.searches("Mia", 1)

    page.get_by_label("Percent of the users").fill("10")
    page.screenshot(path=artifacts / "release-ready.png", full_page=True)
    way.press("Release")
    way.said("Version 2 is released.")
    way.searches("Kenji", 2)  # a test user, whatever the share
    found = platform.admin("GET", f"apps/{way.key}/search/Mia")
    assert found["number"] == (2 if found["bucket"] < BUCKETS // 10 else 1)
    way.searches("Mia", found["number"])
    page.get_by_role("link", name="Code versions").first.click()
    expect(page.get_by_text("Version 2 · 10 %")).to_be_visible()
    page.get_by_label("Percent of the users").fill("100")
    way.press("Roll out")
    way.said("has its new share")
    way.searches("Mia", 2)
    page.get_by_text("Roll back", exact=True).click()
    way.press("Roll back now")
    way.said("Rolled back.")
    page.screenshot(path=artifacts / "release-rolled-back.png", full_page=True)
    for user in ("Mia", "Kenji"):
        way.searches(user, 1)
    context.close()


def says(file, text: str) -> bool:
    """Tell whether a source file holds a text."""
    return file.is_file() and text.encode() in file.read_bytes()


class Way:
    """What one developer does in one browser."""

    def __init__(self, platform, page) -> None:
        self.platform, self.page, self.key = platform, page, ""

    def press(self, name: str) -> None:
        """Press a button by its name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def said(self, text: str) -> None:
        """Wait for what the page tells."""
        expect(self.page.locator(".notice").filter(has_text=text)).to_be_visible()

    def begin(self) -> None:
        """Make an app with a trusted domain and a test user."""
        page = self.page
        page.goto(self.platform.admin("GET", "console")["url"])
        page.get_by_role("link", name="New app").first.click()
        page.get_by_label("Name").fill("Night train")
        self.press("Create app")
        expect(page.get_by_test_id("secret")).to_be_visible()
        self.key = self.platform.admin("GET", "apps")["apps"][0]["client_key"]
        page.get_by_role("link", name="Security").click()
        page.get_by_label("Trusted domains").fill("https://api.example.com")
        self.press("Save")
        page.get_by_role("link", name="Test users").click()
        page.get_by_role("combobox", name="User").fill("Kenji")
        self.press("Add")
        self.said("Kenji is a test user.")

    def upload(self, root: Path, number: int) -> None:
        """Change the project's words, build, pack and upload it, and look at the preview."""
        page = self.page
        file = next(each for each in root.joinpath("src").rglob("*") if says(each, WORDS[1]))
        file.write_text(file.read_text("utf-8").replace(WORDS[1], WORDS[number]), "utf-8")
        run("npm", "run", "build", "--", "--base", "./", cwd=root)
        run(TTDX, "minis", "build", cwd=root)
        page.get_by_role("link", name="Code versions").first.click()
        page.get_by_label("Package").set_input_files(root / "minis.zip")
        self.press("Upload")
        self.said(f"Version {number} is uploaded, and the scan found nothing that stops it.")
        link = page.get_by_role("link", name="Open in the simulator").get_attribute("href")
        # What a camera would read.
        code = page.get_by_alt_text("QR code of the preview's address").get_attribute("src")
        assert code == qr.drawing(link)
        self.opens(link, WORDS[number])

    def opens(self, link: str, text: str) -> None:
        """Open a version in another tab, and read what its page says."""
        tab = self.page.context.new_page()
        tab.goto(link)
        app = tab.frame_locator("[data-testid=app-frame]")
        expect(app.get_by_text(text)).to_be_visible(timeout=30_000)
        expect(tab.get_by_test_id("log")).to_contain_text("called TTMinis.init")
        tab.close()

    def searches(self, user: str, number: int) -> None:
        """Search for the app as a user, and read what opens."""
        self.opens(
            f"{self.platform.url}/simulator/{self.key}?version=search&user={user}", WORDS[number]
        )
