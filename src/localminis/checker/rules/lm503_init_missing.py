"""The SDK is never initialised."""

from collections.abc import Iterator

from localminis.checker.rule import ERROR, Example, Hit, PackageSubject, Rule, ScriptSubject
from localminis.checker.script import callee
from localminis.spec.config import INIT_CALL_OF

_PATHS = ("TTMinis.init", "TTMinis.game.init")
_INITIALISED = "init"


def collect(subject: ScriptSubject) -> Iterator[str]:
    """Note an init call, or an SDK that is handed to code which may make the call."""
    if any(subject.reach.uses(path) for path in _PATHS):
        yield _INITIALISED
    for use in subject.reach.uses("TTMinis"):
        above = use.parent
        if above is None or use.node is None:
            continue
        is_called = above.type == "call_expression" and callee(above) == use.node
        if is_called or above.type in {"arguments", "return_statement", "pair", "export_statement"}:
            yield _INITIALISED


def check(subject: PackageSubject) -> Iterator[Hit]:
    """Report a package in which no script makes the call."""
    around = subject.around
    if not around.is_output and around.entry not in subject.sizes_bytes:
        # A tool makes the page when it builds, or it is missing: it may be that the page calls.
        return
    if _INITIALISED not in subject.facts:
        yield Hit(f"No script calls {INIT_CALL_OF[around.flavour]}.", path=around.entry)


RULE = Rule(
    code="LM503",
    name="init-missing",
    title="The SDK must be initialised",
    severity=ERROR,
    why="Every other call of the SDK needs the client key that init gives it.",
    fix="Run `localminis init`, or call init with the client key right after the SDK's tag.",
    confidence="documented",
    source="seed:sdk-tag",
    package=check,
    collect=collect,
    reaches=_PATHS,
    bad=(Example({"app.js": "start(); // TTMinis.init({})"}, at=(("index.html", 0, 0),)),),
    good=(
        Example({"index.html": "<script>TTMinis.init({ clientKey: 'mnk' });</script>"}),
        Example({"app.js": "const { TTMinis: sdk } = window;\nsdk.init({ clientKey: 'mnk' });"}),
        Example({"app.js": "window.TTMinis?.game.init({ clientKey: 'mnk' });"}),
        Example({"app.js": "setUp(window.TTMinis);"}),
        Example({"src/app.js": "start();"}, is_output=False),
    ),
)
