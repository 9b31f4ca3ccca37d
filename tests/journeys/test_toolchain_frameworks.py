"""The toolchain on projects of other build tools, installed from the npm registry and really built.

The tools' versions are pinned here; the few source files are ours, in each tool's own layout.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from localminis.project.page import Page, is_sdk

LOCALMINIS = [sys.executable, "-m", "localminis"]
INSTALL = ("npm", "install", "--prefer-offline", "--ignore-scripts")
KEY = "awk1soak"

VUE_CLI = {
    "package.json": json.dumps(
        {
            "name": "app",
            "version": "1.0.0",
            "private": True,
            "scripts": {"build": "vue-cli-service build"},
            "dependencies": {"vue": "3.5.45"},
            "devDependencies": {"@vue/cli-service": "5.0.9"},
            "browserslist": ["chrome 100"],
        }
    ),
    "vue.config.js": "module.exports = { publicPath: './' };\n",
    "public/index.html": (
        '<!DOCTYPE html>\n<html lang="">\n  <head>\n    <meta charset="utf-8">\n'
        '    <link rel="icon" href="<%= BASE_URL %>favicon.ico">\n'
        "    <title><%= htmlWebpackPlugin.options.title %></title>\n  </head>\n"
        '  <body>\n    <div id="app"></div>\n  </body>\n</html>\n'
    ),
    "src/main.js": (
        "import { createApp, h } from 'vue';\n"
        "window.TTMinis.login(() => createApp({ render: () => h('p', 'x') }).mount('#app'));\n"
    ),
}
ASTRO = {
    "package.json": json.dumps(
        {
            "name": "app",
            "version": "1.0.0",
            "private": True,
            "type": "module",
            "scripts": {"build": "astro build"},
            "dependencies": {"astro": "5.9.4"},
        }
    ),
    "astro.config.mjs": "export default { telemetry: false };\n",
    "src/layouts/Layout.astro": (
        '<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="UTF-8" />\n'
        "    <title>x</title>\n  </head>\n  <body><slot /></body>\n</html>\n"
    ),
    "src/pages/index.astro": (
        "---\nimport Layout from '../layouts/Layout.astro';\n---\n<Layout><p>x</p></Layout>\n"
    ),
}
NEXT = {
    "package.json": json.dumps(
        {
            "name": "app",
            "version": "1.0.0",
            "private": True,
            "scripts": {"build": "next build"},
            "dependencies": {"next": "16.4.6", "react": "^19", "react-dom": "^19"},
        }
    ),
    "next.config.mjs": "export default { output: 'export', assetPrefix: './' };\n",
    "app/layout.jsx": (
        "export default function Layout({ children }) {\n"
        '  return (\n    <html lang="en">\n      <head>\n        <title>x</title>\n      </head>\n'
        "      <body>{children}</body>\n    </html>\n  );\n}\n"
    ),
    "app/page.jsx": "export default function Page() {\n  return <p>x</p>;\n}\n",
}


def run(*command, cwd, status=0):
    result = subprocess.run(
        command,
        cwd=cwd,
        env={
            **os.environ,
            "CI": "1",
            "npm_config_audit": "false",
            "npm_config_fund": "false",
            "ASTRO_TELEMETRY_DISABLED": "1",
            "NEXT_TELEMETRY_DISABLED": "1",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert result.returncode == status, f"{command}\n{result.stdout}\n{result.stderr}"
    return result.stdout


def minis(*arguments, cwd):
    return run(str(Path(sys.executable).with_name("ttdx")), "minis", *arguments, cwd=cwd)


@pytest.fixture
def project(tmp_path):
    assert shutil.which("npm"), "npm is needed for this test; install Node 20 or newer"

    def plant(files):
        root = tmp_path / "my app"
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        run(*INSTALL, cwd=root)
        return root

    return plant


def assert_starts_the_sdk(page_path):
    page = Page(page_path.read_text("utf-8"))
    assert is_sdk(page.scripts[0].src)
    assert page.init_key(page.scripts[1]).value == KEY


def assert_is_finished(root, output_dir):
    minis("build:after", cwd=root)
    listed = json.loads((root / output_dir / "minis.manifest.json").read_bytes())
    names = {entry["name"] for entry in listed["resource_list"]}
    assert {"index.html", "minis.config.json", "minis.manifest.json"} <= names


@pytest.mark.npm
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_vue_cli_project_becomes_a_package(project):
    """A template with marks of its own keeps them, and the tool's build carries the SDK along."""
    root = project(VUE_CLI)
    before = VUE_CLI["public/index.html"]
    minis("init", "--client-key", KEY, cwd=root)
    after = (root / "public/index.html").read_text()
    lines = after.splitlines(keepends=True)
    at = lines.index("  <head>\n") + 1
    assert "".join(lines[:at] + lines[at + 4 :]) == before
    run("npm", "run", "build", cwd=root)
    assert_starts_the_sdk(root / "dist" / "index.html")
    assert_is_finished(root, "dist")
    minis("init", "--undo", cwd=root)
    assert (root / "public/index.html").read_text() == before


@pytest.mark.npm
@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    ("files", "output_dir"), [(ASTRO, "dist"), (NEXT, "out")], ids=["astro", "next"]
)
def test_a_page_that_the_tool_makes_is_prepared_after_the_build(project, files, output_dir):
    """Config first, the page once it is built, and again after the next build."""
    root = project(files)
    assert "TTMinis.init" in minis("init", "--client-key", KEY, cwd=root)
    config = json.loads((root / "minis.config.json").read_text())
    assert config["build"] == {
        "htmlEntry": f"{output_dir}/index.html",
        "outputDir": output_dir,
    }
    for _ in range(2):
        run("npm", "run", "build", cwd=root)
        minis("init", cwd=root)
        assert_starts_the_sdk(root / output_dir / "index.html")
        assert_is_finished(root, output_dir)


@pytest.mark.npm
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_lines_for_an_astro_layout_survive_its_build(project):
    """What `init` offers to copy is right as it stands: the built page starts with the SDK."""
    root = project(ASTRO)
    offered = minis("init", "--client-key", KEY, "--no-vconsole", cwd=root)
    lines = [line.strip() for line in offered.splitlines() if line.strip().startswith("<script")]
    layout = root / "src/layouts/Layout.astro"
    layout.write_text(layout.read_text().replace("<head>", "<head>" + "".join(lines)))
    run("npm", "run", "build", cwd=root)
    assert_starts_the_sdk(root / "dist" / "index.html")
    before = (root / "dist" / "index.html").read_bytes()
    minis("init", "--no-vconsole", cwd=root)
    assert (root / "dist" / "index.html").read_bytes() == before


@pytest.mark.npm
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_built_project_is_checked_and_packed(project):
    """The last step makes the zip of a build that the checker passes."""
    root = project(VUE_CLI)
    minis("init", "--client-key", KEY, "--no-vconsole", cwd=root)
    run("npm", "run", "build", cwd=root)
    run(*LOCALMINIS, "build", cwd=root)
    with zipfile.ZipFile(root / "minis.zip") as archive:
        assert archive.testzip() is None
        assert "index.html" in archive.namelist()
