"""Calls that turn text into code, beyond the examples of their rules."""

import pytest

from localminis.checker import engine
from localminis.checker.rule import Circumstances, all_rules
from localminis.project.model import Config


def found(code, *codes):
    rules = [all_rules()[it] for it in codes]
    outcome = engine.check_texts({"a.js": code}, Circumstances(Config()), rules=rules)
    return [(it.code, it.place.column) for it in outcome.findings]


@pytest.mark.parametrize(
    ("code", "column"),
    [
        ("Function`x`;", 1),
        ("new (0, Function)('x');", 1),
        ("const F = window['Fun' + 'ction']; F('x');", 36),
        ("Function.bind(null, 'x')();", 1),
        ("Reflect.apply(Function, null, ['x']);", 1),
        ("(function* () {}).constructor('x');", 1),
        ("(class {}).constructor('x');", 1),
        ("Math.max; Object.constructor('x');", 11),
        ("const f = () => {}; f.constructor('x');", 21),
        ("const A = (async function () {}).constructor, B = A; new B('x');", 54),
        ("f.constructor.constructor('x');", 1),
        ("(() => {}).__proto__.constructor('x');", 1),
    ],
)
def test_every_way_to_the_constructor_is_found(code, column):
    """By its name, by its kin, and from any function's property."""
    assert found(code, "LM102") == [("LM102", column)]


@pytest.mark.parametrize(
    "code",
    [
        "new f.constructor(1);",
        "this.constructor(1);",
        "node.constructor('x');",
        "let f = () => {}; f = g; f.constructor('x');",
        "Function.prototype.toString.call(f);",
        "isA(value, Function);",
        "f.constructor === Function;",
        "new Function.Inner();",
    ],
)
def test_other_constructors_are_no_finding(code):
    """An object's own constructor makes objects, and naming the Function constructor is no call."""
    assert found(code, "LM102", "LM103") == []


@pytest.mark.parametrize(
    ("code", "codes"),
    [
        ("Function('return this')();", ["LM103"]),
        ("new Function('return  this;')();", ["LM103"]),
        ("(() => {}).constructor('return this')();", ["LM103"]),
        ("Function('a', 'return this')();", ["LM102"]),
        ("Function('return this.eval')();", ["LM102"]),
    ],
)
def test_the_idiom_is_told_from_other_code(code, codes):
    """Only the exact words, as the one argument, are the idiom."""
    assert [it for it, _ in found(code, "LM102", "LM103")] == codes


@pytest.mark.parametrize(
    "code",
    [
        "setTimeout.apply(null, args);",
        "setTimeout.call(null);",
        "setTimeout();",
        "setTimeout(name);",
        "(function (setTimeout) { setTimeout('x'); })(own);",
        "setTimeout.name.concat('x');",
    ],
)
def test_a_timer_without_a_certain_text_is_no_finding(code):
    """What may be a function is not guessed to be a text."""
    assert found(code, "LM104") == []
