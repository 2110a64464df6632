"""Stack outputs of tickets."""

from claimtrail.kernel.outputs import StackOutput


class TicketOutput(StackOutput):
    """The ticket table, the bucket of attachments, and how rules of routing come into force."""

    TICKET_TABLE = "TicketTable"
    ATTACHMENTS_BUCKET = "AttachmentsBucket"
    RULES_FOUR_EYES = "RulesFourEyes"
    """`yes` where a set of rules needs the approval of a second person, else `no`."""
