import pytest

from localminis.agenda import agenda, queries
from localminis.agenda.agenda import LEASE_S, Bell
from localminis.clock import ClockState
from localminis.store import clocks
from localminis.store.tables.agenda import agenda as table


def due_at(shelf, at_s, key="k", kind="test"):
    shelf.run(lambda tx: agenda.schedule(tx, shelf.bell, due_at_s=at_s, kind=kind, key=key))


def claimed(shelf) -> list[str]:
    return [work.key for work in shelf.run(lambda tx: agenda.claim(tx, shelf.clock))]


def test_work_is_claimed_when_it_is_due_and_once(shelf):
    """Nothing starts early, what is due comes in order, and what is held is not given twice."""
    now_s = shelf.clock.now_s()
    for key, at_s in (("late", now_s + 60), ("second", now_s), ("first", now_s - 5)):
        due_at(shelf, at_s, key)
    assert claimed(shelf) == ["first", "second"]
    assert claimed(shelf) == []
    shelf.turn(60)
    assert claimed(shelf) == ["late"]


def test_a_claim_takes_a_bounded_number(shelf):
    """A flood of due work is taken in portions, the earliest first."""
    now_s = shelf.clock.now_s()

    def flood(tx):
        for n in range(40):
            agenda.schedule(tx, shelf.bell, due_at_s=now_s - 40 + n, kind="test", key=f"{n}")

    shelf.run(flood)
    first = claimed(shelf)
    assert first == [f"{n}" for n in range(len(first))]
    assert len(first) < 40
    assert len(first) + len(claimed(shelf)) == 40


def test_scheduling_again_moves_work_and_frees_it(shelf):
    """One kind and key is one piece of work."""
    now_s = shelf.clock.now_s()
    due_at(shelf, now_s)
    assert claimed(shelf) == ["k"]
    due_at(shelf, now_s + 10)
    assert shelf.run(queries.count) == 1
    assert claimed(shelf) == []
    shelf.turn(10)
    assert claimed(shelf) == ["k"]


def test_finished_work_is_forgotten(shelf):
    """What is settled never comes back."""
    due_at(shelf, shelf.clock.now_s())
    [work] = shelf.run(lambda tx: agenda.claim(tx, shelf.clock))
    shelf.run(lambda tx: agenda.finish(tx, work))
    shelf.turn(10_000)
    assert claimed(shelf) == []
    assert shelf.run(queries.count) == 0


@pytest.mark.parametrize(("age_s", "is_free"), [(LEASE_S - 5, False), (LEASE_S, True)])
def test_a_lease_runs_out_on_wall_time(shelf, age_s, is_free):
    """Work of a process that died is claimed again, but not while its process may live."""
    due_at(shelf, shelf.clock.now_s())
    assert claimed(shelf) == ["k"]
    shelf.turn(10 * LEASE_S)
    aged = table.update().values(leased_until_s=table.c.leased_until_s - age_s)
    shelf.run(lambda tx: tx.execute(aged))
    assert (claimed(shelf) == ["k"]) is is_free


def test_freed_leases_are_claimable_at_once(shelf):
    """A restart need not wait for the leases of the run before."""
    due_at(shelf, shelf.clock.now_s())
    assert claimed(shelf) == ["k"]
    shelf.run(agenda.free_leases)
    assert claimed(shelf) == ["k"]


def test_what_is_given_back_is_claimable_at_once(shelf):
    """But never what somebody else has claimed meanwhile."""
    for key in ("a", "b"):
        due_at(shelf, shelf.clock.now_s(), key=key)
    first = shelf.run(lambda tx: agenda.claim(tx, shelf.clock, lease_s=0))
    [second] = shelf.run(lambda tx: agenda.claim(tx, shelf.clock))[:1]
    assert second.key == "a"
    shelf.run(lambda tx: agenda.finish(tx, first[1]))
    shelf.run(lambda tx: agenda.give_back(tx, first))
    assert claimed(shelf) == []
    shelf.run(lambda tx: agenda.give_back(tx, [second]))
    assert claimed(shelf) == ["a"]


def test_the_next_due_time_is_told_in_platform_time(shelf):
    """Waiting is known without looking at every row, and never negative."""
    assert shelf.run(lambda tx: agenda.seconds_until_due(tx, shelf.clock)) is None
    due_at(shelf, shelf.clock.now_s() + 30)
    assert shelf.run(lambda tx: agenda.seconds_until_due(tx, shelf.clock)) == 30
    shelf.turn(100)
    assert shelf.run(lambda tx: agenda.seconds_until_due(tx, shelf.clock)) == 0


def test_the_bell_rings_for_stored_work_only(shelf):
    """A transaction that is taken back wakes nobody; a bell without a listener is silent."""

    def fails(tx):
        agenda.schedule(tx, shelf.bell, due_at_s=0, kind="test", key="k")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        shelf.run(fails)
    assert shelf.rung == 0
    due_at(shelf, 0)
    assert shelf.rung == 1
    Bell().ring()


def test_work_is_due_on_the_clock_that_it_names(shelf):
    """A turn of one clock makes no work of another due, and moved work stays on its own."""
    shelf.run(lambda tx: clocks.make(tx, "other"))
    other = ClockState(frozen_at_s=shelf.clock.now_s())
    shelf.run(lambda tx: clocks.write(tx, other, "other"))
    due_at_s = shelf.clock.now_s() + 30
    for clock_id in ("main", "other"):
        for at_s in (due_at_s - 1, due_at_s):
            shelf.run(
                lambda tx, at_s=at_s, clock_id=clock_id: agenda.schedule(
                    tx, shelf.bell, due_at_s=at_s, kind="test", key=clock_id, clock_id=clock_id
                )
            )
    shelf.turn(30)
    [work] = shelf.run(lambda tx: agenda.claim(tx, shelf.clock))
    assert (work.key, work.clock_id) == ("main", "main")
    shelf.run(lambda tx: agenda.hand_over(tx, shelf.clock.of("other"), shelf.clock))
    shelf.run(lambda tx: clocks.remove(tx, "other"))
    assert shelf.run(lambda tx: agenda.claim(tx, shelf.clock)) == []
    shelf.turn(30)
    assert [each.key for each in shelf.run(lambda tx: agenda.claim(tx, shelf.clock))] == ["other"]
