"""The facts about `minis.config.json`."""

from urllib.parse import urlsplit

import pytest

from localminis.spec import config as spec
from localminis.spec.sources import SOURCES


def test_the_default_config_uses_only_spellings_that_we_write():
    """A project that we scaffold never contains a stray spelling."""
    config = spec.default_config("k", port=5173, html_entry="index.html", output_dir="dist")
    written = {f"{section}.{name}" for section, fields in config.items() for name in fields}
    assert written <= {field.written for field in spec.FIELDS}
    assert config["build"] == {"htmlEntry": "index.html", "outputDir": "dist"}
    assert config["dev"] == {"clientKey": "k", "host": "localhost", "port": 5173}


@pytest.mark.parametrize("field", spec.FIELDS, ids=lambda field: field.written)
def test_every_field_names_a_source_and_a_form(field):
    """A refusal can always show what is accepted, and a reader can look up where it comes from."""
    assert field.source in SOURCES
    assert field.accepted
    assert set(field.spellings.values()) <= {"documented", "observed", "assumed"}


def test_no_spelling_means_two_things():
    """One name in a config has one meaning."""
    spellings = [spelling for field in spec.FIELDS for spelling in field.spellings]
    assert len(spellings) == len(set(spellings))
    assert not spec.IGNORED & set(spellings)


@pytest.mark.parametrize("url", [*spec.SDK_URLS, *spec.VCONSOLE_URLS.values()])
def test_addresses_of_scripts_are_https(url):
    """The tags that we write load over HTTPS, from a path and without a query."""
    parts = urlsplit(url)
    assert parts.scheme == "https"
    assert parts.path.endswith(".js")
    assert not parts.query


def test_a_game_has_an_orientation_and_a_mini_app_has_none():
    """The two configs differ in one field, and each default uses only fields that it has."""
    config = spec.default_config("k", port=1, html_entry="a", output_dir="b", flavour="minigame")
    assert config["orientation"] == "VERTICAL"
    assert set(spec.fields_of("minigame")) - set(spec.fields_of("minis")) == {spec.ORIENTATION}
    assert spec.field_of("orientation") is None
    assert spec.field_of("orientation", "minigame") is spec.ORIENTATION


@pytest.mark.parametrize(
    "value", [*sorted(spec.CLIENT_KEY_PLACEHOLDERS), "{{your_name}}", "<your key>"]
)
def test_a_placeholder_is_one_however_it_is_marked(value):
    """Every mark that a template leaves is told from a value."""
    assert spec.is_placeholder(value)
    assert not spec.is_placeholder("awk1your_key")


def test_every_spelling_of_the_notes_is_known():
    """What public projects write is found, and sections are told from fields."""
    for spelling in ("sourceDir", "trustedDomains", "domains.upload", "appid", "dev.ppLink"):
        assert spec.field_of(spelling)
    assert spec.sections_of("minis") == {"navbar", "window", "dev", "build", "domain", "domains"}
