"""The sheets that only games open: for everybody, at every width, in both themes, by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAGE = "<body><p>A game</p></body>"
SHEETS = {
    "shortcut-sheet": "addShortcut({})",
    "profile-page": "startEntranceMission({})",
    "game-share-sheet": "shareToStory({ title: 'I won', desc: 'Look', query: 'room=1' })",
    "friends-sheet": "authorizeOpenContext({})",
    "keyboard": "showKeyboard({ defaultValue: 'Mia' })",
}
SERIOUS = """async () => (await axe.run(document, { iframes: false })).violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`))"""
OVERFLOW = """(id) => {
  const node = document.querySelector(`[data-testid="${id}"]`);
  const screen = document.querySelector("#screen").getBoundingClientRect();
  const over = [...node.querySelectorAll("*")].filter((each) => {
    const { left, right, width } = each.getBoundingClientRect();
    return width > 0 && (left < screen.left - 1 || right > screen.right + 1);
  });
  const sideways = node.scrollWidth > node.clientWidth;
  return { sideways, over: over.map((each) => each.outerHTML) };
}"""


@pytest.mark.parametrize(("theme", "turn"), [("light", "portrait"), ("dark", "landscape")])
def test_the_sheets_of_games_lock_nobody_out(phone, theme, turn):
    """No serious finding of axe-core, nothing over the edge, and Escape gives the game back."""
    look = {"color_scheme": theme, "bypass_csp": True, "reduced_motion": "reduce"}
    with phone(PAGE, game=turn, **look) as (page, frame, _):
        page.add_script_tag(path=AXE)
        for testid, call in SHEETS.items():
            frame.evaluate(f"() => {{ TTMinis.game.{call}; }}")
            sheet = page.get_by_test_id(testid)
            expect(sheet).to_be_visible()
            for width in (360, 768, 1440):
                page.set_viewport_size({"width": width, "height": 800})
                found = page.evaluate(OVERFLOW, testid)
                assert found == {"sideways": False, "over": []}, (testid, width)
            assert page.evaluate(SERIOUS) == [], testid
            page.keyboard.press("Tab")
            inside = "(node) => node.contains(document.activeElement)"
            assert sheet.evaluate(inside), testid
            page.keyboard.press("Escape")
            expect(sheet).to_have_count(0)
