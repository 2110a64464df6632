"""A period of every partner's files, taken in and folded: each claim stands where it should."""

from datetime import UTC, date, datetime

import pytest

from claimtrail.claims import keys
from claimtrail.claims.memory import MemoryClaimStore
from claimtrail.claims.ports import StoredItem
from claimtrail.claims.projection import policies
from claimtrail.claims.projector import Projector
from claimtrail.intake.receipt import FileStatus
from claimtrail.kernel.ids import claim_id
from claimtrail.synthetic.generator import generate
from claimtrail.synthetic.model import Expectation
from tests.support.intake_world import KEY, World, demo_partners

FIRST_DAY, LAST_DAY = date(2026, 10, 5), date(2026, 11, 6)


class NoDeferral:
    """Nothing may have to be put off."""

    def defer(self, message: str) -> None:
        raise AssertionError(message)


def project_all(claims: MemoryClaimStore) -> None:
    """What the table's stream would cause: acknowledgments to claims, then the fold."""
    projector = Projector(
        store=claims,
        reader=claims,
        policy=policies(demo_partners()),
        clock=lambda: datetime(2026, 11, 7, tzinfo=UTC),
    )
    for prefixes in ((keys.ROSTER_PREFIX, keys.ACKNOWLEDGMENT_PREFIX), (keys.EVENT_PREFIX,)):
        items = [
            StoredItem(partition=partition, sort=sort, document=document)
            for partition, stored in claims.items.items()
            for sort, document in stored.items()
            if sort.startswith(prefixes)
        ]
        projector.take_items(items, deferral=NoDeferral())


@pytest.mark.capability("C1.8")
@pytest.mark.parametrize("variants_in_hundred", [2, 100], ids=["usual", "every-variant"])
@pytest.mark.parametrize("backwards", [False, True], ids=["in-order", "backwards"])
def test_given_a_month_of_files_when_taken_in_then_every_claim_stands_where_its_story_ends(
    *, backwards: bool, variants_in_hundred: int
) -> None:
    expectations: list[Expectation] = []
    files = list(
        generate(
            partners=demo_partners(),
            seed=11,
            first_day=FIRST_DAY,
            last_day=LAST_DAY,
            claims_per_day=5,
            variants_in_hundred=variants_in_hundred,
            on_expectation=expectations.append,
        )
    )
    world = World()

    for file in reversed(files) if backwards else files:
        receipt = world.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
        assert receipt.status is FileStatus.INGESTED, file.purpose
    project_all(world.claims)

    assert len(expectations) > 50
    for expected in expectations:
        claim = world.claims.find(
            claim_id(
                secret=KEY.secret,
                organization_id=KEY.organization_id,
                patient_control_number=expected.patient_control_number,
            )
        )
        assert claim is not None
        assert (claim.state, claim.payer_id, claim.paid_cents) == (
            expected.state,
            expected.payer_id,
            expected.paid_cents,
        ), expected
