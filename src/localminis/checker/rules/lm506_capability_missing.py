"""A capability that the platform wants to see in every app is never called."""

from collections.abc import Iterator
from typing import Final

from localminis.checker.rule import INFO, Example, Hit, PackageSubject, Rule, ScriptSubject
from localminis.spec.config import NAMESPACE_OF, REQUIRED_CALLS, Flavour

# Silent login has a rule of its own, and the navigation bar is a matter of the config.
_ELSEWHERE: Final = frozenset({"login", "setNavigationBarColor"})


def _capabilities(flavour: Flavour) -> dict[str, str]:
    calls = REQUIRED_CALLS[flavour]
    return {name: title for name, title in calls.items() if name not in _ELSEWHERE}


def collect(subject: ScriptSubject) -> Iterator[str]:
    """Note the capabilities whose names stand in the code."""
    script = subject.script
    for name in _capabilities(subject.around.flavour):
        word = name.encode()
        for at in script.words(word):
            node = script.root.descendant_for_byte_range(at, at + len(word))
            if node is not None and node.type not in {"comment", "html_comment"}:
                yield f"capability:{name}"
                break


def check(subject: PackageSubject) -> Iterator[Hit]:
    """Report what is missing in a finished build, all in one finding."""
    namespace = NAMESPACE_OF[subject.around.flavour]
    missing = [
        f"{title} ({namespace}.{name})"
        for name, title in _capabilities(subject.around.flavour).items()
        if f"capability:{name}" not in subject.facts
    ]
    if missing and subject.around.is_output:
        message = f"Never called: {', '.join(missing)}."
        yield Hit(message, path=subject.around.entry)


_ALL = (
    "sdk.createRewardedVideoAd(); sdk.createInterstitialAd(); sdk.pay(); sdk.createSubscription();"
)

RULE = Rule(
    code="LM506",
    name="capability-missing",
    title="Required capabilities should be called",
    severity=INFO,
    why="A mini drama is expected to have ads, payment and subscription, a game ads, a shortcut "
    "and the entrance mission; the development tool warns, and people review it.",
    fix="Call what your app needs; leave the others out if your agreement says so.",
    confidence="documented",
    source="contract:toolchain-6",
    package=check,
    collect=collect,
    words=tuple(sorted({name for flavour in REQUIRED_CALLS for name in _capabilities(flavour)})),
    bad=(Example({"app.js": "// createRewardedVideoAd()"}, at=(("index.html", 0, 0),)),),
    good=(Example({"app.js": _ALL}), Example({"app.js": ""}, is_output=False)),
)
