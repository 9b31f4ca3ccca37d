"""What `TTMinis.game` does in a game's page, and what the phone does for it."""

import io
import zipfile

import pytest
from playwright.sync_api import expect

from localminis.spec.game import MAKERS
from localminis.spec.game_table import GAME

pytestmark = pytest.mark.browser

PAGE = """<body>
<script>
const game = TTMinis.game;
const seen = [];
game.onShow((options) => seen.push(["show", options]));
game.onHide(() => seen.push(["hide"]));
const call = (name, options = {}, owner = game) => new Promise((resolve) => owner[name]({
  ...options, success: (result) => resolve(result ?? {}), fail: resolve,
}));
</script>
</body>
"""


def stored_zip():
    """Make a zip with a folder, a packed file and one that is only stored."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("levels/one.txt", "packed " * 50, zipfile.ZIP_DEFLATED)
        archive.writestr("two.txt", "stored", zipfile.ZIP_STORED)
    return content.getvalue()


def test_the_game_has_the_names_of_the_table_and_no_others(phone):
    """Only init exists before init; afterwards every row is there, on its object."""
    with phone(PAGE, game="portrait") as (_, frame, _):
        names = set(frame.evaluate("() => Object.keys(game)"))
        assert names == {name for name in GAME if "." not in name} | {"env"}
        made = frame.evaluate(
            """() => Object.fromEntries(Object.entries({
              FileSystemManager: game.getFileSystemManager(), UpdateManager: game.getUpdateManager(),
              RewardedVideoAd: game.createRewardedVideoAd({ adUnitId: "a" }),
              InterstitialAd: game.createInterstitialAd({ adUnitId: "a" }), RequestTask: game.request({ url: "/" }),
              SocketTask: game.connectSocket({ url: "ws://127.0.0.1:9/" }), Canvas: game.createCanvas(),
              LoadSubpackageTask: game.loadSubpackage({ name: "none" }),
              PreDownloadSubpackageTask: game.preDownloadSubpackage({ name: "none" }),
            }).map(([owner, object]) => {
              const names = [];
              for (const name in object) names.push(name);
              names.push(...Object.getOwnPropertyNames(Object.getPrototypeOf(object)));
              return [owner, names];
            }))"""
        )
        for owner in MAKERS:
            listed = {name.partition(".")[2] for name in GAME if name.startswith(f"{owner}.")}
            assert listed, owner
            assert listed <= set(made[owner]), owner


def test_storage_keeps_values_with_their_type(phone):
    """Both ways of storing share their values, and a missing one is empty or a failure."""
    with phone(PAGE, game="portrait") as (_, frame, _):
        answer = frame.evaluate(
            """async () => {
              await call("setStorage", { key: "best", data: { score: 7 } });
              game.setStorageSync("name", "Mia");
              const info = game.getStorageInfoSync();
              const missing = await call("getStorage", { key: "none" });
              return { best: game.getStorageSync("best"), name: await call("getStorage", { key: "name" }),
                none: game.getStorageSync("none"), code: missing.error_code, keys: info.keys.sort() };
            }"""
        )
    assert answer == {
        "best": {"score": 7},
        "name": {"data": "Mia"},
        "none": "",
        "code": 141600,
        "keys": ["best", "name"],
    }


def test_files_are_written_read_and_unpacked(phone):
    """The user's folder holds files; the app's own can be read, copied and unzipped."""
    files = {"pack.zip": stored_zip(), "notes.txt": "from the app"}
    with phone(PAGE, game="portrait", files=files) as (_, frame, _):
        answer = frame.evaluate(
            """async () => {
              const fs = game.getFileSystemManager();
              const home = game.env.USER_DATA_PATH;
              const on = (name, options) => call(name, options, fs);
              fs.mkdirSync(`${home}/a/b`, true);
              fs.writeFileSync(`${home}/a/b/c.txt`, "über");
              await on("appendFile", { filePath: `${home}/a/b/c.txt`, data: "!" });
              await on("copyFile", { srcPath: "notes.txt", destPath: `${home}/n.txt` });
              await on("unzip", { zipFilePath: "pack.zip", targetPath: `${home}/z` });
              await on("truncate", { filePath: `${home}/n.txt`, length: 4 });
              const entries = await on("readZipEntry", { filePath: "pack.zip", encoding: "utf8", entries: [{ path: "two.txt" }] });
              const outside = await on("writeFile", { filePath: "notes.txt", data: "x" });
              const orphan = await on("writeFile", { filePath: `${home}/no/file`, data: "x" });
              const refused = await on("ftruncate", {});
              return {
                text: fs.readFileSync(`${home}/a/b/c.txt`, "utf8"),
                own: fs.readFileSync("notes.txt", "utf8"),
                cut: (await on("readFile", { filePath: `${home}/n.txt`, encoding: "utf8" })).data,
                bytes: new Uint8Array(fs.readFileSync(`${home}/n.txt`)).length,
                one: fs.readFileSync(`${home}/z/levels/one.txt`, "utf8").length,
                two: entries.entries["two.txt"].data, outside: outside.error_code, orphan: orphan.error_msg,
                missing: (await on("access", { path: `${home}/gone` })).error_code, refused: refused.error_msg,
              };
            }"""
        )
    assert answer["text"] == "über!"
    assert (answer["own"], answer["cut"], answer["bytes"]) == ("from the app", "from", 4)
    assert (answer["one"], answer["two"]) == (350, "stored")
    assert answer["outside"] == answer["missing"] == 142600
    assert "mkdir" in answer["orphan"]
    assert "truncate" in answer["refused"]


def test_requests_and_sockets_go_to_trusted_hosts_only(phone):
    """The browser's refusal becomes the platform's number, and the app's own host answers."""
    with phone(PAGE, game="portrait", files={"answer.json": '{"answer": 42}'}) as (_, frame, _):
        answer = frame.evaluate(
            """async () => {
              const own = await call("request", { url: "/answer.json", data: { level: 2 } });
              const foreign = await call("request", { url: "https://api.example.com/x" });
              const gone = await call("request", { url: "http://127.0.0.1:9/x" });
              const stopped = await new Promise((resolve) => {
                game.request({ url: "/answer.json", fail: resolve }).abort();
              });
              const socket = game.connectSocket({ url: "wss://api.example.com/live" });
              const refused = await new Promise((resolve) => socket.onError(resolve));
              return { data: own.data, status: own.statusCode, foreign: foreign.error_code, gone: gone.error_code,
                stopped: stopped.error_code, refused: refused.error_code, none: game.connectSocket({}) };
            }"""
        )
    assert answer == {
        "data": {"answer": 42},
        "status": 200,
        "foreign": 21100,
        "gone": 10401,
        "stopped": 10401,
        "refused": 21100,
        "none": None,
    }


def test_a_subpackage_tells_its_bytes_and_runs(phone):
    """Loading fetches the app's own script, with progress, and runs it as the page's policy lets."""
    files = {"stage2/game.js": "window.stage2 = 'here';"}
    with phone(PAGE, game="portrait", files=files) as (_, frame, _):
        answer = frame.evaluate(
            """() => new Promise((resolve) => {
              const told = [];
              const task = game.loadSubpackage({
                name: "stage2", success: () => resolve({ told, ran: window.stage2 }),
              });
              task.onProgressUpdate((progress) => told.push(progress));
            })"""
        )
        assert answer["ran"] == "here"
        size = len(files["stage2/game.js"])
        assert answer["told"][-1] == {
            "progress": 100,
            "totalBytesWritten": size,
            "totalBytesExpectedToWrite": size,
        }
        missing = frame.evaluate("() => call('preDownloadSubpackage', { name: 'stage9' })")
        assert "stage9/game.js" in missing["error_msg"]


def test_a_game_on_its_side_knows_its_sizes(phone):
    """The phone lies as the config says; system, window and capsule agree with the page."""
    with phone(PAGE, game="landscape") as (page, frame, _):
        expect(page.locator("#screen")).to_have_attribute("data-turn", "landscape")
        info = frame.evaluate("() => game.getSystemInfoSync()")
        window = frame.evaluate("() => game.getWindowInfo()")
        capsule = frame.evaluate("() => game.getMenuButtonBoundingClientRect()")
    assert info["deviceOrientation"] == "landscape"
    assert info["windowWidth"] > info["windowHeight"]
    assert info["windowWidth"] == window["windowWidth"] == info["screenWidth"]
    assert info["version"] == "46.3.0"
    assert 0 < info["safeArea"]["left"] < info["safeArea"]["right"] < info["screenWidth"]
    assert capsule["width"] > 0
    assert capsule["right"] <= info["safeArea"]["right"]


def test_the_shortcut_mission_ends_on_the_home_screen(phone):
    """The icon is asked for; entering from it, and only that, earns the reward."""
    with phone(PAGE, game="portrait") as (page, frame, _):
        assert frame.evaluate("() => call('getShortcutMissionReward')") == {
            "canReceiveReward": False
        }
        assert frame.evaluate("() => game.getLaunchOptionsSync()") == {
            "scene": "center",
            "query": {},
        }
        frame.evaluate("() => { window.asked = call('addShortcut'); }")
        page.get_by_test_id("consent-deny").click()
        assert frame.evaluate("() => window.asked.then((it) => it.error_code)") == 130601
        frame.evaluate("() => { window.asked = call('addShortcut'); }")
        page.get_by_test_id("consent-allow").click()
        assert frame.evaluate("() => window.asked") == {}
        page.get_by_role("button", name="Close the app").click()
        page.get_by_role("button", name="Open Test app").click()
        frame = page.wait_for_selector("iframe").content_frame()
        frame.wait_for_function("() => seen.length > 0")
        assert frame.evaluate("() => game.getLaunchOptionsSync().scene") == "desktop_shortcut"
        assert frame.evaluate("() => call('getShortcutMissionReward')") == {
            "canReceiveReward": True
        }


def test_the_sidebar_mission_leads_back_into_the_game(phone):
    """Leaving hides the game, the sidebar shows it with its scene, and the launch stays."""
    with phone(PAGE, query="?launch=level%3D3", game="portrait") as (page, frame, _):
        frame.wait_for_function("() => seen.length === 1")
        assert frame.evaluate("() => call('startEntranceMission')") == {}
        frame.wait_for_function("() => seen.at(-1)[0] === 'hide'")
        page.get_by_test_id("sidebar-entry").click()
        frame.wait_for_function("() => seen.at(-1)[0] === 'show'")
        assert frame.evaluate("() => seen") == [
            ["show", {"scene": "minis_link", "query": {"level": "3"}}],
            ["hide"],
            ["show", {"scene": "sidebar", "query": {}}],
        ]
        assert frame.evaluate("() => game.getEnterOptionsSync().scene") == "sidebar"
        assert frame.evaluate("() => game.getLaunchOptionsSync().scene") == "minis_link"
        assert frame.evaluate("() => call('getEntranceMissionReward')") == {
            "canReceiveReward": True
        }


def test_the_keyboard_tells_what_is_typed(phone):
    """Input, confirm and complete come in this order, with the height while it is there."""
    with phone(PAGE, game="portrait") as (page, frame, _):
        frame.evaluate(
            """() => {
              window.typed = [];
              for (const name of ["Input", "Confirm", "Complete"]) {
                game[`onKeyboard${name}`](({ value }) => typed.push([name, value]));
              }
              game.onKeyboardHeightChange(({ height }) => typed.push(["Height", height > 0]));
              return call("showKeyboard", { defaultValue: "Mi", maxLength: 4 });
            }"""
        )
        field = page.get_by_test_id("keyboard-field")
        expect(field).to_be_focused()
        page.keyboard.type("aX")
        page.keyboard.press("Enter")
        frame.wait_for_function("() => typed.at(-1)[1] === false")
        assert frame.evaluate("() => typed") == [
            ["Height", True],
            ["Input", "Mia"],
            ["Input", "MiaX"],
            ["Confirm", "MiaX"],
            ["Complete", "MiaX"],
            ["Height", False],
        ]


def test_sharing_takes_the_query_of_the_call_and_of_the_copied_link(phone):
    """The panel's link opens the game with the query, and cancelling is a failure."""
    with phone(PAGE, game="portrait") as (page, frame, _):
        frame.evaluate("() => { window.asked = call('shareAppMessage', { query: 'room=9' }); }")
        expect(page.get_by_test_id("share-link")).to_contain_text("launch=room%3D9")
        page.get_by_test_id("game-share-cancel").click()
        assert frame.evaluate("() => window.asked.then((it) => it.error_code)") == 134601
        frame.evaluate("() => game.onCopyUrl(() => ({ title: 'My room', query: 'room=10' }))")
        page.get_by_role("button", name="More").click()
        page.get_by_role("button", name="Share", exact=True).click()
        expect(page.get_by_test_id("share-sheet")).to_contain_text("My room")
        expect(page.get_by_test_id("share-link")).to_contain_text("launch=room%3D10")


def test_the_network_the_screen_and_the_touches_are_the_phones(phone):
    """A slow phone is weak, its brightness can be set, and a pressed mouse is a touch."""
    with phone(PAGE, game="portrait") as (page, frame, _):
        frame.evaluate(
            """() => {
              window.weak = [];
              window.touches = [];
              game.onNetworkWeakChange((change) => weak.push(change));
              game.onTouchStart(({ touches: [first] }) => touches.push([first.clientX, first.clientY]));
              game.onTouchEnd(({ touches: left, changedTouches }) => touches.push([left.length, changedTouches.length]));
            }"""
        )
        page.get_by_role("tab", name="Phone").click()
        page.get_by_test_id("setting-network").select_option("slow")
        frame.wait_for_function("() => weak.length === 1")
        assert frame.evaluate("() => weak") == [{"weakNet": True, "networkType": "3g"}]
        assert frame.evaluate("() => call('getNetworkType')") == {"networkType": "3g"}
        assert frame.evaluate("() => call('setScreenBrightness', { value: 0.2 })") == {}
        assert frame.evaluate("() => call('getScreenBrightness')") == {"value": 0.2}
        too_bright = frame.evaluate("() => call('setScreenBrightness', { value: 2 })")
        assert too_bright["error_code"] == 138600
        frame.evaluate("() => call('setLoadingProgress', { progress: 40 })")
        expect(page.get_by_role("progressbar", name="Loading")).to_have_js_property("value", 0.4)
        box = page.get_by_test_id("app-frame").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        frame.wait_for_function("() => touches.length === 2")
        assert frame.evaluate("() => touches[1]") == [0, 1]


def test_an_older_client_and_the_strict_mode_have_less(phone):
    """CanIUse follows the chosen client, and what is refused is gone where only the newest counts."""
    with phone(PAGE, game="portrait") as (page, frame, _):
        can = "() => ['getUpdateManager', 'vibrateShort', 'login', 'getSharedCanvas'].map(game.canIUse)"
        assert frame.evaluate(can) == [True, True, True, False]
        assert frame.evaluate("() => game.getOpenDataContext()") is None
        page.get_by_role("tab", name="Phone").click()
        page.get_by_test_id("setting-strictness").select_option("strict")
        page.get_by_test_id("setting-game_version").select_option("0.5.0")
        frame = page.wait_for_selector("iframe").content_frame()
        frame.wait_for_function("() => typeof seen === 'object' && seen.length > 0")
        assert frame.evaluate(can) == [False, False, True, False]
        assert frame.evaluate("() => typeof game.getOpenDataContext") == "undefined"
        lack = frame.evaluate("() => call('vibrateShort')")
        assert lack["error_code"] == 137502
        assert "43.8.0" in lack["error_msg"]
        assert "error" not in lack


def test_outside_the_simulator_nothing_throws(phone):
    """Opened on its own the page says where to go; local calls work and the others fail kindly."""
    with phone(PAGE, game="portrait") as (page, _, _):
        address = page.get_by_test_id("app-frame").get_attribute("src")
        problems = []
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.goto(address)
        expect(page.get_by_role("link", name="Open the simulator")).to_be_visible()
        answer = page.evaluate(
            """async () => {
              game.setStorageSync("a", 1);
              game.getUpdateManager().applyUpdate();
              game.createRewardedVideoAd({ adUnitId: "x" }).show().catch(() => {});
              return { login: (await call("login")).error_code, stored: game.getStorageSync("a"),
                scene: game.getLaunchOptionsSync().scene, width: game.getSystemInfoSync().windowWidth };
            }"""
        )
        assert answer == {"login": 102502, "stored": 1, "scene": "", "width": 1280}
        assert problems == []
