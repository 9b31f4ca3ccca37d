from localminis.web.host import files


def test_every_script_of_the_room_is_loaded_once():
    """What frames the page comes first, the rest after it, and nothing is left out or twice."""
    edition = files.edition()
    scripts = {path.name for path in (files._room() / "host").glob("*.js")}
    assert edition.first[0] == "boot.js"
    assert "main.js" in edition.rest
    assert sorted([*edition.first, *edition.rest]) == sorted(scripts)


def test_what_frames_the_page_stays_small():
    """The app's page waits for these; every file more is a request more before it starts."""
    first = files.edition().first
    assert len(first) <= 8, first
    assert sum(len(files.read(name) or b"") for name in first) < 70_000


def test_the_style_sheets_come_as_one_in_their_order():
    """Each sheet of the folder is in it, the tokens before what uses them."""
    joined = files.read(files.STYLES)
    sheets = [path.read_bytes() for path in (files._room() / "styles").glob("*.css")]
    assert all(sheet in joined for sheet in sheets)
    assert joined.startswith(files.read("tokens.css"))


def test_an_edited_file_makes_another_edition(tmp_path, monkeypatch):
    """The version stands in the addresses, so a browser asks again for what has changed."""
    for folder, name in (("host", "boot.js"), ("host", "main.js"), ("styles", "tokens.css")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text("")
    monkeypatch.setattr(files, "_room", lambda: tmp_path)
    before = files.edition()
    assert files.edition() == before
    (tmp_path / "host" / "main.js").write_text('import { a } from "./a.js";\n')
    after = files.edition()
    assert after.version != before.version
    assert after.rest == ("main.js", "a.js")
