"""The demo compares what the claim table and Athena say, and names each figure that differs."""

from claimtrail.analytics.results import QueryResult, Value
from infra.local.demo.agreement import disagreements
from tests.harness.intake.traced import paid_claim, taken_in

CLAIM = paid_claim(taken_in())
COLUMNS = (
    *("payer_id", "state", "claims"),
    *("charge_cents", "paid_cents", "patient_responsibility_cents", "balance_cents"),
)


def answered(*rows: tuple[Value, ...]) -> QueryResult:
    return QueryResult(columns=COLUMNS, rows=rows, scanned_bytes=0, milliseconds=1)


def row_of(count: int = 1) -> tuple[Value, ...]:
    cents = (
        CLAIM.charge_cents,
        CLAIM.paid_cents,
        CLAIM.patient_responsibility_cents,
        CLAIM.balance_cents,
    )
    return (CLAIM.payer_id, CLAIM.state.value, count, *(count * each for each in cents))


def test_equal_figures_agree_and_hidden_claims_count_on_neither_side() -> None:
    hidden = CLAIM.model_copy(update={"claim_id": "clm_old", "matched_to": CLAIM.claim_id})

    assert disagreements([CLAIM, hidden], answered(row_of())) == []


def test_a_claim_that_one_side_lacks_is_named_with_both_figures() -> None:
    [line] = disagreements([CLAIM], answered(row_of(2)))
    [missing] = disagreements([CLAIM], answered())

    assert line.startswith(f"{CLAIM.payer_id}, {CLAIM.state.value}: the claim table has claims 1,")
    assert "Athena claims 2," in line
    assert missing.endswith("Athena nothing")
