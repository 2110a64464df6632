"""Stack outputs of partners."""

from claimtrail.kernel.outputs import StackOutput


class PartnerOutput(StackOutput):
    """Partners of the stage."""

    PAYERS = "Payers"
    """The payers' profile ids, separated by commas."""
