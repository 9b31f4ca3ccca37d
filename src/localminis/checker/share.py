"""Whether files are looked at here or in several processes, whichever is done sooner."""

from collections.abc import Iterable, Iterator
from typing import Final

from localminis.checker.engine import Examined, Examiner, Terms, examine_each, is_looked_into
from localminis.checker.files import Listed
from localminis.checker.rule import ANALYSED_MAX_BYTES

# Below this, starting a process takes longer than the work.
WORTH_MIN_BYTES: Final = 2_000_000


def examiner(jobs: int) -> Examiner:
    """Make what looks at files in up to `jobs` processes, where there is enough to look at."""

    def run(terms: Terms, files: Iterable[Listed]) -> Iterator[tuple[Listed, Examined]]:
        sized = [(each, weight_bytes(each)) for each in files]
        if jobs < 2 or sum(size for _, size in sized) < WORTH_MIN_BYTES:  # noqa: PLR2004 - two are several
            yield from examine_each(terms, (each for each, _ in sized))
            return
        # Loading what starts processes takes longer than a small check.
        from localminis.checker.pool import Pool

        yield from Pool(terms, jobs, sized).results()

    return run


def weight_bytes(listed: Listed) -> int:
    """Return how much there is to parse."""
    if listed.problem is not None or not is_looked_into(listed.name):
        return 0
    try:
        size_bytes = listed.weigh()
    except OSError:
        return 0
    return size_bytes if size_bytes <= ANALYSED_MAX_BYTES else 0
