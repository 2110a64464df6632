"""What publish_changes needs from its environment."""

from dataclasses import dataclass

from claimtrail.aws.environment import require
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    audit_queue_url: str
    publication_queue_url: str
    event_bus: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            audit_queue_url=require(Variable.AUDIT_QUEUE_URL),
            publication_queue_url=require(Variable.PUBLICATION_QUEUE_URL),
            event_bus=require(Variable.EVENT_BUS),
        )
