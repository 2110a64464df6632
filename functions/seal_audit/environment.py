"""What seal_audit is given by its stack."""

from dataclasses import dataclass

from claimtrail.aws.environment import require
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read once per invocation."""

    audit_bucket: str
    operations_table: str
    seal_key: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            audit_bucket=require(Variable.AUDIT_BUCKET),
            operations_table=require(Variable.OPERATIONS_TABLE),
            seal_key=require(Variable.SEAL_KEY),
        )
