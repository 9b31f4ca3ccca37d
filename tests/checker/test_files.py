"""Which files are looked at."""

from localminis.checker.files import build_files, source_files


def plant(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def test_a_build_is_listed_completely_in_order(tmp_path):
    """Hidden files and folders of any name are a part of the package."""
    plant(tmp_path, "b.js", ".well-known/a", "node_modules/c.js", "a/z.js")
    names = [listed.name for listed in build_files(tmp_path)]
    assert names == [".well-known/a", "a/z.js", "b.js", "node_modules/c.js"]


def test_dependencies_and_hidden_folders_are_not_entered(tmp_path):
    """They hold more files than everything else together."""
    plant(tmp_path, "index.html", "app.js", "node_modules/d/i.js", ".git/x.js", "dist/app.js")
    names = [listed.name for listed in source_files(tmp_path, tmp_path / "dist")]
    assert names == ["app.js", "index.html"]


def test_an_output_folder_of_any_name_is_no_source(tmp_path):
    """The config says where the build is."""
    plant(tmp_path, "app.js", "web/app.js")
    names = [listed.name for listed in source_files(tmp_path, tmp_path / "web")]
    assert names == ["app.js"]


def test_with_source_folders_the_top_holds_pages_only(tmp_path):
    """Scripts at the top of such a project are tools."""
    plant(tmp_path, "index.html", "about.html", "build.mjs", "src/a/b.ts", "public/c.js", "x/d.js")
    names = [listed.name for listed in source_files(tmp_path, tmp_path / "dist")]
    assert names == ["about.html", "index.html", "public/c.js", "src/a/b.ts"]


def test_a_name_that_is_no_text_is_shown_escaped(tmp_path):
    """A file whose name is not UTF-8 can be reported."""
    (tmp_path / b"\xff.js".decode("utf-8", "surrogateescape")).write_text("x")
    assert [listed.name for listed in build_files(tmp_path)] == ["\\xff.js"]
