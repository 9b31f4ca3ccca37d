"""The web's share sheet; the platform has its own."""

from collections.abc import Iterator

from localminis.checker.rule import WARNING, Hit, Rule, ScriptSubject, js


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report every place that obtains it."""
    for path in ("navigator.share", "navigator.canShare"):
        for use in subject.reach.uses(path):
            if not use.is_alias:
                yield Hit(f"{path} is used.", subject.script.place(use.at))


RULE = Rule(
    code="LM306",
    name="web-share",
    title="navigator.share may be refused",
    severity=WARNING,
    why="A developer reports that a scan refused it; the platform's own list is not published.",
    fix="Use TTMinis.share.",
    confidence="observed",
    source="contract:toolchain-6",
    script=check,
    reaches=("navigator.share", "navigator.canShare"),
    bad=(js("navigator.share({ url });", (1, 11)), js("const { share } = navigator;", (1, 9))),
    good=(js("TTMinis.share({}, done); friend.share(1);"),),
)
