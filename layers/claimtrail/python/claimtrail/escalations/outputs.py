"""Stack outputs of escalations."""

from claimtrail.kernel.outputs import StackOutput


class EscalationOutput(StackOutput):
    """The state machine that escalates."""

    ESCALATION_STATE_MACHINE = "EscalationStateMachine"
