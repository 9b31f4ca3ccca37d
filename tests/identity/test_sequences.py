"""Any sequence of logins, exchanges, refreshes, revocations and turns of the clock."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from localminis.agenda.agenda import Bell
from localminis.clock import Clock, ClockState
from localminis.identity import apps, codes, consent, tokens, users
from localminis.identity.model import AccessTokenInvalid, GrantReused, InvalidGrant
from localminis.ids import digest
from localminis.spec import limits
from localminis.spec.scopes import BASIC, OPEN_ID, SCOPES
from localminis.store import clocks, vault
from localminis.store.sqlite import SqliteStore
from localminis.store.tables.webhooks import webhook_events

ACCESS_S, REFRESH_S = limits.TOKEN_LIFETIMES_S["minis"]
WHO = st.tuples(st.integers(0, 1), st.integers(0, 1))


@dataclass
class Secret:
    """What the model knows of a code or a token."""

    text: str
    kind: str
    who: tuple[int, int]
    scopes: tuple[str, ...]
    ends_at_s: int
    family: str
    is_alive: bool = True


class Sequences(RuleBasedStateMachine):
    """The verbs of identity beside a model that keeps the rules in plain dictionaries."""

    codes = Bundle("codes")
    pairs = Bundle("pairs")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = SqliteStore(self.folder / "localminis.db")
        self.clock = Clock(ClockState(frozen_at_s=1_700_000_000))
        self.bell = Bell()
        seal = vault.load(self.folder / "secret.key")
        self.run(clocks.read)
        self.apps = [
            self.run(lambda tx, name=name: apps.create(tx, self.clock, seal, name=name))
            for name in ("A", "B")
        ]
        self.users = [
            self.run(lambda tx, name=name: users.create(tx, self.clock, name=name))
            for name in ("Mia", "Kenji")
        ]
        self.secrets: list[Secret] = []
        self.granted: dict[tuple[int, int], set[str]] = {}
        self.removals = 0

    def run(self, work):
        return self.store.run_sync(work)

    def keep(self, *made: Secret):
        self.secrets.extend(made)
        return made

    def end(self, **wanted):
        for secret in self.secrets:
            if all(getattr(secret, name) == value for name, value in wanted.items()):
                secret.is_alive = False

    def is_good(self, secret: Secret) -> bool:
        return secret.is_alive and self.clock.now_s() < secret.ends_at_s

    def mint(self, who, scopes=None):
        app, user = self.apps[who[0]], self.users[who[1]]
        given = {} if scopes is None else {"scopes": scopes}
        text = self.run(lambda tx: codes.issue(tx, self.clock, user, app, **given))
        self.granted.setdefault(who, set()).update(scopes or (OPEN_ID,))
        ends_at_s = self.clock.now_s() + limits.CODE_LIFETIME_S
        code = Secret(text, "code", who, tuple(scopes or (OPEN_ID,)), ends_at_s, text)
        self.keep(code)
        return code

    @rule(target=codes, who=WHO)
    def log_in(self, who):
        return self.mint(who)

    @rule(target=codes, who=WHO, scopes=st.lists(st.sampled_from(SCOPES), min_size=1, unique=True))
    def authorize(self, who, scopes):
        return self.mint(who, scopes)

    def pair(self, given, secret: Secret):
        now_s = self.clock.now_s()
        made = [
            Secret(text, kind, secret.who, secret.scopes, now_s + life_s, secret.family)
            for text, kind, life_s in (
                (given.access_token, "access", ACCESS_S),
                (given.refresh_token, "refresh", REFRESH_S),
            )
        ]
        assert given.scope == ",".join(secret.scopes)
        return self.keep(*made)

    def give(self, verb, secret: Secret, number: int):
        app = self.apps[number]
        is_good = self.is_good(secret) and number == secret.who[0]

        def work(tx):
            return verb(tx, self.clock, app, secret.text, lifetimes="minis")

        if is_good:
            return self.run(work)
        was_spent = not secret.is_alive and number == secret.who[0]
        with pytest.raises(InvalidGrant) as refused:
            self.run(work)
        assert isinstance(refused.value, GrantReused) is was_spent
        return None

    @rule(target=pairs, code=codes, number=st.integers(0, 1))
    def exchange(self, code, number):
        given = self.give(tokens.exchange, code, number)
        if given is None:
            return None
        code.is_alive = False
        if code.scopes != (OPEN_ID,):
            self.end(kind="access", who=code.who)
        return self.pair(given, code)

    @rule(target=pairs, pair=pairs, number=st.integers(0, 1))
    def refresh(self, pair, number):
        if pair is None:
            return None
        given = self.give(tokens.refresh, pair[1], number)
        if given is None:
            return None
        pair[1].is_alive = False
        return self.pair(given, pair[1])

    @rule(who=WHO)
    def revoke_in_settings(self, who):
        app, user = self.apps[who[0]], self.users[who[1]]
        was_connected = self.run(lambda tx: consent.revoke(tx, self.clock, self.bell, user, app))
        assert was_connected is bool(self.granted.get(who))
        self.disconnect(who)

    @rule(pair=pairs, number=st.integers(0, 1))
    def revoke_by_the_app(self, pair, number):
        if pair is None:
            return
        access = pair[0]

        def work(tx):
            tokens.revoke(tx, self.clock, self.apps[number], access.text)

        if access.is_alive and number == access.who[0]:
            self.run(work)
            self.disconnect(access.who)
        else:
            with pytest.raises(InvalidGrant):
                self.run(work)

    def disconnect(self, who):
        self.removals += bool(self.granted.pop(who, None))
        self.end(who=who)

    @rule(family=codes)
    def revoke_a_family(self, family):
        app = self.apps[family.who[0]]
        family_digest = digest(family.text)
        self.run(lambda tx: tokens.revoke_family(tx, self.clock, app, family_digest))
        for kind in ("access", "refresh"):
            self.end(family=family.text, kind=kind)

    @rule(seconds=st.sampled_from([1, 299, 300, ACCESS_S - 1, ACCESS_S, REFRESH_S]))
    def turn_the_clock(self, seconds):
        self.clock.state = self.clock.advanced(seconds)
        self.run(lambda tx: clocks.write(tx, self.clock.state))

    @rule(pair=pairs, is_access=st.booleans())
    def ask(self, pair, is_access):
        if pair is None:
            return
        secret = pair[0] if is_access else pair[1]

        def work(tx):
            return tokens.caller(tx, self.clock, secret.text)

        if not (is_access and self.is_good(secret)):
            with pytest.raises(AccessTokenInvalid):
                self.run(work)
            return
        caller = self.run(work)
        assert caller.scopes == set(secret.scopes)
        assert caller.scopes <= self.granted[secret.who]
        assert caller.app == self.apps[secret.who[0]]
        assert caller.user == self.users[secret.who[1]]

    @invariant()
    def grants_and_events_are_as_modelled(self):
        for number, app in enumerate(self.apps):
            for place, user in enumerate(self.users):
                held = self.run(lambda tx, user=user, app=app: consent.granted(tx, user, app))
                wanted = self.granted.get((number, place), set())
                assert held == tuple(scope for scope in (OPEN_ID, BASIC) if scope in wanted)
        count = select(func.count()).select_from(webhook_events)
        assert self.run(lambda tx: tx.scalar(count)) == self.removals

    def teardown(self):
        self.store.close()
        shutil.rmtree(self.folder)


class TestSequences(Sequences.TestCase):
    """No sequence brings back what has ended, or ends what nobody ended."""

    settings = settings(
        max_examples=25,
        stateful_step_count=30,
        suppress_health_check=[HealthCheck.too_slow],
    )
