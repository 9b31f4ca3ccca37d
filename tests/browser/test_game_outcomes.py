"""Every call of `TTMinis.game` with every documented outcome, on one page, from one table."""

import itertools

import pytest
from playwright.sync_api import expect

from localminis.spec.game_table import GAME
from localminis.spec.outcomes import OUTCOMES

pytestmark = pytest.mark.browser

PAGE = """<body><p>One page for every outcome.</p>
<script>
let forgotten = () => {};
addEventListener("message", ({ data }) => { if (data?.type === "forget") forgotten(); });
const heard = (run) => new Promise((resolve) => {
  const called = [];
  forgotten = () => resolve({ silence: true });
  const hear = (name) => (value) => {
    called.push([name, value]);
    // A second callback would come with the same turn of the loop.
    if (name === "complete") setTimeout(() => resolve({ called }), 5);
  };
  run({ success: hear("success"), fail: hear("fail"), complete: hear("complete") });
});
const runs = {
  options: (name, options) => heard((handlers) => TTMinis.game[name]({ ...options, ...handlers })),
  ad: (name, options) => heard(({ success, complete }) => {
    const seen = {};
    const end = (more) => { success({ ...seen, ...more }); complete(); };
    const ad = TTMinis.game[name](options);
    ad.onError(({ error_msg, ...error }) => Object.assign(seen, error));
    ad.onClose(({ isEnded }) => end({ isEnded }));
    ad.show().then(() => { seen.shown = true; }, ({ error_code }) => end({ refused: error_code }));
  }),
};
</script></body>
"""
# The update manager is one for each page, so its outcomes are tried with a page each.
ELSEWHERE = {"getUpdateManager"}

OPTIONS = {
    "checkBalance": {"amount": 10},
    "recharge": {"tier_id": "local_beans_100"},
    "createRewardedVideoAd": {"adUnitId": "slot-1"},
    "createInterstitialAd": {"adUnitId": "slot-1"},
    "reportEvent": {"eventName": "level_done"},
    "request": {"url": "/answer.json"},
    "updateKeyboard": {"value": "x"},
    "setKeepScreenOn": {"keepScreenOn": True},
    "setScreenBrightness": {"value": 0.5},
    "setLoadingProgress": {"progress": 0.5},
    "loadSubpackage": {"name": "stage2"},
    "preDownloadSubpackage": {"name": "stage2"},
    "setUserCloudStorage": {"KVDataList": [{"key": "score", "value": "7"}]},
    "removeUserCloudStorage": {"keyList": ["score"]},
}
FILES = {"answer.json": '{"answer": 42}', "stage2/game.js": "window.stage2 = true;"}
CALLS = sorted(name for name, each in GAME.items() if each.is_host and name not in ELSEWHERE)


def check_ad(outcome, heard):
    """Compare what an ad's listeners heard with the outcome."""
    if outcome.how == "error" and outcome.closes is None:
        assert heard["refused"] == outcome.code
        return
    assert heard["isEnded"] is outcome.closes
    assert heard["shown"] is True
    assert heard.get("error_code", 0) == outcome.code


def check_called(each, outcome, called):
    """Compare what the handlers were called with, and how often, with the row of the table."""
    assert [name for name, _ in called] == [
        "fail" if outcome.how == "error" else "success",
        "complete",
    ]
    value = called[0][1]
    if outcome.how == "error":
        # Tolerant: nested and flat at once.
        assert value["error"]["error_code"] == value["error_code"] == outcome.code
        assert outcome.message in value["error_msg"]
        return
    fields = each.result[0].fields if each.flag == "authResponse" else each.result
    assert {field.name for field in fields if field.is_required} <= set(value)
    assert set(value) <= {field.name for field in fields}
    for name, expected in outcome.result.items():
        assert value[name] == expected


def test_every_call_has_every_outcome(platform, phone):
    """Each call ends once, by success or fail and then complete, or never, as was chosen."""
    with phone(PAGE, game="portrait", files=FILES) as (page, frame, app):
        token, numbers = platform.access_token(app), itertools.count()
        for name in CALLS:
            each = GAME[name]
            for outcome in OUTCOMES[name]:
                options = OPTIONS.get(name, {})
                if name == "pay":
                    is_settled = outcome.how in {"done", "after"}
                    made = platform.new_order(token, f"o-{next(numbers)}") if is_settled else "T"
                    options = {"trade_order_id": made}
                choice = {"outcomes": {name: outcome.id}}
                # The account is switched back, so that the orders are its user's own.
                for _ in range(2 if outcome.id == "account_switched" else 1):
                    platform.admin("PUT", f"apps/{app['client_key']}/outcomes", choice)
                    kind = "ad" if each.kind == "object" else "options"
                    answer = frame.evaluate(
                        "([kind, name, options]) => runs[kind](name, options)",
                        [kind, name, options],
                    )
                about = (name, outcome.id, answer)
                if outcome.how in {"silent", "after"}:
                    assert answer == {"silence": True}, about
                elif each.kind == "object":
                    check_ad(outcome, answer["called"][0][1])
                else:
                    check_called(each, outcome, answer["called"])
        assert platform.admin("GET", "status")["ledger_problems"] == []
        expect(page.locator(".sheet")).to_have_count(0)


UPDATES = """<body><script>
window.heard = [];
const updates = TTMinis.game.getUpdateManager();
updates.onCheckForUpdate(({ hasUpdate }) => heard.push(hasUpdate));
updates.onUpdateReady(() => { heard.push("ready"); });
updates.onUpdateFailed(() => { heard.push("failed"); });
</script></body>
"""


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("none", [False]), ("available", [True, "ready"]), ("failed", [True, "failed"])],
)
def test_the_update_manager_tells_what_was_chosen(phone, outcome, expected):
    """A new version is there when it is chosen, and applying it loads the game anew."""
    with phone(UPDATES, query=f"?outcome=getUpdateManager:{outcome}", game="portrait") as shown:
        page, frame, _ = shown
        frame.wait_for_function(f"() => heard.length === {len(expected)}")
        assert frame.evaluate("() => heard") == expected
        if outcome == "available":
            frame.evaluate("() => { updates.applyUpdate(); }")
            expect(page.get_by_test_id("log")).to_contain_text("minis.destroy")
