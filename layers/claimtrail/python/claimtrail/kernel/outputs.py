"""CloudFormation outputs, by which the operator's commands find a stage's resources."""

from enum import StrEnum

QUEUE_OUTPUT_SUFFIX = "QueueUrl"
"""`<Name>QueueUrl` and `<Name>DeadLetterQueueUrl` are the outputs of every queue worker."""
DEAD_LETTER_OUTPUT_SUFFIX = "DeadLetterQueueUrl"


class StackOutput(StrEnum):
    """Name of an output, `NounThing`; without members, which the nouns declare.

    `<noun>/outputs.py` has them, `bootstrap/registry` collects them.
    """
