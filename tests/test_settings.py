from dataclasses import fields
from pathlib import Path

import pytest

from localminis import settings
from localminis.errors import Invalid
from localminis.settings import Settings


def test_a_flag_wins_over_the_environment_and_that_over_the_default():
    """The nearest word counts, and an empty variable is no word."""
    environment = {"LOCALMINIS_PORT": "9000", "LOCALMINIS_TOKEN_LIFETIMES": ""}
    assert settings.load({}).port == settings.DEFAULT_PORT
    assert settings.load(environment).port == 9_000
    assert settings.load(environment, port=0).port == 0
    assert settings.load(environment, port=None).port == 9_000
    assert settings.load(environment).token_lifetimes == "minis"


def test_a_home_is_absolute_and_holds_the_state(monkeypatch, tmp_path):
    """A relative folder is taken from where the command runs, and `~` is a person's home."""
    monkeypatch.chdir(tmp_path)
    chosen = settings.load({}, home="state")
    assert chosen.home == tmp_path / "state"
    assert {chosen.database.parent, chosen.run_file.parent, chosen.vault_key.parent} == {
        chosen.home
    }
    assert settings.load({"LOCALMINIS_HOME": "~/x"}).home == Path.home() / "x"
    assert settings.load({"LOCALMINIS_HOME": ""}).home == Settings().home


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "abc"),
        ("port", "-1"),
        ("port", "65536"),
        ("port", "80.5"),
        ("host", "0.0.0.0"),
        ("host", "example.com"),
        ("token_lifetimes", "forever"),
        ("oauth_error_status", "200"),
        ("numeric_error_status", "OK"),
        ("webhook_timeout_s", "0"),
        ("webhook_timeout_s", "3600"),
    ],
)
def test_a_value_that_is_not_taken_is_refused_by_name(name, value):
    """The refusal says which setting, which value, and what is taken."""
    with pytest.raises(Invalid) as refused:
        settings.load({f"LOCALMINIS_{name.upper()}": value})
    assert name in refused.value.message
    assert repr(value) in refused.value.message


@pytest.mark.parametrize("host", ["::1", "localhost", "0.0.0.0", "192.168.1.5"])
def test_one_address_is_listened_on(host):
    """The phone's page and the simulator must agree on one origin of this machine."""
    assert settings.load({}, host="127.0.0.1").host == "127.0.0.1"
    with pytest.raises(Invalid, match=r"127\.0\.0\.1"):
        settings.load({}, host=host)


def test_every_setting_is_described():
    """The settings page is made of these sentences."""
    assert [
        each.name for each in fields(Settings) if not each.metadata["about"].endswith(".")
    ] == []


def test_a_programs_environment_is_ours_with_changes(monkeypatch):
    """What we start sees what we see, and what we add."""
    monkeypatch.setenv("LOCALMINIS_TEST", "a")
    changed = settings.subprocess_environment(LOCALMINIS_TEST="b", OTHER="c")
    assert (changed["LOCALMINIS_TEST"], changed["OTHER"]) == ("b", "c")
    assert settings.client_environment()["LOCALMINIS_TEST"] == "a"
