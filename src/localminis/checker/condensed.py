"""The text of a script without the insides of some of its functions, and where its bytes stood."""

from bisect import bisect_right
from collections.abc import Sequence


class Condensed:
    """A script's bytes without some spans; offsets of one text are told as those of the other.

    Every span lies inside of braces, so what is left of a function is its head and an empty body.
    """

    def __init__(self, whole: bytes, left_out: Sequence[tuple[int, int]] = ()) -> None:
        self.whole = whole
        self.left_out = left_out
        self._cuts = [start for start, _ in left_out]
        edges = [0, *(edge for span in left_out for edge in span), len(whole)]
        pieces = list(zip(edges[::2], edges[1::2], strict=True))
        self.content = b"".join(whole[start:end] for start, end in pieces) if left_out else whole
        # Where each piece begins, in the one text and in the other.
        self._in_whole = edges[::2]
        self._here = [0]
        for start, end in pieces:
            self._here.append(self._here[-1] + end - start)

    def in_whole(self, offset: int) -> int:
        """Return where a byte of the shorter text stands in the whole one."""
        if not self.left_out:
            return offset
        index = min(bisect_right(self._here, offset), len(self._in_whole)) - 1
        return self._in_whole[index] + offset - self._here[index]

    def here(self, offset: int) -> int:
        """Return where a byte of the whole text is now; what was left out is at the cut."""
        if not self.left_out:
            return offset
        index = bisect_right(self._in_whole, offset) - 1
        return min(self._here[index] + offset - self._in_whole[index], self._here[index + 1])

    def cut_before(self, offset: int) -> int | None:
        """Return where what was left out around a byte of the whole text begins, if it was."""
        index = bisect_right(self._cuts, offset) - 1
        if index < 0 or offset >= self.left_out[index][1]:
            return None
        return self.left_out[index][0]
