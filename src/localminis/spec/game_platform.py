"""The rows of `TTMinis.game` about the platform: users, Beans, ads, starts, missions, sharing.

Shapes that contract client-sdk §5.3 and §5.4 do not give are assumed; they follow the names that
mini game platforms share.
"""

from typing import Any, Final

from localminis.spec.capabilities import DRAMA, PERSON_MS, Field
from localminis.spec.game import SCENES, GameCapability, Rows, need, numbers, pair, row

_SCENE: Final = (
    Field("scene", "string", is_required=True, fields=tuple(Field(s, "string") for s in SCENES)),
    need("query", "Record<string, string>"),
)
_PROGRESS: Final = numbers("progress", "totalBytesWritten", "totalBytesExpectedToWrite")
_NO_DOMAIN: Final = (
    "The open data domain is a script context of native games; an HTML page has none."
)


def _shared(group: str, name: str, about: str, **more: Any) -> GameCapability:
    """Make the row of a call that the drama flavour has too, with the same answer."""
    drama = DRAMA[name]
    facts: dict[str, Any] = {
        "object": drama.object,
        "result": drama.result,
        "flag": drama.flag or drama.result[0].name,
        "echo": drama.echo,
        "error_prefix": drama.error_prefix,
        "page_timeout_ms": drama.page_timeout_ms,
        "host_options": tuple(field.name for field in drama.object),
        "fail": "nested",
        "is_host": True,
        "source": "contract client-sdk §5.3",
    }
    return row(group, name, "options", about, **{**facts, **more})


def _lifecycle() -> Rows:
    group = "Lifecycle"
    yield from pair(group, "Show", "Raised with scene and query.", _SCENE)
    yield from pair(group, "Hide", "Raised when something covers the game.")
    for name, about in (
        ("getLaunchOptionsSync", "Scene and query of the cold start."),
        ("getEnterOptionsSync", "Scene and query of the latest start, cold or not."),
    ):
        yield row(
            group,
            name,
            "sync",
            about,
            result=_SCENE,
            returns="TTMinisGameOnShowResult",
            source="contract client-sdk §5.3",
        )
    update: dict[str, Any] = {"state": "simulated", "since": "0.35.0"}
    yield row(
        group,
        "getUpdateManager",
        "object",
        "Asks the simulator for a new version once; there is one when it is chosen as outcome.",
        error_prefix=146,
        is_host=True,
        **update,
    )
    listen = {"kind": "event", **update}
    yield row(
        group,
        "UpdateManager.onCheckForUpdate",
        about="Told whether there is a new version.",
        result=(need("hasUpdate", "boolean"),),
        **listen,
    )
    yield row(group, "UpdateManager.onUpdateReady", about="The new version is there.", **listen)
    yield row(group, "UpdateManager.onUpdateFailed", about="The download failed.", **listen)
    yield row(
        group, "UpdateManager.applyUpdate", "sync", "The simulator loads the game anew.", **update
    )


def _ads() -> Rows:
    group = "Ads"
    for kind, since, about in (
        ("RewardedVideoAd", "0.0.0", "An ad that gives a reward when it is watched to its end."),
        ("InterstitialAd", "0.3.0", "An ad for a natural pause."),
    ):
        yield row(
            group,
            f"create{kind}",
            "object",
            f"{about} One show each, as in the drama flavour; for games that is assumed.",
            state="simulated",
            since=since,
            object=(need("adUnitId"),),
            is_host=True,
            source="contract client-sdk §4.13",
        )
        show: dict[str, Any] = {"state": "simulated", "since": since}
        yield row(
            group,
            f"{kind}.show",
            "sync",
            "Resolves when the ad is on the screen.",
            returns="Promise<void>",
            **show,
        )
        closed = (Field("isEnded", "boolean"),)
        failed = (need("error_code", "number"), need("error_msg"))
        for name, result in (("Close", closed), ("Error", failed)):
            told = f"Told of the ad's {name.lower()}."
            yield row(group, f"{kind}.on{name}", "event", told, result=result, **show)
            yield row(group, f"{kind}.off{name}", "event", "Takes a listener away.", **show)
        show["since"] = "0.33.0"
        yield row(
            group,
            f"{kind}.load",
            "sync",
            "Resolves when the ad can be shown.",
            returns="Promise<void>",
            **show,
        )
        yield row(group, f"{kind}.onLoad", "event", "Told that the ad can be shown.", **show)
        yield row(group, f"{kind}.offLoad", "event", "Takes a listener away.", **show)


def _payment() -> Rows:
    group = "Payment"
    old = {"is_deprecated": True}
    money = Field("type", '"BEANS"')
    yield _shared(group, "pay", "Opens the payment sheet for a trade order.")
    yield _shared(
        group,
        "checkBalance",
        "Says whether the wallet covers an amount of Beans.",
        object=(need("amount", "number"), money),
        **old,
    )
    yield _shared(group, "recharge", "Opens the store for one tier of Beans.", **old)
    yield _shared(
        group, "navigateToBalance", "Opens the user's Beans balance page.", object=(money,)
    )


def _identity() -> Rows:
    group = "Identity"
    yield _shared(group, "login", "Logs the user in silently and gives a one-time code.", object=())
    yield _shared(
        group,
        "authorize",
        "Asks the user for scopes and gives a one-time code that carries them.",
        object=(Field("scope", "string"),),
    )


def _missions() -> Rows:
    group = "Missions"
    facts: dict[str, Any] = {
        "state": "simulated",
        "since": "0.5.0",
        "is_host": True,
        "page_timeout_ms": PERSON_MS,
        "source": "contract client-sdk §5.4",
    }
    reward = (need("canReceiveReward", "boolean"),)
    yield row(
        group,
        "addShortcut",
        "options",
        "Asks to put the icon on the simulated home screen; declining is a failure.",
        error_prefix=130,
        **facts,
    )
    yield row(
        group,
        "getShortcutMissionReward",
        "options",
        "True when the game was entered from the home screen's icon.",
        result=reward,
        error_prefix=131,
        **facts,
    )
    yield row(
        group,
        "startEntranceMission",
        "options",
        "Leaves the game for a simulated profile with its sidebar, which leads back.",
        error_prefix=132,
        **facts,
    )
    yield row(
        group,
        "getEntranceMissionReward",
        "options",
        "True when the game was entered from the sidebar.",
        result=reward,
        error_prefix=133,
        **facts,
    )


def _share() -> Rows:
    group = "Share"
    facts: dict[str, Any] = {
        "state": "simulated",
        "is_host": True,
        "page_timeout_ms": PERSON_MS,
        "source": "contract client-sdk §5.3",
    }
    title, picture, query = (Field(name, "string") for name in ("title", "imageUrl", "query"))
    yield row(
        group,
        "shareToStory",
        "options",
        "A panel of the simulator in place of the story editor.",
        object=(title, Field("desc", "string"), picture, query),
        error_prefix=135,
        **facts,
    )
    yield row(
        group,
        "shareAppMessage",
        "options",
        "The share panel. Words and picture are the app's own; the query is that of the call.",
        since="0.3.0",
        object=(
            title,
            picture,
            Field("subtitle", "string"),
            Field("subTitle", "string"),
            query,
            Field("templateType", "1 | 2"),
        ),
        error_prefix=134,
        **facts,
    )
    about = "Its return value is what the menu's Copy link and Share take."
    yield row(
        group,
        "onCopyUrl",
        "sync",
        about,
        parameters=(
            "listener: () => { title?: string; desc?: string; imageUrl?: string; query?: string }"
        ),
        source="contract client-sdk §5.3",
    )
    yield row(group, "offCopyUrl", "sync", "Takes every listener of onCopyUrl away.", parameters="")


def _packages() -> Rows:
    group = "Subpackages"
    for name, task, about in (
        ("preDownloadSubpackage", "PreDownloadSubpackageTask", "Fetches NAME/game.js of the app"),
        ("loadSubpackage", "LoadSubpackageTask", "Fetches and runs NAME/game.js of the app"),
    ):
        yield row(
            group,
            name,
            "task",
            f"{about}, which is assumed to be a subpackage's place in an HTML game.",
            state="simulated",
            object=(need("name"),),
            error_prefix=143,
            is_host=True,
        )
        yield row(
            group,
            f"{task}.onProgressUpdate",
            "event",
            "Told of the bytes that have come.",
            state="simulated",
            result=_PROGRESS,
        )


def _report() -> Rows:
    yield _shared(
        "Analytics",
        "reportEvent",
        "Reports an event of the game; a line in the log.",
        object=(need("eventName"), Field("params", "Record<string, unknown>")),
        result=(Field("isSuccess", "boolean"),),
        since="0.2.0",
    )
    yield row(
        "Loading",
        "setLoadingProgress",
        "options",
        "A bar above the game, until 1 or 100. Its form is assumed: up to 1 it is a part of 1.",
        state="simulated",
        object=numbers("progress"),
        error_prefix=140,
        is_host=True,
    )


def _social() -> Rows:
    group = "Social"
    yield row(group, "getOpenDataContext", "object", _NO_DOMAIN, state="refused", returns="any")
    facts: dict[str, Any] = {"state": "simulated", "error_prefix": 144, "is_host": True}
    yield row(
        group,
        "authorizeOpenContext",
        "options",
        "A consent sheet for the list of friends; nothing is behind it.",
        page_timeout_ms=PERSON_MS,
        **facts,
    )
    yield row(
        group,
        "setUserCloudStorage",
        "options",
        "Kept by the simulator for this user; no friends read it.",
        object=(need("KVDataList", "{ key: string; value: string }[]"),),
        **facts,
    )
    yield row(
        group,
        "removeUserCloudStorage",
        "options",
        "Takes what setUserCloudStorage kept away.",
        object=(need("keyList", "string[]"),),
        **facts,
    )
    for name, kind in (
        ("getFriendCloudStorage", "options"),
        ("getUserCloudStorage", "options"),
        ("getSharedCanvas", "object"),
        ("onMessage", "event"),
        ("shareToUser", "options"),
    ):
        yield row(group, name, kind, _NO_DOMAIN, state="refused", error_prefix=144, returns="any")


PLATFORM: Final = (
    *_lifecycle(),
    *_ads(),
    *_payment(),
    *_identity(),
    *_missions(),
    *_share(),
    *_packages(),
    *_report(),
    *_social(),
)
