"""Reading a config with all its problems."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.project.config import read as reader
from localminis.project.model import ConfigInvalid
from localminis.spec import config as spec


def parse(text, flavour="minis"):
    return reader.parse(text, Path("minis.config.json"), flavour)


def problems(text, flavour="minis"):
    return [(it.code, it.line, it.column) for it in parse(text, flavour).diagnostics]


KEY = '"dev": {"clientKey": "awk1"}'


def test_all_problems_come_at_once_in_the_order_of_the_file():
    """A developer corrects everything in one go, each at its line and column."""
    reading = parse(
        "{\n"
        '  "navbar": {"bgColorLight": "snow", "style": "big"},\n'
        '  "dev": {"prot": 3000, "port": 70000},\n'
        '  "domain": {"trustedDomains": ["http://a.example", "https://a.example/x"]},\n'
        '  "odd": 1\n'
        "}\n"
    )
    assert [(it.code, it.line, it.column) for it in reading.diagnostics] == [
        ("missing", 1, 1),
        ("bad-colour", 2, 30),
        ("bad-choice", 2, 47),
        ("unknown-key", 3, 11),
        ("bad-port", 3, 33),
        ("domain-http", 4, 33),
        ("domain-path", 4, 53),
        ("unknown-key", 5, 3),
    ]
    by_code = {it.code: it for it in reading.diagnostics}
    assert by_code["bad-colour"].sentence == (
        'navbar.bgColorLight is "snow". Use a hex colour such as "#ffffff".'
    )
    assert [it.is_fatal for it in reading.diagnostics].count(True) == 1
    assert by_code["bad-port"].is_fatal
    assert reading.config.nav_light is None
    assert reading.config.nav_style == "default"


@pytest.mark.parametrize("field", spec.FIELDS, ids=lambda field: field.written)
def test_every_spelling_of_every_field_is_read(field):
    """Whatever spelling a project uses, the value counts."""
    value = {
        "port": 4000,
        "domains": ["https://a.example"],
        "colour": "#123456",
        "choice": field.choices[-1] if field.choices else None,
        "url": "https://a.example/x",
        "digits": "7000",
        "subpath": "/app",
        "path": "some/where",
        "host": "0.0.0.0",
        "text": "words",
    }[field.kind]
    seen = set()
    for spelling in field.spellings:
        *section, name = spelling.split(".")
        inner = {name: value}
        config = parse(json.dumps({section[0]: inner} if section else inner), "minigame").config
        assert config.spellings == {field.written: spelling}
        assert not [it for it in config.diagnostics if it.severity == "error"]
        seen.add(repr([getattr(config, it) for it in config.__slots__][:13]))
    assert len(seen) == 1


def test_stray_spellings_are_remarked_and_do_not_nag():
    """What no page documents is read, and only `validate` says so."""
    config = parse('{"sourceDir": "dist", "trustedDomains": ["https://a.example"]}').config
    assert config.output_dir == "dist"
    assert [it.code for it in config.diagnostics if it.severity == "info"] == ["stray-spelling"] * 2
    assert config.notes == ()


def test_placeholders_are_found_in_any_field():
    """A template's marks are no values, and the key's is still told from a real key."""
    reading = parse(
        '{"dev": {"clientKey": "{{your_client_key}}", "name": "{{your_name}}", "port": 3000},'
        ' "appId": "your_app_id"}'
    )
    assert [it.key for it in reading.diagnostics if it.code == "placeholder"] == [
        "dev.clientKey",
        "dev.name",
        "appId",
    ]
    assert reading.config.client_key == "{{your_client_key}}"
    assert not reading.config.has_client_key
    assert (reading.config.display.name, reading.config.app_id) == (None, None)


def test_a_list_of_hosts_is_judged_as_a_whole():
    """Repeated hosts and too many of them are found; both lists count together."""
    hosts = [f"https://h{number}.example" for number in range(12)]
    text = json.dumps(
        {
            "clientKey": "k",
            "domain": {"allowList": hosts, "trustedDomains": [f"{it}.org" for it in hosts[:9]]},
        }
    )
    assert [it.code for it in parse(text).diagnostics if it.severity == "error"] == [
        "too-many-domains"
    ]
    twice = (
        '{"clientKey": "k", "domain": {"allowList": ["https://a.example", "https://A.example/"]}}'
    )
    assert "domain-repeated" in [it.code for it in parse(twice).diagnostics]
    both = (
        '{"domain": {"allowList": ["https://a.example"], "trustedDomains": ["https://a.example"]}}'
    )
    assert [it.code for it in parse(both).diagnostics] == ["missing"]


def test_an_app_id_is_a_text():
    """A number of that size would lose digits in a browser; it is read all the same."""
    reading = parse(f'{{{KEY}, "appId": 7000000000000000001}}')
    assert reading.config.app_id == "7000000000000000001"
    assert [it.code for it in reading.diagnostics] == ["bad-digits"]


@pytest.mark.parametrize(
    ("orientation", "read", "codes"),
    [
        ('"HORIZONTAL"', "HORIZONTAL", []),
        ('"horizontal"', "HORIZONTAL", ["stray-value"]),
        ('"portrait"', "VERTICAL", ["stray-value"]),
        ('"sideways"', "VERTICAL", ["bad-choice"]),
        ("1", "VERTICAL", ["bad-choice"]),
    ],
)
def test_the_orientation_of_a_game(orientation, read, codes):
    """Upper case is documented; what one project writes otherwise is understood."""
    reading = parse(f'{{{KEY}, "orientation": {orientation}}}', "minigame")
    assert reading.config.orientation == read
    assert [it.code for it in reading.diagnostics] == codes


def test_a_game_must_state_its_orientation_and_a_mini_app_has_none():
    """The field belongs to one of the two configs."""
    assert problems(f"{{{KEY}}}", "minigame") == [("missing", 1, 1)]
    assert problems(f'{{{KEY}, "orientation": "VERTICAL"}}') == [("unknown-key", 1, 32)]


def test_remarks_and_the_schema_line_are_nobodys_fields():
    """Template comments and an editor's schema never cause a word."""
    assert (
        problems(f'{{"$schema": "x", "_comment": ["a"], {KEY}, "build": {{"_comment": 1}}}}') == []
    )


def test_an_empty_object_lacks_only_the_key():
    """The tool for games leaves such a file behind; it is a config like any other."""
    assert problems("{}") == [("missing", 1, 1)]


@pytest.mark.parametrize("text", ["", "{", '{"a": }', "{'a': 1}"])
def test_what_is_no_json_is_refused_with_its_place(text):
    """Without a tree there is nothing to collect."""
    with pytest.raises(ConfigInvalid):
        parse(text)


NAMES = st.sampled_from(
    [spelling for field in spec.FIELDS for spelling in field.spellings] + ["x", "dev", "domain"]
)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(NAMES, VALUES, max_size=6), st.sampled_from(["minis", "minigame"]))
def test_no_config_whatever_it_says_breaks_the_reader(flat, flavour):
    """Every document gives a usable config and problems that point into the text."""
    document = {}
    for path, value in flat.items():
        section, _, name = path.partition(".")
        if not name:
            document[section] = value
        elif isinstance(document.setdefault(section, {}), dict):
            document[section][name] = value
    reading = parse(json.dumps(document, indent=1), flavour)
    config = reading.config
    assert spec.PORT_MIN <= config.port <= spec.PORT_MAX
    assert config.output_dir
    assert config.html_entry
    assert [it.start for it in reading.diagnostics] == sorted(
        it.start for it in reading.diagnostics
    )
    for diagnostic in reading.diagnostics:
        assert 0 <= diagnostic.start < diagnostic.end <= len(reading.text)
        assert diagnostic.message.endswith((".", "}"))
