"""Every method of the SDK with every documented outcome, in headless Chromium, from one table."""

import itertools

import pytest
from playwright.sync_api import expect

from localminis.spec import capabilities
from localminis.spec.outcomes import OUTCOMES

pytestmark = pytest.mark.browser

PAGE = """<body><p>One page for every outcome.</p>
<script>
let forgotten = () => {};
addEventListener("message", ({ data }) => { if (data?.type === "forget") forgotten(); });
const heard = (run) => new Promise((resolve) => {
  const called = [];
  forgotten = () => resolve({ silence: true });
  run((result) => {
    called.push(result);
    // A second callback would come with the same turn of the loop.
    setTimeout(() => resolve({ result, times: called.length }), 5);
  });
});
const runs = {
  callback: (method, options) => heard((callback) => TTMinis[method](callback, options)),
  options: (method, options) => heard((callback) => TTMinis[method](options, callback)),
  inside: (method, options) => heard((callback) => TTMinis[method]({ ...options, callback })),
  promise: (method) => heard((callback) => {
    const refused = (error) => callback({ error: { ...error, error_msg: error.message } });
    TTMinis[method]().then((made) => callback({ made: typeof made }), refused);
  }),
  ad: (method, options) => heard((callback) => {
    const seen = {};
    const ad = TTMinis[method](options);
    ad.onError(({ error_msg, ...error }) => Object.assign(seen, error));
    ad.onClose(({ isEnded }) => callback({ ...seen, isEnded }));
    const refused = ({ error_code }) => callback({ ...seen, refused: error_code });
    ad.show().then(() => { seen.shown = true; }, refused);
  }),
};
</script></body>
"""

OPTIONS = {
    "checkBalance": {"type": "BEANS", "amount": 10},
    "recharge": {"tier_id": "local_beans_100"},
    "openBalance": {"type": "BEANS"},
    "navigateToBalance": {"type": "BEANS"},
    "createRewardedVideoAd": {"adUnitId": "slot-1"},
    "createInterstitialAd": {"adUnitId": "slot-1"},
    "share": {"title": "Look", "query": {"ep": "3"}},
    "reportEvent": {"eventName": "drama_episode_play", "params": {"episodeId": "3"}},
    "setNavigationBarColor": {"frontColor": "#ffffff", "backgroundColor": "#123456"},
    "requestSubscribeMessage": {"tmplIds": ["a", "b"]},
}


class Orders:
    """Trade orders as an app's backend makes them, one for each call that needs one."""

    def __init__(self, platform, app):
        self.platform = platform
        self.app = app
        self.token = platform.access_token(app)
        self.numbers = itertools.count()

    def options(self, method, outcome):
        """Return the options of a call; a real order where the outcome settles it."""
        if method == "pay":
            is_settled = outcome.how in {"done", "after"}
            order_id = f"o-{next(self.numbers)}"
            made = self.platform.new_order(self.token, order_id) if is_settled else "TOIDnone"
            return {"trade_order_id": made}
        if method.endswith("Subscription"):
            return {"trade_order_id": self.subscription(method) if outcome.how == "done" else "T"}
        return OPTIONS.get(method, {})

    def subscription(self, method):
        """Order a new subscription, or the renewal of the one there is, cancelled before."""
        if method == "changeSubscription":
            return "TOIDchange"
        order_info = {"order_id": f"s-{next(self.numbers)}", "product_name": "All episodes"}
        if method == "createSubscription":
            path, body = "create", {"tier_id": "local_499_1M", "order_info": order_info}
        else:
            [active] = self.platform.admin("GET", "subscriptions")["subscriptions"]
            number = active["subscription_id"]
            self.platform.admin("POST", f"subscriptions/{number}/cancel")
            path, body = "reactivate", {"subscription_id": number, "order_info": order_info}
        answer = self.platform.api(f"subscription/{path}/", self.token, body).json()
        return answer["data"]["trade_order_id"]


def check_ad(outcome, answer):
    """Compare what an ad's listeners heard with the outcome."""
    if outcome.how == "error" and outcome.closes is None:
        assert answer["refused"] == outcome.code
        return
    assert answer["isEnded"] is outcome.closes
    assert answer["shown"] is True
    if outcome.how == "error":
        assert answer["error_code"] == outcome.code
        assert answer.get("sub_error_code", 0) == outcome.sub_code


def check_result(capability, outcome, result, options):
    """Compare a result with the documented shape of its method."""
    if outcome.how == "error":
        assert result["error"]["error_code"] == outcome.code
        assert outcome.message in result["error"]["error_msg"]
        if capability.flag is not None:
            assert result[capability.flag] is False
        elif capability.result and capability.result[0].name == "authResponse":
            assert result["authResponse"] is None
        return
    assert "error" not in result, result
    if capability.call == "promise":
        assert result == {"made": "function"}
        return
    known = {field.name for field in capability.result}
    assert set(result) <= known
    assert {field.name for field in capability.result if field.is_required} <= set(result)
    if capability.flag is not None:
        assert result[capability.flag] is True
    for name in capability.echo:
        assert result[name] == options[name]
    for name, value in outcome.result.items():
        assert result[name] == value
    if "authResponse" in result:
        assert len(result["authResponse"]["code"]) > 20


def test_every_method_has_every_outcome(platform, phone):
    """Each call answers once, or never, with the documented shape and number, as was chosen."""
    with phone(PAGE) as (page, frame, app):
        orders = Orders(platform, app)
        for method, capability in capabilities.DRAMA.items():
            known = OUTCOMES.get(method, ())
            for outcome in known:
                choice = {"outcomes": {method: outcome.id}}
                options = orders.options(method, outcome)
                # The account is switched back, so that the orders are its user's own.
                for _ in range(2 if outcome.id == "account_switched" else 1):
                    platform.admin("PUT", f"apps/{app['client_key']}/outcomes", choice)
                    answer = frame.evaluate(
                        "([call, method, options]) => runs[call](method, options)",
                        [capability.call, method, options],
                    )
                about = (method, outcome.id, answer)
                if outcome.how in {"silent", "after"}:
                    assert answer == {"silence": True}, about
                    continue
                assert answer["times"] == 1, about
                if capability.call == "ad":
                    check_ad(outcome, answer["result"])
                else:
                    check_result(capability, outcome, answer["result"], options)
        assert platform.admin("GET", "status")["ledger_problems"] == []
        expect(page.get_by_test_id("pay-sheet")).to_have_count(0)


def test_the_address_chooses_an_outcome_for_the_next_call(platform, phone):
    """`?outcome=pay:user_cancel` counts once; the call after it opens the sheet."""
    query = "?outcome=pay:user_cancel"
    with phone(PAGE, query=query) as (page, frame, _):
        pay = "() => runs.callback('pay', { trade_order_id: 'TOIDnone' })"
        assert frame.evaluate(pay)["result"]["error"]["error_code"] == 115601
        frame.evaluate(
            "() => { window.second = runs.callback('pay', { trade_order_id: 'TOIDnone' }); }"
        )
        page.get_by_test_id("pay-cancel").click()
        assert frame.evaluate("() => window.second")["result"]["error"]["error_code"] == 115600


def test_the_menu_chooses_an_outcome_until_it_is_changed(platform, phone):
    """A sticky choice of the panel counts for every call, and clearing it brings the sheet back."""
    with phone(PAGE) as (page, frame, _):
        page.get_by_role("tab", name="Outcomes").click()
        page.get_by_test_id("outcomes-sticky").check()
        page.get_by_test_id("outcome-authorize").select_option("deny")
        for _ in range(2):
            answer = frame.evaluate("() => runs.callback('authorize', {})")
            assert answer["result"]["error"]["error_code"] == 103601
        page.get_by_test_id("outcomes-clear").click()
        frame.evaluate("() => { window.asked = runs.callback('authorize', {}); }")
        page.get_by_test_id("consent-allow").click()
        assert frame.evaluate("() => window.asked")["result"]["authResponse"]["code"]
