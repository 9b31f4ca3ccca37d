"""`ttdx minis debug` on stock Vite projects, seen in a real Chromium."""

import pytest
from playwright.sync_api import expect
from tests.projects import TTDX, debugging, run, stock_vite

pytestmark = [pytest.mark.npm, pytest.mark.browser]


def sources(root):
    """Read every file of the project but its dependencies."""
    return {
        path: path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "node_modules" not in path.parts
    }


@pytest.mark.parametrize("template", ["vanilla", "react", "vue"])
def test_a_stock_project_runs_in_the_phone_and_reloads_hot(tmp_path, chromium, template):
    """The local SDK and vConsole answer, an edit shows, and debug itself changes no file."""
    root = stock_vite(tmp_path, template)
    run(TTDX, "minis", "init", "--client-key", "mnvitetest01", cwd=root)
    before = sources(root)
    with debugging(root, "minis") as simulator:
        page = chromium.new_page()
        page.goto(simulator)
        app = page.frame_locator('[data-testid="app-frame"]')
        expect(app.get_by_text("Get started")).to_be_visible(timeout=30_000)
        expect(app.get_by_text("vConsole", exact=True)).to_be_visible()
        log = page.get_by_test_id("log")
        expect(log).to_contain_text("called TTMinis.init")
        expect(log).to_contain_text("[vite] connected")
        # What vConsole says and keeps of its own would bury the page's lines.
        expect(log).not_to_contain_text("[system]")
        expect(log).not_to_contain_text("vConsole_")
        assert sources(root) == before

        edited = next(file for file in root.joinpath("src").rglob("*") if has_greeting(file))
        edited.write_text(edited.read_text().replace("Get started", "Changed while running"))
        expect(app.get_by_text("Changed while running")).to_be_visible()
        page.close()


def has_greeting(file):
    """Tell whether a source file holds the words that the template shows."""
    return file.is_file() and b"Get started" in file.read_bytes()
