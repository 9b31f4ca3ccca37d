from unittest.mock import ANY


def test_the_clock_is_turned_frozen_and_resumed(alone, console):
    """The page shows what the clock does, and going back is refused."""
    assert "The clock is turned." in alone.send("clock", action="freeze")
    assert "frozen" in alone.see("clock")
    before = alone.platform.admin("GET", "clock")["now_s"]
    alone.send("clock", action="advance", seconds="3600")
    assert alone.platform.admin("GET", "clock")["now_s"] == before + 3600
    refused = alone.send("clock", action="advance", seconds="-1", status=400)
    assert "cannot advance" in console.said(refused)[0]
    alone.send("clock", action="resume", seconds="")
    assert "1 h" in alone.see("clock")


def test_the_clock_of_a_sandbox_is_turned_on_a_page_of_its_own(alone):
    """The main clock stands where it stood."""
    alone.platform.admin("POST", "clock", {"action": "freeze"})
    app = alone.platform.new_app()
    path = f"apps/{app['client_key']}/sandboxes"
    key = alone.platform.admin("POST", path, {"name": "Staging"})["client_key"]
    assert f"/console/apps/{key}/clock" in alone.see(path)
    page = f"apps/{key}/clock"
    assert "Clock of the sandbox" in alone.see(page)
    before = alone.platform.admin("GET", "clock")
    alone.send(page, action="advance", seconds="7200", client_key=key)
    assert "2 h ahead" in alone.see(page)
    assert alone.platform.admin("GET", "clock") == {**before, "ahead_s": ANY}


def test_a_snapshot_is_kept_and_brought_back(alone):
    """What was made after the snapshot is gone, what was there before is back."""
    assert "Kept as before." in alone.send("state", "state/snapshots", name="before")
    alone.platform.new_app()
    alone.send("state", "state/snapshots/before/restore")
    assert alone.platform.admin("GET", "apps")["apps"] == []
    assert "Everything is forgotten." in alone.send("state", "state/reset")


def test_settings_are_shown_without_their_secrets(serve_platform, new_database, console, tmp_path):
    """Addresses and keys of others never reach a page, whoever looks at it."""
    url = new_database()
    flags = {
        "database_url": url,
        "mode": "served",
        "public_url": "http://127.0.0.1",
        "oidc_issuer": "http://127.0.0.1:9",
        "oidc_client_id": "us",
        "oidc_client_secret": "provider-hush",
        "server_url": "http://127.0.0.1:9",
        "server_token": "lmt.team-hush",
    }
    with serve_platform(tmp_path / "home", **flags) as platform:
        text = console.signed_in(platform, "viewer").see("settings")
    for secret in (url, "provider-hush", "lmt.team-hush"):
        assert secret not in text
    for name in ("DATABASE_URL", "OIDC_CLIENT_SECRET", "SERVER_TOKEN"):
        row = text.partition(f"LOCALMINIS_{name}")[2].partition("</tr>")[0]
        assert "<code>set</code>" in row
