"""The work of reading a file grows with its size and no faster, whatever is repeated in it."""

import pytest

from claimtrail.x12.chunks.number_pass import shared_in_file
from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import plan_ranges
from claimtrail.x12.model.limits import Counted, most
from claimtrail.x12.model.source import ByteSource
from claimtrail.x12.read.api import check_set
from tests.harness.effort import times
from tests.harness.files.hostile_files import ENVELOPES, KINDS, LOOPS, SEGMENTS, Maker
from tests.harness.growth.counted_work import EXPONENT, CountedSource, counted, exponent

SMALL, LARGE = 100, 400


def read(source: ByteSource) -> None:
    scan = scan_envelopes(source)
    plan_ranges(scan, target_bytes=1 << 18)
    shared_in_file(source, scan.sets)
    for header in scan.sets:
        check_set(source, header)


def lines_of(make: Maker, n: int) -> int:
    source = CountedSource(make(n))
    read(source)
    with counted() as work:
        read(source)
    return work.lines


def bytes_of(make: Maker, n: int) -> int:
    source = CountedSource(make(n))
    scan_envelopes(source)
    return source.fetched


@pytest.mark.sampled
@pytest.mark.parametrize("kind", [*ENVELOPES, *LOOPS])
def test_lines_executed_grow_with_the_number_of_things(kind: str) -> None:
    make = KINDS[kind]
    assert exponent(lambda n: lines_of(make, n), SMALL, LARGE) <= EXPONENT


@pytest.mark.sampled
@pytest.mark.parametrize("kind", SEGMENTS)
def test_lines_executed_grow_with_the_length_of_a_segment(kind: str) -> None:
    make = KINDS[kind]
    assert exponent(lambda n: lines_of(make, n), 10 * SMALL, 10 * LARGE) <= EXPONENT


@pytest.mark.sampled
@pytest.mark.parametrize("kind", ENVELOPES)
def test_bytes_fetched_grow_with_the_file(kind: str) -> None:
    """Up to the highest number of interchanges in `make proof`, to an eighth in `make test`."""
    make, highest = KINDS[kind], most(Counted.INTERCHANGES)
    few = min(highest // 4, times(highest // 32))
    assert exponent(lambda n: bytes_of(make, n), few, 4 * few) <= EXPONENT


def test_work_that_grows_with_the_square_is_seen() -> None:
    def count(n: int) -> int:
        return sum(range(n))

    assert exponent(count, SMALL, LARGE) > EXPONENT
