"""Which messages a file becomes: ranges of whole sets, and portions of each large set."""

from collections.abc import Iterable, Iterator

from claimtrail.intake.large_set import portion_messages
from claimtrail.intake.limits import Bounded, most
from claimtrail.intake.messages import RANGE_FINDINGS, IngestMessage
from claimtrail.intake.receipt import FileReceipt
from claimtrail.x12.plan import EnvelopeScan, SetRange, plan_ranges
from claimtrail.x12.records import InterchangeHeader
from claimtrail.x12.set_cut import cut_in_portions
from claimtrail.x12.source import ByteSource

RANGE_SIZE = 256 * (1 << 10)
"""Bytes of whole transaction sets to a message: some seconds of validation. A larger set is a range
of its own."""
RANGES = 256
"""Ranges of one file at most, but for those of large sets: a file's ranges are counted in one item,
which would be written ever slower, and a larger file has larger ranges."""
PORTION_SIZE = 4 * (1 << 20)
"""Bytes of a set that one worker reads at once, records and all, and that it appends in seconds: a
larger set is worked on in portions."""


def plan_messages(  # noqa: PLR0913 - what a file was found to be, by keyword
    receipt: FileReceipt,
    scan: EnvelopeScan,
    *,
    refused: Iterable[InterchangeHeader],
    source: ByteSource,
    shared: tuple[int, ...] = (),
    portion_size: int = PORTION_SIZE,
) -> list[IngestMessage]:
    """The messages of an archived file, but for its `refused` interchanges, in file order.

    `shared` is what `shared_in_file` found in it.
    """
    left_out = {header.span for header in refused}
    target = max(RANGE_SIZE, -(-scan.size // RANGES))
    messages = [
        message
        for part in plan_ranges(scan, target_bytes=min(target, portion_size))
        if part.interchange.span not in left_out
        for message in _messages_of(
            part, receipt, scan, source=source, portion_size=portion_size, shared=shared
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
    portion_size: int,
    shared: tuple[int, ...],
) -> Iterator[IngestMessage]:
    message = IngestMessage.about(receipt, start=part.start, set_range=part.to_json())
    message = message.model_copy(update={"shared_numbers": shared})
    if part.set_count > 1 or part.end - part.start <= portion_size:
        yield message
        return
    header = scan.sets[part.first_ordinal]
    cut = cut_in_portions(source, header, target_bytes=portion_size)
    yield from portion_messages(message, cut, step="check")
