"""A period's files taken in and folded on the in-memory twins, to be held against its truth."""

from collections.abc import Iterable
from datetime import datetime

from claimtrail.claims.fold.model import Claim
from claimtrail.claims.projection.projection import policies
from claimtrail.claims.projection.projector import Projector
from claimtrail.claims.store.items import ItemKind
from claimtrail.intake.model.findings import IntakeFindingCode
from claimtrail.intake.model.receipt import FileStatus
from claimtrail.kernel.ids import claim_id
from simulator.model import Expectation, SimulatedFile
from tests.harness.intake.intake_fixture import KEY, IntakeFixture, demo_partners
from tests.twins.claims import MemoryClaimStore


class NoDeferral:
    """Nothing may have to be deferred."""

    def defer(self, message: str) -> None:
        raise AssertionError(message)


OF_THE_ORDER = frozenset(
    {
        IntakeFindingCode.PAYER_NOT_DEALT_WITH.value,
        IntakeFindingCode.REJECTED_UNKNOWN.value,
    }
)
"""Findings about what comes before its submission: in another order there are none."""


def take_in(files: Iterable[SimulatedFile], *, now: datetime) -> IntakeFixture:
    """Take in each file to its end, then fold every claim as of `now`."""
    intake = IntakeFixture()
    for file in files:
        receipt = intake.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
        assert receipt.status is FileStatus.INGESTED, file.purpose
        # Some variants bend the guide: what a reader says of them is for its own tests.
        found = [one for one in receipt.findings if one.code not in OF_THE_ORDER]
        assert file.variant or not found, (file.purpose, found)
    _project_all(intake.claims, now)
    return intake


def _project_all(claims: MemoryClaimStore, now: datetime) -> None:
    """Do what the table's stream would cause: acknowledgments to claims, then the fold."""
    projector = Projector(
        store=claims,
        reader=claims,
        policy=policies(demo_partners()),
        clock=lambda: now,
    )
    for kinds in ((ItemKind.ROSTER, ItemKind.ACKNOWLEDGMENT), (ItemKind.EVENT,)):
        projector.take_items(claims.stored_items(*kinds), deferral=NoDeferral())


def claim_of(intake: IntakeFixture, expected: Expectation) -> Claim:
    """The claim that an expectation is about."""
    claim = intake.claims.find(
        claim_id(
            secret=KEY.secret,
            organization_id=KEY.organization_id,
            patient_control_number=expected.patient_control_number,
        )
    )
    assert claim is not None, expected
    return claim
