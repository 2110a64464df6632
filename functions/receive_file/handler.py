"""Messages of the Receive queue: S3's `Object Created` events by way of EventBridge."""

from dataclasses import asdict, replace
from typing import Any

from claimtrail.aws.intake import receiving
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off_in_time
from claimtrail.intake.messages import parse_arrival
from claimtrail.intake.receive import Outcome, Received, receive_file
from claimtrail.kernel.deadline import Turn
from functions.receive_file.environment import Environment

_LOGGED = {Outcome.QUEUED: LogEvent.FILE_RECEIVED, Outcome.REPEATED: LogEvent.FILE_REPEATED}


def handler(event: dict[str, Any], context: Any) -> Any:
    """Take in each message's file; a failed message alone comes again."""
    tools = receiving(**asdict(Environment.from_env()))

    def receive(body: str, turn: Turn) -> None:
        arrival = parse_arrival(body)
        timed = replace(tools, turn=turn)
        received = receive_file(arrival, tools=timed) if arrival else Received()
        if received.outcome is not Outcome.IGNORED:
            line = _LOGGED.get(received.outcome, LogEvent.FILE_QUARANTINED)
            note(line, **received.ids(), reason=received.reason)

    return work_off_in_time(event, context, take=receive)
