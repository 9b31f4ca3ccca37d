import asyncio

from localminis.agenda import agenda, queries
from localminis.agenda.lanes import NO_LANE, Lanes
from localminis.agenda.worker import Worker


def flood(shelf, lane: str, count: int, due_at_s: int) -> None:
    def work(tx):
        for number in range(count):
            agenda.schedule(
                tx, shelf.bell, due_at_s=due_at_s, kind="test", key=f"{lane}/{number}", lane=lane
            )

    shelf.run(work)


def claim(shelf, lanes: Lanes) -> list[str]:
    taken = shelf.run(lambda tx: agenda.claim(tx, shelf.clock, lanes=lanes))
    for work in taken:
        lanes.enter(work.lane)
    return [work.lane for work in taken]


def test_a_crowded_lane_hides_nobody_behind_it(shelf):
    """However much is due earlier towards one place, work towards another is claimed at once."""
    now_s = shelf.clock.now_s()
    flood(shelf, "slow", 100, now_s - 50)
    flood(shelf, "quick", 2, now_s)
    lanes = Lanes(width=4)
    assert claim(shelf, lanes) == ["slow"] * 4 + ["quick"] * 2
    assert claim(shelf, lanes) == []


def test_a_full_lane_opens_when_half_of_it_is_free(shelf):
    """What finishes one by one is replaced in batches."""
    flood(shelf, "a", 10, shelf.clock.now_s())
    lanes = Lanes(width=4)
    claim(shelf, lanes)
    assert not lanes.leave("a")
    assert claim(shelf, lanes) == []
    assert lanes.leave("a")
    assert claim(shelf, lanes) == ["a", "a"]


def test_behind_a_lane_there_is_a_line(shelf):
    """More is taken than may run, up to the line's end; a place that is free is the next one's."""
    flood(shelf, "a", 10, shelf.clock.now_s())
    lanes = Lanes(width=2, line=4)
    assert claim(shelf, lanes) == ["a"] * 6
    assert [lanes.start("a") for _ in range(3)] == [True, True, False]
    assert not lanes.reserve("a")
    lanes.stop("a")
    assert not lanes.leave("a")
    assert lanes.start("a")
    for is_opened in (False, True):
        lanes.stop("a")
        assert lanes.leave("a") is is_opened
    assert claim(shelf, lanes) == ["a"] * 3


def test_a_line_does_not_count_as_running(shelf):
    """What stands in one lane's line takes no place from another lane."""
    flood(shelf, "slow", 20, shelf.clock.now_s() - 1)
    flood(shelf, "quick", 2, shelf.clock.now_s())
    lanes = Lanes(width=2, total=4, line=10)
    assert claim(shelf, lanes) == ["slow"] * 12 + ["quick"] * 2
    assert lanes.room("other") == 0


def test_the_total_bounds_all_lanes_together(shelf):
    """A process takes no more than it can run, and takes on when there is room again."""
    flood(shelf, "a", 3, shelf.clock.now_s())
    flood(shelf, NO_LANE, 3, shelf.clock.now_s())
    lanes = Lanes(width=16, total=4)
    assert len(claim(shelf, lanes)) == 4
    assert claim(shelf, lanes) == []
    assert lanes.leave("a")
    assert len(claim(shelf, lanes)) == 1


def test_a_rate_is_kept_and_everything_is_run(shelf):
    """No more than the rate starts within one second of wall time, and draining waits for it."""
    flood(shelf, "a", 5, shelf.clock.now_s())
    started_s: list[int] = []

    async def handle(work):
        started_s.append(agenda.wall_s())
        await shelf.store.run(lambda tx: agenda.finish(tx, work))

    lanes = Lanes(width=16, rate_per_s=2)
    worker = Worker(shelf.store, shelf.clock, shelf.bell, {"test": handle}, lanes=lanes)
    asyncio.run(asyncio.wait_for(worker.drain(), 20))
    assert len(started_s) == 5
    assert max(started_s.count(second) for second in started_s) <= 3  # one may cross the second
    assert shelf.run(queries.count) == 0


def test_one_place_never_gets_more_than_its_width_at_once(shelf):
    """Ten thousand due pieces drain, at most `width` of one lane at a time."""
    now_s = shelf.clock.now_s()
    flood(shelf, "a", 9_000, now_s)
    flood(shelf, "b", 1_000, now_s)
    under_way = {"a": 0, "b": 0}
    most = 0
    done: set[str] = set()

    async def handle(work):
        nonlocal most
        under_way[work.lane] += 1
        most = max(most, *under_way.values())
        assert work.key not in done
        done.add(work.key)
        await shelf.store.run(lambda tx: agenda.finish(tx, work))
        under_way[work.lane] -= 1

    worker = Worker(shelf.store, shelf.clock, shelf.bell, {"test": handle}, lanes=Lanes(width=16))
    asyncio.run(asyncio.wait_for(worker.drain(), 100))
    assert len(done) == 10_000
    assert most == 16
    assert shelf.run(queries.count) == 0


def test_a_lost_claim_is_noticed(shelf):
    """Whoever was overtaken, or whose work was moved meanwhile, learns it before recording."""
    flood(shelf, "a", 1, shelf.clock.now_s())
    [first] = shelf.run(lambda tx: agenda.claim(tx, shelf.clock, lease_s=0))
    assert shelf.run(lambda tx: agenda.held(tx, [first])) == {"a/0"}
    [second] = shelf.run(lambda tx: agenda.claim(tx, shelf.clock))
    assert shelf.run(lambda tx: agenda.held(tx, [first])) == set()
    assert shelf.run(lambda tx: agenda.held(tx, [second])) == {"a/0"}
    flood(shelf, "a", 1, shelf.clock.now_s())
    assert shelf.run(lambda tx: agenda.held(tx, [second])) == set()
