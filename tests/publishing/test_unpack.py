"""Every zip that could do harm is refused in words, and nothing is written outside its folder."""

import io
import struct
import zipfile

import pytest

from localminis.publishing import unpack as module
from localminis.publishing.model import FilesUnavailable, PackageRefused, UploadTooLarge
from localminis.publishing.unpack import unpack
from localminis.spec import publishing as spec


@pytest.fixture
def place(tmp_path):
    """Make an empty folder inside one that must stay as it is."""
    folder = tmp_path / "around" / "package"
    folder.mkdir(parents=True)
    return folder


def refusal(place, content: bytes, kind=PackageRefused) -> str:
    """Unpack what must be refused; returns the sentence."""
    package = place.parent.parent / "minis.zip"
    package.write_bytes(content)
    with pytest.raises(kind) as refused:
        unpack(package, place)
    assert [each.name for each in place.parent.iterdir()] == ["package"]
    return refused.value.message


def entry(name: str, *, mode: int = 0o100644, system: int = 3) -> zipfile.ZipInfo:
    """Describe one entry as a program on Unix would."""
    made = zipfile.ZipInfo(name)
    made.create_system = system
    made.external_attr = mode << 16
    return made


def made_of(*entries: tuple[zipfile.ZipInfo | str, str]) -> bytes:
    """Zip entries as they are described, right or not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, text in entries:
            archive.writestr(each, text)
    return out.getvalue()


def test_a_right_zip_comes_out_as_it_went_in(place, zip_of):
    """Names, folders and bytes are those that were packed, and they are counted."""
    package = place.parent / "minis.zip"
    package.write_bytes(zip_of({"index.html": "<p>", "assets/": "", "assets/ü.js": b"\x00" * 9}))
    done = unpack(package, place)
    assert (done.file_count, done.content_bytes) == (2, 12)
    assert (place / "assets" / "ü.js").read_bytes() == b"\x00" * 9
    assert (place / "index.html").read_text() == "<p>"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../evil.js", "leads out of the package"),
        ("a/../../evil.js", "leads out of the package"),
        ("/etc/evil", "is absolute"),
        ("C:/evil.js", "is absolute"),
        ("src\\main.js", "back-slash"),
        ("a//b.js", "empty part"),
        ("./a.js", "empty part"),
        ("a\x07.js", "cannot be shown"),
        ("x" * 256 + ".js", "too long"),
        ("d/" * 300 + "a.js", "too long"),
    ],
)
def test_a_name_that_is_no_place_inside_is_refused(place, name, said):
    """The sentence shows the name and says what to do."""
    message = refusal(place, made_of(("index.html", "1"), (name, "1")))
    assert said in message
    assert repr(name)[:20] in message


def test_a_name_with_a_nul_is_refused(place):
    """Programs in C read another name than the one that was judged."""
    content = made_of(("good.jsXevil", "1")).replace(b"good.jsXevil", b"good.js\0evil")
    assert "cannot be shown" in refusal(place, content)


def test_a_name_in_an_unknown_encoding_is_refused(place):
    """Without the mark of UTF-8 each program reads another name."""
    content = made_of(("n\u00e4me.js", "1"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark) + at
        assert content[start : start + 2] == struct.pack("<H", 0x800)
        content = content[:start] + bytes(2) + content[start + 2 :]
    assert "not marked as UTF-8" in refusal(place, content)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (entry("link", mode=0o120777), "is a link"),
        (entry("link", mode=0o120777, system=0), "is a link"),
        (entry("pipe", mode=0o010644), "neither a file nor a folder"),
        (entry("folder/", mode=0o100644), "marked as a folder"),
    ],
)
def test_what_is_neither_file_nor_folder_is_refused(place, made, said):
    """Links most of all: what is written through them lands elsewhere."""
    assert said in refusal(
        place, made_of((made, "/etc/passwd" if "/" not in made.filename else ""))
    )


def test_the_same_name_twice_is_refused(place):
    """The scan must not see one file and the phone another."""
    with pytest.warns(UserWarning, match="Duplicate"):
        content = made_of(("app.js", "1"), ("app.js", "2"))
    assert "'app.js' twice" in refusal(place, content)


def test_a_file_that_is_also_a_folder_is_refused(place):
    """In either order."""
    assert "both as a file" in refusal(place, made_of(("a", "1"), ("a/b.js", "2")))
    assert "twice" in refusal(place, made_of(("a/b.js", "2"), ("a", "1")))


def test_names_that_only_a_file_system_folds_are_refused(place):
    """A file is made anew or not at all, whatever the file system takes for the same name."""
    package = place.parent / "minis.zip"
    package.write_bytes(made_of(("a.js", "1")))
    (place / "a.js").write_text("here before")
    with pytest.raises(PackageRefused, match="does not keep apart"):
        unpack(package, place)
    assert (place / "a.js").read_text() == "here before"


def test_a_bomb_is_refused_before_anything_is_written(place):
    """The list of entries tells it: too much content, or too much for the size of the zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("zeros.bin", bytes(spec.RATIO_FREE_BYTES + 1))
    assert "zip bomb" in refusal(place, out.getvalue(), UploadTooLarge)
    lying = made_of(("a.js", "1")).replace(struct.pack("<LL", 1, 1), struct.pack("<LL", 1, 2**31))
    assert "MB before compression" in refusal(place, lying, UploadTooLarge)
    assert list(place.iterdir()) == []


def test_an_entry_that_holds_more_or_less_than_it_says_is_refused(place):
    """The size in the list is a promise; a stream that breaks it ends the upload."""
    content = bytearray(made_of(("a.js", "12345")))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", 3)
    assert "damaged zip (Bad CRC-32" in refusal(place, bytes(content))
    (place / "a.js").unlink()
    content[at + 24 : at + 28] = struct.pack("<L", 9)
    assert "another size than the package says" in refusal(place, bytes(content))


def test_too_many_files_are_refused_before_their_list_is_read(place, monkeypatch):
    """The number stands at the zip's end, and in front of it in the list itself."""
    monkeypatch.setattr(module.spec, "FILES_MAX", 3)
    content = made_of(*((f"{number}.js", "1") for number in range(4)))
    assert "lists 4 files" in refusal(place, content, UploadTooLarge)
    at = content.rfind(b"PK\x05\x06")
    lying = content[: at + 8] + struct.pack("<HH", 1, 1) + content[at + 12 :]
    assert "lists 4 files" in refusal(place, lying, UploadTooLarge)


@pytest.mark.parametrize("cut", [1, 21, 22, 60])
def test_a_zip_that_is_cut_short_is_refused(place, zip_of, cut):
    """Wherever it is cut."""
    content = zip_of({"index.html": "<p>hello</p>" * 20})
    assert "zip" in refusal(place, content[:-cut])


@pytest.mark.parametrize("content", [b"", b"PK", b"<!doctype html>" * 9, b"\x1f\x8b" + bytes(99)])
def test_what_is_no_zip_is_refused(place, content):
    """Another type of file is named as what it is not."""
    assert "is no zip" in refusal(place, content)


def test_an_empty_zip_and_one_of_folders_are_refused(place, zip_of):
    """There must be something to show."""
    assert "is empty" in refusal(place, zip_of({}))
    assert "folders only" in refusal(place, zip_of({"a/": ""}))


def test_a_damaged_file_is_refused(place, zip_of):
    """Its checksum tells."""
    content = bytearray(zip_of({"index.html": "hello hello hello"}))
    at = content.find(b"index.html") + 12
    content[at] ^= 0xFF
    assert "damaged zip" in refusal(place, bytes(content))


def test_what_the_platform_cannot_read_is_refused(place):
    """Encrypted entries, rare methods, and the form for huge zips."""
    locked = entry("a.js")
    content = made_of((locked, "1"))
    at = content.rfind(b"PK\x01\x02")
    encrypted = content[: at + 8] + struct.pack("<H", 1) + content[at + 10 :]
    assert "is encrypted" in refusal(place, encrypted)
    rare = io.BytesIO()
    with zipfile.ZipFile(rare, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.js", "1")
    assert "method" in refusal(place, rare.getvalue())
    end = content.rfind(b"PK\x05\x06")
    huge = content[:end] + b"PK\x06\x07" + bytes(16) + content[end:]
    assert "above 4 GB" in refusal(place, huge)


def test_a_folder_that_cannot_be_written_is_no_fault_of_the_zip(place, zip_of):
    """The sentence speaks of the disk, and trying again may help."""
    package = place.parent / "minis.zip"
    package.write_bytes(zip_of({"a.js": "1"}))
    with pytest.raises(FilesUnavailable, match="disk"):
        unpack(package, place / ("x" * 300))


def test_flipped_bytes_never_end_in_anything_but_a_refusal(place, zip_of):
    """Any single byte may be wrong: the zip is refused, or comes out inside its folder."""
    content = zip_of({"index.html": "<p>hello</p>", "assets/app.js": "1"})
    package = place.parent.parent / "minis.zip"
    refused = 0
    for number, at in enumerate(range(0, len(content), 3)):
        folder = place / str(number)
        folder.mkdir()
        package.write_bytes(content[:at] + bytes([content[at] ^ 0xA5]) + content[at + 1 :])
        try:
            unpack(package, folder)
        except (PackageRefused, UploadTooLarge):
            refused += 1
    assert refused > 20
    assert [each.name for each in place.parent.iterdir()] == ["package"]
