"""A stage with overdue claims, of which most are escalated, on the adapters and counted tables."""

from dataclasses import dataclass, field
from datetime import timedelta

from claimtrail.aws.claims.table import DynamoClaimStore
from claimtrail.aws.core.dynamo.table import DynamoTable
from claimtrail.aws.escalations.scan_position import DynamoScanPositions
from claimtrail.aws.escalations.table import DynamoEscalationStore
from claimtrail.claims.fold.model import Claim
from claimtrail.escalations.due_scan import LOOK_BACK_DAYS
from claimtrail.escalations.start_due import StartDueEscalations, StartedEscalations
from tests.harness.claims.projecting import change_to
from tests.harness.escalations.counted_tables import CountedDynamo
from tests.harness.escalations.pending_claims import NOW, SteppingClock, pending_claim
from tests.twins.escalations import MemoryWorkflow
from tests.twins.kernel import MemoryPublisher

PAYERS = 10
SETTLED = NOW - timedelta(days=1)


@dataclass
class OverdueStage:
    """The parts that the schedule touches, counted."""

    dynamodb: CountedDynamo = field(default_factory=CountedDynamo)
    workflow: MemoryWorkflow = field(default_factory=MemoryWorkflow)
    clock: SteppingClock = field(default_factory=SteppingClock)

    def __post_init__(self) -> None:
        self.claims = DynamoClaimStore("claims")
        vars(self.claims)["_table"] = DynamoTable(self.dynamodb, "claims")
        self.escalations = DynamoEscalationStore(self.dynamodb, "operations")

    def fall_due(self, number: int, *, first: int = 0) -> list[Claim]:
        """Store overdue claims over all days that are scanned and over the payers."""
        claims = [_overdue(first + one) for one in range(number)]
        for claim in claims:
            self.claims.save(change_to(claim))
        return claims

    def run(self) -> StartedEscalations:
        """Run the schedule's function once, and count it alone."""
        self.dynamodb.forget()
        return StartDueEscalations(
            claims=self.claims,
            escalations=self.escalations,
            positions=DynamoScanPositions(self.dynamodb, "operations"),
            workflow=self.workflow,
            publisher=MemoryPublisher(),
            clock=self.clock,
            recheck_after=timedelta(hours=4),
            settle_after=timedelta(hours=1),
        ).start_due()


def _overdue(number: int) -> Claim:
    return pending_claim(
        f"clm_{number:06d}",
        payer_id=f"payer-{number % PAYERS}",
        escalate_on=NOW.date() - timedelta(days=number % LOOK_BACK_DAYS),
        updated_at=SETTLED,
    )
