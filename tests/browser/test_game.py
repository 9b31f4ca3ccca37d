"""What `TTMinis.game` does in a game's page, and what the phone does for it."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from localminis.spec.game import MAKERS
from localminis.spec.game_table import GAME

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).with_name("game_page.js").read_text("utf-8")
PAGE = f"<body>\n<script>{SCRIPT}</script>\n</body>\n"


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
        made = frame.evaluate("() => tries.members()")
        for owner in MAKERS:
            listed = {name.partition(".")[2] for name in GAME if name.startswith(f"{owner}.")}
            assert listed, owner
            assert listed <= set(made[owner]), owner


def test_storage_keeps_values_with_their_type(phone):
    """Both ways of storing share their values, and a missing one is empty or a failure."""
    with phone(PAGE, game="portrait") as (_, frame, _):
        answer = frame.evaluate("() => tries.storage()")
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
    with phone(PAGE, game="portrait", files=files) as (page, frame, _):
        answer = frame.evaluate("() => tries.files()")
        # A call that waits for nothing has its row as the others have.
        sync = page.get_by_test_id("log-row").filter(has_text="FileSystemManager.readFileSync(")
        expect(sync.first).to_be_attached()
    assert answer["text"] == "über!"
    assert (answer["own"], answer["cut"], answer["bytes"]) == ("from the app", "from", 4)
    assert (answer["one"], answer["two"]) == (350, "stored")
    assert answer["outside"] == answer["missing"] == 142600
    assert "mkdir" in answer["orphan"]
    assert "truncate" in answer["refused"]


def test_requests_and_sockets_go_to_trusted_hosts_only(phone):
    """The browser's refusal becomes the platform's number, and the app's own host answers."""
    with phone(PAGE, game="portrait", files={"answer.json": '{"answer": 42}'}) as (_, frame, _):
        answer = frame.evaluate("() => tries.requests()")
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
    """Loading fetches the app's own script, tells its progress, and runs it by its tag."""
    files = {"stage2/game.js": "window.stage2 = 'here';"}
    with phone(PAGE, game="portrait", files=files) as (_, frame, _):
        answer = frame.evaluate("() => tries.subpackage()")
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
        home = page.wait_for_selector("iframe").content_frame()
        home.wait_for_function("() => seen.length > 0")
        assert home.evaluate("() => game.getLaunchOptionsSync().scene") == "desktop_shortcut"
        assert home.evaluate("() => call('getShortcutMissionReward')") == {"canReceiveReward": True}


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
        frame.evaluate("() => tries.keyboard()")
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
        frame.evaluate("() => tries.watch()")
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
    """CanIUse follows the chosen client; what is refused is gone where only the newest counts."""
    with phone(PAGE, game="portrait") as (page, frame, _):
        asked = "['getUpdateManager', 'vibrateShort', 'login', 'getSharedCanvas']"
        can = f"() => {asked}.map(game.canIUse)"
        assert frame.evaluate(can) == [True, True, True, False]
        assert frame.evaluate("() => game.getOpenDataContext()") is None
        page.get_by_role("tab", name="Phone").click()
        page.get_by_test_id("setting-strictness").select_option("strict")
        page.get_by_test_id("setting-game_version").select_option("0.5.0")
        older = page.wait_for_selector("iframe").content_frame()
        older.wait_for_function("() => typeof seen === 'object' && seen.length > 0")
        assert older.evaluate(can) == [False, False, True, False]
        assert older.evaluate("() => typeof game.getOpenDataContext") == "undefined"
        lack = older.evaluate("() => call('vibrateShort')")
        assert lack["error_code"] == 137502
        assert "43.8.0" in lack["error_msg"]
        assert "error" not in lack


def test_the_rules_of_games_refuse_frames_and_take_webassembly(phone):
    """Under the page's policy a frame and made code are refused; the phone shakes when asked."""
    with phone(PAGE, game="portrait") as (page, frame, _):
        assert frame.evaluate("() => tries.rules()") == {
            "compiled": True,
            "vibrated": False,
            "shaken": {},
        }
        log = page.get_by_test_id("log")
        expect(log).to_contain_text("An iframe was refused")
        expect(log).to_contain_text("The Function constructor was refused")
        expect(log).to_contain_text("The page asked for vibration, which is forbidden")
        expect(page.locator("#toast")).to_contain_text("400 ms")


def test_outside_the_simulator_nothing_throws(phone):
    """Opened on its own the page says where to go; local calls work and the others fail kindly."""
    with phone(PAGE, game="portrait") as (page, _, _):
        address = page.get_by_test_id("app-frame").get_attribute("src")
        problems = []
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.goto(address)
        expect(page.get_by_role("link", name="Open the simulator")).to_be_visible()
        answer = page.evaluate("() => tries.outside()")
        assert answer == {"login": 102502, "stored": 1, "scene": "", "width": 1280}
        assert problems == []
