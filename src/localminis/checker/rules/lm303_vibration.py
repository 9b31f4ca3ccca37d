"""The web's vibration interface; the SDK's own is allowed."""

from collections.abc import Iterator

from localminis.checker.rule import Hit, ScriptSubject, js, restricted

REACHES = ("navigator.vibrate", "navigator.webkitVibrate", "navigator.mozVibrate")


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report every place that obtains it."""
    for path in REACHES:
        for use in subject.reach.uses(path):
            if not use.is_alias:
                yield Hit(f"{path} is used.", subject.script.place(use.at))


RULE = restricted(
    "LM303",
    "vibration",
    script=check,
    reaches=REACHES,
    bad=(
        js("navigator.vibrate(200);", (1, 11)),
        js("const { vibrate: buzz } = navigator;\nbuzz.call(navigator, 200);", (1, 9)),
        js("navigator.vibrate && navigator.vibrate([1, 2]);", (1, 11), (1, 32)),
    ),
    good=(
        js("TTMinis.game.vibrateShort(); string.vibrate(1);"),
        js("// navigator.vibrate(1)\nconst text = 'navigator.vibrate';"),
    ),
)
