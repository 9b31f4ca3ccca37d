"""Changing one value in a JSON text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.project.config import jsonc
from localminis.project.config.edit import set_value

NAMES = st.sampled_from(["a", "b", "c", "é"])
SCALARS = st.one_of(st.integers(-9, 9), st.text(max_size=3), st.booleans(), st.none())
OBJECTS = st.recursive(
    st.dictionaries(NAMES, SCALARS, max_size=3),
    lambda inner: st.dictionaries(NAMES, st.one_of(SCALARS, inner), max_size=3),
    max_leaves=6,
)


def plain(node):
    if isinstance(node.value, dict):
        return {name: plain(member) for name, member in node.value.items()}
    return [plain(item) for item in node.value] if isinstance(node.value, list) else node.value


@given(OBJECTS, st.lists(NAMES, min_size=1, max_size=3), SCALARS, st.sampled_from([None, 2, "\t"]))
def test_the_value_is_set_and_nothing_else_changes(document, keys, value, indent):
    """In any document and layout the path has its value, and all other members keep theirs."""
    expected = json.loads(json.dumps(document))
    owner = expected
    for key in keys[:-1]:
        if not isinstance(owner.setdefault(key, {}), dict):
            return
        owner = owner[key]
    owner[keys[-1]] = value
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    edited = set_value(text, keys, value)
    assert plain(jsonc.parse(edited)) == expected
    assert set_value(edited, keys, value) == edited


@pytest.mark.parametrize(
    ("before", "keys", "value", "after"),
    [
        ("{}", ["a"], 1, '{\n  "a": 1\n}'),
        ("\ufeff{ }", ["a", "b"], 1, '\ufeff{\n  "a": {\n    "b": 1\n  }\n}'),
        ('{"a": {}}', ["a", "b"], 1, '{"a": {"b": 1}}'),
        ("{\n}\n", ["a"], 1, '{\n  "a": 1\n}\n'),
        ("{\n  // mine\n}", ["a"], 1, '{\n  // mine\n  "a": 1\n}'),
        ('{"a": 1}', ["a"], "x", '{"a": "x"}'),
        ('{"a": 1}', ["b"], 2, '{"a": 1, "b": 2}'),
        ('{"a": 1,}', ["b"], 2, '{"a": 1, "b": 2,}'),
        ('{\r\n\t"a": 1 // one\r\n}', ["b"], 2, '{\r\n\t"a": 1, // one\r\n\t"b": 2\r\n}'),
        ('{\n    "a": 1, // one\n}', ["b"], 2, '{\n    "a": 1, // one\n    "b": 2,\n}'),
        (
            '{\n    "a": {\n        "b": 1\n    }\n}',
            ["a", "c"],
            [1],
            '{\n    "a": {\n        "b": 1,\n        "c": [\n            1\n        ]\n    }\n}',
        ),
        ('{\n\t"a": 1\n}', ["d", "e"], 2, '{\n\t"a": 1,\n\t"d": {\n\t\t"e": 2\n\t}\n}'),
        ('{\n "a": [\n  1\n ]\n}', ["a"], [1, 2], '{\n "a": [\n  1,\n  2\n ]\n}'),
        ('{\n  "a": ["x"] /* l */\n}', ["a"], [], '{\n  "a": [] /* l */\n}'),
    ],
)
def test_the_layout_of_the_file_is_kept(before, keys, value, after):
    """Indentation, line ends, comments and trailing commas go on as somebody began them."""
    assert set_value(before, keys, value) == after


@pytest.mark.parametrize(("text", "keys"), [("[]", ["a"]), ('{"a": 1}', ["a", "b"]), ("{", ["a"])])
def test_a_path_through_something_else_is_refused(text, keys):
    """A value is never overwritten to make room for an object."""
    with pytest.raises(jsonc.JsonError):
        set_value(text, keys, 1)
