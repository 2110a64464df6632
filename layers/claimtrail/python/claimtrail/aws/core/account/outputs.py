"""Stack outputs of what several nouns share."""

from claimtrail.kernel.outputs import StackOutput


class SharedOutput(StackOutput):
    """The bus, and the table of chain heads, holds, escalations and incidents."""

    EVENT_BUS = "EventBus"
    OPERATIONS_TABLE = "OperationsTable"
