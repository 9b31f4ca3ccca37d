"""`setTimeout` and `setInterval` with a text in place of a function."""

from collections.abc import Iterator

from localminis.checker.made_code import TIMERS, text_timers
from localminis.checker.rule import Hit, ScriptSubject, html, js, restricted


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report the timer calls whose first argument is certainly a text."""
    for call, timer in text_timers(subject):
        yield Hit(f"{timer}() is given a text, which it would run.", subject.script.place(call))


RULE = restricted(
    "LM104",
    "string-timer",
    script=check,
    reaches=TIMERS,
    bad=(
        js("setTimeout('tick()', 10);", (1, 1)),
        js("window.setInterval(`tick(${id})`, 10);", (1, 1)),
        js("setTimeout('tick(' + id + ')', 10);", (1, 1)),
        js("setTimeout(start + '()', 10);", (1, 1)),
        js("const code = 'tick()';\nsetTimeout(code, 10);", (2, 1)),
        js("const later = setTimeout;\nlater('tick()', 10);", (2, 1)),
        js("const { setTimeout: later } = window;\nlater('tick()', 10);", (2, 1)),
        js("setTimeout.call(window, 'tick()', 10);", (1, 1)),
        js("setTimeout.apply(null, ['tick()', 10]);", (1, 1)),
        js("window?.['set' + 'Timeout']?.('tick()');", (1, 1)),
        js("setTimeout(loud ? 'a()' : 'b()', 10);", (1, 1)),
        js("setTimeout(['ti', 'ck()'].join(''), 10);", (1, 1)),
        js("((run, code) => setTimeout(code, 1))(0, 'tick()');", (1, 17)),
        html("<body onload=\"setTimeout('tick()', 1)\">", (1, 15)),
    ),
    good=(
        js("setTimeout(() => tick('x'), 10); setTimeout(tick, 10); setTimeout(tick.bind(null));"),
        js("const pool = { setTimeout(text) {} };\npool.setTimeout('x');"),
        js("function f(setTimeout) { setTimeout('x'); }"),
        js("let code = 'x';\ncode = () => {};\nsetTimeout(code, 1);"),
        js("setTimeout(a + b, 10); setTimeout(1 + 2);"),
        js("// setTimeout('x')\nconst text = \"setTimeout('x')\";"),
    ),
)
