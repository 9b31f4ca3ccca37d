import asyncio

from localminis.web.connections import Gathered


class Wire(asyncio.Transport):
    """A transport that keeps what it is given, write by write."""

    def __init__(self):
        super().__init__()
        self.writes: list[bytes] = []
        self.is_closed = False

    def write(self, data):
        self.writes.append(bytes(data))

    def is_closing(self):
        return self.is_closed

    def close(self):
        self.is_closed = True


def gathered(check):
    async def run():
        wire = Wire()
        await check(Gathered(wire, asyncio.get_running_loop()), wire)

    asyncio.run(run())


def test_the_parts_of_an_answer_leave_together():
    """A complete answer is one write, whatever it was made of."""

    async def check(transport, wire):
        for part in (b"head", b"body"):
            transport.write(part)
        assert wire.writes == []
        transport.flush()
        await asyncio.sleep(0)
        assert wire.writes == [b"headbody"]

    gathered(check)


def test_what_is_not_complete_leaves_when_the_loop_turns():
    """An answer that comes bit by bit is not held up."""

    async def check(transport, wire):
        for part in (b"first", b"second"):
            transport.write(part)
            await asyncio.sleep(0)
        assert wire.writes == [b"first", b"second"]

    gathered(check)


def test_a_large_part_waits_for_nothing():
    """Memory holds no more of a download than is being sent."""

    async def check(transport, wire):
        transport.write(b"head")
        transport.write(b"x" * 20_000)
        assert wire.writes == [b"head" + b"x" * 20_000]

    gathered(check)


def test_closing_sends_what_is_held_and_nothing_afterwards():
    """The last words of a connection arrive; words after them are lost, without an error."""

    async def check(transport, wire):
        transport.write(b"bye")
        transport.close()
        transport.write(b"late")
        transport.flush()
        assert (wire.writes, wire.is_closed) == ([b"bye"], True)

    gathered(check)
