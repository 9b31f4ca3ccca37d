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


TEAM = {
    "LOCALMINIS_MODE": "served",
    "LOCALMINIS_DATABASE_URL": "postgresql://db/minis",
    "LOCALMINIS_PUBLIC_URL": "https://minis.example/",
}


def test_a_served_platform_may_listen_anywhere():
    """Whoever reaches it signs in; the address keeps no slash at its end."""
    chosen = settings.load({**TEAM, "LOCALMINIS_HOST": "0.0.0.0"})
    assert (chosen.is_served, chosen.host) == (True, "0.0.0.0")
    assert chosen.public_url == "https://minis.example"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"LOCALMINIS_DATABASE_URL": ""}, "LOCALMINIS_DATABASE_URL"),
        ({"LOCALMINIS_PUBLIC_URL": ""}, "LOCALMINIS_PUBLIC_URL"),
        ({"LOCALMINIS_PUBLIC_URL": "http://minis.example"}, "https://"),
        ({"LOCALMINIS_PUBLIC_URL": "minis.example"}, "https://"),
        ({"LOCALMINIS_PUBLIC_URL": "https://minis.example/team"}, "leave the path out"),
        ({"LOCALMINIS_PUBLIC_URL": "https://minis.example/?a=b"}, "leave the path out"),
        ({"LOCALMINIS_PUBLIC_URL": "https://minis.example:port"}, "https://"),
        ({"LOCALMINIS_HOST": "minis.example"}, "IPv4"),
        ({"LOCALMINIS_SEED": "7"}, "seed"),
        ({"LOCALMINIS_OIDC_ISSUER": "https://id.example"}, "LOCALMINIS_OIDC_CLIENT_ID"),
        ({"LOCALMINIS_OIDC_ISSUER": "http://id.example"}, "https://"),
        ({"LOCALMINIS_MODE": "team"}, "embedded or served"),
    ],
)
def test_served_mode_is_refused_without_what_it_needs(changes, said):
    """One sentence names what is missing or wrong."""
    with pytest.raises(Invalid) as refused:
        settings.load({**TEAM, **changes})
    assert said in refused.value.message


@pytest.mark.parametrize("url", ["mysql://user@host/base", "host/base", "sqlite:///file"])
def test_another_database_is_not_taken_for_postgresql(url):
    """The refusal says which form is taken, and what happens without."""
    with pytest.raises(Invalid, match="postgresql://user:password@host/database"):
        settings.load({"LOCALMINIS_DATABASE_URL": url})
    assert settings.load({"LOCALMINIS_DATABASE_URL": "postgres://host/base"}).database_url


def test_a_misspelt_variable_is_told_with_the_right_one():
    """One that is nothing like ours may be anybody's."""
    given = {"LOCALMINIS_TOKEN_LIFETIME": "x", "LOCALMINIS_API_URL": "x", "LOCALMINIS_HOME": "x"}
    assert settings.misspelt(given) == [
        "LOCALMINIS_TOKEN_LIFETIME is no setting. Did you mean LOCALMINIS_TOKEN_LIFETIMES?"
    ]


def test_secrets_are_not_written_with_the_settings():
    """A log or traceback that shows the settings shows no secret."""
    shown = {"oidc_client_secret": "hush-a", "server_token": "hush-b"}
    chosen = settings.load({f"LOCALMINIS_{name.upper()}": each for name, each in shown.items()})
    assert "hush" not in repr(chosen)


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


def test_a_secret_is_told_only_to_be_set():
    """Neither what is shown to people nor a repr in a log has its value."""
    secrets = {
        "database_url": "postgresql://minis:hush-1@db/minis",
        "oidc_client_secret": "hush-2",
        "server_token": "hush-3",
    }
    chosen = settings.load({}, **secrets)
    shown = settings.shown(chosen)
    assert {shown[name] for name in secrets} == {"set"}
    assert "hush" not in f"{shown} {chosen!r}"
    assert settings.shown(Settings())["database_url"] is None
    assert shown["port"] == settings.DEFAULT_PORT


@pytest.mark.parametrize(
    ("environment", "takes"),
    [({}, True), ({"NO_COLOR": "0"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colours_can_be_refused(environment, takes):
    """Any text in NO_COLOR counts, as its convention says."""
    assert settings.takes_colours(environment) is takes
