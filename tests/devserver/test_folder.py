from pathlib import Path

import pytest

from localminis.devserver.folder import content_type, find_file


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "built"
    (root / "assets").mkdir(parents=True)
    (root / "sub dir").mkdir()
    (root / "index.html").write_text("entry")
    (root / "assets" / "a b.js").write_text("1")
    (root / "sub dir" / "index.html").write_text("sub")
    (root / ".env").write_text("SECRET=1")
    (root / "nolink").symlink_to(root / "assets")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "built-beside").mkdir()
    (tmp_path / "built-beside" / "x.txt").write_text("secret")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "outside").symlink_to(tmp_path)
    (root / "loop").symlink_to(root / "loop")
    return root.resolve()


def named(folder: Path, path: str) -> str | None:
    found = find_file(folder, path, entry="index.html")
    return None if found is None else str(found.relative_to(folder))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "index.html"),
        ("/index.html", "index.html"),
        ("/assets/a%20b.js", "assets/a b.js"),
        ("/sub%20dir/", "sub dir/index.html"),
        ("/nolink/a%20b.js", "assets/a b.js"),
        ("/episodes/3", "index.html"),
        ("/assets/missing.js", None),
    ],
)
def test_files_folders_and_routes_are_answered(folder, path, name):
    """A file answers for itself, a folder with its index, a route with the entry page."""
    assert named(folder, path) == name


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/..%5csecret.txt",
        "/../built-beside/x.txt",
        "/out.txt",
        "/outside/secret.txt",
        "/loop",
        "/.env",
        "/%2eenv",
        "/index.html%00.js",
        "/%ff.html",
    ],
)
def test_nothing_outside_the_folder_is_served(folder, path):
    """No spelling of a parent, no link out and no hidden file leads to a file."""
    assert named(folder, path) is None


def test_types_do_not_depend_on_the_machine():
    """Scripts, styles, fonts and media have the types that browsers insist on."""
    types = {name: content_type(Path(name)) for name in ["a.js", "a.mjs", "a.css", "a.wasm"]}
    assert types == {
        "a.js": "text/javascript; charset=utf-8",
        "a.mjs": "text/javascript; charset=utf-8",
        "a.css": "text/css; charset=utf-8",
        "a.wasm": "application/wasm",
    }
    assert content_type(Path("a.woff2")) == "font/woff2"
    assert content_type(Path("a.unknown")) == "application/octet-stream"
