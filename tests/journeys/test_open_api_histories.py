"""Random lives of an app through its doors: logins, orders, payments, refunds and the clock."""

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from localminis.spec import limits
from localminis.steering import AdminRefused

ACCESS_S, REFRESH_S = limits.TOKEN_LIFETIMES_S["minis"]
TIERS = {"local_beans_100": 100, "local_beans_300": 300}
NUMBERS = itertools.count(1)
PICK = st.integers(0, 20)


@dataclass
class Session:
    """What a backend holds of one login, and when each half of it ends."""

    user: int
    access: str
    refresh: str
    access_until_s: int
    refresh_until_s: int


class App(RuleBasedStateMachine):
    """Two users in a new app of one platform; a plain model knows what every answer must be."""

    platform = None

    def __init__(self):
        super().__init__()
        self.app = self.platform.new_app()
        self.key = {each: self.app[each] for each in ("client_key", "client_secret")}
        self.now_s = self.platform.admin("GET", "clock")["now_s"]
        self.users = [
            self.platform.admin("POST", "users", {"name": f"Person {next(NUMBERS)}"})["id"]
            for _ in range(2)
        ]
        self.wallets = dict.fromkeys(self.users, 0)
        self.recharges = {user: [] for user in self.users}
        self.sessions = []
        self.orders = {}
        self.paid = set()

    def pick_user(self, pick):
        return self.users[pick % len(self.users)]

    def pick_session(self, pick):
        return self.sessions[pick % len(self.sessions)]

    def token(self, **form):
        return self.platform.token(**self.key, **form)

    def admin(self, user, what, body):
        return self.platform.admin("POST", f"wallets/{user}/{what}", body)

    def keep(self, user, answer):
        self.sessions.append(
            Session(
                user,
                answer["access_token"],
                answer["refresh_token"],
                self.now_s + ACCESS_S,
                self.now_s + REFRESH_S,
            )
        )

    @rule(pick=PICK)
    def login(self, pick):
        user = self.pick_user(pick)
        code = self.platform.code(self.app, user)
        form = {"grant_type": "authorization_code", "code": code}
        self.keep(user, self.token(**form).json())
        assert self.token(**form).json()["error"] == "invalid_grant"

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK)
    def refresh(self, pick):
        session = self.pick_session(pick)
        answer = self.token(grant_type="refresh_token", refresh_token=session.refresh).json()
        if session.refresh_until_s <= self.now_s:
            assert answer["error"] == "invalid_grant"
            return
        session.refresh_until_s = 0  # it is spent; the access token lives on
        self.keep(session.user, answer)

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK)
    def disconnect(self, pick):
        user = self.pick_session(pick).user
        self.platform.simulator("revoke", client_key=self.app["client_key"], user=user)
        for session in self.sessions:
            if session.user == user:
                session.access_until_s = session.refresh_until_s = 0

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK, beans=st.integers(1, 250), is_again=st.booleans())
    def order(self, pick, beans, is_again):
        session = self.pick_session(pick)
        order_id = f"h-{next(NUMBERS)}"
        body = {
            "token_type": "BEANS",
            "token_amount": beans,
            "order_info": {"order_id": order_id, "product_name": "Episode"},
        }
        answer = self.platform.api("trade_order/create/", session.access, body)
        if session.access_until_s <= self.now_s:
            assert answer.status_code == 401
            return
        trade_order_id = answer.json()["data"]["trade_order_id"]
        self.orders[trade_order_id] = (session.user, beans)
        if is_again:
            again = self.platform.api("trade_order/create/", session.access, body).json()
            assert again["error"]["code"] == "20021002"

    @precondition(lambda self: self.orders)
    @rule(pick=PICK)
    def pay(self, pick):
        trade_order_id = list(self.orders)[pick % len(self.orders)]
        user, beans = self.orders[trade_order_id]
        who = {"client_key": self.app["client_key"], "user": user}
        answer = self.platform.simulator("pay", trade_order_id=trade_order_id, **who).json()
        if trade_order_id in self.paid:
            assert answer["error"]["code"] == "order_not_open"
        elif beans > self.wallets[user]:
            assert answer["error"]["code"] == "not_enough_beans"
        else:
            self.wallets[user] -= beans
            self.paid.add(trade_order_id)
            assert answer["balance"] == self.wallets[user]

    @rule(pick=PICK, tier_id=st.sampled_from(sorted(TIERS)))
    def recharge(self, pick, tier_id):
        user = self.pick_user(pick)
        self.admin(user, "recharges", {"tier_id": tier_id})
        self.wallets[user] += TIERS[tier_id]
        self.recharges[user].append(TIERS[tier_id])

    @rule(pick=PICK, parts=st.integers(1, 3))
    def refund(self, pick, parts):
        user = self.pick_user(pick)
        if not self.recharges[user]:
            with pytest.raises(AdminRefused):
                self.admin(user, "refund", {"parts": parts})
            return
        done = self.admin(user, "refund", {"parts": parts})
        beans = self.recharges[user].pop()
        assert done["wallet_beans"] == min(beans, self.wallets[user])
        self.wallets[user] -= done["wallet_beans"]

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK)
    def subscribe(self, pick):
        session = self.pick_session(pick)
        info = {"order_id": f"s-{next(NUMBERS)}", "product_name": "All"}
        body = {"tier_id": "sandbox_499_1M", "order_info": info}
        answer = self.platform.api("subscription/create/", session.access, body)
        if session.access_until_s <= self.now_s:
            assert answer.status_code == 401
            return
        said = answer.json()
        listed = self.platform.api("subscription/get_active_list/", session.access, None).json()
        if listed["data"]["subscriptions"]:
            assert said["error"]["code"] == "20021101"
            return
        who = {"client_key": self.app["client_key"], "user": session.user}
        trade_order_id = said["data"]["trade_order_id"]
        paid = self.platform.simulator("subscription/pay", trade_order_id=trade_order_id, **who)
        assert paid.json()["is_success"]

    @rule(seconds=st.sampled_from([1, 300, 3_600, ACCESS_S - 1, ACCESS_S, 30 * ACCESS_S]))
    def turn(self, seconds):
        turned = self.platform.admin("POST", "clock", {"action": "advance", "seconds": seconds})
        self.now_s += seconds
        assert turned["now_s"] == self.now_s

    @invariant()
    def the_books_hold(self):
        assert self.platform.admin("GET", "ledger/audit")["problems"] == []
        for user, beans in self.wallets.items():
            assert self.platform.admin("GET", f"wallets/{user}")["balance_beans"] == beans

    @invariant()
    def what_the_backend_sees_is_what_happened(self):
        for session in self.sessions[-2:]:
            is_alive = session.access_until_s > self.now_s
            headers = {"Authorization": f"Bearer {session.access}"}
            asked = self.platform.http.get("/v2/user/info/?fields=open_id", headers=headers)
            assert asked.status_code == (200 if is_alive else 401)
            for trade_order_id, (user, _) in list(self.orders.items())[-1:] if is_alive else ():
                body = {"trade_order_id": trade_order_id}
                said = self.platform.api("trade_order/query/", session.access, body).json()
                if user != session.user:
                    assert said["error"]["code"] == "20011002"
                else:
                    expected = "SUCCESS" if trade_order_id in self.paid else "PENDING"
                    assert said["data"]["trade_order_status"] == expected


def test_any_history_told_through_the_doors_is_the_models(platform):
    """Whatever is called in whatever order, tokens, orders and wallets are as a model says."""
    platform.admin("POST", "clock", {"action": "freeze"})
    App.platform = platform
    run_state_machine_as_test(
        App,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
