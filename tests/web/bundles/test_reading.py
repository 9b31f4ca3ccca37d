"""What a bundle may hold is judged before it is written anywhere."""

import hashlib
import json
import zipfile

import pytest

from localminis.store import migrate
from localminis.web.bundles import model, reading
from localminis.web.bundles.model import BundleInvalid


def bundle(tmp_path, content, *, method=zipfile.ZIP_DEFLATED, **told):
    """Write a bundle of these files, with a manifest that fits."""
    manifest = {
        "localminis_bundle": model.FORMAT,
        "schema_version": migrate.VERSION,
        "program": "1",
        "made_at_s": 0,
        "now_s": 0,
        "was_frozen": False,
        "seed": None,
        "settings": {},
        "counts": {},
        "masked": [],
        "missing_packages": [],
        "files": {
            name: {"size_bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
            for name, raw in content.items()
        },
        **told,
    }
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        for name, raw in content.items():
            archive.writestr(name, raw)
    return path


def refusal(path, tmp_path):
    """Return why a bundle is refused."""
    place = tmp_path / "place"
    place.mkdir(exist_ok=True)
    with pytest.raises(BundleInvalid) as refused:
        reading.read(path, place)
    return refused.value.message


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "packages/../../evil.zip", "C:\\evil", "packages/x.zip", "a"]
)
def test_no_other_name_is_written(tmp_path, name):
    """Only three kinds of files belong in a bundle, and none is written by its own name."""
    said = refusal(bundle(tmp_path, {"state.json": b"{}", name: b"x"}), tmp_path)
    assert "belongs in no bundle" in said
    assert not (tmp_path / "evil").exists()


def test_a_file_that_unfolds_to_more_than_it_says_is_not_read_on(tmp_path):
    """A bomb says a small number, or a number beyond the limit."""
    bomb = b"0" * 5_000_000
    small = {"state.json": {"size_bytes": 10, "sha256": "0" * 64}}
    said = refusal(bundle(tmp_path, {"state.json": bomb}, files=small), tmp_path)
    assert "not what its manifest says" in said


def test_a_state_beyond_its_limit_is_refused(tmp_path, monkeypatch):
    """However right its digest."""
    monkeypatch.setattr(model, "STATE_MAX_BYTES", 100)
    assert "larger than is taken" in refusal(bundle(tmp_path, {"state.json": bytes(101)}), tmp_path)
    monkeypatch.setattr(model, "MANIFEST_MAX_BYTES", 100)
    assert "far too long" in refusal(bundle(tmp_path, {"state.json": b"{}"}), tmp_path)


def test_a_name_twice_is_refused(tmp_path):
    """Which of the two counts nobody could say."""
    path = bundle(tmp_path, {"state.json": b"{}"})
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("state.json", "{}")
    assert "differ" in refusal(path, tmp_path)


def test_a_secret_that_a_bundle_brings_is_not_taken(tmp_path):
    """Each app gets a new one, whatever the file says."""
    brought = {"client_secret": "theirs", "former_secret": "theirs"}
    state = {"tables": {"apps": [brought, 3]}}
    (tmp_path / "place").mkdir()
    path = bundle(tmp_path, {"state.json": json.dumps(state).encode()})
    app = reading.read(path, tmp_path / "place").document["tables"]["apps"][0]
    assert len(app["client_secret"]) == 40
    assert app["former_secret"] is None


@pytest.mark.parametrize(
    "told",
    [
        {"program": "1\x1b[2J"},
        {"counts": {"\x1b[2J": 1}},
        {"missing_packages": ["../x"]},
        {"now_s": 10**15},
        {"made_at_s": -1},
        {"files": {"state.json": {"size_bytes": 2, "sha256": "x"}}},
    ],
    ids=["program", "counts", "missing", "now", "made", "digest"],
)
def test_what_is_shown_to_people_has_a_form(tmp_path, told):
    """A manifest writes nothing onto a terminal that a manifest does not say."""
    assert "not one of a bundle" in refusal(
        bundle(tmp_path, {"state.json": b"{}"}, **told), tmp_path
    )


def test_other_ways_of_packing_are_refused(tmp_path):
    """LocalMinis writes none of them; what unpacks them fails in ways of its own."""
    for method, mark in ((zipfile.ZIP_LZMA, b"\x5d\x00\x00"), (zipfile.ZIP_BZIP2, b"BZh")):
        path = bundle(tmp_path, {"state.json": b"{}" * 500}, method=method)
        raw = path.read_bytes()
        place = raw.rindex(mark)
        path.write_bytes(raw[:place] + b"\xff" * 12 + raw[place + 12 :])
        assert "packed by a method" in refusal(path, tmp_path)


def test_a_name_that_is_no_text_is_refused(tmp_path):
    """The zip calls it UTF-8, and it is not."""
    path = bundle(tmp_path, {"state.json": b"{}", "\u00e9\u00e9": b"x"})
    raw = path.read_bytes().replace("\u00e9\u00e9".encode(), b"\xff\xfe\xff\xfe")
    path.write_bytes(raw)
    assert "damaged" in refusal(path, tmp_path)
