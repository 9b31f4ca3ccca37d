"""The JSON Schema that editors use."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localminis.project.config import read as reader
from localminis.project.config import schema as config_schema
from localminis.spec import config as spec

FLAVOURS = ["minis", "minigame"]
TYPES = {"object": dict, "array": list, "string": str, "integer": int}


def is_valid(value, schema):  # noqa: C901 - one branch for each word of the schemas
    """Tell whether a value meets a schema, for the words that our schemas use."""
    known = {"description", "default", "deprecated", "title", "$schema"}
    for word, wanted in schema.items():
        if word == "type":
            is_bool = isinstance(value, bool)
            good = isinstance(value, TYPES[wanted]) and not is_bool
        elif word == "anyOf":
            good = any(is_valid(value, option) for option in wanted)
        elif word == "enum":
            good = value in wanted
        elif word == "properties":
            good = not isinstance(value, dict) or all(
                is_valid(value[name], inner) for name, inner in wanted.items() if name in value
            )
        elif word == "pattern":
            good = not isinstance(value, str) or re.search(wanted, value) is not None
        elif word == "items":
            good = not isinstance(value, list) or all(is_valid(item, wanted) for item in value)
        elif word in {"minimum", "maximum"}:
            good = not isinstance(value, int) or (
                value >= wanted if word == "minimum" else value <= wanted
            )
        elif word == "maxItems":
            good = not isinstance(value, list) or len(value) <= wanted
        elif word == "uniqueItems":
            good = not isinstance(value, list) or len(set(map(str, value))) == len(value)
        else:
            assert word in known, f"the schema uses {word}, which this test does not know"
            good = True
        if not good:
            return False
    return True


def errors(value, flavour="minis"):
    reading = reader.parse(json.dumps(value), config_schema.schema_path(flavour), flavour)
    return [it.code for it in reading.diagnostics if it.severity == "error"]


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_published_file_is_the_model(flavour):
    """Schema and reader come from one table; the file that is shipped is not an old one."""
    assert config_schema.schema_path(flavour).read_text("utf-8") == config_schema.to_json(flavour)


VALUES = st.sampled_from(
    [
        *("", " ", "default", "custom", "#fff", "#12345", "#abcdef12", "snow", "localhost", "::1"),
        *("http://x", "dist", "a/b", "/srv", "a\\b", "/app", "3000", "x1", "7000", "é", "a b"),
        *("https://a.example/p", "{{your_x}}", "your_client_key", "VERTICAL", "portrait"),
        *(0, 1, 3000, 65535, 70000, -1, True, None),
    ]
)
FIELDS = [it for it in spec.fields_of("minigame") if it.kind != "domains"]


@settings(max_examples=400)
@given(st.sampled_from(FIELDS), VALUES)
def test_a_single_value_is_good_for_both_or_for_neither(field, value):
    """An editor underlines exactly what `config validate` refuses."""
    *section, name = field.written.split(".")
    document = {section[0]: {name: value}} if section else {name: value}
    schema = config_schema.document("minigame")
    assert is_valid(document, schema) == (errors(document, "minigame") == [])


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        ["https://a.example", "wss://b.example"],
        ["a.example"],
        ["http://a.example"],
        ["https://*.a.example"],
        ["https://a.example/x"],
        ["a b"],
        [1],
        "https://a.example",
        [f"https://a{n}.example" for n in range(20)],
        [f"https://a{n}.example" for n in range(21)],
    ],
    ids=str,
)
def test_a_list_of_hosts_is_good_for_both_or_for_neither(hosts):
    """The platform's rules for hosts are in the schema, too."""
    document = {"domain": {"trustedDomains": hosts}}
    assert is_valid(document, config_schema.document("minis")) == (errors(document) == [])


def test_unknown_names_and_the_schema_line_are_allowed():
    """An editor does not underline what we keep."""
    document = {"$schema": "./x.json", "mine": {"a": 1}, "dev": {"other": []}}
    assert is_valid(document, config_schema.document("minis"))
    assert errors(document) == []
