"""Rows about statuses short of a payment: of batches, of claims and of their lines."""

from typing import Annotated, TypedDict

from claimtrail.claims.rows.columns import (
    ClaimId,
    PayerId,
    PlaceColumns,
    RecordedAt,
)
from claimtrail.trail.datasets.dataset import Mask, Meaning, dataset


class StatusHead(TypedDict):
    """Columns that say which status it is."""

    status_id: Annotated[str, Meaning("The status, from its fact, line and place.", Mask.PSEUDONYM)]
    event_id: Annotated[
        str, Meaning("The fact that states it; joins claim_events.", Mask.PSEUDONYM)
    ]
    claim_id: ClaimId
    payer_id: PayerId
    transaction_type: Annotated[str, Meaning("277CA or 277.", Mask.KEEP)]


class StatusLineColumns(TypedDict):
    """Columns of the line that a status is about; null where it is about the whole claim."""

    line_number: Annotated[
        int | None, Meaning("The line in the record, from 1; null: the whole claim.", Mask.KEEP)
    ]
    procedure_code: Annotated[
        str | None, Meaning("The line's procedure, as the payer gives it.", Mask.KEEP)
    ]
    modifiers: Annotated[str | None, Meaning("Its modifiers, separated by blanks.", Mask.KEEP)]
    revenue_code: Annotated[str | None, Meaning("The line's revenue code.", Mask.KEEP)]
    service_on: Annotated[str | None, Meaning("The line's service day (YYYY-MM-DD).", Mask.YEAR)]


class StatusColumns(StatusHead, StatusLineColumns):
    """Columns of a status, but for its place."""

    category_code: Annotated[str | None, Meaning("Claim status category (list 507).", Mask.KEEP)]
    status_code: Annotated[
        str | None, Meaning("Claim status (list 508), or an NCPDP reject code.", Mask.KEEP)
    ]
    entity_code: Annotated[str | None, Meaning("Whom it concerns (NM101).", Mask.KEEP)]
    code_list: Annotated[
        str | None, Meaning("RX where status_code is an NCPDP reject code.", Mask.KEEP)
    ]
    codes: Annotated[
        str | None, Meaning("All codes of the segment, `F2:88:QC`, separated by blanks.", Mask.KEEP)
    ]
    action_code: Annotated[
        str | None, Meaning("STC03 of a 277CA: U rejected, WQ accepted.", Mask.KEEP)
    ]
    charge_cents: Annotated[
        int | None, Meaning("Charge in US cents, as the status or line states it.", Mask.KEEP)
    ]
    paid_cents: Annotated[int | None, Meaning("Paid, in US cents.", Mask.KEEP)]
    text: Annotated[
        str | None, Meaning("STC12: the payer's own words. May name a patient.", Mask.LEAVE_OUT)
    ]
    effective_on: Annotated[str, Meaning("The day from which it holds (YYYY-MM-DD).", Mask.YEAR)]
    recorded_at: RecordedAt


class StatusRow(StatusColumns, PlaceColumns):
    """Row of `statuses`."""


STATUSES = dataset(
    StatusRow,
    name="statuses",
    description="Each status (STC) that a 277CA or 277 gives to a claim or to one of its lines,"
    " with the payer's own words, which may name a patient.",
    key=("status_id", "claim_id"),
    masked=True,
)


class BatchStatusColumns(TypedDict):
    """Columns of a batch's status, but for its place."""

    status_id: Annotated[str, Meaning("The status, from the file's digest and the byte offset.")]
    version: Annotated[
        int, Meaning("Counts comparisons with what was sent; the highest is current.")
    ]
    payer_id: PayerId
    transaction_type: Annotated[str, Meaning("277CA or 277.")]
    level: Annotated[str, Meaning("`receiver`: the batch (2200B); `provider`: one in it (2200C).")]
    from_clearinghouse: Annotated[bool, Meaning("Whether a clearinghouse says it, not the payer.")]
    batch_key: Annotated[str, Meaning("The batch; a keyed hash of payer, submitter and BHT03.")]
    provider_npi: Annotated[
        str | None, Meaning("The provider of whom it speaks, where it names an NPI.")
    ]
    codes: Annotated[str | None, Meaning("All status codes, `A3:24:41`, separated by blanks.")]
    action_code: Annotated[str | None, Meaning("STC03: U rejected, WQ accepted.")]
    decides: Annotated[bool, Meaning("Whether it refuses all beneath it and names no claim.")]
    outcome: Annotated[str, Meaning("`applied`, `informational`, or why it moves nothing.")]
    stated_claim_count: Annotated[int | None, Meaning("Claims that it refuses, as it says.")]
    stated_charge_cents: Annotated[int | None, Meaning("Their charge in US cents, as it says.")]
    found_claim_count: Annotated[int | None, Meaning("Claims that were sent so.")]
    found_charge_cents: Annotated[int | None, Meaning("Their charge in US cents.")]
    effective_on: Annotated[str, Meaning("The day from which it holds (YYYY-MM-DD).")]
    recorded_at: RecordedAt


class BatchStatusRow(BatchStatusColumns, PlaceColumns):
    """Row of `batch_statuses`."""


BATCH_STATUSES = dataset(
    BatchStatusRow,
    name="batch_statuses",
    description="What a 277CA or 277 says of a whole batch or of one provider's claims in it, "
    "and what was sent so; the highest version is current.",
    key=("status_id", "version"),
)
