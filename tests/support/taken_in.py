"""A period's files taken in and folded on the in-memory twins, to be held against its truth."""

from collections.abc import Iterable
from datetime import datetime

from claimtrail.claims import keys
from claimtrail.claims.memory import MemoryClaimStore
from claimtrail.claims.model import Claim
from claimtrail.claims.ports import StoredItem
from claimtrail.claims.projection import policies
from claimtrail.claims.projector import Projector
from claimtrail.intake.findings import Code
from claimtrail.intake.receipt import FileStatus
from claimtrail.kernel.ids import claim_id
from claimtrail.synthetic.model import Expectation, SyntheticFile
from tests.support.intake_world import KEY, World, demo_partners


class NoDeferral:
    """Nothing may have to be put off."""

    def defer(self, message: str) -> None:
        raise AssertionError(message)


def take_in(files: Iterable[SyntheticFile], *, now: datetime) -> World:
    """Take in each file to its end, then fold every claim as of `now`."""
    world = World()
    for file in files:
        receipt = world.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
        assert receipt.status is FileStatus.INGESTED, file.purpose
        # Some variants bend the guide: what a reader says of them is for its own tests. A payment
        # may come before every submission.
        found = [one for one in receipt.findings if one.code != Code.PAYER_NOT_DEALT_WITH.value]
        assert file.variant or not found, (file.purpose, found)
    _project_all(world.claims, now)
    return world


def _project_all(claims: MemoryClaimStore, now: datetime) -> None:
    """What the table's stream would cause: acknowledgments to claims, then the fold."""
    projector = Projector(
        store=claims,
        reader=claims,
        policy=policies(demo_partners()),
        clock=lambda: now,
    )
    for prefixes in ((keys.ROSTER_PREFIX, keys.ACKNOWLEDGMENT_PREFIX), (keys.EVENT_PREFIX,)):
        items = [
            StoredItem(partition=partition, sort=sort, document=document)
            for partition, stored in claims.items.items()
            for sort, document in stored.items()
            if sort.startswith(prefixes)
        ]
        projector.take_items(items, deferral=NoDeferral())


def claim_of(world: World, expected: Expectation) -> Claim:
    """The claim that an expectation is about."""
    claim = world.claims.find(
        claim_id(
            secret=KEY.secret,
            organization_id=KEY.organization_id,
            patient_control_number=expected.patient_control_number,
        )
    )
    assert claim is not None, expected
    return claim
