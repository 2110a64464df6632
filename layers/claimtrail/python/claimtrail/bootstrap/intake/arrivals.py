"""The queueing of arrivals."""

from dataclasses import dataclass
from datetime import timedelta

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.intake.arrivals import DynamoArrivalStore, S3Inbox, SqsArrivalQueue
from claimtrail.intake.model.messages import Arrival
from claimtrail.intake.receive.arrivals import (
    KEPT,
    SWEPT,
    IsTemporary,
    Sweep,
    Swept,
    queue_arrival,
    temporary_names_of,
)
from claimtrail.kernel.clock import utc_now
from claimtrail.kernel.deadline import Deadline
from claimtrail.partners.profile import deployed_profiles


def arrival_store(claim_table: str) -> DynamoArrivalStore:
    """Return the store of arrivals."""
    return DynamoArrivalStore(client("dynamodb"), claim_table, clock=utc_now)


def inbox_of(bucket: str) -> S3Inbox:
    """Return the inbox, to be looked through."""
    return S3Inbox(client("s3"), bucket)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalQueueing:
    """Arrivals of one inbox, on their way into the Receive queue."""

    inbox: S3Inbox
    arrivals: DynamoArrivalStore
    queue: SqsArrivalQueue
    is_under_way: IsTemporary
    """Tells the names of uploads under way from others."""

    def queue_arrival(self, arrival: Arrival) -> None:
        """Keep an arrival and queue its id. Raises what the table and the queue raise."""
        queue_arrival(arrival, arrivals=self.arrivals, queue=self.queue)

    def queue_missed(
        self, *, settled: timedelta | None, is_whole: bool, deadline: Deadline
    ) -> Swept:
        """Queue what events did not bring, of objects at least so old.

        `is_whole`: of all that the inbox keeps.
        """
        sweep = Sweep(
            inbox=self.inbox,
            arrivals=self.arrivals,
            queue=self.queue,
            is_under_way=self.is_under_way,
            now=utc_now(),
            deadline=deadline,
        )
        return sweep.queue_missed(settled=settled, looking_back=KEPT if is_whole else SWEPT)


def arrival_queueing(
    *, claim_table: str, inbox_bucket: str, receive_queue_url: str
) -> ArrivalQueueing:
    """Return what queues arrivals."""
    return ArrivalQueueing(
        inbox=inbox_of(inbox_bucket),
        arrivals=arrival_store(claim_table),
        queue=SqsArrivalQueue(client("sqs"), receive_queue_url),
        is_under_way=temporary_names_of(deployed_profiles()),
    )
