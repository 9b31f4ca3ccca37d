import asyncio

from localminis.webhooks.turns import Turns


class Attempts:
    """Attempts that end when they are told to; notes in which order they began and ended."""

    def __init__(self, **patience):
        self.turns = Turns(**patience)
        self.seen = []
        self.ends = {}

    def begin(self, name, subject):
        """Start one and return its task."""
        self.ends[name] = asyncio.Event()

        async def run():
            async with self.turns.of(subject):
                self.seen.append(f"{name} begins")
                await self.ends[name].wait()
                self.seen.append(f"{name} ends")

        return asyncio.create_task(run())


async def settled():
    """Let every task run as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_one_subject_goes_in_order_and_others_go_beside_it():
    """The second begins when the first is over; what is about something else need not wait."""

    async def scenario():
        attempts = Attempts(patience_s=60)
        tasks = [attempts.begin(name, "SUB") for name in "abc"]
        tasks.append(attempts.begin("x", "other"))
        await settled()
        assert attempts.seen == ["a begins", "x begins"]
        for name in "cbax":  # whoever could end early does not jump the queue
            attempts.ends[name].set()
        await asyncio.gather(*tasks)
        order = [each for each in attempts.seen if "x" not in each]
        assert order == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]
        assert attempts.turns._last == {}  # nothing piles up

    asyncio.run(scenario())


def test_a_slow_one_is_waited_for_a_while_only(caplog):
    """A receiver that hangs holds the events after it up for no longer, and the log says so."""

    async def scenario():
        attempts = Attempts(patience_s=0.01)
        slow, after = attempts.begin("slow", "SUB"), attempts.begin("after", "SUB")
        attempts.ends["after"].set()
        await after
        assert attempts.seen == ["slow begins", "after begins", "after ends"]
        assert "SUB: the one before it has had no answer for 0.01 s" in caplog.text
        attempts.ends["slow"].set()
        await slow

    asyncio.run(scenario())


def test_one_that_is_given_up_lets_the_next_go():
    """A cancelled attempt is over, whether it had begun or not."""

    async def scenario():
        attempts = Attempts(patience_s=60)
        first, second, third = (attempts.begin(name, "SUB") for name in "abc")
        await settled()
        second.cancel()
        first.cancel()
        attempts.ends["c"].set()
        await third
        assert attempts.seen == ["a begins", "c begins", "c ends"]
        await asyncio.gather(first, second, return_exceptions=True)

    asyncio.run(scenario())
