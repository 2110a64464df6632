"""Rows about money paid: remittances, their lines, and the reasons of both."""

from typing import Annotated, TypedDict

from claimtrail.claims.rows.columns import (
    ClaimId,
    PaidOn,
    PayerId,
    PlaceColumns,
    RecordedAt,
)
from claimtrail.trail.datasets.dataset import Mask, Meaning, dataset


class RemittanceColumns(TypedDict):
    """Columns repeated in lines and adjustments, so that most questions need no join."""

    remittance_id: Annotated[
        str, Meaning("The remittance; the event_id of its claim event.", Mask.PSEUDONYM)
    ]
    claim_id: ClaimId
    payer_id: PayerId
    paid_on: PaidOn
    status_code: Annotated[str, Meaning("CLP02: 1 primary, 4 denied, 22 reversal, ...", Mask.KEEP)]


class RemittanceSums(RemittanceColumns):
    """Columns of a remittance, but for its place."""

    payment_trace_number: Annotated[
        str | None, Meaning("TRN02: the check or transfer that paid it.", Mask.LEAVE_OUT)
    ]
    claim_filing_indicator: Annotated[str | None, Meaning("CLP06: kind of coverage.", Mask.KEEP)]
    charge_cents: Annotated[int, Meaning("CLP03, in US cents.", Mask.KEEP)]
    paid_cents: Annotated[int, Meaning("CLP04, in US cents; negative in reversals.", Mask.KEEP)]
    patient_responsibility_cents: Annotated[int, Meaning("CLP05, in US cents.", Mask.KEEP)]
    adjusted_cents: Annotated[
        int, Meaning("Sum of all adjustments, those of lines included.", Mask.KEEP)
    ]
    contractual_cents: Annotated[int, Meaning("Of these, what the contract takes off.", Mask.KEEP)]
    denied_cents: Annotated[int, Meaning("Of these, what a denial reason takes off.", Mask.KEEP)]
    balanced: Annotated[
        bool, Meaning("Whether charge less payment is the sum of adjustments.", Mask.KEEP)
    ]
    remark_codes: Annotated[
        str | None, Meaning("RARCs of the claim, separated by blanks.", Mask.KEEP)
    ]
    line_count: Annotated[int, Meaning("Service lines.", Mask.KEEP)]
    recorded_at: RecordedAt


class RemittanceRow(RemittanceSums, PlaceColumns):
    """Row of `remittances`."""


REMITTANCES = dataset(
    RemittanceRow,
    name="remittances",
    description="What 835s say was paid, one row per claim payment (CLP), repeats included as "
    "often as files state them.",
    key=("remittance_id", "claim_id"),
    masked=True,
)


class RemittanceLineRow(RemittanceColumns):
    """Row of `remittance_lines`."""

    line_number: Annotated[int, Meaning("The line's place in the remittance, from 1.", Mask.KEEP)]
    procedure_code: Annotated[str | None, Meaning("SVC01-2: CPT or HCPCS.", Mask.KEEP)]
    modifiers: Annotated[str | None, Meaning("SVC01-3 to 6, separated by blanks.", Mask.KEEP)]
    revenue_code: Annotated[
        str | None, Meaning("SVC04: revenue code of institutional claims.", Mask.KEEP)
    ]
    service_on: Annotated[str | None, Meaning("First day of service (YYYY-MM-DD).", Mask.YEAR)]
    charge_cents: Annotated[int, Meaning("SVC02, in US cents.", Mask.KEEP)]
    paid_cents: Annotated[int, Meaning("SVC03, in US cents.", Mask.KEEP)]
    adjusted_cents: Annotated[
        int, Meaning("Sum of the line's adjustments, in US cents.", Mask.KEEP)
    ]
    allowed_cents: Annotated[
        int, Meaning("Charge less what the contract takes off, in US cents.", Mask.KEEP)
    ]
    denied_cents: Annotated[int, Meaning("What a denial reason takes off, in US cents.", Mask.KEEP)]
    denial_category: Annotated[
        str | None, Meaning("Our category of its weightiest denial; null for none.", Mask.KEEP)
    ]
    patient_cents: Annotated[
        int, Meaning("The patient's share by its reasons, in US cents.", Mask.KEEP)
    ]
    remark_codes: Annotated[
        str | None, Meaning("RARCs of the line, separated by blanks.", Mask.KEEP)
    ]


REMITTANCE_LINES = dataset(
    RemittanceLineRow,
    name="remittance_lines",
    description="The service lines (SVC) of each remittance.",
    key=("remittance_id", "claim_id", "line_number"),
    masked=True,
)


class AdjustmentKey(TypedDict):
    """Key of an adjustment."""

    adjustment_id: Annotated[
        str, Meaning("The adjustment, from its remittance and its place.", Mask.PSEUDONYM)
    ]


class AdjustmentRow(AdjustmentKey, RemittanceColumns):
    """Row of `adjustments`."""

    line_number: Annotated[
        int, Meaning("The line that it adjusts; 0 is the claim as a whole.", Mask.KEEP)
    ]
    place: Annotated[int, Meaning("Its place among the line's or the claim's, from 1.", Mask.KEEP)]
    procedure_code: Annotated[
        str | None, Meaning("The line's procedure; null at claim level.", Mask.KEEP)
    ]
    group_code: Annotated[str, Meaning("CAS01: CO, PR, OA or PI.", Mask.KEEP)]
    carc: Annotated[str, Meaning("Claim adjustment reason code.", Mask.KEEP)]
    amount_cents: Annotated[int, Meaning("What it takes off, in US cents.", Mask.KEEP)]
    quantity: Annotated[
        str | None, Meaning("Units that it takes off, as the 835 states them.", Mask.KEEP)
    ]
    role: Annotated[
        str, Meaning("`denial`, `contractual`, `patient`, `moved` or `other`.", Mask.KEEP)
    ]
    category: Annotated[
        str | None, Meaning("Our category of denial; null for other roles.", Mask.KEEP)
    ]


ADJUSTMENTS = dataset(
    AdjustmentRow,
    name="adjustments",
    description="Each reason (CAS) of each remittance, at claim level or on a line.",
    key=("adjustment_id",),
    masked=True,
)
