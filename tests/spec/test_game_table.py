"""The table of `TTMinis.game`: complete, whole, and what the script for games is made from."""

import gzip

import pytest

from localminis.devserver import assets
from localminis.spec import game
from localminis.spec.capabilities import DRAMA
from localminis.spec.game import GameCapability
from localminis.spec.game_table import GAME, paths

# Contract client-sdk §5.2, group by group. `on/offX` stands for two names, `X…Sync` for its twin.
LISTED = """
init canIUse env.USER_DATA_PATH request RequestTask.abort setStorage getStorage removeStorage
clearStorage getStorageInfo setStorageSync getStorageSync removeStorageSync clearStorageSync
getStorageInfoSync showKeyboard updateKeyboard hideKeyboard on/offKeyboardInput
on/offKeyboardHeightChange on/offKeyboardConfirm on/offKeyboardComplete getNetworkType
on/offNetworkWeakChange on/offTouchStart on/offTouchMove on/offTouchEnd on/offTouchCancel
vibrateShort vibrateLong setKeepScreenOn getScreenBrightness setScreenBrightness on/offShow
on/offHide getLaunchOptionsSync getEnterOptionsSync getUpdateManager
UpdateManager.onCheckForUpdate UpdateManager.onUpdateReady UpdateManager.onUpdateFailed
UpdateManager.applyUpdate getFileSystemManager FileSystemManager.readFile
FileSystemManager.access FileSystemManager.writeFile FileSystemManager.mkdir
FileSystemManager.copyFile FileSystemManager.appendFile FileSystemManager.truncate
FileSystemManager.ftruncate FileSystemManager.unzip FileSystemManager.readCompressedFile
FileSystemManager.readZipEntry FileSystemManager.readFileSync FileSystemManager.writeFileSync
FileSystemManager.mkdirSync createRewardedVideoAd createInterstitialAd RewardedVideoAd.show
RewardedVideoAd.on/offClose RewardedVideoAd.on/offError RewardedVideoAd.load
RewardedVideoAd.on/offLoad InterstitialAd.show InterstitialAd.on/offClose
InterstitialAd.on/offError InterstitialAd.load InterstitialAd.on/offLoad pay checkBalance
recharge navigateToBalance login authorize createInnerAudioContext createWebAudioContext
createCanvas createImage Canvas.getContext Canvas.toDataURL setPreferredFramesPerSecond loadFont
addShortcut getShortcutMissionReward startEntranceMission getEntranceMissionReward shareToStory
shareAppMessage on/offCopyUrl preDownloadSubpackage loadSubpackage
LoadSubpackageTask.onProgressUpdate PreDownloadSubpackageTask.onProgressUpdate getSystemInfo
getSystemInfoSync getWindowInfo getMenuButtonBoundingClientRect reportEvent connectSocket
SocketTask.close SocketTask.onOpen SocketTask.onMessage SocketTask.onClose SocketTask.onError
SocketTask.send getOpenDataContext authorizeOpenContext setUserCloudStorage
removeUserCloudStorage getFriendCloudStorage getUserCloudStorage getSharedCanvas onMessage
shareToUser setLoadingProgress
"""


def test_every_listed_name_has_a_row() -> None:
    """The table has each name of the documentation, and no name that it made up."""
    names = set()
    for each in LISTED.split():
        names |= {each.replace("on/off", half) for half in ("on", "off")}
    synchronous = {name for name in GAME if name.endswith("Sync")}
    assert names - set(GAME) == set()
    assert set(GAME) - names <= synchronous


@pytest.mark.parametrize("each", GAME.values(), ids=list(GAME))
def test_a_row_is_whole(each: GameCapability) -> None:
    """Each says what it does, with a source, a known version, and numbers where it can fail."""
    assert each.about.endswith(".")
    assert each.source.startswith("contract client-sdk §")
    assert each.since in game.LIBRARY_VERSIONS
    assert not each.owner or each.owner in {*game.MAKERS, "env"}
    if each.is_async:
        assert each.error_prefix > 100
    if each.state == "refused":
        # The reason is what a caller reads; it says what is missing.
        assert len(each.about.split()) > 8


def test_prefixes_of_calls_that_only_games_have_are_their_own() -> None:
    """A number names one group of calls, and none of the drama flavour's."""
    by_prefix: dict[int, set[str]] = {}
    for each in GAME.values():
        if each.error_prefix:
            by_prefix.setdefault(each.error_prefix, set()).add(each.group)
    assert all(len(groups) == 1 for groups in by_prefix.values())
    drama = {each.error_prefix for each in DRAMA.values()}
    for each in GAME.values():
        assert each.name in DRAMA or each.error_prefix not in drama or not each.error_prefix


def test_documented_paths_are_known() -> None:
    """The examples of the documentation, and fields that came later than their call."""
    known = paths()
    for path in (
        "login.success.code",
        "authorize.object.scope",
        "getMenuButtonBoundingClientRect.return.left",
        "onShow.callback.launch_from.anchor",
        "createRewardedVideoAd",
        "env.USER_DATA_PATH",
        "request.object.method.GET",
    ):
        assert path in known, path
    assert "onShow.callback.launch_from.profile" not in known
    assert "getOpenDataContext" not in known
    assert known["createRewardedVideoAd.return.load"] == "0.33.0"
    assert known["getUpdateManager"] == "0.35.0"
    assert known["getSystemInfoSync.return.safeArea"] == "0.2.0"


def test_the_script_is_small_enough() -> None:
    """The SDK for games is at most 20 kB as served with gzip, its tables included."""
    assert len(gzip.compress(assets.sdk_script("game"), 6)) <= 20_000
