"""Stack outputs of tickets."""

from claimtrail.kernel.outputs import StackOutput


class TicketOutput(StackOutput):
    """The ticket table, and how rules of routing come into force."""

    TICKET_TABLE = "TicketTable"
    RULES_FOUR_EYES = "RulesFourEyes"
    """`yes` where a set of rules needs the approval of a second person, else `no`."""
