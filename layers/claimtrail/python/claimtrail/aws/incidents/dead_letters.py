"""Dead letters on SQS, with the failures that the functions logged about them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from claimtrail.aws.core.messages.dead_letters import DeadLetters, ids_in
from claimtrail.aws.core.telemetry.log_events import SharedLogEvent
from claimtrail.incidents.dead_letters import DeadLetter

_FUNCTION_FAILED = SharedLogEvent.FUNCTION_FAILED.value
_LONGEST_RUN = timedelta(hours=1)
"""A letter is sent after the run that failed, and after its repetitions."""
PartnerOf = Callable[[str], str]
"""The partner of a delivery, by its id; empty where it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqsDeadLetterQueue:
    """One queue of dead letters."""

    name: str
    url: str
    source_url: str
    """The queue that the letters came from; empty where ticks of a schedule became letters."""
    letters: DeadLetters
    log: "FunctionLog"
    partner_of: PartnerOf
    function: str = ""
    """The function that the schedule runs."""
    _taken: dict[str, dict[str, Any]] = field(default_factory=dict)

    def count(self) -> int:
        """Return how many wait, about."""
        return self.letters.depth(self.url)

    def take(self, *, most: int) -> list[DeadLetter]:
        """Return up to `most` letters, hidden from others for a minute, without their errors."""
        taken = self.letters.take(self.url, most=most)
        self._taken.update((one["MessageId"], one) for one in taken)
        has_source = taken and self.source_url
        attempts = self.letters.attempts(self.source_url) if has_source else 0
        return [self._letter(one, attempts) for one in taken]

    def give_back(self, letters: list[DeadLetter]) -> None:
        """Let others see letters that were taken."""
        self.letters.give_back(self.url, [self._taken.pop(one.message_id) for one in letters])

    def delete(self, letter: DeadLetter) -> None:
        """Delete a letter that was taken."""
        self.letters.delete(self.url, self._taken.pop(letter.message_id))

    def with_error(self, letter: DeadLetter) -> DeadLetter:
        """Return the letter with its last failure, as the function's log has it."""
        if self.source_url:
            failure = self.log.last_failure(
                self.source_url, message_id=letter.message_id, since=letter.sent_at
            )
        else:
            failure = self.log.failure_of_run(self.function, letter)
        return replace(
            letter, error=failure.get("code", ""), raised_at=failure.get("raised_at", "")
        )

    def _letter(self, message: dict[str, Any], attempts: int) -> DeadLetter:
        ids = ids_in(message["Body"])
        delivery_id = ids.get("delivery_id")
        named = ids.get("partner_id") or ids.get("payer_id")
        return DeadLetter(
            message_id=message["MessageId"],
            queue=self.name,
            sent_at=_instant(message["Attributes"]["SentTimestamp"]),
            attempts=attempts or int(ids.get("approximateInvokeCount", 0)),
            ids=ids,
            partner_id=str(named or (self.partner_of(str(delivery_id)) if delivery_id else "")),
        )


def _instant(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


class FunctionLog:
    """The logs of the functions that read queues, searched for what they said of a message."""

    def __init__(self, *, sqs_client: Any, lambda_client: Any, logs_client: Any) -> None:
        self._sqs = sqs_client
        self._lambda = lambda_client
        self._logs = logs_client
        self._groups: dict[str, list[str]] = {}

    def last_failure(self, queue_url: str, *, message_id: str, since: datetime) -> dict[str, str]:
        """Return the fields of the last line about a message that failed; empty for none.

        A function that ended in the middle, as at its time-out, leaves no such line.
        """
        found: dict[str, str] = {}
        for group in self._groups_of(queue_url):
            for line in self._lines(group, message_id, since):
                if line.get("event") == SharedLogEvent.REFUSED.value:
                    found = {name: str(line.get(name, "")) for name in ("code", "raised_at")}
        return found

    def failure_of_run(self, function: str, letter: DeadLetter) -> dict[str, str]:
        """Return the fields of the line by which a run ended; empty where there was no run."""
        request_id = str(letter.ids.get("requestId", ""))
        if not request_id:
            return {}
        since = letter.sent_at - _LONGEST_RUN
        lines = self._lines(self._group_of(function), request_id, since)
        failed = (line for line in lines if line.get("event") == _FUNCTION_FAILED)
        last = next(failed, {})
        return {name: str(last.get(name, "")) for name in ("code", "raised_at")}

    def _groups_of(self, queue_url: str) -> list[str]:
        if queue_url not in self._groups:
            answer = self._sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
            arn = answer["Attributes"]["QueueArn"]
            mappings = self._lambda.list_event_source_mappings(EventSourceArn=arn)
            functions = [one["FunctionArn"] for one in mappings["EventSourceMappings"]]
            self._groups[queue_url] = [self._group_of(one) for one in functions]
        return self._groups[queue_url]

    def _group_of(self, function: str) -> str:
        known = self._lambda.get_function_configuration(FunctionName=function)
        group: str = known.get("LoggingConfig", {}).get("LogGroup") or ""
        return group or f"/aws/lambda/{known['FunctionName']}"

    def _lines(self, group: str, message_id: str, since: datetime) -> list[dict[str, Any]]:
        try:
            pages = self._logs.get_paginator("filter_log_events").paginate(
                logGroupName=group,
                filterPattern=f'"{message_id}"',
                startTime=int(since.timestamp() * 1000),
            )
            texts = [event["message"] for page in pages for event in page["events"]]
        except ClientError:
            return []  # no such group yet, or no right to read it: the letter is shown all the same
        return [line for text in texts if isinstance(line := _json(text), dict)]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
