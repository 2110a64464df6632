"""A set read in parts, put together as one result."""

from collections.abc import Iterable

from claimtrail.x12.chunks.chunk_reader import (
    check_part,
    check_whole,
    join_parts,
    split_set,
    stream_part,
)
from claimtrail.x12.chunks.number_pass import numbers_at
from claimtrail.x12.envelopes.set_ranges import SetResult
from claimtrail.x12.extract.claim_numbers import with_number_settled
from claimtrail.x12.model import Payment, Record, SetHeader
from claimtrail.x12.model.source import ByteSource


def in_parts(source: ByteSource, header: SetHeader, target: int) -> tuple[int, SetResult | None]:
    """Return the number of parts, and what they come to; None where they do not fit together."""
    parts = split_set(source, header, target_bytes=target)
    results = [check_part(source, header, parts, number) for number in range(len(parts))]
    joined = join_parts(source, header, results)
    if joined is None:
        return len(parts), None
    assert joined == check_whole(source, header)
    streamed = (
        record
        for number in range(len(parts))
        for record in stream_part(source, header, parts, number)
    )
    return len(parts), with_records(joined, streamed, source)


def with_records(result: SetResult, streamed: Iterable[Record], source: ByteSource) -> SetResult:
    """The result with what was streamed, as `read_set` gives it."""
    places = [
        place
        for item in result.records
        if isinstance(item, Payment)
        for place in item.shared_numbers
    ]
    shared = numbers_at(source, result.header.interchange, places)
    records = [with_number_settled(record, shared) for record in streamed]
    return result._replace(records=(*result.records, *records))
