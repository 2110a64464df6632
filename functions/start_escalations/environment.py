"""What start_escalations needs from its environment."""

from dataclasses import dataclass

from claimtrail.aws.environment import require, require_number
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    operations_table: str
    event_bus: str
    state_machine_arn: str
    recheck_minutes: int

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            operations_table=require(Variable.OPERATIONS_TABLE),
            event_bus=require(Variable.EVENT_BUS),
            state_machine_arn=require(Variable.ESCALATION_STATE_MACHINE_ARN),
            recheck_minutes=require_number(Variable.RECHECK_MINUTES),
        )
