"""What group_incidents needs from its environment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from claimtrail.aws.environment import require
from claimtrail.kernel.names import Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    operations_table: str
    event_bus: str
    dead_letter_queues: Mapping[str, str]
    """Queue name to the URL of its dead-letter queue."""

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            operations_table=require(Variable.OPERATIONS_TABLE),
            event_bus=require(Variable.EVENT_BUS),
            dead_letter_queues=json.loads(require(Variable.DEAD_LETTER_QUEUES)),
        )
