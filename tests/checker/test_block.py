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
        ("f(a = b) ", {b"a"}),
        ("({ a, b: c, d = 1, ...e }, [f]) => ", {b"a", b"c", b"d", b"e", b"f"}),
        ("({ a: { b: c }, /* d, */ e = {} } = {}) => ", {b"c", b"e"}),
        ('({ a = "b, c", d = !0 }) => ', {b"a", b"d"}),
        ("({ [a]: b }) => ", set()),
        ("({ a = { b: c } }) => ", set()),
        ("(a: B, c: D) => ", set()),
        ("({ a }: B) => ", set()),
        ("(a = b(c), d) => ", set()),
        ("if (a) ", set()),
    ],
)
def test_parameters_are_names_that_are_certain(head, names):
    """In patterns too, with plain default values; a type or a computed key makes all uncertain."""
    content, brace = f"{head}{{".encode(), len(head)
    assert block.parameters(content, brace, block.kind_of(content, brace)) == names
