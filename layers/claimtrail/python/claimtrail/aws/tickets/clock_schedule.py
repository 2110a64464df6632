"""EventBridge Scheduler: one schedule a ticket, at one instant, which deletes itself.

Its name has the ticket and the instant: a schedule that was called for and is being deleted is
never the one that is set next.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

_SET_ALREADY = "ConflictException"
_NOT_SET = "ResourceNotFoundException"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTarget:
    """The function that is called, and what the schedules of it are made with."""

    group: str
    role_arn: str
    """The role by which the scheduler invokes the function."""
    function_arn: str


class SchedulerClockSchedule:
    """Keeps one-time schedules in a group of their own."""

    def __init__(self, scheduler_client: Any, target: ScheduleTarget) -> None:
        self._client = scheduler_client
        self._target = target

    def set(self, ticket_id: str, at: datetime) -> None:
        """Create the schedule of an instant; one that is there is left as it is."""
        try:
            self._client.create_schedule(
                GroupName=self._target.group,
                Name=_name(ticket_id, at),
                ScheduleExpression=f"at({at.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
                ScheduleExpressionTimezone="UTC",
                FlexibleTimeWindow={"Mode": "OFF"},
                ActionAfterCompletion="DELETE",
                Target={
                    "Arn": self._target.function_arn,
                    "RoleArn": self._target.role_arn,
                    "Input": json.dumps({"ticket_id": ticket_id}),
                },
            )
        except ClientError as error:
            _raise_unless(error, _SET_ALREADY)

    def clear(self, ticket_id: str, at: datetime) -> None:
        """Delete the schedule of an instant, if it is there."""
        try:
            self._client.delete_schedule(GroupName=self._target.group, Name=_name(ticket_id, at))
        except ClientError as error:
            _raise_unless(error, _NOT_SET)


def _name(ticket_id: str, at: datetime) -> str:
    return f"{ticket_id}-{at.timestamp():.0f}"


def _raise_unless(error: ClientError, code: str) -> None:
    if error.response["Error"]["Code"] != code:
        raise error
