"""The messages of a file: ranges of whole sets, and chunks of each large set.

Small ranges travel together: a file of thousands of interchanges has a message for each forty.
"""

from collections.abc import Callable, Iterable, Iterator

from claimtrail.intake.ingest.large_set import chunk_messages
from claimtrail.intake.model.limits import Bounded, most
from claimtrail.intake.model.messages import RANGE_FINDINGS, IngestMessage
from claimtrail.intake.model.receipt import FileReceipt
from claimtrail.intake.receive.slices import FileSlices, Slice
from claimtrail.x12 import FileNumbers, SetRange, plan_ranges, split_in_chunks
from claimtrail.x12.model.source import ByteSource

RANGE_SIZE = 256 * (1 << 10)
"""Bytes of whole transaction sets to a message: some seconds of validation. A larger set is a range
of its own."""
RANGES = 256
"""Messages of one file at most, but for those of large sets and of many interchanges: a file's
messages are counted in one item, which would be written ever slower, and a larger file has larger
ranges."""
CHUNK_SIZE = 4 * (1 << 20)
"""Bytes of a set that one worker reads at once, records and all, and that it appends in seconds: a
larger set is worked on in chunks."""
MESSAGE_RANGES = 40
"""Ranges in one message at most: a worker makes some ten requests for each set, and a laptop under
load takes a second for them."""
MESSAGE_TEXT = 96_000
"""Characters of ranges in one message at most; SQS takes 256 KB."""


class FilePlan:
    """The messages of an archived file, in its order; each iteration plans them again.

    Those of a file of one slice are kept.
    """

    def __init__(
        self, slices: FileSlices, *, source: Callable[[int], ByteSource], chunk_size: int
    ) -> None:
        """`source` opens the file's bytes, so many of which are fetched at a time."""
        self._slices = slices
        self._source = source
        self._chunk_size = chunk_size
        self._only: list[IngestMessage] | None = None
        self._shared: tuple[int, ...] = ()
        self._room = RANGE_FINDINGS

    def survey(
        self, receipt: FileReceipt, take: Callable[[FileReceipt, Slice], FileReceipt]
    ) -> FileReceipt:
        """Return the receipt with all slices taken and the ranges that they come to.

        Goes through the file once: through its envelopes, and its claims' numbers where it has
        several payments.
        """
        numbers = FileNumbers(self._source(NUMBERS_AHEAD))
        starts: dict[int, None] = {}
        count = 0
        for piece in self._slices:
            receipt = take(receipt, piece)
            numbers.take(piece.scan.sets)
            messages = list(self._plan(receipt, piece))
            starts |= dict.fromkeys(message.start for message in messages)
            count += len(messages)
            if self._slices.has_one:
                self._only = messages
        self._shared = numbers.places
        self._room = min(RANGE_FINDINGS, most(Bounded.KEPT_FINDINGS) // max(1, count))
        return receipt.model_copy(update={"range_starts": tuple(starts)})

    def messages(self, receipt: FileReceipt) -> Iterator[IngestMessage]:
        """Yield the messages of the file that was surveyed."""
        more = {"shared_numbers": self._shared, "findings_room": self._room}
        for piece in self._slices:
            planned = self._plan(receipt, piece) if self._only is None else self._only
            for message in planned:
                yield message.model_copy(update=more)

    def _plan(self, receipt: FileReceipt, piece: Slice) -> Iterator[IngestMessage]:
        return plan_messages(
            receipt, piece, source=self._source(SPLIT_AHEAD), chunk_size=self._chunk_size
        )


NUMBERS_AHEAD = 8 * (1 << 20)
"""Bytes fetched at a time while all of a file is gone through."""
SPLIT_AHEAD = 128 * (1 << 10)
"""And while a large set's claims are looked for around each split."""


def plan_messages(
    receipt: FileReceipt, piece: Slice, *, source: ByteSource, chunk_size: int = CHUNK_SIZE
) -> Iterator[IngestMessage]:
    """Yield the messages of a slice, but for its refused interchanges, in file order."""
    scan = piece.scan
    left_out = {header.span for header in piece.decision.refused_interchanges}
    target = min(max(RANGE_SIZE, -(-scan.size // RANGES)), chunk_size)
    parts = (
        part
        for part in plan_ranges(scan, target_bytes=target)
        if part.interchange.span not in left_out
    )
    for together in _together(parts, target_bytes=target):
        first, *others = together
        message = IngestMessage.about(receipt, start=first.start, set_range=first.to_json())
        if first.set_count == 1 and first.end - first.start > chunk_size:
            header = scan.sets[first.first_ordinal - scan.sets_before]
            split = split_in_chunks(source, header, target_bytes=chunk_size)
            yield from chunk_messages(message, split, step="check")
        elif others:
            more = tuple(part.to_json() for part in others)
            yield message.model_copy(update={"more_ranges": more})
        else:
            yield message


def _together(parts: Iterable[SetRange], *, target_bytes: int) -> Iterator[list[SetRange]]:
    """Yield ranges in lots of about `target_bytes`, of what stands between them, too."""
    lot: list[SetRange] = []
    letters = 0
    for part in parts:
        length = len(part.to_json())
        is_full = bool(lot) and (
            part.end - lot[0].start > target_bytes
            or len(lot) >= MESSAGE_RANGES
            or letters + length > MESSAGE_TEXT
        )
        if is_full:
            yield lot
            lot, letters = [], 0
        lot.append(part)
        letters += length
    if lot:
        yield lot
