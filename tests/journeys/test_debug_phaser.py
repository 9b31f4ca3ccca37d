"""A game made with Phaser and Vite, from the registry, in the simulator's phone."""

import json

import pytest
from playwright.sync_api import expect
from tests.projects import TTDX, debugging, install, run

pytestmark = [pytest.mark.npm, pytest.mark.browser]

PACKAGE = {
    "name": "phaser-game",
    "private": True,
    "type": "module",
    "scripts": {"dev": "vite --host 127.0.0.1 --port 0", "build": "vite build --base ./"},
    "dependencies": {"phaser": "4.2.1"},
    "devDependencies": {"vite": "8.3.8"},
}
INDEX = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Bounce</title>
</head>
<body style="margin: 0">
  <script type="module" src="/src/main.js"></script>
</body>
</html>
"""
MAIN = """import Phaser from "phaser";

class Play extends Phaser.Scene {
  create() {
    const { game } = window.TTMinis;
    const { width, height } = this.scale;
    let taps = game.getStorageSync("taps") || 0;
    const ball = this.add.circle(width / 2, height / 2, 50, 0xffcc66);
    const text = this.add.text(60, 40, `taps ${taps}`, { fontSize: 28 });
    this.physics.add.existing(ball);
    ball.body.setVelocity(120, 90).setCollideWorldBounds(true).setBounce(1);
    this.input.on("pointerdown", () => {
      taps += 1;
      text.setText(`taps ${taps}`);
      game.setStorageSync("taps", taps);
    });
    game.login({ success: ({ code }) => Object.assign(window.played, { code }) });
    game.onHide(() => this.scene.pause());
    game.onShow(() => this.scene.resume());
    window.played = { frames: 0, width, height };
  }

  update() {
    window.played.frames += 1;
  }
}

new Phaser.Game({
  type: Phaser.AUTO,
  scale: { mode: Phaser.Scale.RESIZE },
  physics: { default: "arcade" },
  scene: Play,
});
"""


@pytest.fixture
def project(tmp_path):
    """A Phaser game held on its side, its SDK put in by `ttdx minigame init`."""
    root = tmp_path / "bounce"
    (root / "src").mkdir(parents=True)
    (root / "package.json").write_text(json.dumps(PACKAGE))
    (root / "index.html").write_text(INDEX)
    (root / "src" / "main.js").write_text(MAIN)
    install(root)
    run(TTDX, "minigame", "init", "--client-key", "mnphasertest01", cwd=root)
    config = root / "minigame.config.json"
    config.write_text(config.read_text().replace("VERTICAL", "HORIZONTAL"))
    return root


def play(root, chromium, *options):
    """Debug the game, play it, and check that it is whole; returns what was logged."""
    with debugging(root, "minigame", *options) as simulator:
        page = chromium.new_page(viewport={"width": 1400, "height": 800})
        problems = []
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.goto(simulator)
        frame = page.wait_for_selector('[data-testid="app-frame"]').content_frame()
        frame.wait_for_function("() => window.played?.frames > 20 && played.code", timeout=60_000)
        assert frame.evaluate("() => played.width > played.height")
        box = page.get_by_test_id("app-frame").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        frame.wait_for_function("() => TTMinis.game.getStorageSync('taps') === 1")
        # In the background the loop stands still, as the game asked.
        page.get_by_role("button", name="More").click()
        page.get_by_role("button", name="Put in the background").click()
        expect(page.get_by_test_id("log")).to_contain_text("minis.hide")
        page.get_by_role("button", name="Return to the app").click()
        frames = frame.evaluate("() => played.frames")
        frame.wait_for_function(f"() => played.frames > {frames}")
        said = page.get_by_test_id("log").inner_text()
        assert problems == []
        page.close()
        return said


def test_a_phaser_game_runs_in_the_phone_while_it_is_written_and_built(project, chromium):
    """Drawn, tapped, stored, logged in; under the rules nothing of Phaser's is refused."""
    assert "was refused" not in play(project, chromium)
    run("npm", "run", "build", cwd=project)
    run(TTDX, "minigame", "build:after", cwd=project)
    said = play(project, chromium, "--folder", str(project / "dist"))
    assert "was refused" not in said
    assert "TTMinis.game.init" in said
