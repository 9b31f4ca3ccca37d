"""The client secret in what every person can read."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from localminis.checker.calls import choices
from localminis.checker.fold import constant
from localminis.checker.rule import (
    ERROR,
    Hit,
    RecordSubject,
    Rule,
    ScriptSubject,
    js,
    record,
)

_STEMS = ("clientsecret", "client_secret")
_IN_TEXT = re.compile(
    r"client_?secret[\"']?\s*[=:]\s*[\"']?(?P<value>[^\s&\"'$]{8,})", re.IGNORECASE
)
_PLACEHOLDER = re.compile(
    r"(?:your|my|the)?[_ -]?client[_ -]?secret.*|x+|\*+|<.*>|\{.*|\$.*", re.IGNORECASE
)
_NAMED = re.compile(rb"client[_-]?secret", re.IGNORECASE)
# In JSON, and in JSON that is a text of it.
_IN_RECORD = re.compile(
    rb"client[_-]?secret[\w-]*+(?P<mark>\\*+\")\s*+:\s*+(?P=mark)(?P<value>[^\"\\]*+)(?P=mark)",
    re.IGNORECASE,
)
_IN_QUERY = re.compile(rb"client_?secret=(?P<value>[^\s&\"'$\\]*+)", re.IGNORECASE)
_LENGTH_MIN = 8
# What gives a value to a name: the fields of the name and of the value.
_GIVING = {
    "pair": ("key", "value"),
    "variable_declarator": ("name", "value"),
    "field_definition": ("property", "value"),
    "public_field_definition": ("name", "value"),
    "assignment_expression": ("left", "right"),
    "assignment_pattern": ("left", "right"),
    "object_assignment_pattern": ("left", "right"),
}


def check_record(subject: RecordSubject) -> Iterator[Hit]:
    """Report values of a JSON file under such a name, and in its texts.

    A value without a digit is passed over: files of translations have labels of that name.
    """
    content = subject.source.content
    if not _NAMED.search(content):
        return
    for match in (*_IN_RECORD.finditer(content), *_IN_QUERY.finditer(content)):
        value = match["value"].decode("utf-8", "replace")
        if _is_secret(value) and any(map(str.isdigit, value)):
            message = "A client secret is written in a file that the page can load."
            yield Hit(message, subject.source.place(*match.span("value")))


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report values that are given to something named as a client secret."""
    script = subject.script
    seen = set()
    spans = [(at, at + len(stem)) for stem in _STEMS for at in script.stems(stem.encode())]
    for start, end in sorted(spans):
        node = script.root.descendant_for_byte_range(start, end)
        if node is None or node.start_byte in seen:
            continue
        seen.add(node.start_byte)
        value = _value(node)
        values = [] if value is None else choices(value)
        given = [it for it in values if _is_secret(constant(script, it) or "")]
        if given:
            yield Hit("A client secret is written in the page's code.", script.place(given[0]))
        elif node.type in {"string_fragment", "string"} and node.parent is not None:
            inside = _IN_TEXT.search(script.raw(node).decode("utf-8", "replace"))
            if inside is not None and _is_secret(inside["value"]):
                message = "A client secret is written in a text of the page's code."
                yield Hit(message, script.place(node))


def _is_secret(text: str) -> bool:
    return len(text) >= _LENGTH_MIN and not _PLACEHOLDER.fullmatch(text) and " " not in text


def _value(node: Node) -> Node | None:
    """Return the expression that is given to what a node names."""
    if node.type == "string_fragment" and node.parent is not None:
        node = node.parent
    above = node.parent
    if above is not None and above.type in {"member_expression", "subscript_expression"}:
        node, above = above, above.parent
    if above is None:
        return None
    if above.type in _GIVING:
        name, value = _GIVING[above.type]
        is_named = above.child_by_field_name(name) == node
        return above.child_by_field_name(value) if is_named else None
    if above.type == "arguments" and node.type == "string":
        # The name and then the value, as a form's append has it.
        following = above.named_children[above.named_children.index(node) + 1 :]
        return following[0] if following else None
    return None


RULE = Rule(
    code="LM405",
    name="client-secret",
    title="The client secret must not be in the page",
    severity=ERROR,
    why="Whoever has the secret can act as your app; the page's code is public.",
    fix="Keep it on your backend, and make a new one: this one is known now.",
    confidence="documented",
    source="contract:toolchain-6",
    script=check,
    record=check_record,
    stems=_STEMS,
    bad=(
        js("const client_secret = 'k2j4h5k2j3h4k5';", (1, 23)),
        js("send({ client_key, client_secret: 'k2j4h5k2j3h4k5' });", (1, 35)),
        js("const { clientSecret = 'k2j4h5k2j3h4k5' } = given;", (1, 24)),
        js("send({ client_secret: given || 'k2j4h5k2j3h4k5' });", (1, 32)),
        js("config.clientSecret = 'k2j4h5k2j3h4k5';", (1, 23)),
        js("form.append('client_secret', 'k2j4h5k2j3h4k5');", (1, 30)),
        js("const body = 'client_key=a&client_secret=k2j4h5k2j3h4k5';", (1, 15)),
        record('{"key": "a",\n "client_secret": "k2j4h5k2j3h4k5"}', (2, 20)),
    ),
    good=(
        record('{"clientSecret": "Kundengeheimnis", "client_secret": ""}'),
        js("const client_secret = process.env.SECRET; const c = { clientSecret: '' };"),
        js("const { client_secret } = given; throw Error('client_secret is missing');"),
        js("const example = { client_secret: 'YOUR_CLIENT_SECRET' };"),
    ),
)
