import json


def test_users_are_made_and_listed(command):
    """A new state folder has two users already."""
    made = command("user", "create", "Zoë", "--region", "fr")
    assert "Made the user Zoë (number 3)." in made.out
    rows = [line.split() for line in command("user", "list").out.splitlines()]
    assert [(*row[:3], row[-1]) for row in rows[1:]] == [
        ("1", "Mia", "US", "50"),
        ("2", "Kenji", "JP", "50"),
        ("3", "Zoë", "FR", "0"),
    ]
    assert [each["name"] for each in json.loads(command("user", "list", "--json").out)] == [
        "Mia",
        "Kenji",
        "Zoë",
    ]
    assert json.loads(command("user", "create", "Ana", "--json").out)["region"] == "US"


def test_a_taken_or_bad_name_is_refused(refused):
    """One sentence says which name and why."""
    assert "'Mia' exists already" in refused(1, "user", "create", "Mia")
    assert "'42' is empty, longer than 50, or a number" in refused(1, "user", "create", "42")
    assert "region 'USA'" in refused(1, "user", "create", "Ana", "--region", "USA")


def test_a_backend_gets_a_code_without_a_page(command, refused, serve_platform, tmp_path):
    """The printed code is the one a page would get: it is exchanged once, for what was granted."""
    with serve_platform(tmp_path / "home") as platform:
        app = platform.new_app()
        key = app["client_key"]
        code = command("user", "login", "Mia", key, "--scope", "user.info.basic").out.strip()
        tokens = platform.exchange(app, code).json()
        assert set(tokens["scope"].split(",")) == {"user.info.open_id", "user.info.basic"}
        assert platform.exchange(app, code).json()["error"] == "invalid_grant"
        assert "No app" in refused(1, "user", "login", "Mia", "mnunknown")
        assert "scope" in refused(1, "user", "login", "Mia", key, "--scope", "user.secrets")
