"""CloudFormation outputs, by which the operator's commands find a stage's resources."""

from enum import StrEnum

QUEUE_OUTPUT_SUFFIX = "QueueUrl"
"""`<Name>QueueUrl` and `<Name>DeadLetterQueueUrl` are the outputs of every queue worker."""
DEAD_LETTER_OUTPUT_SUFFIX = "DeadLetterQueueUrl"
SCHEDULED_OUTPUT_SUFFIX = "Function"
"""`<Name>ScheduleFunction` and `<Name>ScheduleDeadLetterQueueUrl` are those of every schedule."""
PERSON_POLICY_OUTPUT_SUFFIX = "PolicyArn"
"""`<Role>PolicyArn` is the output of every role of people."""


class StackOutput(StrEnum):
    """Name of an output, `NounThing`; without members, which the nouns declare.

    `<noun>/outputs.py` has them, `bootstrap/registry` collects them.
    """
