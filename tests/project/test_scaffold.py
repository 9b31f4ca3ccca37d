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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}", '{\n  "dev": {\n    "clientKey": "awk1"\n  }\n}'),
        ('{"clientKey": "", "x": 1}', '{"clientKey": "awk1", "x": 1}'),
        ('{\r\n\t"dev": {}, // mine\r\n}', '{\r\n\t"dev": {"clientKey": "awk1"}, // mine\r\n}'),
    ],
)
def test_a_config_without_a_key_gets_it(root, before, after):
    """A key finds its place, in the layout of the file."""
    (root / "minis.config.json").write_bytes(before.encode())
    run(root, client_key="awk1")
    assert (root / "minis.config.json").read_bytes() == after.encode()


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


def depend_on(root, tool):
    (root / "package.json").write_text(json.dumps({"devDependencies": {tool: "*"}}))


def test_a_game_gets_its_own_config_sdk_and_call(root):
    """The other flavour writes nothing of the first, and is found again as a game."""
    run(root, flavour="minigame", client_key="awk1")
    page = (root / "index.html").read_text()
    assert "game/sdk.js" in page
    assert 'TTMinis.game.init({ clientKey: "awk1" })' in page
    assert "eruda.init()" in page
    assert not (root / "minis.config.json").exists()
    project = load(root)
    assert (project.flavour, project.config.orientation) == ("minigame", "VERTICAL")
    assert project.config.diagnostics == ()


@pytest.mark.parametrize("flavour", ["minis", "minigame"])
@pytest.mark.parametrize("vconsole", [None, "sdk-host", "none"])
def test_undo_brings_back_every_byte(root, flavour, vconsole):
    """What init wrote goes, the config too, and nothing is left behind."""
    (root / "index.html").write_bytes(PAGE.replace("\n", "\r\n").encode())
    before = everything_in(root)
    run(root, flavour=flavour, vconsole=vconsole, client_key="awk1")
    decided = scaffold.plan_undo(root, flavour=flavour)
    assert decided.config.is_removed
    scaffold.apply(decided)
    assert everything_in(root) == before
    assert scaffold.plan_undo(root, flavour=flavour).contents == {}


def test_undo_keeps_a_config_that_somebody_changed(root):
    """Work is never thrown away; the page is cleaned all the same."""
    run(root)
    path = root / "minis.config.json"
    path.write_text(path.read_text().replace("3000", "4000"))
    decided = scaffold.plan_undo(root)
    scaffold.apply(decided)
    assert "4000" in path.read_text()
    assert (root / "index.html").read_text() == PAGE
    assert "stays" in decided.notes[0]


def test_a_page_in_another_encoding_keeps_its_bytes(root):
    """Only the injected bytes differ, and undoing takes exactly those out."""
    before = PAGE.replace("<title>x", '<meta charset="Shift_JIS"><title>表').encode("shift_jis")
    (root / "index.html").write_bytes(before)
    run(root)
    after = (root / "index.html").read_bytes()
    at = after.index(b"    <script")
    assert after[:at] == before[:at]
    assert after.endswith(before[at:])
    scaffold.apply(scaffold.plan_undo(root))
    assert (root / "index.html").read_bytes() == before


def test_a_charset_that_was_pushed_out_of_sight_is_remarked(root):
    """A browser looks at the first 1024 bytes; an injection must not change what it reads."""
    filler = "<!-- " + "x" * 800 + " -->"
    (root / "index.html").write_text(f"<head>\n{filler}\n<meta charset=utf-8>\n</head>")
    assert "charset of index.html" in run(root).notes[0]


@pytest.mark.parametrize("content", [b"", b" \r\n", b"\xef\xbb\xbf"])
def test_an_empty_page_is_refused_and_nothing_is_written(root, content):
    """A 0-byte page is an accident, and a page with nothing but the SDK would hide it."""
    (root / "index.html").write_bytes(content)
    with pytest.raises(EntryInvalid, match="is empty"):
        run(root)
    assert everything_in(root) == {(root / "index.html").relative_to(root): content}


@pytest.mark.parametrize(
    ("tool", "layout", "line"),
    [
        ("astro", "src/layouts/Layout.astro", "<script is:inline>TTMinis.init("),
        ("next", "app/layout.tsx", "<script dangerouslySetInnerHTML={{ __html: "),
    ],
)
def test_a_page_that_is_not_built_yet_gets_a_config_and_advice(tmp_path, tool, layout, line):
    """A tool that makes the page itself is met with the lines in its own language."""
    depend_on(tmp_path, tool)
    (tmp_path / layout).parent.mkdir(parents=True)
    (tmp_path / layout).touch()
    decided = run(tmp_path, client_key="awk1")
    assert decided.pages == ()
    assert layout in decided.notes[0]
    assert any(it.startswith(line) for it in decided.snippet)
    built = tmp_path / load(tmp_path).config.html_entry
    built.parent.mkdir()
    built.write_text(PAGE)
    decided = run(tmp_path)
    assert "made anew by every build" in decided.notes[0]
    assert decided.snippet == ()
    assert "TTMinis.init" in built.read_text()


def test_other_pages_are_named_and_can_be_given_the_sdk(root):
    """A site of several pages needs the SDK in each; a pattern names them all."""
    for name in ("about.html", "shop.html"):
        (root / name).write_text(PAGE)
    assert "2 more pages do not load the SDK (about.html, shop.html)" in run(root).notes[0]
    decided = run(root, more_pages=("*.html",))
    assert [file.path.name for file in decided.pages if file.is_changed] == [
        "about.html",
        "shop.html",
    ]
    assert run(root).notes == ()
    scaffold.apply(scaffold.plan_undo(root, more_pages=("*.html",)))
    assert {(root / name).read_text() for name in ("index.html", "about.html")} == {PAGE}


def test_the_pages_of_a_static_export_are_named(tmp_path):
    """Each route is a page of its own; the one for errors is opened by no app."""
    (tmp_path / "package.json").write_text('{"dependencies": {"next": "16"}}')
    (tmp_path / "out").mkdir()
    for name in ("index.html", "shop.html", "404.html"):
        (tmp_path / "out" / name).write_text(PAGE)
    assert "1 more page does not load the SDK (out/shop.html)" in run(tmp_path).notes[-1]
    decided = run(tmp_path, more_pages=("out/*.html",))
    assert len(decided.pages) == 3


def test_a_vite_project_is_told_of_its_base_until_it_has_one(root):
    """The first build would not find its own files."""
    (root / "package.json").write_text('{"devDependencies": {"vite": "8"}}')
    assert "set base: './' in vite.config.js" in run(root).notes[-1]
    config = root / "vite.config.ts"
    config.write_text("export default { plugins: [] };")
    assert "in vite.config.ts" in run(root).notes[-1]
    config.write_text("export default { base: './' };")
    assert run(root).notes == ()


def test_a_pattern_means_the_project_s_own_pages(root):
    """Packages, hidden folders and what a build makes anew are left alone."""
    for name in ("a/b.html", "node_modules/x/c.html", ".cache/d.html", "dist/e.html"):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(PAGE)
    decided = run(root, more_pages=("**/*.html",))
    assert [page.path.relative_to(root).as_posix() for page in decided.pages] == [
        "index.html",
        "a/b.html",
    ]


@pytest.mark.parametrize("name", ["gone.html", "../x.html", "/etc/passwd"])
def test_a_page_that_is_not_there_is_refused(root, name):
    """A misspelt page is no silence, and none outside the project is touched."""
    before = everything_in(root)
    with pytest.raises(EntryMissing):
        run(root, more_pages=(name,))
    assert everything_in(root) == before


def test_an_export_of_a_game_engine_is_known(tmp_path):
    """A Cocos export in the project's folder is entry and output at once."""
    page = tmp_path / "build" / "web-mobile" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        '<!DOCTYPE html>\n<html>\n<head>\n    <meta charset="utf-8">\n    <title>Game</title>\n'
        '    <script src="src/polyfills.bundle.js"></script>\n</head>\n<body>\n</body>\n</html>\n'
    )
    run(tmp_path, flavour="minigame")
    config = load(tmp_path).config
    assert (config.html_entry, config.output_dir) == (
        "build/web-mobile/index.html",
        "build/web-mobile",
    )
    assert '<head>\n    <script src="https://connect' in page.read_text()


def test_another_entry_than_the_config_names_is_remarked(root):
    """Config and page are not left to differ in silence."""
    run(root)
    (root / "main.html").write_text(PAGE)
    decided = run(root, named_entry="main.html")
    assert "names index.html as the entry page, not main.html" in decided.notes[0]
    assert "TTMinis.init" in (root / "main.html").read_text()
