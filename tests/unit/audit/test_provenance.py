"""Given a claim's steps, each is proven by the payer's bytes, or the report says why it is not."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest

from claimtrail.audit.provenance import FileCustody, Provenance, trace
from claimtrail.claims import keys
from claimtrail.claims.model import Claim
from claimtrail.claims.ports import StoredItem
from claimtrail.claims.projection import Projector, policies
from claimtrail.intake.memory import MemoryBucket
from claimtrail.kernel.errors import NotFoundError
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


@pytest.mark.capability("C5.2")
def test_every_step_is_proven_by_bytes_that_say_what_the_step_says() -> None:
    world = taken_in()
    claim = paid_claim(world)

    found, archive = traced(world, world.archive, claim)

    assert len(found) == len(claim.steps) >= 4
    assert all(one.proven for one in found)
    assert len(archive.hashed) == len(set(archive.hashed))
    begins = {one.evidence: one.segments[0] for one in found if not one.inferred}
    assert begins["submitted"] in {"CLM", "HL"}
    number = claim.patient_control_number.encode()
    assert all(number in one.record for one in found if one.evidence in {"submitted", "remitted"})


@pytest.mark.capability("C5.2")
@pytest.mark.parametrize("damage", ["edited", "gone", "cut"])
def test_an_archived_file_that_is_not_as_it_was_read_is_named(damage: str) -> None:
    world = taken_in()
    claim = paid_claim(world)
    key = next(each.stored_key for each in custodies(world, claim))
    bucket = MemoryBucket("damaged")
    for name, data in world.archive.objects.items():
        if name != key:
            bucket.drop(name, data)
        elif damage == "edited":
            bucket.drop(name, data[:-1] + b"!")
        elif damage == "cut":
            bucket.drop(name, data[:10])

    found, _ = traced(world, bucket, claim)

    wrong = [one for one in found if one.custody and one.custody.stored_key == key]
    assert wrong
    assert not any(one.proven for one in wrong)
    reason = "the file is not in the archive" if damage == "gone" else "not those that were read"
    assert all(reason in one.faults[0] for one in wrong)
    assert all(one.proven for one in found if one not in wrong)


def test_a_step_whose_evidence_is_gone_is_not_proven() -> None:
    world = taken_in()
    claim = paid_claim(world)
    step = claim.steps[0].model_copy(update={"event_id": "evt_gone"})
    forged = claim.model_copy(update={"steps": (step, *claim.steps[1:])})

    found, _ = traced(world, world.archive, forged)

    assert found[0].faults == ("the evidence is not among the claim's events",)
    assert found[0].recorded_at is None


def test_one_step_can_be_asked_for_and_must_exist() -> None:
    world = taken_in()
    claim = paid_claim(world)

    (one,), _ = traced(world, world.archive, claim, step=2)

    assert one.step == 2
    assert one.after == claim.steps[1].after.value
    with pytest.raises(NotFoundError, match="STEP_UNKNOWN"):
        traced(world, world.archive, claim, step=99)


def test_segments_are_named_without_their_values() -> None:
    world = taken_in()
    claim = paid_claim(world)
    (one,), _ = traced(world, world.archive, claim, step=1)
    assert isinstance(one, Provenance)
    changed = replace(one, record=b"CLP*SECRET*1*9~CAS*CO*45*9~\n")
    assert changed.segments == ("CLP", "CAS")
