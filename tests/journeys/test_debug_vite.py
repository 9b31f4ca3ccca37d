"""`ttdx minis debug` on stock Vite projects, seen in a real Chromium."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.npm, pytest.mark.browser]

CREATE_VITE = "create-vite@9.3.0"
TTDX = str(Path(sys.executable).with_name("ttdx"))


def run(*command, cwd):
    """Run a command that asks nothing and must succeed."""
    environment = {**os.environ, "CI": "1", "npm_config_audit": "false", "npm_config_fund": "false"}
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


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
    create = ("npm", "exec", "--yes", f"--package={CREATE_VITE}", "--", "create-vite")
    run(*create, "app", "--template", template, "--no-interactive", "--no-immediate", cwd=tmp_path)
    root = tmp_path / "app"
    run("npm", "install", "--prefer-offline", cwd=root)
    run(TTDX, "minis", "init", "--client-key", "mnvitetest01", cwd=root)
    before = sources(root)
    command = [TTDX, "minis", "debug", "--port", "0", "--platform-port", "0", "--no-open"]
    debugging = subprocess.Popen(
        [*command, "--home", str(tmp_path / "home")],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        simulator = next(
            found[1]
            for line in debugging.stdout
            if (found := re.search(r"Simulator\s+(http\S+)", line))
        )
        page = chromium.new_page()
        page.goto(simulator)
        app = page.frame_locator('[data-testid="app-frame"]')
        expect(app.get_by_text("Get started")).to_be_visible(timeout=30_000)
        expect(app.get_by_text("vConsole", exact=True)).to_be_visible()
        expect(page.get_by_test_id("log")).to_contain_text("called TTMinis.init")
        assert sources(root) == before

        edited = next(file for file in root.joinpath("src").rglob("*") if has_greeting(file))
        edited.write_text(edited.read_text().replace("Get started", "Changed while running"))
        expect(app.get_by_text("Changed while running")).to_be_visible(timeout=15_000)
        page.close()
    finally:
        debugging.terminate()
        debugging.communicate(timeout=20)
    assert debugging.returncode == 0


def has_greeting(file):
    """Tell whether a source file holds the words that the template shows."""
    return file.is_file() and b"Get started" in file.read_bytes()
