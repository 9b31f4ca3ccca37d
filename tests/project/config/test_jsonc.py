"""Reading JSON as people write it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localminis.project.config import jsonc
from localminis.project.config.jsonc import JsonError, Node

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def plain(node: Node):
    if isinstance(node.value, dict):
        return {name: plain(inner) for name, inner in node.value.items()}
    if isinstance(node.value, list):
        return [plain(inner) for inner in node.value]
    return node.value


@given(VALUES, st.sampled_from([None, 2, "\t"]))
def test_every_json_document_reads_as_json_reads_it(value, indent):
    """Tolerance never changes what a strict document means."""
    text = json.dumps(value, indent=indent)
    assert plain(jsonc.parse(text)) == json.loads(text)


@given(st.text(alphabet='{}[]",:/*\\ \n0123456789.-+eEtruefalsn\ufeff', max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text):
    """No input makes the reader fail in another way, and the place lies in the text."""
    node = refused = None
    try:
        node = jsonc.parse(text)
    except JsonError as refusal:
        refused = refusal
    if node is None:
        assert str(refused)
        assert 0 <= refused.offset <= len(text)
    else:
        assert 0 <= node.start < node.end <= len(text)


def test_comments_trailing_commas_and_a_mark_are_read_over():
    """The examples of the documentation, comments and trailing commas included, can be read."""
    text = '\ufeff// top\n{ /* a */ "a": [1, 2,], // b\n "b": {"c": "//no" ,}, }\n/* end **/'
    assert plain(jsonc.parse(text)) == {"a": [1, 2], "b": {"c": "//no"}}


def test_a_node_knows_its_place():
    """An edit can replace one value and leave every other byte alone."""
    text = '{ "a": "x", "b": [ true ] }'
    node = jsonc.parse(text).value["b"]
    assert text[node.start : node.end] == "[ true ]"


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ('{\n "a": 1\n "b": 2\n}', (3, 2), 'Expected "," or "}"'),
        ('{\r\n\t"a": "x" or "y"}', (2, 11), "found 'o'"),
        ("{'a': 1}", (1, 2), "double quotes"),
        ('{"a" 1}', (1, 6), "colon after 'a'"),
        ("[1 2]", (1, 4), 'Expected "," or "]"'),
        ("[1", (1, 3), "the end of the file"),
        ('{"a": "x', (1, 7), "The string is broken"),
        ('{"a": "x\ny"}', (1, 9), "The string is broken"),
        ('{"a": NaN}', (1, 7), "number is none"),
        ('{"a": 1} x', (1, 10), "Nothing may follow"),
        ("/* open", (1, 1), "no end"),
        ("", (1, 1), "the end of the file"),
        ("\ufeff}", (1, 1), "found '}'"),
        ('{"a": "\\ud800"}', (1, 7), "surrogate"),
        ("[" * 200, (1, 102), "deeper"),
        ("[9" + "9" * 5000 + "]", (1, 2), "number is none"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, place, says):
    """Line and column of a refusal are those that an editor shows."""
    with pytest.raises(JsonError) as refusal:
        jsonc.parse(text)
    assert says in str(refusal.value)
    assert jsonc.place(text, refusal.value.offset) == place
