"""`ttdx minis debug` on a webpack project whose default devtool wraps modules in eval()."""

import json

import pytest
from playwright.sync_api import expect
from tests.projects import debugging, install

pytestmark = [pytest.mark.npm, pytest.mark.browser]

KEY = "mnwebpacktest001"
PACKAGES = {"webpack": "5.101.3", "webpack-cli": "6.0.1", "webpack-dev-server": "5.2.2"}
PAGE = f"""<!doctype html><html><head>
<script src="https://connect.tiktok-minis.com/drama/sdk.js"></script>
<script>TTMinis.init({{ clientKey: "{KEY}" }});</script></head>
<body><p id="words"></p><script src="/main.js"></script></body></html>
"""
ENTRY = """import { words } from "./words.js";
document.getElementById("words").textContent = words;
try { eval("1"); } catch ({ name }) { document.title = name; }
"""


def make_project(root):
    """Write and install a project without a line of configuration."""
    (root / "src").mkdir(parents=True)
    (root / "public").mkdir()
    scripts = {"dev": "webpack serve --port auto --mode development"}
    package = {"private": True, "scripts": scripts, "devDependencies": PACKAGES}
    (root / "package.json").write_text(json.dumps(package))
    (root / "src" / "index.js").write_text(ENTRY)
    (root / "src" / "words.js").write_text('export const words = "from webpack é";\n')
    (root / "public" / "index.html").write_text(PAGE)
    config = {"dev": {"clientKey": KEY}, "build": {"htmlEntry": "public/index.html"}}
    (root / "minis.config.json").write_text(json.dumps(config))
    install(root)


def test_the_wrapper_is_undone_and_the_pages_own_eval_is_not(tmp_path, chromium):
    """The page runs and reloads under the platform's rules, and an eval() of its own is refused."""
    root = tmp_path / "app"
    make_project(root)
    with debugging(root, "minis") as simulator:
        page = chromium.new_page()
        page.goto(simulator)
        app = page.frame_locator('[data-testid="app-frame"]')
        expect(app.locator("#words")).to_have_text("from webpack é", timeout=30_000)
        refused = page.get_by_test_id("log-row").filter(has_text="eval() was refused")
        expect(refused).to_have_count(1)
        (root / "src" / "words.js").write_text('export const words = "by hand";\n')
        expect(app.locator("#words")).to_have_text("by hand")
        page.close()
