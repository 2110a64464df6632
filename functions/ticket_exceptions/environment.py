"""What ticket_exceptions needs from its environment."""

from dataclasses import dataclass

from claimtrail.aws.environment import require
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    ticket_table: str
    operations_table: str
    event_bus: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            ticket_table=require(Variable.TICKET_TABLE),
            operations_table=require(Variable.OPERATIONS_TABLE),
            event_bus=require(Variable.EVENT_BUS),
        )
