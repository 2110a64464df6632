"""Incidents on AWS: their store, what groups failures into them, and dead-letter queues."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from claimtrail.aws.core.account.clients import client
from claimtrail.aws.core.messages.dead_letters import DeadLetters
from claimtrail.aws.core.messages.queue_depths import depths_of
from claimtrail.aws.incidents.alarms import ringing_alarms
from claimtrail.aws.incidents.dead_letters import FunctionLog, SqsDeadLetterQueue
from claimtrail.aws.incidents.failed_codes import failed_codes
from claimtrail.aws.incidents.table import DynamoIncidentStore
from claimtrail.bootstrap.bus import publisher
from claimtrail.bootstrap.intake.arrivals import arrival_store
from claimtrail.bootstrap.stacks import log_prefix
from claimtrail.bootstrap.tickets.unknown_errors import error_review
from claimtrail.incidents.alarms import alarm_prefix
from claimtrail.incidents.dead_letters import DeadLetter, DeadLetterReview
from claimtrail.incidents.service import Grouper
from claimtrail.kernel.clock import utc_now
from claimtrail.tickets.error_texts.table import ErrorSource

_LOOKED_BACK = timedelta(hours=2)


def incident_store(operations_table: str) -> DynamoIncidentStore:
    """Return the store of incidents."""
    return DynamoIncidentStore(client("dynamodb"), operations_table)


def grouper(*, operations_table: str, event_bus: str) -> Grouper:
    """Return what groups failures by their cause."""
    return Grouper(
        store=incident_store(operations_table), publisher=publisher(event_bus), clock=utc_now
    )


class LetterSource(NamedTuple):
    """One queue of dead letters, and the queue or the function that its letters were for."""

    letters_url: str
    queue_url: str = ""
    function: str = ""
    """The function that a schedule runs."""


def dead_letter_review(
    sources: Mapping[str, LetterSource], *, claim_table: str, event_bus: str
) -> DeadLetterReview:
    """Return what looks at dead letters, by the names of their queues and schedules."""
    sqs = client("sqs")
    log = FunctionLog(sqs_client=sqs, lambda_client=client("lambda"), logs_client=client("logs"))
    arrivals = arrival_store(claim_table)

    def partner_of(delivery_id: str) -> str:
        arrival = arrivals.find(delivery_id)
        return arrival.folder if arrival else ""

    def lay_down(letter: DeadLetter) -> None:
        if "delivery_id" in letter.ids:
            arrivals.mark_done(str(letter.ids["delivery_id"]))

    return DeadLetterReview(
        queues={
            name: SqsDeadLetterQueue(
                name=name,
                url=source.letters_url,
                source_url=source.queue_url,
                function=source.function,
                letters=DeadLetters(sqs),
                log=log,
                partner_of=partner_of,
            )
            for name, source in sources.items()
        },
        publisher=publisher(event_bus),
        clock=utc_now,
        on_discard=lay_down,
    )


def ringing(stage: str) -> dict[str, datetime]:
    """Return the alarms of a stage that ring, each with the instant it began."""
    return ringing_alarms(client("cloudwatch"), prefix=alarm_prefix(stage))


def review_failures(stage: str, *, operations_table: str) -> int:
    """Look up what functions failed by lately; return how many codes there were.

    A code that no table of errors knows opens a review. Dead letters tell of failures that were
    repeated for hours.
    """
    since = utc_now() - _LOOKED_BACK
    codes = failed_codes(client("logs"), prefix=log_prefix(stage), since=since)
    explain = error_review(operations_table=operations_table).explain
    for code in codes:
        explain(ErrorSource.FUNCTION, code, "")
    return len(codes)


def queue_depths(queues: Mapping[str, str]) -> dict[str, int]:
    """Return about how many messages wait in each queue, by our name; `queues` has AWS's."""
    return depths_of(client("sqs"), queues)
