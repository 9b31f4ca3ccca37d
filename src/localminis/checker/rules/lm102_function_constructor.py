"""The Function constructor in any form, its async and generator kin included."""

from collections.abc import Iterator

from localminis.checker.made_code import CONSTRUCTORS, WORDS, made_functions
from localminis.checker.rule import Hit, ScriptSubject, js, restricted


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report every call that makes a function from text, but the find-the-global idiom."""
    for made in made_functions(subject):
        if not made.is_global_idiom:
            place = subject.script.place(made.node)
            yield Hit("The Function constructor makes code from text.", place)


RULE = restricted(
    "LM102",
    "function-constructor",
    script=check,
    reaches=CONSTRUCTORS,
    words=WORDS,
    bad=(
        js("const add = new Function('a', 'b', 'return a + b');", (1, 13)),
        js("Function('return 1')();", (1, 1)),
        js("new window.Function(code);", (1, 1)),
        js("const F = Function;\nnew F(code);", (2, 1)),
        js("Function.call(null, code);", (1, 1)),
        js("Function.prototype; Function?.apply(null, [code]);", (1, 21)),
        js("Reflect.construct(Function, [code]);", (1, 1)),
        js("(function () {}).constructor(code)();", (1, 1)),
        js("const A = Object.getPrototypeOf(async function () {}).constructor;\nnew A(code);",
           (2, 1)),
        js("const Async = (async () => {}).constructor;\nAsync(code);", (2, 1)),
        js("[].filter.constructor(code)();", (1, 1)),
        js("''['sub']['constructor'](code)();", (1, 1)),
        js("function f() {}\nnew f.constructor(code);", (2, 1)),
        js("({}).constructor.constructor(code);", (1, 1)),
        js("const { Function: Make } = globalThis;\nMake(code);", (2, 1)),
    ),
    good=(
        js("value instanceof Function; Function.prototype.call; typeof Function;"),
        js("const props = { onTap: Function, either: [String, Function] };"),
        js("new this.constructor(1); thing.constructor.name; Object.constructor.name;"),
        js("class Shape { constructor(side) { this.side = side; } }"),
        js("function run(Function) { return new Function('x'); }"),
        js("const made = {}; made.Function('x');"),
        js("Function('return this')();"),
    ),
)  # fmt: skip
