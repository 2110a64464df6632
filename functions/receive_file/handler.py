"""Messages of the Receive queue: ids of arrivals, kept by queue_arrival."""

from dataclasses import asdict, replace
from typing import Any

from claimtrail.aws.arrivals import DynamoArrivalStore
from claimtrail.aws.clients import client
from claimtrail.aws.intake import receiving
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off_in_time
from claimtrail.intake.arrivals import find_arrival
from claimtrail.intake.messages import parse_delivery_id
from claimtrail.intake.receive import Outcome, receive_file
from claimtrail.kernel.deadline import Turn
from claimtrail.kernel.time import utc_now
from functions.receive_file.environment import Environment

_LOGGED = {Outcome.QUEUED: LogEvent.FILE_RECEIVED, Outcome.REPEATED: LogEvent.FILE_REPEATED}


def handler(event: dict[str, Any], context: Any) -> Any:
    """Take in each message's file; a failed message alone comes again."""
    environment = Environment.from_env()
    tools = receiving(**asdict(environment))
    arrivals = DynamoArrivalStore(client("dynamodb"), environment.claim_table, clock=utc_now)

    def receive(body: str, turn: Turn) -> None:
        arrival = find_arrival(parse_delivery_id(body), arrivals=arrivals)
        received = receive_file(arrival, tools=replace(tools, turn=turn))
        if received.outcome is not Outcome.IGNORED:
            line = _LOGGED.get(received.outcome, LogEvent.FILE_QUARANTINED)
            note(line, **received.ids(), reason=received.reason)

    return work_off_in_time(event, context, take=receive)
