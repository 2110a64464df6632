"""SQS Ingest: reads one range of an archived file: whole sets, or a chunk of a large one.

Messages of the Ingest queue: ranges of archived files.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from claimtrail.aws.core.environment import require
from claimtrail.aws.core.logs import LogEvent, note
from claimtrail.aws.core.queue_batch import work_off_in_time
from claimtrail.bootstrap.intake import ingest_dependencies
from claimtrail.intake.ingest.ingest_range import ingest_range
from claimtrail.intake.model.messages import parse_ingest
from claimtrail.kernel.deadline import Turn
from claimtrail.kernel.names import Variable
from claimtrail.x12.read.preparation import prepare

prepare()
"""Once a sandbox, so that its first file does not wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Read at invocation."""

    organization_id: str
    claim_table: str
    archive_bucket: str
    outbox_bucket: str
    ingest_queue_url: str
    audit_queue_url: str
    event_bus: str
    claim_key_secret_arn: str
    code_version: str

    @classmethod
    def from_env(cls) -> "Environment":
        """Raises ConfigurationError when a variable is missing."""
        return cls(
            organization_id=require(Variable.ORGANIZATION_ID),
            claim_table=require(Variable.CLAIM_TABLE),
            archive_bucket=require(Variable.ARCHIVE_BUCKET),
            outbox_bucket=require(Variable.OUTBOX_BUCKET),
            ingest_queue_url=require(Variable.INGEST_QUEUE_URL),
            audit_queue_url=require(Variable.AUDIT_QUEUE_URL),
            event_bus=require(Variable.EVENT_BUS),
            claim_key_secret_arn=require(Variable.CLAIM_KEY_SECRET_ARN),
            code_version=require(Variable.CODE_VERSION),
        )


def handler(event: dict[str, Any], context: Any) -> Any:
    """Read each message's range; a failed message alone is redelivered."""
    deps = ingest_dependencies(**asdict(Environment.from_env()))

    def ingest(body: str, turn: Turn) -> None:
        ingested = ingest_range(parse_ingest(body), deps=replace(deps, turn=turn))
        note(LogEvent.SETS_INGESTED, **asdict(ingested))

    return work_off_in_time(event, context, take=ingest)
