"""Rows about the service lines of 837s: what was billed, whether or not a payer answered."""

from typing import Annotated, TypedDict

from claimtrail.claims.rows.columns import ClaimId, PayerId
from claimtrail.trail.datasets.dataset import Mask, Meaning, dataset


class SubmittedLineRow(TypedDict):
    """Row of `submitted_lines`."""

    event_id: Annotated[
        str, Meaning("The submission; the event_id of its claim event.", Mask.PSEUDONYM)
    ]
    claim_id: ClaimId
    payer_id: PayerId
    submitted_on: Annotated[str, Meaning("BHT04, else the file's day (YYYY-MM-DD).", Mask.YEAR)]
    line_number: Annotated[int, Meaning("The line's place in the claim, from 1.", Mask.KEEP)]
    procedure_code: Annotated[str | None, Meaning("SV101-2 or SV202-2: CPT or HCPCS.", Mask.KEEP)]
    modifiers: Annotated[str | None, Meaning("Modifiers, separated by blanks.", Mask.KEEP)]
    revenue_code: Annotated[str | None, Meaning("SV201 of institutional claims.", Mask.KEEP)]
    service_on: Annotated[str | None, Meaning("First day of service (YYYY-MM-DD).", Mask.YEAR)]
    charge_cents: Annotated[int, Meaning("SV102 or SV203, in US cents.", Mask.KEEP)]
    units: Annotated[str, Meaning("SV104 or SV205, as the 837 states them.", Mask.KEEP)]


SUBMITTED_LINES = dataset(
    SubmittedLineRow,
    name="submitted_lines",
    description="The service lines (SV1, SV2) of each submission.",
    key=("event_id", "claim_id", "line_number"),
    masked=True,
)
