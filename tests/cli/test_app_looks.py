import pytest
from tests.publishing.test_icons import png


@pytest.fixture
def key(platform):
    """Register an app and give its client key."""
    return platform.new_app()["client_key"]


def test_promotional_images_are_added_listed_and_removed(command, refused, key, tmp_path):
    """By their numbers; a file that is not there is said."""
    picture = tmp_path / "promo.png"
    picture.write_bytes(png(360, 360))
    assert "There is none." in command("app", "promo", "list", key).out
    assert "The image 1 is kept." in command("app", "promo", "add", key, str(picture)).out
    assert command("app", "promo", "list", key).out == "1\n"
    assert "is gone" in command("app", "promo", "remove", key, "1").out
    assert "nothing.png" in refused(3, "app", "promo", "add", key, str(tmp_path / "nothing.png"))


def test_words_in_a_language_are_set_listed_and_removed(command, refused, key):
    """Online unless one says otherwise."""
    line = ("app", "localization", "set", key, "ja", "--name", "Yako")
    assert "In ja it is called Yako, online." in command(*line).out
    assert "offline" in command(*line, "--online", "off").out
    assert "Yako" in command("app", "localization", "list", key).out
    assert "in ja any more" in command("app", "localization", "remove", key, "ja").out
    assert "says nothing" in refused(1, "app", "localization", "remove", key, "ja")
