"""What compact_day needs from its environment."""

from dataclasses import dataclass

from claimtrail.aws.environment import require
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    audit_bucket: str
    lake_bucket: str
    claim_key_secret_arn: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            audit_bucket=require(Variable.AUDIT_BUCKET),
            lake_bucket=require(Variable.LAKE_BUCKET),
            claim_key_secret_arn=require(Variable.CLAIM_KEY_SECRET_ARN),
        )
