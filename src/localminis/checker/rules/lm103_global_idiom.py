"""`Function('return this')()`, the way old bundles find the window."""

from collections.abc import Iterator

from localminis.checker.made_code import CONSTRUCTORS, WORDS, made_functions
from localminis.checker.rule import WARNING, Hit, ScriptSubject, js, restricted


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report the idiom, which never runs where `globalThis` is known."""
    for made in made_functions(subject):
        if made.is_global_idiom:
            place = subject.script.place(made.node)
            yield Hit("The Function constructor is used to find the global object.", place)


RULE = restricted(
    "LM103",
    "global-idiom",
    fact="function-constructor",
    severity=WARNING,
    title="Function('return this')() finds the global object",
    why=(
        "The Function constructor is forbidden. Most bundles carry this one call as dead code that "
        "no current browser runs; whether a scan refuses it is unknown."
    ),
    fix="Build for browsers that know globalThis, or update the library; --strict raises this.",
    script=check,
    reaches=CONSTRUCTORS,
    words=WORDS,
    bad=(
        js("const root = typeof self == 'object' ? self : Function('return this')();", (1, 47)),
        js('g = g || new Function("return this")();', (1, 10)),
    ),
    good=(js("new Function('return this.x')();"), js("const root = globalThis;")),
)
