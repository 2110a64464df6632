"""Messages of the Receive queue: S3's `Object Created` events by way of EventBridge."""

from dataclasses import asdict
from typing import Any

from claimtrail.aws.intake import receiving
from claimtrail.aws.logs import LogEvent, note
from claimtrail.aws.queue_batch import work_off
from claimtrail.intake.messages import parse_arrival
from claimtrail.intake.receive import Outcome, Received, receive_file
from functions.receive_file.environment import Environment

_LOGGED = {Outcome.QUEUED: LogEvent.FILE_RECEIVED, Outcome.REPEATED: LogEvent.FILE_REPEATED}


def handler(event: dict[str, Any], context: Any) -> Any:
    """Take in each message's file; a failed message alone comes again."""
    tools = receiving(**asdict(Environment.from_env()))

    def receive(body: str) -> None:
        arrival = parse_arrival(body)
        received = receive_file(arrival, tools=tools) if arrival else Received()
        if received.outcome is not Outcome.IGNORED:
            line = _LOGGED.get(received.outcome, LogEvent.FILE_QUARANTINED)
            note(line, **received.ids(), reason=received.reason)

    return work_off(event, context, take=receive)
