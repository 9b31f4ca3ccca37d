"""Showing and changing single values of a config."""

import pytest

from localminis.project.config import change as configure
from localminis.project.load import load
from localminis.project.model import ConfigInvalid, KeyUnknown, ValueRefused

TEXT = """\
// the app's settings
{
  "dev": { "port": "3000", "clientKey": "your_client_key", },
  "build": { "folderName": "dist" }, // as webpack names it
  "mine": [1, 2],
}
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "minis.config.json"
    file.write_text(TEXT)
    return file


def set_value(path, key, *values):
    return configure.set_value(path, "minis", key, values)


@pytest.mark.parametrize(
    ("key", "values", "old", "new"),
    [
        ("dev.port", ["4000"], '"3000"', "4000"),
        ("clientKey", ["awk1"], '"your_client_key"', '"awk1"'),
        ("build.outputDir", ["out/web"], '"dist"', '"out/web"'),
        (
            "domain.trustedDomains",
            ["https://a.example", "https://b.example,https://c.example"],
            '"mine": [1, 2],\n',
            (
                '"mine": [1, 2],\n  "domain": {\n    "trustedDomains": [\n      "https://a.example",\n'
                '      "https://b.example",\n      "https://c.example"\n    ]\n  },\n'
            ),
        ),
    ],
)
def test_one_value_changes_and_the_file_keeps_the_rest(path, key, values, old, new):
    """The spelling, the comments, the formatting and the unknown fields stay."""
    assert set_value(path, key, *values).is_changed
    assert path.read_text() == TEXT.replace(old, new, 1)
    assert not set_value(path, key, *values).is_changed
    load(path.parent)


def test_a_list_may_come_as_json(path):
    """A script can give a list in the form that it has."""
    change = set_value(path, "domain.allowList", '["https://a.example"]')
    assert change.key == "domain.trustedDomains"
    assert change.value == ["https://a.example"]
    for broken in ("[", "[1]"):
        with pytest.raises(ValueRefused):
            set_value(path, "domain.allowList", broken)


@pytest.mark.parametrize(
    ("key", "values", "says"),
    [
        ("dev.port", ["0"], "Use a whole number from 1 to 65535"),
        ("dev.port", ["http"], 'dev.port is "http"'),
        ("dev.port", ["1", "2"], "takes one value, not 2"),
        ("navbar.bgColorLight", ["snow"], "hex colour"),
        ("domain.trustedDomains", ["http://a.example"], "is plain http"),
        ("domain.trustedDomains", ["https://*.example"], "has a wildcard"),
        ("build.outputDir", ["/srv"], "a folder inside the project"),
    ],
)
def test_a_bad_value_is_refused_and_nothing_is_written(path, key, values, says):
    """What `validate` would complain about never gets into the file."""
    with pytest.raises(ValueRefused, match=says):
        set_value(path, key, *values)
    assert path.read_text() == TEXT


def test_an_unknown_key_is_answered_with_the_likely_one(path):
    """A misspelt key is no new field."""
    with pytest.raises(KeyUnknown, match=r"Did you mean dev\.port\?"):
        set_value(path, "dev.prot", "1")
    assert path.read_text() == TEXT


def test_a_section_that_is_no_object_is_not_overwritten(path):
    """A file that is broken there already is pointed at, and stays as it is."""
    path.write_text('{"dev": 3}')
    with pytest.raises(ConfigInvalid, match=r":1:9: This must be an object"):
        set_value(path, "dev.port", "1")
    assert path.read_text() == '{"dev": 3}'


def test_every_field_is_shown_with_what_counts(path):
    """A developer sees defaults and stray spellings for what they are."""
    rows = {row.key: row for row in configure.rows(load(path.parent).config, "minis")}
    assert (rows["dev.port"].value, rows["dev.port"].spelling) == (3000, "dev.port")
    assert rows["build.outputDir"].spelling == "build.folderName"
    assert (rows["dev.host"].value, rows["dev.host"].spelling) == ("localhost", None)
    assert rows["domain.trustedDomains"].value == []
    assert "orientation" not in rows
