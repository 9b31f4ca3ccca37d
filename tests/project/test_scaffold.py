"""Making a web project a mini app."""

import json

import pytest

from localminis.project import scaffold
from localminis.project.load import load
from localminis.project.model import (
    ClientKeyConflict,
    ConfigInvalid,
    EntryInvalid,
    EntryMissing,
    NotWritten,
)

PAGE = "<!doctype html>\n<html>\n  <head>\n    <title>x</title>\n  </head>\n</html>\n"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "index.html").write_text(PAGE)
    return tmp_path


def run(root, **options):
    decided = scaffold.plan(root, **options)
    scaffold.apply(decided)
    return decided


def everything_in(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_project_gets_config_and_page_and_nothing_else(root):
    """What is written can be read back, and the entry is where the config says."""
    decided = run(root)
    assert set(everything_in(root)) == {path.relative_to(root) for path in decided.contents}
    config = load(root).config
    assert (config.html_entry, config.output_dir, config.port) == ("index.html", "dist", 3000)
    assert config.notes == ()
    assert not config.has_client_key
    assert not decided.has_real_key


def test_a_plan_writes_nothing(root):
    """Deciding and writing are two steps, which is what a dry run rests on."""
    before = everything_in(root)
    assert scaffold.plan(root).contents
    assert everything_in(root) == before


@pytest.mark.parametrize(
    ("key", "tool", "output_dir", "port"),
    [
        ("devDependencies", "vite", "dist", 5173),
        ("dependencies", "react-scripts", "build", 3000),
        ("devDependencies", "@vue/cli-service", "dist", 8080),
        ("dependencies", "left-pad", "dist", 3000),
    ],
)
def test_the_defaults_are_those_of_the_build_tool(root, key, tool, output_dir, port):
    """A stock project needs no correction of folder and port."""
    (root / "package.json").write_text(json.dumps({key: {tool: "*"}}))
    run(root)
    config = load(root).config
    assert (config.output_dir, config.port) == (output_dir, port)


def test_a_second_run_changes_nothing(root):
    """Running it again is always safe."""
    run(root)
    before = everything_in(root)
    decided = run(root)
    assert decided.contents == {}
    assert everything_in(root) == before


def test_an_existing_config_is_kept_and_its_key_used(root):
    """A config that somebody wrote is not rewritten, comments and all."""
    text = '{ // mine\n "dev": {"clientKey": "awk1",}, "build": {"htmlEntry": "index.html"} }'
    (root / "minis.config.json").write_text(text)
    decided = run(root)
    assert (root / "minis.config.json").read_text() == text
    assert 'TTMinis.init({ clientKey: "awk1" })' in (root / "index.html").read_text()
    assert decided.has_real_key


@pytest.mark.parametrize("spelling", ["clientKey", "client_key"])
def test_a_given_key_fills_placeholders_and_keeps_every_other_byte(root, spelling):
    """The key can be given later; only the placeholders change."""
    text = '{ "%s": "your_client_key", /* mine */ }\r\n'
    (root / "minis.config.json").write_bytes((text % spelling).encode())
    run(root)
    page = (root / "index.html").read_text()
    run(root, client_key="awk1")
    expected = (text % spelling).replace("your_client_key", "awk1")
    assert (root / "minis.config.json").read_bytes() == expected.encode()
    assert (root / "index.html").read_text() == page.replace("your_client_key", "awk1")


def test_a_config_without_a_key_is_remarked(root):
    """A key that finds no place is not lost in silence."""
    (root / "minis.config.json").write_text("{}")
    assert "dev.clientKey" in run(root, client_key="awk1").notes[0]
    assert (root / "minis.config.json").read_text() == "{}"


def test_another_key_is_a_conflict_and_nothing_is_written(root):
    """Two apps are never mixed up."""
    (root / "minis.config.json").write_text('{"dev": {"clientKey": "awk1"}}')
    before = everything_in(root)
    with pytest.raises(ClientKeyConflict, match="'awk1', not 'awk2'"):
        run(root, client_key="awk2")
    assert everything_in(root) == before


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("minis.config.json", b'{"dev": 1}', ConfigInvalid),
        ("minis.config.json", b'{"build": {"htmlEntry": "gone.html"}}', EntryMissing),
        ("index.html", b"<p>\xff", EntryInvalid),
        ("index.html", b"<script>", EntryInvalid),
    ],
)
def test_whatever_is_refused_nothing_is_written(root, name, content, refusal):
    """A refusal leaves no half of the work behind."""
    (root / name).write_bytes(content)
    before = everything_in(root)
    with pytest.raises(refusal):
        run(root)
    assert everything_in(root) == before


def test_a_page_that_cannot_be_written_keeps_the_config_away(root):
    """Config and page are written together or not at all."""
    decided = scaffold.plan(root)
    (root / "index.html").unlink()
    (root / "index.html").mkdir()
    with pytest.raises(NotWritten):
        scaffold.apply(decided)
    assert everything_in(root) == {}
