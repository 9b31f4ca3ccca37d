"""The client key in the init call is another than the configured one."""

from collections.abc import Iterator

from localminis.checker.fold import constant, property_name
from localminis.checker.rule import ERROR, WARNING, Hit, Rule, ScriptSubject, html, js
from localminis.checker.script import arguments, callee, unwrapped
from localminis.project.model import Config
from localminis.spec.config import CONFIG_NAME, is_placeholder

_PATHS = ("TTMinis.init", "TTMinis.game.init", "TTMinis")
_CONFIG = Config(client_key="mnk1")


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Compare the keys that init calls write out."""
    script, config = subject.script, subject.around.config
    for path in _PATHS:
        for use in subject.reach.uses(path):
            call = use.parent
            if call is None or call.type != "call_expression" or callee(call) != use.node:
                continue
            for given in arguments(call)[:1]:
                for pair in unwrapped(given).named_children:
                    if pair.type != "pair" or property_name(script, pair) != "clientKey":
                        continue
                    value = pair.child_by_field_name("value")
                    key = constant(script, value)
                    if key is None or value is None:
                        continue
                    if is_placeholder(key):
                        message = f"The client key is still the placeholder {key!r}."
                        yield Hit(message, script.place(value), WARNING)
                    elif config.has_client_key and key != config.client_key:
                        message = f"The page has {key!r}, {CONFIG_NAME} {config.client_key!r}."
                        yield Hit(message, script.place(value))


RULE = Rule(
    code="LM504",
    name="client-key-mismatch",
    title="The client key must be the configured one",
    severity=ERROR,
    why="A login code is bound to the app whose key the page gave; another app cannot swap it.",
    fix=f"Write the same key into the init call and into {CONFIG_NAME}.",
    confidence="observed",
    source="contract:toolchain-3.2",
    script=check,
    reaches=_PATHS,
    bad=(
        js("TTMinis.init({ clientKey: 'mnk2' });", (1, 27), config=_CONFIG),
        js("const key = 'mnk2';\nTTMinis({ clientKey: key });", (2, 22), config=_CONFIG),
        html("<script>TTMinis.init({ clientKey: 'your_client_key' });</script>", (1, 35)),
    ),
    good=(
        js("TTMinis.init({ clientKey: 'mnk1' });", config=_CONFIG),
        js("TTMinis.init({ clientKey: import.meta.env.VITE_KEY });", config=_CONFIG),
        js("TTMinis.init({ clientKey: 'mnk2' });"),
    ),
)
