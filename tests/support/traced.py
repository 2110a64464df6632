"""A month of files taken in and folded in memory, and the provenance of its claims."""

from datetime import UTC, date, datetime
from functools import cache

from claimtrail.audit.provenance import FileCustody, Provenance, trace
from claimtrail.claims import keys
from claimtrail.claims.model import Claim
from claimtrail.claims.ports import StoredItem
from claimtrail.claims.projection import policies
from claimtrail.claims.projector import Projector
from claimtrail.intake.memory import MemoryBucket
from claimtrail.synthetic.generator import generate
from tests.support.intake_world import World, demo_partners

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
def taken_in() -> World:
    """A month of files, read and folded."""
    world = World()
    for file in generate(
        partners=world.partners, seed=5, first_day=FIRST_DAY, last_day=LAST_DAY, claims_per_day=1
    ):
        world.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
    projector = Projector(
        store=world.claims,
        reader=world.claims,
        policy=policies(demo_partners()),
        clock=lambda: datetime(2026, 11, 7, tzinfo=UTC),
    )
    for prefixes in ((keys.ROSTER_PREFIX, keys.ACKNOWLEDGMENT_PREFIX), (keys.EVENT_PREFIX,)):
        items = [
            StoredItem(partition=partition, sort=sort, document=document)
            for partition, stored in world.claims.items.items()
            for sort, document in stored.items()
            if sort.startswith(prefixes)
        ]
        projector.take_items(items, deferral=NoDeferral())
    return world


def paid_claim(world: World) -> Claim:
    found = (
        world.claims.find(keys.claim_id_of(partition))
        for partition in world.claims.items
        if partition.startswith(keys.CLAIM_PREFIX)
    )
    return max((claim for claim in found if claim), key=lambda claim: len(claim.steps))


def custodies(world: World, claim: Claim) -> list[FileCustody]:
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
        for receipt in world.files.receipts_of(file_id)
    ]


def traced(
    world: World, bucket: MemoryBucket, claim: Claim, step: int | None = None
) -> tuple[list[Provenance], BucketArchive]:
    archive = BucketArchive(bucket)
    found = trace(
        claim,
        events=world.claims.events_of(claim.claim_id),
        custodies=custodies(world, claim),
        archive=archive,
        step=step,
    )
    return found, archive
