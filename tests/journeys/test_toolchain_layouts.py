"""The toolchain, as it is called, on folders of ours with the layouts that public projects have."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from localminis.project.page import Page, is_sdk

BIN = Path(sys.executable).parent
PAGE = (
    '<!DOCTYPE html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8" />\n'
    "    <title>x</title>\n  </head>\n  <body>\n    <div id=root></div>\n  </body>\n</html>\n"
)
# As a Cocos Creator export for the web looks: no indent, a conditional comment, its own loader.
COCOS = (
    '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n\n<title>Game</title>\n\n'
    "<!--[if lt IE 9]><script src='old.js'></script><![endif]-->\n"
    '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n<body>\n'
    '<canvas id="GameCanvas"></canvas>\n<script src="src/polyfills.bundle.js"></script>\n'
    "<script>System.import('./index.js');</script>\n</body>\n</html>\n"
)
PHASER = (
    "<HTML>\r\n<HEAD>\r\n\t<TITLE>Game</TITLE>\r\n\t<SCRIPT SRC=phaser.min.js></SCRIPT>\r\n"
    "</HEAD>\r\n<BODY></BODY>\r\n</HTML>\r\n"
)


def run(name, *arguments, cwd):
    result = subprocess.run(
        [BIN / name, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result


def plant(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())


def listed_in(path):
    def names(entries, above=""):
        for entry in entries:
            if entry["type"] == "file":
                yield above + entry["name"]
            else:
                yield from names(entry["children"], f"{above}{entry['name']}/")

    return list(names(json.loads(path.read_bytes())["resource_list"]))


def test_a_create_react_app_layout(tmp_path):
    """The template in `public` is edited, and the folder `build` is finished."""
    template = PAGE.replace("<title>", '<link rel="icon" href="%PUBLIC_URL%/x.ico" />\n    <title>')
    package = {"dependencies": {"react-scripts": "5.0.1"}}
    plant(
        tmp_path,
        {
            "package.json": json.dumps(package),
            "public/index.html": template,
            "src/index.js": "",
            "build/static/js/main.07b8ac2e.js": "1",
            "build/index.html": "<p>",
        },
    )
    run("ttdx", "minis", "init", "--client-key", "awk1", cwd=tmp_path)
    page = Page((tmp_path / "public/index.html").read_text())
    assert is_sdk(page.scripts[0].src)
    assert "%PUBLIC_URL%" in page.text
    assert (tmp_path / "build/index.html").read_text() == "<p>"
    run("ttdx", "minis", "build:after", cwd=tmp_path)
    assert listed_in(tmp_path / "build" / "minis.manifest.json") == [
        "index.html",
        "minis.config.json",
        "minis.manifest.json",
        "static/js/main.07b8ac2e.js",
    ]


def test_a_site_of_several_pages(tmp_path):
    """The entry gets the SDK, the others are named, and one option prepares them all."""
    plant(tmp_path, {"index.html": PAGE, "about.html": PAGE, "shop/index.html": PAGE})
    first = run("minis", "init", "--client-key", "awk1", cwd=tmp_path)
    assert "about.html" in first.stderr
    run("minis", "init", "--page", "**/*.html", cwd=tmp_path)
    for name in ("index.html", "about.html", "shop/index.html"):
        page = Page((tmp_path / name).read_text())
        assert page.init_key(page.init).value == "awk1"


@pytest.mark.parametrize(
    ("files", "entry"),
    [
        ({"build/web-mobile/index.html": COCOS, "assets/a.ts": ""}, "build/web-mobile/index.html"),
        ({"dist/index.html": PHASER, "src/game.js": ""}, "dist/index.html"),
    ],
    ids=["cocos", "phaser"],
)
def test_an_export_of_a_game_engine(tmp_path, files, entry):
    """Only the injected lines differ, the SDK runs before the engine, and undo takes all back."""
    plant(tmp_path, files)
    run("ttdx", "minis", "init", "--game", "--client-key", "awk1", cwd=tmp_path)
    path = tmp_path / entry
    page = Page(path.read_bytes().decode())
    assert [is_sdk(script.src) for script in page.scripts[:2]] == [True, False]
    assert page.init_key(page.scripts[1]).value == "awk1"
    before, after = files[entry].encode(), path.read_bytes()
    newline = b"\r\n" if b"\r\n" in before else b"\n"
    assert b"\n" not in after.replace(newline, b"") or newline == b"\n"
    run("ttdx", "minis", "build:after", cwd=tmp_path)
    listed = listed_in(path.with_name("minigame.manifest.json"))
    assert listed == ["index.html", "minigame.config.json", "minigame.manifest.json"]
    run("ttdx", "minis", "init", "--undo", cwd=tmp_path)
    assert path.read_bytes() == before
    assert not (tmp_path / "minigame.config.json").exists()
