"""Deciding which page is the entry."""

import json

import pytest

from localminis.project import entry
from localminis.project.model import EntryMissing


def plant(root, *names, depends_on=None):
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("<p>")
    if depends_on:
        (root / "package.json").write_text(json.dumps({"devDependencies": {depends_on: "*"}}))


def test_the_entry_is_the_one_that_the_config_names(tmp_path):
    """A project may keep its page anywhere inside."""
    plant(tmp_path, "index.html", "app/main.html")
    config = tmp_path / "minis.config.json"
    config.write_text('{"build": {"htmlEntry": "app/main.html"}}')
    assert entry.find(tmp_path).path == tmp_path / "app" / "main.html"
    assert entry.find(tmp_path, named="index.html").name == "index.html"
    config.write_text('{"build": {"htmlEntry": "gone.html"}}')
    with pytest.raises(EntryMissing, match=r"'gone.html'.*index.html is there"):
        entry.find(tmp_path)
    config.write_text('{"build": {"htmlEntry": "../index.html"}}')
    with pytest.raises(EntryMissing, match="outside the project"):
        entry.find(tmp_path)


@pytest.mark.parametrize(
    ("depends_on", "pages", "name", "output_dir", "port"),
    [
        (None, ["index.html"], "index.html", "dist", 3000),
        ("vite", ["index.html", "public/index.html"], "index.html", "dist", 5173),
        ("react-scripts", ["public/index.html", "index.html"], "public/index.html", "build", 3000),
        ("@vue/cli-service", ["public/index.html"], "public/index.html", "dist", 8080),
        ("@sveltejs/kit", ["src/app.html"], "src/app.html", "build", 5173),
        ("parcel", ["src/index.html"], "src/index.html", "dist", 1234),
        (None, ["game.html"], "game.html", "dist", 3000),
        (
            None,
            ["build/web-mobile/index.html"],
            "build/web-mobile/index.html",
            "build/web-mobile",
            3000,
        ),
        (None, ["www/index.html"], "www/index.html", "www", 3000),
    ],
)
def test_the_build_tool_and_the_usual_places_decide(
    tmp_path, depends_on, pages, name, output_dir, port
):
    """Without a word in a config each kind of project is known by its layout."""
    plant(tmp_path, *pages, depends_on=depends_on)
    found = entry.find(tmp_path)
    assert (found.name, found.output_dir, found.tool.port) == (name, output_dir, port)
    assert found.others == ()


def test_several_pages_are_ambiguous_and_the_order_is_fixed(tmp_path):
    """The same project gives the same answer on every machine, and the others are named."""
    plant(tmp_path, "src/index.html", "public/index.html")
    found = entry.find(tmp_path)
    assert (found.name, found.others) == ("public/index.html", ("src/index.html",))
    plant(tmp_path / "site", "b.html", "a.htm", "Z.html", "note.txt")
    found = entry.find(tmp_path / "site")
    assert (found.name, found.others) == ("Z.html", ("a.htm", "b.html"))


@pytest.mark.parametrize(
    ("depends_on", "layout", "page"),
    [
        ("astro", "src/layouts/Layout.astro", "dist/index.html"),
        ("next", "app/layout.tsx", "out/index.html"),
    ],
)
def test_a_page_that_the_tool_makes_may_not_be_there_yet(tmp_path, depends_on, layout, page):
    """Such a project is one all the same, and the file that makes the page is named."""
    plant(tmp_path, layout, depends_on=depends_on)
    found = entry.find(tmp_path)
    assert (found.name, found.is_there, found.is_built) == (page, False, True)
    assert found.layout == layout
    plant(tmp_path, page)
    assert entry.find(tmp_path).is_there


def test_no_page_at_all_is_refused_with_where_it_was_looked_for(tmp_path):
    """The commonest mistake, the wrong folder, is answered with the places and the option."""
    with pytest.raises(EntryMissing, match=r"no index.html in public, src, dist.*--entry"):
        entry.find(tmp_path)


def test_a_page_that_is_a_link_out_of_the_project_is_none(tmp_path):
    """An edit never reaches a file outside the project."""
    (tmp_path / "elsewhere.html").touch()
    project = tmp_path / "project"
    project.mkdir()
    (project / "index.html").symlink_to("../elsewhere.html")
    with pytest.raises(EntryMissing):
        entry.find(project)
    with pytest.raises(EntryMissing, match="outside"):
        entry.find(project, named="index.html")
