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
