"""What a brace begins, told from what stands before it."""

import pytest

from localminis.checker import block


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("{", block.OTHER),
        ("if (a) {", block.OTHER),
        ("x = {", block.OTHER),
        ("else {", block.UNKNOWN),
        ("a(b)\n{", block.UNKNOWN),
        ("a.b(c) {", block.UNKNOWN),
        ("return (a) {", block.UNKNOWN),
        ("class A extends B {", block.CLASS),
        ("a => {", block.ARROW),
        ("m(a, b = 1) {", block.METHOD),
        ("[a](b) {", block.METHOD),
        ("#p() {", block.METHOD),
        ("; function f(a) {", block.DECLARED),
        ("function f(a) {", block.DECLARED),
        ("} async function f(a) {", block.DECLARED),
        ("(function (a) {", block.FUNCTION),
        ("x = async function* f(a) {", block.FUNCTION),
        ("(function myfunction(a) {", block.FUNCTION),
        ("x.async function f(a) {", block.FUNCTION),
        ("; function (a) {", block.UNKNOWN),
        ("x.function f(a) {", block.METHOD),
    ],
)
def test_a_block_has_a_kind(script, kind):
    """Functions, classes and other blocks are told apart, and what is not certain is said."""
    assert block.kind_of(script.encode(), len(script) - 1) == kind


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("function f(a, $b) ", {b"a", b"$b"}),
        ("m() ", set()),
        ("a => ", {b"a"}),
        ("(a,\n b) => ", {b"a", b"b"}),
        ("f(a = b) ", set()),
        ("if (a) ", set()),
    ],
)
def test_parameters_are_names_that_are_certain(head, names):
    """A default value or a pattern makes all of them uncertain."""
    content, brace = f"{head}{{".encode(), len(head)
    assert block.parameters(content, brace, block.kind_of(content, brace)) == names


@pytest.mark.parametrize(
    ("script", "is_declared"),
    [
        ("var top = 1", True),
        ("{const\ttop", True),
        ("let topping", False),
        ("a.let top", False),
        ("outlet top", False),
        ("top = 1", False),
    ],
)
def test_a_declaration_is_seen_at_its_name(script, is_declared):
    """The word before it decides."""
    found = block.declaration(b"top").search(script.encode())
    assert (found is not None) is is_declared


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("a = 1, b, c = d(e, f)[g], h;", ["a", "b", "c", "h"]),
        ("a = 'b, c', d = e ? f : g;", ["a", "d"]),
        ("a = e => f, b = 1;", ["a", "b"]),
        ("a = { b: c }, d;", ["a"]),
        ("a = f < b, c > (1);", ["a"]),
        ("{ a, b } = c, d;", []),
        ("a in b, c", ["a"]),
    ],
)
def test_listed_names_are_certain(listed, names):
    """From a value on that is not plain, nobody knows what a comma means."""
    assert [it.decode() for it in block.listed(listed.encode(), 0)] == names
