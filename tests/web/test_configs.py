import json

import pytest

from localminis.steering import AdminRefused


@pytest.fixture
def path(platform):
    """Register an app and give where its domains are compared."""
    return f"apps/{platform.new_app()['client_key']}"


@pytest.fixture
def project(tmp_path):
    """Make a project whose config lists these domains; returns its folder."""

    def made(*listed):
        folder = tmp_path / "project"
        folder.mkdir(exist_ok=True)
        config = {"domain": {"trustedDomains": list(listed)}}
        (folder / "minis.config.json").write_text(json.dumps(config))
        return str(folder)

    return made


def test_what_is_on_disk_now_is_compared(platform, path, project):
    """Of the project that runs, or of a folder that is named; nothing is remembered of the file."""
    assert platform.admin("GET", f"{path}/domains/compare")["source"] is None
    address = {"url": "http://127.0.0.1:9", "project": project("https://a.example.com")}
    platform.admin("PUT", f"{path}/page", address)
    for listed in ("https://a.example.com", "https://b.example.com"):
        folder = project(listed)
        running = platform.admin("GET", f"{path}/domains/compare")
        named = platform.admin("GET", f"{path}/domains/compare?folder={folder}")
        assert (running["source"], named["source"]) == ("debug", "folder")
        assert running["config"] == named["config"] == [listed]
        assert "not registered" in running["differences"][0]
    platform.admin("PUT", f"{path}/page", {**address, "project": f"{folder}/gone"})
    assert platform.admin("GET", f"{path}/domains/compare")["source"] is None


@pytest.mark.parametrize(
    ("folder", "said"), [("project", "no whole path"), ("/", "There is no minis.config.json")]
)
def test_a_folder_that_cannot_be_read_is_said(platform, path, folder, said):
    """With what to do."""
    with pytest.raises(AdminRefused, match=said):
        platform.admin("GET", f"{path}/domains/compare?folder={folder}")


def test_a_shared_platform_reads_no_folder(serve_platform, new_database, tmp_path, project):
    """It would be the server's own."""
    flags = {"database_url": new_database(), "mode": "served", "public_url": "http://127.0.0.1"}
    with serve_platform(tmp_path / "home", **flags) as team:
        key = team.new_app()["client_key"]
        folder = project("https://a.example")
        with pytest.raises(AdminRefused, match="reads no folders"):
            team.admin("GET", f"apps/{key}/domains/compare?folder={folder}")
