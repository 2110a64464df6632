"""Rows about evidence and claims that need review."""

from typing import Annotated, TypedDict

from claimtrail.claims.rows.columns import ClaimId, PayerId
from claimtrail.trail.datasets.columns import SourceEnd, SourceSha256, SourceStart
from claimtrail.trail.datasets.dataset import Meaning, dataset


class ExceptionRow(TypedDict):
    """Row of `exceptions`."""

    exception_id: Annotated[str, Meaning("The exception, from its claim, fact and cause.")]
    version: Annotated[
        int, Meaning("The claim's version that published it; the highest is current.")
    ]
    status: Annotated[str, Meaning("`open`, `overdue` (held too long) or `resolved`.")]
    cause: Annotated[str, Meaning("`unmatched`, `held`, `unbalanced`, `unknown_code`, ...")]
    reason: Annotated[str, Meaning("Why in particular, as `missing_steps`.")]
    claim_id: ClaimId | None
    payer_id: PayerId
    event_id: Annotated[str, Meaning("The fact; joins claim_events and, as remittance_id, money.")]
    evidence: Annotated[str, Meaning("The fact's kind.")]
    codes: Annotated[str | None, Meaning("What the payer said, separated by blanks.")]
    state: Annotated[str | None, Meaning("Where the claim stands.")]
    state_wanted: Annotated[str | None, Meaning("Where the fact would lead, if it is held.")]
    effective_on: Annotated[str, Meaning("The day from which the fact holds (YYYY-MM-DD).")]
    due_on: Annotated[
        str | None, Meaning("The day from which it is overdue, if it is held (YYYY-MM-DD).")
    ]
    recorded_at: Annotated[str, Meaning("When this version was made (RFC 3339, UTC).")]
    partner_id: Annotated[str | None, Meaning("The partner that delivered the fact.")]
    owner_id: Annotated[str | None, Meaning("The billing partner whose claim it is.")]
    file_id: Annotated[str, Meaning("The file that states the fact.")]
    source_sha256: SourceSha256
    source_start: SourceStart
    source_end: SourceEnd


EXCEPTIONS = dataset(
    ExceptionRow,
    name="exceptions",
    description="What needs review: held and unmatched evidence, amounts that do not balance, "
    "codes that nobody knows; the row with the highest version is current.",
    key=("exception_id", "version"),
)
