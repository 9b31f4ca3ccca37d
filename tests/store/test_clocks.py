from localminis.clock import ClockState
from localminis.store import clocks


def test_a_new_clock_runs_with_the_machine(store):
    """The first look makes the row."""
    assert store.run_sync(clocks.read) == ClockState()
    assert store.run_sync(clocks.read) == ClockState()


def test_a_turned_and_frozen_clock_is_remembered(store):
    """What is written is what the next process reads."""
    state = ClockState(offset_s=-5, frozen_at_s=1_700_000_000)

    def work(tx):
        clocks.read(tx)
        clocks.write(tx, state)
        return clocks.read(tx)

    assert store.run_sync(work) == state
