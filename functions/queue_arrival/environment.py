"""What queue_arrival needs from its environment."""

from dataclasses import dataclass

from claimtrail.aws.environment import require
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    claim_table: str
    inbox_bucket: str
    receive_queue_url: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            claim_table=require(Variable.CLAIM_TABLE),
            inbox_bucket=require(Variable.INBOX_BUCKET),
            receive_queue_url=require(Variable.RECEIVE_QUEUE_URL),
        )
