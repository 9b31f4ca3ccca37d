"""Listing a built folder."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.project import manifest
from localminis.project.exclusion import compile_patterns
from localminis.project.model import OutputInvalid
from localminis.spec.manifest import name_order

NAMES = st.text(
    st.characters(blacklist_characters="/\0", blacklist_categories=["Cs"]), min_size=1, max_size=8
).filter(lambda name: name not in {".", ".."})
TREES = st.recursive(
    st.none(), lambda inner: st.dictionaries(NAMES, inner, max_size=5), max_leaves=15
).filter(lambda tree: tree is not None)

EXAMPLE = """\
{
  "name": "minis.manifest.json",
  "resource_list": [
    {
      "type": "folder",
      "name": "B",
      "children": [
        {
          "type": "file",
          "name": "c.css"
        }
      ]
    },
    {
      "type": "file",
      "name": "minis.manifest.json"
    },
    {
      "type": "file",
      "name": "é.js"
    }
  ]
}"""


def plant(folder, tree):
    folder.mkdir(exist_ok=True)
    for name, inner in tree.items():
        if inner is None:
            (folder / name).touch()
        else:
            plant(folder / name, inner)


def tree_of(entries):
    return {
        entry["name"]: tree_of(entry["children"]) if entry["type"] == "folder" else None
        for entry in entries
    }


def levels(entries):
    yield [entry["name"] for entry in entries]
    for entry in entries:
        yield from levels(entry.get("children", []))


@given(TREES)
def test_every_file_and_folder_is_listed_once_in_byte_order(tmp_path_factory, tree):
    """The manifest says exactly what is in the folder, in an order that no machine changes."""
    folder = tmp_path_factory.mktemp("built")
    plant(folder, tree)
    listed = manifest.list_folder(folder)
    assert tree_of(listed["resource_list"]) == tree
    for names in levels(listed["resource_list"]):
        assert names == sorted(names, key=name_order)
    content = manifest.to_json(listed)
    assert json.loads(content) == listed
    assert content == manifest.to_json(manifest.list_folder(folder))


def test_the_document_looks_as_the_platform_tool_writes_it(tmp_path):
    """Two spaces, keys in the documented order, letters as they are, no newline at the end."""
    plant(tmp_path, {"é.js": None, "B": {"c.css": None}})
    listed = manifest.list_folder(tmp_path, ["minis.manifest.json"])
    assert manifest.to_json(listed).decode() == EXAMPLE


def test_links_inside_the_folder_are_what_they_lead_to(tmp_path):
    """A build may link within itself; a package has no links."""
    plant(tmp_path, {"a": {"x.js": None}})
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "y.js").symlink_to("a/x.js")
    listed = manifest.list_folder(tmp_path)["resource_list"]
    assert tree_of(listed) == {"a": {"x.js": None}, "b": {"x.js": None}, "y.js": None}


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("../outside", r"leaves the output folder"),
        ("/etc/hostname", r"leaves the output folder|leads nowhere"),
        ("gone", r"leads nowhere"),
        ("link", r"leads nowhere"),
        ("..", r"leads in a circle"),
        (".", r"leads in a circle"),
    ],
)
def test_links_that_cannot_be_packaged_are_refused(tmp_path, target, says):
    """Nothing outside is listed, and no circle is walked."""
    plant(tmp_path, {"outside": None, "built": {"sub": {}}})
    (tmp_path / "built" / "sub" / "link").symlink_to(
        "../../outside" if target == "../outside" else target
    )
    with pytest.raises(OutputInvalid, match=says):
        manifest.list_folder(tmp_path / "built")


def test_names_that_are_no_text_are_refused(tmp_path):
    """A name that JSON cannot carry stops the build instead of being bent."""
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff.js", os.O_CREAT | os.O_WRONLY))
    with pytest.raises(OutputInvalid, match="is not UTF-8"):
        manifest.list_folder(tmp_path)


def test_what_is_no_file_is_refused(tmp_path):
    """A pipe in a build would hang whoever packs it."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputInvalid, match="neither a file nor a folder"):
        manifest.list_folder(tmp_path)


def test_a_bottomless_folder_is_refused(tmp_path):
    """Depth ends in a sentence and not in the interpreter's limit."""
    deep = tmp_path
    for _ in range(110):
        deep /= "d"
    deep.mkdir(parents=True)
    with pytest.raises(OutputInvalid, match="deeper than 100 levels"):
        manifest.list_folder(tmp_path)


@given(TREES)
def test_the_document_is_what_the_json_module_would_write(tmp_path_factory, tree):
    """Our faster writer escapes and indents as every JSON tool does, whatever the names are."""
    folder = tmp_path_factory.mktemp("built")
    plant(folder, tree)
    listed = manifest.list_folder(folder)
    expected = json.dumps(listed, ensure_ascii=False, indent=2)
    assert manifest.to_json(listed).decode() == expected


def test_what_is_excluded_is_not_listed_and_the_rest_is(tmp_path):
    """Patterns count in every folder; what must be there always is."""
    plant(tmp_path, {"a.js": None, "a.js.map": None, "s": {"b.map": None, "t": {"c.js": None}}})
    listed = manifest.list_folder(tmp_path, ["z.map"], excludes=compile_patterns(["*.map", "s/t"]))
    assert tree_of(listed["resource_list"]) == {"a.js": None, "s": {}, "z.map": None}


def test_an_excluded_link_may_lead_anywhere(tmp_path):
    """What is not packaged need not be packable."""
    (tmp_path / "out").symlink_to("/")
    (tmp_path / "gone").symlink_to("nowhere")
    assert (
        manifest.list_folder(tmp_path, excludes=compile_patterns(["out", "gone"]))["resource_list"]
        == []
    )


def test_paths_come_in_the_order_of_the_list(tmp_path):
    """What is packed follows the manifest, empty folders included."""
    plant(tmp_path, {"b": None, "a": {"c": {}, "d": None}})
    listed = manifest.list_folder(tmp_path, name="x.json")
    assert listed["name"] == "x.json"
    assert list(manifest.paths_in(listed["resource_list"])) == ["a/c/", "a/d", "b"]
