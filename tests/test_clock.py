import re

from hypothesis import given
from hypothesis import strategies as st

from localminis import clock
from localminis.clock import Clock, ClockState, written

STATES = st.builds(
    ClockState,
    offset_s=st.integers(-(10**9), 10**9),
    frozen_at_s=st.none() | st.integers(0, 4 * 10**9),
    revision=st.integers(0, 100),
)
SECONDS = st.integers(0, 10**9)
# The machine's clock may tick between two looks.
TICK_S = 2


def test_wall_time_is_the_machines():
    """Seconds, milliseconds and the written stamp agree."""
    before_s = clock.wall_s()
    assert before_s <= clock.wall_ms() // 1_000 <= before_s + TICK_S
    assert re.fullmatch(r"20\d{12}", clock.wall_stamp())


def test_a_new_clock_runs_with_the_machine():
    """Without a state platform time is wall time."""
    assert 0 <= clock.wall_s() - Clock().now_s() <= TICK_S


@given(STATES)
def test_a_frozen_clock_stands_still(state):
    """Freezing keeps the present moment, and freezing again changes nothing."""
    running = Clock(state)
    now_s = running.now_s()
    frozen = Clock(running.frozen())
    assert 0 <= frozen.now_s() - now_s <= TICK_S
    assert Clock(frozen.frozen()).now_s() == frozen.now_s()


@given(STATES, SECONDS, SECONDS)
def test_turning_adds_up(state, first, second):
    """Two turns are one turn of their sum, frozen or running."""
    turned = Clock(Clock(state).advanced(first))
    twice = Clock(turned.advanced(second)).now_s()
    assert 0 <= twice - Clock(Clock(state).advanced(first + second)).now_s() <= TICK_S
    assert 0 <= twice - (Clock(state).now_s() + first + second) + TICK_S <= 2 * TICK_S


@given(STATES)
def test_a_resumed_clock_goes_on_from_where_it_stood(state):
    """Nothing is skipped and nothing comes twice."""
    before_s = Clock(state).now_s()
    resumed = Clock(state).resumed()
    assert resumed.frozen_at_s is None
    assert -TICK_S <= Clock(resumed).now_s() - before_s <= TICK_S


@given(STATES)
def test_a_straightened_clock_is_the_machines(state):
    """A reset forgets every turn."""
    straight = Clock(Clock(state).straightened())
    assert 0 <= straight.now_s() - clock.wall_s() + TICK_S <= 2 * TICK_S


@given(STATES, SECONDS)
def test_an_older_state_is_never_adopted_over_a_newer(state, seconds):
    """Each turn has a higher revision, so a late message cannot turn time back."""
    turned = Clock(state).advanced(seconds)
    assert turned.revision == state.revision + 1
    following = Clock(state)
    following.adopt(turned)
    following.adopt(state)
    assert following.state == turned


@given(STATES)
def test_the_clocks_of_a_platform_know_each_other(state):
    """Each leads to every other, and goes by a state of its own."""
    main = Clock()
    sandbox = main.of("sandbox")
    main.adopt_all({"sandbox": state})
    assert sandbox.of("main") is main
    assert sandbox.of("another").of("sandbox") is sandbox
    assert (sandbox.state, main.state, sandbox.id) == (state, ClockState(), "sandbox")


def test_a_point_in_time_is_written_for_people():
    """In UTC, and what no calendar has as the number that it is."""
    assert written(1_800_000_000) == "2027-01-15 08:00:00 UTC"
    assert written(10**30) == f"{10**30} s"
