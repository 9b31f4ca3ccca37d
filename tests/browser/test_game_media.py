"""What games draw and play with: the browser's own, under the names of games."""

import io
import wave

import pytest

pytestmark = pytest.mark.browser

PAGE = """<body><button id="go">Go</button><script>
const game = TTMinis.game;
const next = (context, name) => new Promise((resolve) => context[`on${name}`](resolve));
const tries = {
  sound: async () => {
    const sound = game.createInnerAudioContext();
    sound.src = "tone.wav";
    sound.volume = 0.5;
    const played = [next(sound, "Play"), next(sound, "Ended")];
    sound.play();
    await Promise.all(played);
    const { volume, duration } = sound;
    const stopped = next(sound, "Stop");
    sound.stop();
    await stopped;
    const missing = game.createInnerAudioContext();
    const failed = next(missing, "Error");
    missing.src = "none.wav";
    return { volume, duration, at: sound.currentTime, failed: (await failed).error_code };
  },
  picture: async () => {
    const [screen, other] = [game.createCanvas(), game.createCanvas()];
    other.width = other.height = 2;
    const pen = other.getContext("2d");
    pen.fillStyle = "#ff0000";
    pen.fillRect(0, 0, 2, 2);
    const image = game.createImage();
    const drawn = new Promise((resolve) => (image.onload = resolve));
    image.src = other.toDataURL();
    await drawn;
    const onScreen = screen.getContext("2d");
    onScreen.drawImage(image, 0, 0);
    return { shown: [screen.isConnected, other.isConnected], size: [screen.width, innerWidth],
      pixel: [...onScreen.getImageData(1, 1, 1, 1).data] };
  },
  frames: async () => {
    const times = [];
    game.setPreferredFramesPerSecond(20);
    for (let turn = 0; turn < 5; turn += 1) times.push(await new Promise(requestAnimationFrame));
    game.setPreferredFramesPerSecond(60);
    return Math.min(...times.slice(1).map((time, at) => time - times[at]));
  },
  promises: async () => ({
    code: typeof (await game.login({})).code, info: (await game.getSystemInfo()).platform,
    failure: (await game.getStorage({ key: "none" })).error.error_code > 0,
  }),
};
</script></body>
"""


def tone():
    """Make a quarter of a second of silence."""
    content = io.BytesIO()
    with wave.open(content, "wb") as sound:
        sound.setparams((1, 2, 8000, 2000, "NONE", ""))
        sound.writeframes(bytes(4000))
    return content.getvalue()


def test_a_game_plays_draws_and_keeps_its_frames(phone):
    """Sound tells its events, the first canvas is the screen, frames come no faster than asked."""
    with phone(PAGE, game="portrait", files={"tone.wav": tone()}) as (_, frame, _app):
        frame.click("#go")
        sound = frame.evaluate("() => tries.sound()")
        assert sound == {"volume": 0.5, "duration": 0.25, "at": 0, "failed": 10001}
        picture = frame.evaluate("() => tries.picture()")
        assert picture["shown"] == [True, False]
        assert picture["pixel"] == [255, 0, 0, 255]
        assert picture["size"][0] == picture["size"][1]
        assert frame.evaluate("() => tries.frames()") > 1000 / 20 - 10


def test_calls_of_a_game_may_be_awaited(phone):
    """Without success, fail and complete a call gives a promise, which is never refused."""
    with phone(PAGE, game="portrait") as (_, frame, _app):
        answer = frame.evaluate("() => tries.promises()")
        assert answer["failure"] is True
        assert answer["info"] in {"android", "ios"}
