import subprocess

from localminis.web.host import files


def test_every_script_of_the_room_is_loaded_once():
    """What frames the page comes first, the rest after it, and nothing is left out or twice."""
    edition = files.edition()
    scripts = {path.name for path in (files._room() / "host").glob("*.js")}
    assert edition.first[0] == "boot.js"
    assert "main.js" in edition.rest
    assert sorted([*edition.first, *edition.rest]) == sorted(scripts)


def test_what_frames_the_page_stays_small():
    """The app's page waits for all of it."""
    assert len(files.edition().opening) < 70_000


def test_the_first_modules_are_one_module(tmp_path):
    """They come in one request, each after what it needs, without a name that two of them have."""
    edition = files.edition()
    opening = files.served(edition.version, "boot.js").decode()
    last_lines = [files.read(name).decode().splitlines()[-1] for name in edition.first]
    assert all(opening.count(f"\n{line}\n") for line in last_lines)
    assert opening.index("export function byId") < opening.index("export class Phone ")
    assert 'from "./' not in opening
    (tmp_path / "boot.mjs").write_text(opening)
    subprocess.run(["node", "--check", tmp_path / "boot.mjs"], check=True)


def test_a_first_module_by_its_own_name_is_the_one_that_runs_already():
    """The phone's state is in it, so a second copy would be a second phone."""
    for name in files.edition().first[1:]:
        assert files.served("any", name) == b'export * from "./boot.js";\n'
    assert files.served("any", "main.js") == files.read("main.js")


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
