"""One suite for both stores of payments."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from claimtrail.aws.intake.payment_table import DynamoPaymentStore
from claimtrail.claims.facts.events import Source
from claimtrail.claims.facts.payments import PaymentCopy, ProviderAdjustmentFact
from claimtrail.intake.ports import PaymentStore
from tests.harness.aws.claim_tables import make_claim_table
from tests.harness.stage.cloud import RunningCloud
from tests.twins.intake import MemoryPaymentStore

AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
DAY = date(2026, 11, 19)


@pytest.fixture(params=["memory", pytest.param("dynamodb", marks=pytest.mark.cloud)])
def store(request: pytest.FixtureRequest) -> PaymentStore:
    if request.param == "memory":
        return MemoryPaymentStore()
    cloud: RunningCloud = request.getfixturevalue("cloud")
    dynamodb = cloud.client("dynamodb")
    return DynamoPaymentStore(dynamodb, make_claim_table(dynamodb))


def a_copy(payment_id: str = "pay_one", *, file: str = "fil_one", **changes: Any) -> PaymentCopy:
    source = Source(
        file_id=file,
        sha256="ab" * 32,
        start=120,
        end=180,
        partner_id="payer-a",
        channel="s3",
        received_at=AT,
        interchange_control_number="000000001",
        group_control_number="1",
        set_control_number="0001",
        prepared_at=AT,
        code_version="test",
    )
    recovery = ProviderAdjustmentFact(
        provider_identifier="1234567893",
        fiscal_period_end=date(2026, 12, 31),
        reason_code="WO",
        reference="A-1",
        amount_cents=2_500,
    )
    copy = PaymentCopy(
        payment_id=payment_id,
        payer_id="payer-a",
        trace_number="EFT-1",
        originating_company_id="1000000101",
        paid_on=DAY,
        method="ACH",
        credit_debit="C",
        amount_cents=97_500,
        claim_count=3,
        claims_paid_cents=100_000,
        provider_adjustments=(recovery,),
        balanced=True,
        payee_npi="1234567893",
        recorded_at=AT,
        source=source,
    )
    return copy.model_copy(update=changes)


def test_a_copy_is_kept_once_and_a_payment_has_one_for_each_file(store: PaymentStore) -> None:
    late = a_copy(file="fil_0")
    later = late.source.model_copy(update={"received_at": AT + timedelta(days=3)})
    late = late.model_copy(update={"source": later})

    store.append([late, a_copy()])
    store.append([a_copy(amount_cents=1)])

    assert store.copies_of("pay_one") == [a_copy(), late]
    assert store.copies_of("pay_two") == []


def test_a_payers_payments_come_latest_day_first_up_to_a_limit(store: PaymentStore) -> None:
    days = [DAY + timedelta(days=number) for number in range(3)]
    for number in (1, 0, 2):
        store.append([a_copy(f"pay_{number}", paid_on=days[number])])
    store.append([a_copy("pay_9", payer_id="payer-b")])

    def listed(**wanted: Any) -> list[str]:
        defaults: dict[str, Any] = {"payer_id": "payer-a", "first_day": None, "limit": 10}
        return [copy.payment_id for copy in store.list_payments(**(defaults | wanted))]

    assert listed() == ["pay_2", "pay_1", "pay_0"]
    assert listed(limit=2) == ["pay_2", "pay_1"]
    assert listed(first_day=days[1]) == ["pay_2", "pay_1"]
    assert listed(payer_id="payer-c") == []


def test_a_payer_deals_with_the_billers_whose_submissions_named_it(store: PaymentStore) -> None:
    assert not store.has_dealt("payer-a")

    store.record_dealings(partner_id="biller-a", payer_ids=["payer-a", "payer-b"])
    store.record_dealings(partner_id="biller-a", payer_ids=["payer-a"])

    assert store.has_dealt("payer-a")
    assert store.has_dealt("payer-b", partner_id="biller-a")
    assert not store.has_dealt("payer-a", partner_id="biller-b")
    assert not store.has_dealt("payer-c")
