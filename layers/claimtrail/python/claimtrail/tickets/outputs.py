"""Stack outputs of tickets."""

from claimtrail.kernel.outputs import StackOutput


class TicketOutput(StackOutput):
    """The ticket table."""

    TICKET_TABLE = "TicketTable"
