"""Another script runs before the SDK, or the SDK is loaded late."""

from collections.abc import Iterator

from localminis.checker.markup import script_address
from localminis.checker.rule import ERROR, Hit, PageSubject, Rule, html
from localminis.spec.config import SDK_URL

_SDK = f'<script src="{SDK_URL}"></script>'


def check(subject: PageSubject) -> Iterator[Hit]:
    """Report scripts that stand before the SDK's, and an SDK that is loaded late."""
    from localminis.project.page import is_sdk

    scripts = list(subject.markup.scripts())
    sdk = next((each for each in scripts if is_sdk(script_address(each))), None)
    if sdk is None:
        return
    late: list[str] = [name for name in ("async", "defer") if name in sdk.attributes]
    if (sdk.value("type") or "").lower() == "module":
        late.append('type="module"')
    if late:
        message = f"The SDK is loaded late ({', '.join(late)}), after the page's own code may run."
        yield Hit(message, subject.markup.tag_place(sdk))
    elif scripts[0] is not sdk:
        message = "Another script stands before the SDK's."
        yield Hit(message, subject.markup.tag_place(sdk))


RULE = Rule(
    code="LM502",
    name="sdk-not-first",
    title="The SDK must be the first script",
    severity=ERROR,
    why="The page's own scripts use TTMinis, so it must be there when they run.",
    fix="Move the SDK's tag to the top of <head>, without async, defer or type=module.",
    confidence="documented",
    source="seed:sdk-tag",
    page=check,
    bad=(
        html(f"<script src='a.js'></script>\n{_SDK}", (2, 1)),
        html(f'<script async src="{SDK_URL}"></script>', (1, 1)),
    ),
    good=(
        html(f"<head>{_SDK}<script src='a.js'></script></head>"),
        html(f"<script type='application/json'>{{}}</script>{_SDK}"),
    ),
)
