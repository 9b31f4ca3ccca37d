"""What a bundle is made of."""

import hashlib
import json
import zipfile

from localminis.web.bundles import writing


def test_the_manifest_tells_of_each_file(platform, packed, tmp_path):
    """Its size and digest, and the time on the clock; a package's zip unfolds to no more."""
    key = platform.new_app()["client_key"]
    platform.upload(key, packed(key))
    platform.admin("POST", "clock", {"action": "freeze"})
    made = writing.write(platform.platform.context, tmp_path)
    with zipfile.ZipFile(made) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(archive.namelist()) == {"manifest.json", *manifest["files"]}
        for name, part in manifest["files"].items():
            raw = archive.read(name)
            assert part == {"size_bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
        package = next(name for name in manifest["files"] if name.startswith("packages/"))
        with archive.open(package) as raw, zipfile.ZipFile(raw) as inner:
            assert "index.html" in inner.namelist()
            assert {each.compress_type for each in inner.infolist()} == {zipfile.ZIP_STORED}
    assert (manifest["localminis_bundle"], manifest["was_frozen"]) == (1, True)
    assert manifest["now_s"] == platform.admin("GET", "clock")["now_s"]
    assert manifest["counts"]["code_versions"] == 1
    assert not {"database_url", "server_token", "oidc_client_secret"} & set(manifest["settings"])


def test_the_same_state_makes_the_same_files(platform, packed, tmp_path):
    """So two bundles can be compared by their manifests."""
    key = platform.new_app()["client_key"]
    platform.upload(key, packed(key))
    platform.admin("POST", "clock", {"action": "freeze"})
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        made = writing.write(platform.platform.context, tmp_path / name)
        with zipfile.ZipFile(made) as archive:
            found.append(json.loads(archive.read("manifest.json"))["files"])
    assert found[0] == found[1]


def test_a_version_without_its_files_is_said(platform, packed, tmp_path):
    """It is in the bundle all the same, as it is here."""
    key = platform.new_app()["client_key"]
    digest = platform.upload(key, packed(key))["package_sha256"]
    context = platform.platform.context
    (context.settings.packages / digest).rename(tmp_path / "elsewhere")
    (tmp_path / "place").mkdir()
    with zipfile.ZipFile(writing.write(context, tmp_path / "place")) as archive:
        assert json.loads(archive.read("manifest.json"))["missing_packages"] == [digest]
