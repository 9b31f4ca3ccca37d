"""Every result that a call of the SDK can be made to have: the simulator's outcome menus.

One table for the menus, `?outcome=…`, the admin API, the how-to page and the tests. Numbers follow
contract client-sdk §2.2; where no list is published the suffixes of the subscription page are
assumed to hold for other prefixes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from localminis.errors import Invalid
from localminis.spec import capabilities, error_codes, game, game_table

# done: succeeds at once, with all its effects. error: fails with `code`. silent: the callback never
# comes. after: succeeds with all its effects, and the callback never comes.
How = Literal["done", "error", "silent", "after"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One result of one method.

    `result` holds the fields of a success that this outcome fixes. For ads `closes` is the close
    event's `isEnded`, None where the ad never closes, and `is_at_show` tells that the failure comes
    with the showing and not with the making.
    """

    id: str
    title: str
    how: How = "done"
    code: int = 0
    message: str = ""
    result: Mapping[str, object] = field(default_factory=dict)
    closes: bool | None = None
    is_at_show: bool = False
    sub_code: int = 0


class OutcomeUnknown(Invalid):
    """There is no such method with outcomes, or no such outcome of it."""

    code = "outcome_unknown"


_SILENT: Final = Outcome("no_callback", "The callback never comes", "silent")

_REASONS: Final = {
    "parameter_empty": ("A parameter is empty", "A required parameter is empty."),
    "timeout": ("Time-out", "The client waited too long."),
    "internal": ("Client error", "The client failed on its own."),
    "user_error": ("User not allowed", "The user or the account is not allowed to do this."),
    "user_cancel": ("The user cancels", "The user cancelled."),
    "third_party": ("Store error", "The store failed."),
}
_PURCHASE: Final = ("user_cancel", "third_party", "user_error", "timeout", "internal")


def _failed(method: str, *reasons: str) -> tuple[Outcome, ...]:
    row = capabilities.DRAMA.get(method) or game_table.GAME[method]
    prefix = row.error_prefix * 1000
    return tuple(
        Outcome(
            reason,
            _REASONS[reason][0],
            "error",
            prefix + error_codes.SDK_SUFFIX[reason],
            _REASONS[reason][1] + " (simulated)",
        )
        for reason in reasons
    )


def _subscription(method: str) -> tuple[Outcome, ...]:
    return (
        Outcome("success", "Paid"),
        *_failed(method, "parameter_empty", *_PURCHASE),
        _SILENT,
    )


def _simple(method: str, title: str) -> tuple[Outcome, ...]:
    return (Outcome("success", title), *_failed(method, "internal"), _SILENT)


# Source: contract client-sdk §2.2. The same number means other things when making and showing.
_AD_CREATE: Final = (
    ("slot_empty", "Slot id empty", 11001, "The ad slot id is empty."),
    ("request_failed", "Ad request fails", 20000, "The client's request for an ad failed."),
    ("server_error", "Ad server error", 500, "The ad server failed."),
    ("slot_invalid", "Slot parameter wrong", 10001, "The slot cannot be verified."),
    ("slot_unknown", "Slot does not exist", 20001, "The ad slot does not exist."),
    ("slot_foreign", "Slot of another app", 20002, "The ad slot belongs to another app."),
    ("slot_inactive", "Slot not active", 20003, "The ad slot is not active."),
    ("slot_type", "Slot of another type", 20007, "The ad slot is of another type."),
    ("slot_too_often", "Slot asked too often", 30001, "The ad slot was asked for too often."),
)


def _ad(*, is_rewarded: bool) -> tuple[Outcome, ...]:
    shown = (
        Outcome("completed", "Watched to the end", closes=True),
        Outcome("quit_early", "Closed early", closes=False),
    )
    limits = (
        Outcome(
            "too_soon", "Too soon after the last", "error", 11004, "Too soon.", is_at_show=True
        ),
        Outcome("quota", "Quota used up", "error", 11005, "The quota is used up.", is_at_show=True),
    )
    late = Outcome(
        "playback_failed",
        "Fails after it is shown",
        "error",
        50000,
        "The ad could not be played.",
        closes=False,
        is_at_show=True,
        sub_code=50101,
    )
    left = Outcome(
        "left_error",
        "Leaving early is an error",
        "error",
        30001,
        "The user left before the end.",
        closes=False,
        is_at_show=True,
    )
    made = tuple(
        Outcome(each, title, "error", code, f"{message} (simulated)")
        for each, title, code, message in _AD_CREATE
    )
    return (*shown, late, *((left,) if is_rewarded else limits), *made, _SILENT)


_AUTHORIZE: Final = (
    Outcome("allow", "The user allows everything"),
    Outcome("subset", "The user allows the first scope only"),
    Outcome(
        "deny",
        "The user denies",
        "error",
        capabilities.DRAMA["authorize"].error_prefix * 1000 + error_codes.SDK_SUFFIX["user_cancel"],
        "The user denied the authorization. (simulated)",
    ),
    *_failed("authorize", "internal"),
    _SILENT,
)


def _asked(method: str, title: str) -> tuple[Outcome, ...]:
    return (Outcome("success", title), *_failed(method, "user_cancel", "internal"), _SILENT)


def _reward(method: str) -> tuple[Outcome, ...]:
    return (
        Outcome("can_receive", "There is a reward", result={"canReceiveReward": True}),
        Outcome("cannot_receive", "There is none", result={"canReceiveReward": False}),
        *_failed(method, "internal"),
        _SILENT,
    )


def _request() -> tuple[Outcome, ...]:
    return (
        Outcome("success", "Sent"),
        *(
            Outcome(each, title, "error", code, f"{title}. (simulated)")
            for each, title, code in (
                ("no_answer", "No valid answer came", game.REQUEST_NO_ANSWER),
                ("not_trusted", "The host is no trusted domain", game.REQUEST_NOT_TRUSTED),
                ("timeout", "The request took too long", game.REQUEST_TIMEOUT),
            )
        ),
        _SILENT,
    )


# What a game has and a drama has not. Source: contract client-sdk §2.2, §5.2, §5.4, §9.
_GAME: Final[dict[str, tuple[Outcome, ...]]] = {
    "addShortcut": _asked("addShortcut", "The icon is added"),
    "getShortcutMissionReward": _reward("getShortcutMissionReward"),
    "startEntranceMission": _simple("startEntranceMission", "Left, and back from the sidebar"),
    "getEntranceMissionReward": _reward("getEntranceMissionReward"),
    "shareAppMessage": _asked("shareAppMessage", "Shared"),
    "shareToStory": _asked("shareToStory", "Posted"),
    "request": _request(),
    "getUpdateManager": (
        Outcome("none", "No new version", result={"hasUpdate": False}),
        Outcome("available", "A new version comes", result={"hasUpdate": True, "isReady": True}),
        Outcome("failed", "Its download fails", result={"hasUpdate": True, "isReady": False}),
        _SILENT,
    ),
    "loadSubpackage": _simple("loadSubpackage", "Loaded"),
    "preDownloadSubpackage": _simple("preDownloadSubpackage", "Downloaded"),
    "setLoadingProgress": _simple("setLoadingProgress", "Shown"),
    "showKeyboard": _simple("showKeyboard", "Shown"),
    "updateKeyboard": _simple("updateKeyboard", "Changed"),
    "hideKeyboard": _simple("hideKeyboard", "Hidden"),
    "vibrateShort": _simple("vibrateShort", "Shaken"),
    "vibrateLong": _simple("vibrateLong", "Shaken"),
    "setKeepScreenOn": _simple("setKeepScreenOn", "Kept"),
    "getScreenBrightness": _simple("getScreenBrightness", "Told"),
    "setScreenBrightness": _simple("setScreenBrightness", "Set"),
    "authorizeOpenContext": _asked("authorizeOpenContext", "Allowed"),
    "setUserCloudStorage": _simple("setUserCloudStorage", "Kept"),
    "removeUserCloudStorage": _simple("removeUserCloudStorage", "Taken away"),
}

OUTCOMES: Final[Mapping[str, tuple[Outcome, ...]]] = MappingProxyType(
    {
        "login": (
            Outcome("success", "Logged in"),
            Outcome("account_switched", "Another account is there now"),
            Outcome("stale_code", "The code has expired already"),
            Outcome(
                "legal_urls_missing",
                "Terms or privacy address missing",
                "error",
                error_codes.SDK_LOGIN_LEGAL_URLS_MISSING,
                "The app has no terms of service or privacy policy address. (simulated)",
            ),
            *(
                Outcome("not_test_user", "Not a test user", "error", each.code, "Not a test user.")
                for each in _failed("login", "user_error")
            ),
            *_failed("login", "internal"),
            _SILENT,
        ),
        "authorize": _AUTHORIZE,
        "pay": (
            Outcome("success", "Paid, recharged first where needed"),
            *_failed("pay", *_PURCHASE),
            Outcome("paid_no_callback", "Paid, and the callback never comes", "after"),
            _SILENT,
        ),
        "checkBalance": (
            Outcome("sufficient", "Enough Beans", result={"is_sufficient": True}),
            Outcome("insufficient", "Not enough Beans", result={"is_sufficient": False}),
            *_failed("checkBalance", "internal"),
            _SILENT,
        ),
        "recharge": (Outcome("success", "Bought"), *_failed("recharge", *_PURCHASE), _SILENT),
        "openBalance": _simple("openBalance", "Opened"),
        "navigateToBalance": _simple("navigateToBalance", "Opened"),
        "createSubscription": _subscription("createSubscription"),
        "changeSubscription": _subscription("changeSubscription"),
        "reactivateSubscription": _subscription("reactivateSubscription"),
        "showSurfaceCoupon": (
            Outcome("has_coupon", "There is a coupon", result={"coupon_discount": "20"}),
            *_failed("showSurfaceCoupon", "user_error", "internal"),
            _SILENT,
        ),
        "hideRibbon": _simple("hideRibbon", "Hidden"),
        "createRewardedVideoAd": _ad(is_rewarded=True),
        "createInterstitialAd": _ad(is_rewarded=False),
        "share": _simple("share", "Set"),
        "reportEvent": _simple("reportEvent", "Reported"),
        "setNavigationBarColor": (
            *_simple("setNavigationBarColor", "Coloured")[:1],
            *_failed("setNavigationBarColor", "user_error", "internal"),
            _SILENT,
        ),
        "enableCapture": _simple("enableCapture", "Allowed"),
        "disableCapture": _simple("disableCapture", "Forbidden"),
        "requestSubscribeMessage": (
            Outcome("accept_all", "The user accepts everything"),
            Outcome("reject_all", "The user accepts nothing"),
            *_failed("requestSubscribeMessage", "user_cancel", "internal"),
            _SILENT,
        ),
        "getPlayer": (
            Outcome("success", "Loaded"),
            Outcome(
                "not_allowed", "The app may not use the player", "error", 127600, "Not allowed."
            ),
            _SILENT,
        ),
        **_GAME,
    }
)


def get(method: str, outcome_id: str) -> Outcome:
    """Return one outcome of one method.

    Raises:
        OutcomeUnknown: names the methods or the outcomes there are.
    """
    known = OUTCOMES.get(method)
    if known is None:
        raise OutcomeUnknown(
            f"The method {method!r} has no outcomes. Use one of {', '.join(OUTCOMES)}."
        )
    for each in known:
        if each.id == outcome_id:
            return each
    names = ", ".join(each.id for each in known)
    raise OutcomeUnknown(f"{method} has no outcome {outcome_id!r}. Use one of {names}.")
