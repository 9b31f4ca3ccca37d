"""Service workers, which would answer the page's requests outside of the review."""

from collections.abc import Iterator

from localminis.checker.calls import calls
from localminis.checker.rule import WARNING, Hit, Rule, ScriptSubject, js


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report registrations."""
    for call in calls(subject, "navigator.serviceWorker.register"):
        yield Hit("A service worker is registered.", subject.script.place(call.node))


RULE = Rule(
    code="LM305",
    name="service-worker",
    title="Service workers are not expected to run",
    severity=WARNING,
    why="One published app skips its service worker inside the platform; nothing is documented.",
    fix="Register it only outside of the platform, or leave it out.",
    confidence="observed",
    source="contract:toolchain-6",
    script=check,
    reaches=("navigator.serviceWorker.register",),
    bad=(
        js("navigator.serviceWorker.register('sw.js');", (1, 1)),
        js("navigator.serviceWorker.register.call(navigator.serviceWorker, 'sw.js');", (1, 1)),
        js("const { serviceWorker: s } = navigator;\ns.register('sw.js');", (2, 1)),
    ),
    good=(js("'serviceWorker' in navigator; shop.serviceWorker.register('sw.js');"),),
)
