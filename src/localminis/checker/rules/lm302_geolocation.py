"""The device's location, by any way to the web's interface."""

from collections.abc import Iterator

from localminis.checker.rule import Hit, ScriptSubject, js, restricted

REACHES = ("navigator.geolocation",)


def check(subject: ScriptSubject) -> Iterator[Hit]:
    """Report every place that obtains it."""
    for path in REACHES:
        for use in subject.reach.uses(path):
            if not use.is_alias:
                yield Hit(f"{path} is used.", subject.script.place(use.at))


RULE = restricted(
    "LM302",
    "geolocation",
    script=check,
    reaches=REACHES,
    bad=(
        js("navigator.geolocation.getCurrentPosition(show);", (1, 11)),
        js("const { geolocation } = navigator;\ngeolocation.watchPosition(show);", (1, 9)),
        js("window.navigator?.['geo' + 'location'].watchPosition(show);", (1, 20)),
        js("const n = navigator;\nn.geolocation.getCurrentPosition(show);", (2, 3)),
        js("if (navigator.geolocation) show();", (1, 15)),
    ),
    good=(
        js("location.search; const geolocation = 1; machine.geolocation.start();"),
        js("const navigator = { geolocation: 1 };\nnavigator.geolocation;"),
    ),
)
