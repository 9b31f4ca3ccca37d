"""`localminis app domains`, `placement`, `icon` and `draft`, as they are typed."""

import json

import pytest


@pytest.fixture
def app(command):
    """Register an app."""
    command("app", "create", "App", "--client-key", "mnpublish")
    return "mnpublish"


def test_domains_come_go_and_are_compared(command, refused, app, tmp_path):
    """With the list of a project's config, differences in words."""
    assert "There is none" in command("app", "domains", "list", app).err
    added = command("app", "domains", "add", app, "https://a.example.com", "https://b.example.com")
    assert "https://a.example.com https://b.example.com." in added.out
    command("app", "domains", "remove", app, "https://a.example.com")
    assert command("app", "domains", "list", app).out == "https://b.example.com\n"
    config = {"domain": {"trustedDomains": ["https://c.example.com"]}}
    (tmp_path / "minis.config.json").write_text(json.dumps(config))
    compared = command("app", "domains", "compare", app, str(tmp_path)).out
    assert "https://c.example.com is in the config and not registered" in compared
    assert "https://b.example.com is registered and not in the config" in compared
    assert "wildcard" in refused(1, "app", "domains", "add", app, "https://*.example.com")


def test_a_placement_is_made_and_switched(command, app):
    """Its id is what the page needs."""
    made = json.loads(command("app", "placement", "create", app, "After", "--json").out)
    slot = made["placement_id"]
    assert made["is_active"] is False
    assert "is on" in command("app", "placement", "on", app, slot).out
    assert f"{slot}  rewarded  on" in command("app", "placement", "list", app).out
    assert "is off" in command("app", "placement", "off", app, slot).out
    assert "Deleted" in command("app", "placement", "delete", app, slot).out
    assert "inactive" in command("app", "placement", "create", app, "Other").out


def test_an_icon_is_kept_and_removed(command, refused, app, tmp_path):
    """From a file, judged on its way."""
    file = tmp_path / "icon.png"
    size = (600).to_bytes(4, "big")
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + size + size)
    assert "image/png" in command("app", "icon", app, str(file)).out
    assert "is gone" in command("app", "icon", app, "--remove").out
    file.write_bytes(b"GIF89a")
    assert "no PNG, JPEG or BMP" in refused(1, "app", "icon", app, str(file))
    assert "cannot be read" in refused(3, "app", "icon", app, str(tmp_path / "gone.png"))
    refused(2, "app", "icon", app)


def test_a_draft_goes_by_its_review(command, refused, app):
    """Texts and switches as they are typed, beside what is in effect."""
    drafted = command("app", "draft", "set", app, "name=New name", "is_ads_enabled=false")
    assert 'name            "App"      "New name"' in drafted.out
    assert "in review" in command("app", "draft", "submit", app).out
    assert "is draft" in command("app", "draft", "recall", app).out
    command("app", "draft", "submit", app)
    assert "because: No" in command("app", "draft", "reject", app, "--reason", "No").out
    command("app", "draft", "submit", app)
    assert "are in effect" in command("app", "draft", "approve", app).out
    shown = json.loads(command("app", "show", app, "--json").out)
    assert (shown["name"], shown["is_ads_enabled"]) == ("New name", False)
    command("app", "draft", "set", app, "category=true story")
    assert "true story" in command("app", "draft", "show", app).out
    assert "is gone" in command("app", "draft", "discard", app).out
    assert "no draft" in refused(1, "app", "draft", "show", app)
    refused(2, "app", "draft", "set", app, "nonsense")


def test_basic_information_is_set_at_once(command, refused, app):
    """With its limits at their edges."""
    full = "d" * 500
    assert command("app", "set", app, "--description", full, "--category", "Drama").code == 0
    assert "longer than 500" in refused(1, "app", "set", app, "--description", full + "d")
    assert "longer than 50" in refused(1, "app", "set", app, "--name", "n" * 51)
    command("app", "set", app, "--name", "n" * 50, "--kind", "html_game", "--ads", "off")
    shown = json.loads(command("app", "show", app, "--json").out)
    assert (len(shown["name"]), len(shown["description"]), shown["kind"]) == (50, 500, "html_game")


def test_an_app_is_released_in_regions_and_to_phones(command, refused, app):
    """Each is taken back by an empty text."""
    command("app", "set", app, "--region", "us", "--region", "JP", "--min-library-version", "0.4.0")
    shown = json.loads(command("app", "show", app, "--json").out)
    assert (shown["regions"], shown["min_library_version"]) == (["JP", "US"], "0.4.0")
    assert "Regions: BR, EU" in refused(1, "app", "set", app, "--region", "GB")
    assert "three numbers" in refused(1, "app", "set", app, "--min-library-version", "4")
    command("app", "draft", "set", app, 'regions=["BR"]', "min_library_version=")
    assert '["JP", "US"]  ["BR"]' in command("app", "draft", "show", app).out
    command("app", "set", app, "--region", "", "--min-library-version", "")
    shown = json.loads(command("app", "show", app, "--json").out)
    assert (shown["regions"], shown["min_library_version"]) == ([], "")
