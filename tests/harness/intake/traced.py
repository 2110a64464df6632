"""A month of files taken in and folded in memory, and the provenance of its claims."""

from datetime import UTC, date, datetime
from functools import cache

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.projection.projection import policies
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.store.items import ItemKind
from claimtrail.disclosures.provenance import FileCustody, Provenance, trace
from simulator.generator import generate
from tests.harness.intake.intake_fixture import IntakeFixture, demo_partners
from tests.twins.claims.memory import Kept
from tests.twins.intake import MemoryBucket

FIRST_DAY, LAST_DAY = date(2026, 10, 5), date(2026, 11, 6)


class BucketArchive:
    """An Archive over a bucket in memory."""

    def __init__(self, bucket: MemoryBucket) -> None:
        self._bucket = bucket
        self.hashed: list[str] = []

    def sha256(self, key: str) -> str:
        self.hashed.append(key)
        return self._bucket.sha256(self._bucket.describe(key))

    def read(self, key: str, start: int, end: int) -> bytes:
        return self._bucket.open(self._bucket.describe(key), read_ahead=0).read(start, end)


class NoDeferral:
    def defer(self, message: str) -> None:
        raise AssertionError(message)


@cache
def taken_in() -> IntakeFixture:
    """A month of files, read and folded."""
    intake = IntakeFixture()
    for file in generate(
        partners=intake.partners, seed=5, first_day=FIRST_DAY, last_day=LAST_DAY, claims_per_day=1
    ):
        intake.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
    projector = Projector(
        store=intake.claims,
        reader=intake.claims,
        policy=policies(demo_partners()),
        clock=lambda: datetime(2026, 11, 7, tzinfo=UTC),
    )
    for kinds in ((ItemKind.ROSTER, ItemKind.ACKNOWLEDGMENT), (ItemKind.EVENT,)):
        projector.take_items(intake.claims.stored_items(*kinds), deferral=NoDeferral())
    return intake


def paid_claim(intake: IntakeFixture) -> Claim:
    found = map(intake.claims.find, intake.claims.owners_of(Kept.CHANGE))
    return max((claim for claim in found if claim), key=lambda claim: len(claim.steps))


def custodies(intake: IntakeFixture, claim: Claim) -> list[FileCustody]:
    return [
        FileCustody(
            file_id=receipt.file_id,
            partner_id=receipt.partner_id,
            stored_key=receipt.stored_key,
            size=receipt.size,
            sha256=receipt.sha256,
            received_at=receipt.received_at,
            deliveries=1,
            code_version=receipt.code_version,
        )
        for file_id in {step.source.file_id for step in claim.steps}
        for receipt in intake.files.receipts_of(file_id)
    ]


def traced(
    intake: IntakeFixture, bucket: MemoryBucket, claim: Claim, step: int | None = None
) -> tuple[list[Provenance], BucketArchive]:
    archive = BucketArchive(bucket)
    found = trace(
        claim,
        events=intake.claims.events_of(claim.claim_id),
        custodies=custodies(intake, claim),
        archive=archive,
        step=step,
    )
    return found, archive
