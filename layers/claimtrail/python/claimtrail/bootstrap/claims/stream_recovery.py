"""Batches of the claim table's stream that a function failed on, worked off once more."""

from collections.abc import Iterator
from dataclasses import dataclass

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.messages.stream_failures import (
    StreamBatch,
    StreamReader,
    StreamRecord,
    StreamTrimmedError,
)
from claimtrail.bootstrap.bus import publisher
from claimtrail.claims.publishing.stream_events import range_lost
from claimtrail.kernel.bus import EventPublisher
from claimtrail.kernel.clock import Clock, utc_now
from claimtrail.kernel.deadline import Deadline

RECORDS_AT_ONCE = 100
"""As many as the event source hands over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecovery:
    """Reads what a function failed on; what is kept no more becomes an incident."""

    consumer: str
    """The function."""
    reader: StreamReader
    publisher: EventPublisher
    clock: Clock

    def batches_of(self, lost: StreamBatch) -> Iterator[list[StreamRecord]]:
        """Yield the records of a batch, so many at once.

        Where some are kept no more, an event says of which time they are.
        """
        records = self.reader.records_of(lost)
        some: list[StreamRecord] = []
        try:
            for record in records:
                some.append(record)
                if len(some) == RECORDS_AT_ONCE:
                    yield some
                    some = []
        except StreamTrimmedError:
            place = (lost.stream_arn, lost.shard_id, lost.first, lost.last)
            times = (lost.since, lost.until, self.clock())
            event = range_lost(consumer=self.consumer, place=place, times=times, size=lost.size)
            self.publisher.publish([event])
        if some:
            yield some


def stream_recovery(consumer: str, *, event_bus: str, deadline: Deadline) -> StreamRecovery:
    """Return what works off a function's failed batches."""
    return StreamRecovery(
        consumer=consumer,
        reader=StreamReader(client("dynamodbstreams"), deadline),
        publisher=publisher(event_bus),
        clock=utc_now,
    )
