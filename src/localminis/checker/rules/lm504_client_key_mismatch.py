"""The client key in the init call is another than the configured one."""

from collections.abc import Iterator

from tree_sitter import Node

from localminis.checker.calls import calls
from localminis.checker.fold import constant, property_name
from localminis.checker.rule import ERROR, WARNING, Hit, Rule, ScriptSubject, html, js
from localminis.checker.script import Script, children, unwrapped
from localminis.project.model import Config
from localminis.spec.config import CONFIG_NAME, is_placeholder

_PATHS = ("TTMinis.init", "TTMinis.game.init", "TTMinis")
_CONFIG = Config(client_key="mnk1")


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Compare the keys that init calls write out."""
    script, config = subject.script, subject.around.config
    for call in calls(subject, *_PATHS):
        for value in _keys(script, call.given[:1]):
            key = constant(script, value)
            if key is None:
                continue
            if is_placeholder(key):
                message = f"The client key is still the placeholder {key!r}."
                yield Hit(message, script.place(value), WARNING)
            elif config.has_client_key and key != config.client_key:
                name = subject.around.config_name
                message = f"The page has {key!r}, {name} {config.client_key!r}."
                yield Hit(message, script.place(value))


def _keys(script: Script, given: list[Node]) -> Iterator[Node]:
    for options in given:
        for pair in unwrapped(options).named_children:
            if pair.type == "pair" and property_name(script, pair) == "clientKey":
                yield from children(pair, "value")


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
