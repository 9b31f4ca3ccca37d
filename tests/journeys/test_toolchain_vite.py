"""The toolchain on stock Vite projects that nobody here wrote.

`create-vite` is pinned, so its templates are; their dependencies are ranges, resolved by npm on the
day of the run. That is accepted: it is what a newcomer gets.
"""

import json
import shutil

import pytest
from tests.projects import TTDX, install, run, stock_vite

from localminis.project.page import Page, is_sdk

PINNED_PORT = 5173


def files_in(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "node_modules" not in path.relative_to(folder).parts
    }


def listed_in(entries, above=""):
    for entry in entries:
        if entry["type"] == "file":
            yield above + entry["name"]
        else:
            yield from listed_in(entry["children"], f"{above}{entry['name']}/")


@pytest.mark.npm
@pytest.mark.parametrize(
    "template",
    [
        *("vanilla", "react", "vue"),
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("svelte", "vanilla-ts", "react-ts", "vue-ts", "svelte-ts")
        ),
    ],
)
def test_a_stock_vite_project_becomes_a_package(tmp_path, template):
    """Init, init again, the project's own build and build:after work on real projects."""
    assert shutil.which("npm"), "npm is needed for this test; install Node 20 or newer"
    home = tmp_path / "my projects"
    home.mkdir()
    root = stock_vite(home, template, is_installed=False)
    stock = files_in(root)

    run(TTDX, "minis", "init", "--client-key", "awk1vite", cwd=root)
    scaffolded = files_in(root)
    assert {name for name in scaffolded if scaffolded[name] != stock.get(name)} == {
        "index.html",
        "minis.config.json",
    }
    before = stock["index.html"].decode().splitlines()
    after = scaffolded["index.html"].decode().splitlines()
    at = after.index("  <head>") + 1
    assert after[:at] + after[at + 4 :] == before
    config = json.loads(scaffolded["minis.config.json"])
    assert config["dev"] == {"clientKey": "awk1vite", "host": "localhost", "port": PINNED_PORT}
    assert config["build"] == {"htmlEntry": "index.html", "outputDir": "dist"}

    assert run(TTDX, "minis", "init", cwd=root).count("kept as it is") == 2
    assert files_in(root) == scaffolded

    install(root)
    run("npm", "run", "build", cwd=root)
    built = files_in(root / "dist")
    page = Page(built["index.html"].decode())
    assert is_sdk(page.scripts[0].src)
    assert page.init_key(page.scripts[1]).value == "awk1vite"

    sources = {name: content for name, content in files_in(root).items() if "dist/" not in name}
    run(TTDX, "minis", "build:after", cwd=root)
    package = files_in(root / "dist")
    manifest = json.loads(package.pop("minis.manifest.json"))
    assert package.pop("minis.config.json") == scaffolded["minis.config.json"]
    assert package == built
    assert sorted(listed_in(manifest["resource_list"])) == sorted(
        [*built, "minis.config.json", "minis.manifest.json"]
    )
    assert {
        name: content for name, content in files_in(root).items() if "dist/" not in name
    } == sources
