"""The messages of a file: ranges of whole sets, and chunks of each large set."""

from collections.abc import Iterable, Iterator

from claimtrail.intake.ingest.large_set import chunk_messages
from claimtrail.intake.model.limits import Bounded, most
from claimtrail.intake.model.messages import RANGE_FINDINGS, IngestMessage
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.x12 import EnvelopeScan, SetRange, plan_ranges, split_in_chunks
from claimtrail.x12.model import InterchangeHeader
from claimtrail.x12.model.source import ByteSource

RANGE_SIZE = 256 * (1 << 10)
"""Bytes of whole transaction sets to a message: some seconds of validation. A larger set is a range
of its own."""
RANGES = 256
"""Ranges of one file at most, but for those of large sets: a file's ranges are counted in one item,
which would be written ever slower, and a larger file has larger ranges."""
CHUNK_SIZE = 4 * (1 << 20)
"""Bytes of a set that one worker reads at once, records and all, and that it appends in seconds: a
larger set is worked on in chunks."""


def plan_messages(  # noqa: PLR0913 - what a file was found to be, by keyword
    receipt: FileReceipt,
    scan: EnvelopeScan,
    *,
    refused: Iterable[InterchangeHeader],
    source: ByteSource,
    shared: tuple[int, ...] = (),
    chunk_size: int = CHUNK_SIZE,
) -> list[IngestMessage]:
    """Return the messages of an archived file, but for its `refused` interchanges, in file order.

    `shared` is what `shared_in_file` found in it.
    """
    left_out = {header.span for header in refused}
    target = max(RANGE_SIZE, -(-scan.size // RANGES))
    messages = [
        message
        for part in plan_ranges(scan, target_bytes=min(target, chunk_size))
        if part.interchange.span not in left_out
        for message in _messages_of(
            part, receipt, scan, source=source, chunk_size=chunk_size, shared=shared
        )
    ]
    room = most(Bounded.KEPT_FINDINGS) // max(1, len(messages))
    if room >= RANGE_FINDINGS:
        return messages
    return [message.model_copy(update={"findings_room": room}) for message in messages]


def _messages_of(  # noqa: PLR0913 - a part, and what its messages are made of
    part: SetRange,
    receipt: FileReceipt,
    scan: EnvelopeScan,
    *,
    source: ByteSource,
    chunk_size: int,
    shared: tuple[int, ...],
) -> Iterator[IngestMessage]:
    message = IngestMessage.about(receipt, start=part.start, set_range=part.to_json())
    message = message.model_copy(update={"shared_numbers": shared})
    if part.set_count > 1 or part.end - part.start <= chunk_size:
        yield message
        return
    header = scan.sets[part.first_ordinal]
    split = split_in_chunks(source, header, target_bytes=chunk_size)
    yield from chunk_messages(message, split, step="check")
