"""Who gets which version: shares, buckets, steps forward and back, on any history."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localminis.identity import testers
from localminis.ids import ClientKey, UserId
from localminis.publishing import review, rollout, versions
from localminis.publishing.model import (
    NothingReleased,
    PercentageInvalid,
    ReleaseRefused,
    WrongState,
)
from localminis.spec.publishing import BUCKETS

KEY = ClientKey("mnpublish")


@pytest.fixture
def ready(portal):
    """Give a function that makes versions which passed their review."""

    def make(count: int = 1):
        made = [portal.add().number for _ in range(count)]
        for number in made:
            portal.run(lambda tx, n=number: review.submit(tx, portal.shelf.clock, portal.app, n))
            portal.run(lambda tx, n=number: review.approve(tx, portal.shelf.clock, portal.app, n))
        return made

    return make


def steps(portal):
    """Give release, grow and back on a portal, each with the state they leave."""

    def left(tx):
        now = rollout.released(tx, portal.app)
        return (
            now.production and now.production.number,
            now.gray and now.gray.number,
            now.gray_percentage,
            now.production_percentage,
        )

    def release(number, **how):
        def work(tx):
            rollout.release(tx, portal.shelf.clock, portal.app, number, **how)
            return left(tx)

        return portal.run(work)

    def grow(percentage):
        def work(tx):
            rollout.grow(tx, portal.shelf.clock, portal.app, percentage=percentage)
            return left(tx)

        return portal.run(work)

    def back():
        def work(tx):
            rollout.roll_back(tx, portal.shelf.clock, portal.app)
            return left(tx)

        return portal.run(work)

    return release, grow, back


def test_a_rollout_goes_forward_and_back(portal, ready):
    """The shares always add up to a hundred; a hundred makes a production version."""
    release, grow, back = steps(portal)
    ready(4)
    with pytest.raises(ReleaseRefused, match="no production version"):
        release(1, percentage=10)
    assert release(1) == (1, None, 0, 100)
    with pytest.raises(ReleaseRefused, match="only the first launch"):
        release(2)
    assert release(2, percentage=0) == (1, 2, 0, 100)
    assert grow(10) == (1, 2, 10, 90)
    for percentage in (10, 9):
        with pytest.raises(ReleaseRefused, match="can only grow"):
            grow(percentage)
    with pytest.raises(ReleaseRefused, match="can only grow"):
        release(3, percentage=10)
    assert release(3, percentage=11) == (1, 3, 11, 89)
    assert grow(100) == (3, None, 0, 100)
    assert release(2, percentage=50) == (3, 2, 50, 50)
    assert back() == (3, None, 0, 100)
    assert back() == (1, None, 0, 100)
    with pytest.raises(ReleaseRefused, match="no earlier production version"):
        back()
    with pytest.raises(ReleaseRefused, match="no gray version"):
        grow(20)
    assert release(4, percentage=100) == (4, None, 0, 100)
    assert back() == (1, None, 0, 100)
    for percentage in (-1, 101):
        with pytest.raises(PercentageInvalid):
            release(3, percentage=percentage)


def test_a_blocked_production_version_is_offline(portal, ready):
    """The app says so; another one can be launched, or the one before."""
    release, _, back = steps(portal)
    ready(3)
    mia = portal.user("Mia")

    def search():
        return portal.run(lambda tx: rollout.search(tx, portal.app, mia)).number

    with pytest.raises(NothingReleased, match="no released version"):
        search()
    release(1)
    release(2, percentage=100)
    portal.run(lambda tx: rollout.block(tx, portal.app, 2, reasons=["Unsafe content"]))
    with pytest.raises(NothingReleased, match=r"version 2 is blocked.*Unsafe content"):
        search()
    with pytest.raises(WrongState, match=r"Version 2 is blocked.*unblock"):
        release(2)
    assert back() == (1, None, 0, 100)
    portal.run(lambda tx: rollout.block(tx, portal.app, 1, reasons=["Again"]))
    assert release(3) == (3, None, 0, 100)
    assert search() == 3
    portal.run(lambda tx: rollout.unblock(tx, portal.app, 2))
    assert release(2, percentage=1) == (3, 2, 1, 99)


def test_test_users_and_target_users_get_the_gray_version(portal, ready):
    """With no share at all, it is theirs alone."""
    release, _, _ = steps(portal)
    ready(2)
    release(1)
    release(2, percentage=0)
    mia, kenji, ada = (portal.user(name) for name in ("Mia", "Kenji", "Ada"))
    portal.run(lambda tx: testers.add(tx, portal.shelf.clock, portal.app, mia))
    portal.run(lambda tx: versions.add_target_user(tx, portal.app, 2, kenji))
    found = [
        portal.run(lambda tx, user=user: rollout.search(tx, portal.app, user)).number
        for user in (mia, kenji, ada)
    ]
    assert found == [2, 2, 1]


@given(
    user=st.integers(1, 2**31 - 1),
    shares=st.lists(st.integers(0, 100), min_size=2, max_size=6).map(sorted),
)
def test_whoever_has_the_gray_version_keeps_it(user, shares):
    """A growing share takes nobody's version away; nobody has it at 0, everybody at 100."""
    held = [rollout.is_in_share(KEY, UserId(user), share) for share in shares]
    assert held == sorted(held)
    assert not rollout.is_in_share(KEY, UserId(user), 0)
    assert rollout.is_in_share(KEY, UserId(user), 100)


def test_a_share_ends_before_its_last_bucket():
    """Who stands first is in no share of nothing, and who stands at ten percent is not in ten."""
    first, tenth = (
        next(user for user in range(10**6) if rollout.bucket(KEY, UserId(user)) == place)
        for place in (0, BUCKETS // 10)
    )
    assert not rollout.is_in_share(KEY, UserId(first), 0)
    assert not rollout.is_in_share(KEY, UserId(tenth), 10)
    assert rollout.is_in_share(KEY, UserId(tenth), 11)


def test_a_share_is_about_that_many_users():
    """Ten percent of ten thousand are a thousand, give or take; apps choose different people."""
    for key in ("mnone", "mntwo"):
        count = sum(rollout.is_in_share(ClientKey(key), UserId(user), 10) for user in range(10_000))
        assert 850 < count < 1_150
    chosen = [
        {user for user in range(1000) if rollout.is_in_share(ClientKey(key), UserId(user), 10)}
        for key in ("mnone", "mntwo")
    ]
    assert len(chosen[0] & chosen[1]) < 50


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("release"), st.integers(1, 3), st.none() | st.integers(-1, 101)),
        st.tuples(st.just("grow"), st.integers(-1, 101), st.none()),
        st.tuples(st.just("back"), st.none(), st.none()),
        st.tuples(st.just("block"), st.integers(1, 3), st.none()),
        st.tuples(st.just("unblock"), st.integers(1, 3), st.none()),
    ),
    max_size=12,
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=STEPS)
def test_any_history_keeps_the_laws(portal, ready, history):
    """At most one production and one gray version, shares of 100, and gray never shrinks."""
    release, grow, back = steps(portal)
    first = ready(3)[0] - 1
    calls = {
        "release": lambda number, share: release(first + number, percentage=share),
        "grow": lambda share, _: grow(share),
        "back": lambda _, __: back(),
        "block": lambda number, _: portal.run(
            lambda tx: rollout.block(tx, portal.app, first + number, reasons=["x"])
        ),
        "unblock": lambda number, _: portal.run(
            lambda tx: rollout.unblock(tx, portal.app, first + number)
        ),
    }
    before = portal.run(lambda tx: rollout.released(tx, portal.app))
    for name, one, two in history:
        with contextlib.suppress(ReleaseRefused, WrongState, PercentageInvalid):
            calls[name](one, two)
        now = portal.run(lambda tx: rollout.released(tx, portal.app))
        states = [each.state for each in portal.run(lambda tx: versions.listing(tx, portal.app))]
        assert states.count("production") <= 1
        assert states.count("gray") <= 1
        if now.production is not None:
            assert now.production_percentage + now.gray_percentage == 100
        if name in {"release", "grow"} and now.gray and before.gray:
            assert now.gray_percentage >= before.gray_percentage
        if before.production is not None and name != "block":
            assert now.production is not None
        before = now
