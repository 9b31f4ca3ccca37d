"""The browser's own `video`, which the platform replaces by a notice until its player is used."""

from collections.abc import Iterator

from localminis.checker.injected import REACHES, made_elements
from localminis.checker.rule import INFO, Hit, PageSubject, Rule, ScriptSubject, html, js, ts


def check_page(subject: PageSubject) -> Iterator[Hit]:
    """Mention video elements in a page."""
    for element in subject.markup.named("video"):
        place = subject.markup.tag_place(element)
        yield Hit("The page has a native video element.", place)


def check_script(subject: ScriptSubject) -> Iterator[Hit]:
    """Mention video elements that a script certainly makes."""
    for made in made_elements(subject, "video"):
        if made.is_certain:
            message = f"{made.made_by} makes a native video element."
            yield Hit(message, subject.script.place(made.node))


RULE = Rule(
    code="LM308",
    name="native-video",
    title="Native video may be replaced by a notice",
    severity=INFO,
    why="The player's documentation says that native video and foreign players are replaced; the "
    "rollout is gated, and published apps still use video.",
    fix="Play with TTMinis.getPlayer where it is available.",
    confidence="documented",
    source="contract:toolchain-6",
    page=check_page,
    script=check_script,
    reaches=REACHES,
    words=("video",),
    bad=(
        html('<video src="a.mp4"></video>', (1, 1)),
        js("document.createElement('video');", (1, 1)),
        ts("const view = <video src='a.mp4' />;", (1, 15)),
    ),
    good=(js("const video = 'video'; player.video('video');"), html("<p>video</p>")),
)
