"""Synthetic items leave their tables by themselves; nothing else does."""

from typing import Any

import pytest

from claimtrail.aws.intake.file_table import DynamoFileStore
from claimtrail.aws.intake.payment_table import DynamoPaymentStore
from claimtrail.intake.model.receipt import Delivery, FileReceipt
from claimtrail.kernel.retention import SYNTHETIC_DAYS
from claimtrail.partners.profile import with_synthetic
from claimtrail.smoke.files import FileKind, SyntheticClaim
from tests.harness.files.made_files import Clp, Sent, paid, sent
from tests.harness.intake.intake_fixture import DROPPED_AT, NOW, IntakeFixture, demo_partners

DAY = 24 * 60 * 60


class FakeDynamo:
    """Keeps the items that are put."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []

    def put_item(self, *, Item: dict[str, Any], **_: object) -> dict[str, Any]:
        self.items.append(Item)
        return {}


def taken_in(*, synthetic: bool) -> IntakeFixture:
    """Intake after a submission and its payment."""
    intake = IntakeFixture(partners=with_synthetic(demo_partners()))
    claim = SyntheticClaim(run=1, made_at=NOW)
    made = (
        [claim.file(FileKind.SUBMISSION), claim.file(FileKind.REMITTANCE)]
        if synthetic
        else [sent(Sent("H1")), paid(Clp("H1", "1", 120, 120))]
    )
    for file in made:
        intake.drop_and_ingest(f"{file.partner_id}/{file.name}", file.content)
    return intake


def expiries(intake: IntakeFixture) -> list[int | None]:
    """When receipts, deliveries and payments expire, as the adapters store them."""
    client = FakeDynamo()
    files, payments = DynamoFileStore(client, "table"), DynamoPaymentStore(client, "table")
    receipts: list[FileReceipt] = list(intake.files.receipts.values())
    for receipt in receipts:
        files.begin(receipt, previous=None)
        deliveries: list[Delivery] = intake.files.deliveries_of(receipt.file_id)
        for delivery in deliveries:
            files.record_delivery(delivery)
    for payer_id in {receipt.partner_id for receipt in receipts}:
        found = intake.payments.list_payments(payer_id=payer_id, first_day=None, limit=9)
        payments.append(found)
    return [int(one["expires_at"]["N"]) if "expires_at" in one else None for one in client.items]


@pytest.mark.capability("C6.1")
def test_given_synthetic_files_then_receipts_deliveries_and_payments_expire() -> None:
    found = expiries(taken_in(synthetic=True))

    due = {int(at.timestamp()) + SYNTHETIC_DAYS * DAY for at in (DROPPED_AT, NOW)}
    assert len(found) == 5
    assert set(found) <= due


def test_given_real_files_then_nothing_of_them_expires() -> None:
    found = expiries(taken_in(synthetic=False))

    assert found == [None] * 5
